"""What cannot be right, or is hardly so, in figures: pure rules over plain values. A person answers each finding."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from hashlib import sha256
from itertools import islice, pairwise, takewhile
from statistics import median

from comity.domain.prints import numbers
from comity.domain.span import CALENDAR

FAR, LEAST = 10, 20  # so many times more or less than usual is far, from so large a number on
SLIPS = (1000, 1_000_000, 1_000_000_000)
ENOUGH = 3  # records a month on average before an empty month is strange
NEAR = timedelta(3)  # that the first days of one visit may lie apart where two units enter it
ASIDE = {"scale", "slip", "empty"}  # rules that hold a value against what is usual, which moves on by itself


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
    whole: bool = False  # what is counted has no fractions

    @property
    def days(self) -> int:
        """How many days it is about."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Visit:
    """A record that two units may have entered each for itself."""

    id: int
    unit: int
    first: date
    last: date
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

    @property
    def named(self) -> str:
        """The key with a sign of the value, by which an answer is kept: for another value it is no answer."""
        against = Decimal(0) if self.rule in ASIDE else self.against
        value = f"{self.key}={self.value.normalize():f}/{against.normalize():f}"
        return f"{self.key}={sha256(value.encode()).hexdigest()[:10]}"


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
            before
            for before in usual[one.indicator, one.currency, _length(one)]
            if before.value > 0 and before.last < one.first
        ]
        if not others or one.value <= 0:
            continue
        latest = max(before.last for before in others)
        nearest = [before.value for before in others if before.last == latest]
        for usual_value in (Decimal(median(before.value for before in others)), Decimal(median(nearest))):
            if _far(one.value, usual_value):
                slip = slipped(one.value, usual_value)
                found.append(_finding("slip" if slip else "scale", one, usual_value, one.id, other=str(slip or "")))
                break
    return found


def _far(value: Decimal, usual: Decimal) -> bool:
    return max(value / usual, usual / value) >= FAR and max(value, usual) >= LEAST


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
        said = [_whole(each) if one.whole else each for each in numbers(one.printed)]
        meant = next((each for each in said if any(_says(reading, one.value) for reading in each)), None)
        off = [
            reading
            for each in (said if meant is None else [meant])
            for reading in each
            if not _says(reading, one.value)
        ]
        if off:
            nearest = min(off, key=lambda reading: abs(reading - one.value))
            found.append(_finding("printed" if meant is None else "two_readings", one, nearest, one.id))
    return found


def other_currency(stated: Iterable[Stated], signs: Mapping[str, Collection[str]]) -> list[Finding]:
    """Find amounts whose print names other currencies than the one that was stored; `signs` are what prints write for each."""
    found = []
    for one in stated:
        named = [code for code, written in sorted(signs.items()) if any(_names(one.printed, sign) for sign in written)]
        if one.currency and named and one.currency not in named:
            found.append(_finding("currency", one, Decimal(0), one.id, other=", ".join(named)))
    return found


def _names(printed: str, sign: str) -> bool:
    """Say whether a sign stands in a print, a word of it as a whole word."""
    return re.search(rf"(?<![^\W\d_]){re.escape(sign)}(?![^\W\d_])", printed, re.IGNORECASE) is not None


def _says(reading: Decimal, value: Decimal) -> bool:
    """Say whether a value is what a print reads; it may be rounded by a hundredth."""
    return abs(reading - value) <= abs(reading) / 100


def _whole(readings: list[Decimal]) -> list[Decimal]:
    """Leave out the readings that have fractions, where there are others: nobody counts 9.673 persons."""
    return [one for one in readings if one == one.to_integral_value()] or readings


def entered_twice(indicator: str, visits: Iterable[Visit], first: date, last: date) -> list[Finding]:
    """Find records of one country that different units lead on the same days, or beginning within three, with about as many persons."""
    found = []
    rows = sorted(visits, key=lambda visit: (visit.first, visit.id))
    for at, one in enumerate(rows):
        close = takewhile(partial(_close, one), islice(rows, at + 1, None))
        found += [
            Finding("twice", indicator, first, last, ids=(one.id, other.id))
            for other in close
            if _one_visit(one, other)
        ]
    return found


def _close(one: Visit, other: Visit) -> bool:
    """Say whether a visit that begins no earlier begins soon after or before the first is over."""
    return other.first <= one.last or other.first - one.first <= NEAR


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


def missing_months(stated: Iterable[Stated], until: date | None, begins: tuple[int, int] = CALENDAR) -> list[Finding]:
    """Find gaps of a month or more among the monthly values of a year that sources state, also after the last of them.

    `until` is the day up to which they should be there, None where the days are not over. `begins` is the month and day on which
    the year begins: its months run from that day, too.
    """
    found = []
    for (indicator, _currency), same in sorted(_by_indicator(stated).items()):
        for start in {1: CALENDAR, begins[1]: begins}.values():
            monthly = {_month(one.first, start) for one in same if 28 <= one.days <= 31 and one.first.day == start[1]}
            for year in sorted({at // 12 for at in monthly}):
                there = sorted(at for at in monthly if at // 12 == year)
                end = year * 12 + 12
                while until is not None and _day(end, start) > until + timedelta(1):
                    end -= 1
                after = [end] if until is not None and len(there) > 1 else []
                for at, following in pairwise([*there, *after]):
                    if following - at > 1:
                        gap = _day(at + 1, start), _day(following, start) - timedelta(1)
                        found.append(Finding("missing", indicator, *gap, value=Decimal(following - at - 1)))
    return found


def _month(day: date, begins: tuple[int, int]) -> int:
    """Return the number of a month since the first year; twelve of them are a year that begins on a month and day."""
    return day.year * 12 + day.month - begins[0]


def _day(number: int, begins: tuple[int, int]) -> date:
    """Return the day on which the month of a number begins."""
    year, month = divmod(number + begins[0] - 1, 12)
    return date(year, month + 1, begins[1])


def _one_visit(one: Visit, other: Visit) -> bool:
    """Say whether two records may be of one visit; where a size is not known, only if they begin on one day."""
    if one.persons is None or other.persons is None:
        alike = one.first == other.first
    else:  # a fifth: some count drivers and interpreters
        alike = abs(one.persons - other.persons) * 5 <= max(one.persons, other.persons)
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
