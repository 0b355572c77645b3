"""What cannot be right, or is hardly so, in figures: pure rules over plain values. A person answers each finding."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from itertools import combinations, pairwise
from statistics import median

from comity.domain.numbers import MARKS, NotANumber, parse

FAR, LEAST = 10, 20  # so many times more or less than usual is far, from so large a number on
SLIPS = (1000, 1_000_000, 1_000_000_000)
ENOUGH = 3  # records a month on average before an empty month is strange
SCALES = {
    "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9,
}  # fmt: skip
PRINTED = re.compile(r"(?P<number>\d[\d.,]*\d|\d)\s*(?P<scale>[^\W\d_]*)")


@dataclass(frozen=True)
class Stated:
    """The value of an indicator over some days: as a source states it, or counted from the records where `id` is 0."""

    indicator: str
    first: date
    last: date
    value: Decimal
    currency: str = ""
    printed: str = ""
    id: int = 0

    @property
    def days(self) -> int:
        """How many days it is about."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Visit:
    """A record that two units may have entered each for itself."""

    id: int
    unit: int
    day: str
    countries: frozenset[str]
    persons: int | None = None


@dataclass(frozen=True)
class Finding:
    """One thing that looks wrong: by which rule, about what, the value and what it is held against."""

    rule: str
    indicator: str
    first: date
    last: date
    value: Decimal = Decimal(0)
    against: Decimal = Decimal(0)
    ids: tuple[int, ...] = ()
    other: str = ""

    @property
    def key(self) -> str:
        """A name that stays the same as long as the finding is about the same things; it tells no value and no record."""
        about = sha256(",".join(map(str, sorted(self.ids))).encode()).hexdigest()[:8] if self.ids else ""
        parts = (self.rule, self.indicator, self.first.isoformat(), self.last.isoformat(), self.other, about)
        return ":".join(part for part in parts if part)


def part_above_whole(stated: Iterable[Stated]) -> list[Finding]:
    """Find values for some days that are above the value for more days with these among them."""
    found = []
    for _key, same in sorted(_by_indicator(stated).items()):
        for part in same:
            wholes = [one for one in same if one.first <= part.first and part.last <= one.last and one.days > part.days]
            above = [one for one in wholes if part.value > one.value]
            if above:
                whole = min(above, key=lambda one: (one.value, one.days))
                found.append(_finding("part", part, whole.value, part.id, whole.id))
    return found


def less_than_least(stated: Sequence[Stated], at_least: Mapping[str, str]) -> list[Finding]:
    """Find values below that of an indicator which they cannot be less than: fewer persons than delegations."""
    least = {(one.indicator, one.first, one.last, bool(one.id)): one for one in stated}
    found = []
    for one in stated:
        if one.indicator not in at_least:
            continue
        other = least.get((at_least[one.indicator], one.first, one.last, bool(one.id)))
        if other is not None and one.value < other.value:
            found.append(_finding("least", one, other.value, one.id, other.id, other=other.indicator))
    return found


def out_of_scale(stated: Iterable[Stated], now: Iterable[Stated]) -> list[Finding]:
    """Find values far from what is usual for as many days, and among them slips of thousand, million, billion."""
    usual: dict[tuple[str, str, int], list[Stated]] = defaultdict(list)
    for one in stated:
        usual[one.indicator, one.currency, _length(one)].append(one)
    found = []
    for one in now:
        others = [
            before.value
            for before in usual[one.indicator, one.currency, _length(one)]
            if before.value > 0 and before.last < one.first
        ]
        if not others or one.value <= 0:
            continue
        middle = Decimal(median(others))
        if max(one.value / middle, middle / one.value) >= FAR and max(one.value, middle) >= LEAST:
            slip = slipped(one.value, middle)
            found.append(_finding("slip" if slip else "scale", one, middle, one.id, other=str(slip or "")))
    return found


def slipped(value: Decimal, usual: Decimal) -> int:
    """Return by which of thousand, million and billion a value is off from what is usual, 0 for by none of them."""
    if value <= 0 or usual <= 0 or max(value, usual) < LEAST:
        return 0
    times = max(value / usual, usual / value)
    return next((slip for slip in SLIPS if Decimal(slip) / 4 <= times <= slip * 4), 0)


def misread(stated: Iterable[Stated]) -> list[Finding]:
    """Find stored values that what was printed does not say, and prints that two languages read a thousandfold apart."""
    found = []
    for one in stated:
        said = readings(one.printed)
        off = [reading for reading in said if abs(reading - one.value) > abs(reading) / 100]
        if not off:
            continue
        rule = "two_readings" if len(off) < len(said) else "printed"
        found.append(_finding(rule, one, min(off, key=lambda reading: abs(reading - one.value)), one.id))
    return found


def readings(printed: str) -> list[Decimal]:
    """Return the numbers that a print such as `2.265 million` may mean, in the order of the languages, each once."""
    match = PRINTED.search(printed)
    if match is None:
        return []
    scale = SCALES.get(match["scale"].lower(), 1)
    found: list[Decimal] = []
    for language in MARKS:
        try:
            found.append(parse(match["number"], language) * scale)
        except NotANumber:
            continue
    return list(dict.fromkeys(found))


def entered_twice(indicator: str, visits: Iterable[Visit], first: date, last: date) -> list[Finding]:
    """Find records of one day and country that different units lead, unless their persons differ."""
    by_day: dict[str, list[Visit]] = defaultdict(list)
    for visit in visits:
        by_day[visit.day].append(visit)
    pairs = (pair for _day, same in sorted(by_day.items()) for pair in combinations(same, 2) if _one_visit(*pair))
    return [Finding("twice", indicator, first, last, ids=(one.id, other.id)) for one, other in pairs]


def lines_differ(
    indicator: str, records: Iterable[tuple[int, Decimal, Decimal]], first: date, last: date
) -> list[Finding]:
    """Make a question of each record whose lines come to another amount than the record states: number, lines, own."""
    return [Finding("lines", indicator, first, last, of_lines, own, ids=(pk,)) for pk, of_lines, own in records]


def empty_months(indicator: str, counts: Mapping[str, int], months: Sequence[tuple[date, date]]) -> list[Finding]:
    """Find months without a record among months that have some; `counts` by month, such as `2024-05`."""
    numbers = {(first, last): counts.get(f"{first:%Y-%m}", 0) for first, last in months}
    total = sum(numbers.values())
    if len(months) < ENOUGH or total < ENOUGH * len(months):
        return []
    usual = Decimal(total) / len(months)
    return [
        Finding("empty", indicator, first, last, against=usual.quantize(Decimal("0.1")))
        for (first, last), count in numbers.items()
        if not count
    ]


def missing_months(stated: Iterable[Stated]) -> list[Finding]:
    """Find gaps of a month or more between the monthly values that sources state for an indicator within a year."""
    found = []
    for (indicator, _currency), same in sorted(_by_indicator(stated).items()):
        monthly = sorted({(one.first, one.last) for one in same if 28 <= one.days <= 31 and one.first.day == 1})
        for (_first, last), (following, _end) in pairwise(monthly):
            missing = following.month - last.month - 1  # less than none where two sources end a month on two days
            if missing > 0 and following.year == last.year:
                found.append(Finding("missing", indicator, last, following, value=Decimal(missing)))
    return found


def _one_visit(one: Visit, other: Visit) -> bool:
    alike = one.persons is None or other.persons is None or one.persons == other.persons
    return one.unit != other.unit and bool(one.countries & other.countries) and alike


def _by_indicator(stated: Iterable[Stated]) -> dict[tuple[str, str], list[Stated]]:
    found: dict[tuple[str, str], list[Stated]] = defaultdict(list)
    for one in stated:
        found[one.indicator, one.currency].append(one)
    return found


def _length(one: Stated) -> int:
    """Return how many months a value is about, 0 for less than one."""
    return round(one.days / 30.44)


def _finding(rule: str, one: Stated, against: Decimal, *ids: int, other: str = "") -> Finding:
    return Finding(rule, one.indicator, one.first, one.last, one.value, against, tuple(pk for pk in ids if pk), other)
