"""What was spent beside what was estimated, line by line and in total by currency."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Line:
    """One line of costs: its currency, what was estimated and what was spent, None where that is not on record."""

    currency: str
    estimate: Decimal | None
    spent: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """By how much more was spent than estimated, below zero by how much less; None unless both are on record."""
        return None if self.estimate is None or self.spent is None else self.spent - self.estimate


@dataclass(frozen=True)
class Compared:
    """The lines of one currency that state both, added up; `alone` is how many others state only one of the two."""

    estimate: Decimal = NOTHING
    spent: Decimal = NOTHING
    lines: int = 0
    alone: int = 0

    @property
    def difference(self) -> Decimal:
        """By how much more was spent than estimated, below zero by how much less."""
        return self.spent - self.estimate

    @property
    def percent(self) -> int | None:
        """The difference in hundredths of the estimate; None where nothing was estimated."""
        return round(self.difference * 100 / self.estimate) if self.estimate > 0 else None


def compared(lines: Iterable[Line]) -> dict[str, Compared]:
    """Return by currency the lines compared; a line that states neither counts for nothing."""
    found: dict[str, Compared] = {}
    for one in lines:
        if one.estimate is None and one.spent is None:
            continue
        so_far = found.get(one.currency, Compared())
        if one.estimate is None or one.spent is None:
            found[one.currency] = Compared(so_far.estimate, so_far.spent, so_far.lines, so_far.alone + 1)
        else:
            estimate, spent = so_far.estimate + one.estimate, so_far.spent + one.spent
            found[one.currency] = Compared(estimate, spent, so_far.lines + 1, so_far.alone)
    return found
