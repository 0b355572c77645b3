"""Agencies' returns: what is asked of a unit, what it states beside its own records, what the returns come to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from comity.domain.plausible import slipped
from comity.domain.prints import readings

OPEN = ("asked", "back")
STEPS: dict[str, tuple[str, ...]] = {
    "asked": ("save", "send"),
    "back": ("save", "send"),
    "sent": ("accept", "back"),
    "accepted": ("back",),
}


@dataclass(frozen=True)
class Stated:
    """One figure of a return: what is on record, what the unit states, and why the two differ; money in one currency each."""

    code: str
    recorded: Decimal
    stated: Decimal | None
    reason: str = ""
    currency: str = ""
    sure: bool = False  # the unit confirmed a number that looked like a slip

    @property
    def key(self) -> str:
        """What the figure is known by on its return."""
        return key(self.code, self.currency)

    @property
    def gap(self) -> Decimal:
        """How many more are stated than are on record."""
        return (self.recorded if self.stated is None else self.stated) - self.recorded


@dataclass(frozen=True)
class Sum:
    """One figure over all accepted returns: what units state, what is on their records, who differs, whose is part of whose."""

    code: str
    currency: str
    stated: Decimal
    recorded: Decimal
    units: int
    gaps: tuple[tuple[int, Stated], ...]
    parts: tuple[tuple[int, int, Stated], ...] = ()


def key(code: str, currency: str = "") -> str:
    """Return what a figure is known by: its code, for money with its currency."""
    return f"{code}.{currency}" if currency else code


def doubt(stated: Decimal | None, usual: Iterable[Decimal]) -> tuple[Decimal, int] | None:
    """Return what a number is held against and by which of thousand, million, billion it is off; None where by none."""
    for one in usual:
        if stated is not None and (times := slipped(stated, one)):
            return one, times
    return None


def misread(typed: str, stated: Decimal) -> Decimal | None:
    """Return what a typed number would be in another country's writing, where it has decimals here and would have none there."""
    if stated == stated.to_integral_value():
        return None
    return next((one for one in readings(typed) if one == one.to_integral_value()), None)


def below_least(stated: Mapping[str, Decimal], at_least: Mapping[str, str]) -> dict[str, str]:
    """Return the figures that are below one that they cannot be less than, with that one: persons and delegations."""
    return {
        code: least
        for code, least in at_least.items()
        if code in stated and least in stated and stated[code] < stated[least]
    }


def days_late(due: date, state: str, today: date) -> int:
    """Return by how many days a return is overdue; one that was sent is not."""
    return max((today - due).days, 0) if state in OPEN else 0


def unexplained(figures: Iterable[Stated]) -> list[str]:
    """Return the keys of the figures that differ from the records without a reason."""
    return [one.key for one in figures if one.gap and not one.reason.strip()]


def tiling(first: date, last: date, spans: Collection[tuple[date, date]]) -> list[tuple[date, date]]:
    """Return spans that follow on each other from the first day to the last, the longer before the shorter; none where days are missing."""
    for begins, ends in sorted(spans, reverse=True):
        if begins == first and first <= ends <= last:
            rest = tiling(ends + timedelta(1), last, spans)
            if rest or ends == last:
                return [(begins, ends), *rest]
    return []


def together(parts: Sequence[tuple[str, Stated]]) -> Stated:
    """Return one figure over days that follow on each other, each with what these are called, as one; reasons say of which they are.

    Money that is neither stated nor on record in one of them is nought there, if it is stated in another.
    """
    one = parts[0][1]
    unknown = [said for _days, said in parts if said.stated is None]
    whole = len(unknown) < len(parts) and all(said.currency and not said.recorded for said in unknown)
    stated = sum((said.recorded + said.gap for _days, said in parts), Decimal(0)) if whole else None
    recorded = sum((said.recorded for _days, said in parts), Decimal(0))
    reasons = "; ".join(f"{days}: {said.reason}" for days, said in parts if said.reason)
    return Stated(one.code, recorded, stated, reasons, one.currency, all(said.sure for _days, said in parts))


def contained(units: Iterable[int], below: Mapping[int, Collection[int]]) -> dict[int, int]:
    """Return the units that belong to another of them, each with the nearest; `below` are a unit and those that belong to it."""
    there = set(units)
    found = {}
    for unit in sorted(there):
        over = [one for one in there if one != unit and unit in below.get(one, ())]
        if over:
            found[unit] = min(over, key=lambda one: len(below[one]))  # the nearest has the fewest below it
    return found


def summed(returns: Mapping[int, Iterable[Stated]], below: Mapping[int, Collection[int]]) -> dict[str, Sum]:
    """Return what the returns come to by figure; `returns` by unit, each unit's gap beside its sum.

    A unit's records are its own and those of all below it, so what a unit below states is part of what it states and is not added.
    """
    rows: dict[str, dict[int, Stated]] = {}
    for unit, figures in returns.items():
        for one in figures:
            if one.stated is not None:
                rows.setdefault(one.key, {})[unit] = one
    return {key: _sum(found, contained(found, below)) for key, found in rows.items()}


def _sum(stated: Mapping[int, Stated], within: Mapping[int, int]) -> Sum:
    rows = [(unit, one) for unit, one in stated.items() if unit not in within]
    first = rows[0][1]
    gaps = tuple(sorted((pair for pair in rows if pair[1].gap), key=lambda pair: (-abs(pair[1].gap), pair[0])))
    recorded = sum((one.recorded for _unit, one in rows), Decimal(0))
    come_to = sum((one.gap for _unit, one in rows), recorded)
    parts = tuple((unit, over, stated[unit]) for unit, over in within.items())
    return Sum(first.code, first.currency, come_to, recorded, len(rows), gaps, parts)
