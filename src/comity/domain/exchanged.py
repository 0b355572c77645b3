"""Money in the currency it was promised in, and in the city's own at the rate of a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Amount:
    """An amount, its currency, and how much one unit of that was worth at home; no rate where none is on record."""

    value: Decimal
    currency: str
    rate: Decimal | None = None

    def at_home(self, home: str) -> Decimal | None:
        """Return the amount in the city's currency; None where no rate says it."""
        if self.currency == home:
            return self.value
        return self.value * self.rate if self.rate else None


@dataclass(frozen=True)
class Total:
    """Amounts added up by currency, and all of them at home: None unless every one can be said there."""

    by_currency: dict[str, Decimal]
    at_home: Decimal | None


def total(amounts: Iterable[Amount], home: str) -> Total:
    """Add up amounts; one without a rate leaves the sum at home unknown rather than too small."""
    found: dict[str, Decimal] = {}
    parts: list[Decimal | None] = []
    for one in amounts:
        found[one.currency] = found.get(one.currency, Decimal(0)) + one.value
        parts.append(one.at_home(home))
    known = [part for part in parts if part is not None]
    return Total(found, sum(known, Decimal(0)) if parts and len(known) == len(parts) else None)


def share(part: Total, whole: Amount | None) -> int | None:
    """Return how many hundredths of the whole a total is; None where they cannot be compared."""
    if whole is None or not whole.value or set(part.by_currency) != {whole.currency}:
        return None
    return round(part.by_currency[whole.currency] * 100 / whole.value)
