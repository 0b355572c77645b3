"""Agencies' returns: what is asked of a unit, what it states beside its own records, what the returns come to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

OPEN = ("asked", "back")
STEPS: dict[str, tuple[str, ...]] = {
    "asked": ("save", "send"),
    "back": ("save", "send"),
    "sent": ("accept", "back"),
    "accepted": ("back",),
}


@dataclass(frozen=True)
class Stated:
    """One figure of a return: what is on record, what the unit states, and why the two differ."""

    code: str
    recorded: Decimal
    stated: Decimal | None
    reason: str = ""

    @property
    def gap(self) -> Decimal:
        """How many more are stated than are on record."""
        return (self.recorded if self.stated is None else self.stated) - self.recorded


@dataclass(frozen=True)
class Sum:
    """One figure over all accepted returns: what units state, what is on their records, and who differs."""

    code: str
    stated: Decimal
    recorded: Decimal
    units: int
    gaps: tuple[tuple[int, Stated], ...]


def days_late(due: date, state: str, today: date) -> int:
    """Return by how many days a return is overdue; one that was sent is not."""
    return max((today - due).days, 0) if state in OPEN else 0


def unexplained(figures: Iterable[Stated]) -> list[str]:
    """Return the figures that differ from the records without a reason."""
    return [one.code for one in figures if one.gap and not one.reason.strip()]


def summed(returns: Mapping[int, Iterable[Stated]]) -> dict[str, Sum]:
    """Return what the returns come to by figure; `returns` by unit, each unit's gap beside its sum."""
    rows: dict[str, list[tuple[int, Stated]]] = {}
    for unit, figures in returns.items():
        for one in figures:
            if one.stated is not None:
                rows.setdefault(one.code, []).append((unit, one))
    return {code: _sum(code, found) for code, found in rows.items()}


def _sum(code: str, rows: list[tuple[int, Stated]]) -> Sum:
    gaps = tuple(sorted((pair for pair in rows if pair[1].gap), key=lambda pair: (-abs(pair[1].gap), pair[0])))
    stated = sum((one.stated for _unit, one in rows if one.stated is not None), Decimal(0))
    return Sum(code, stated, sum((one.recorded for _unit, one in rows), Decimal(0)), len(rows), gaps)
