"""Dates as far as they are known: a year, a month or a day.

Stored as text: `2024`, `2024-05`, `2024-05-12`, or `` when unknown. Text sorts as time does, and a range of
text finds exactly the dates that lie in a period for certain.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

STORED = re.compile(r"^(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?$")
TYPED = (
    re.compile(r"^(?P<year>\d{4})(?:[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?)?$"),
    re.compile(r"^(?:(?P<day>\d{1,2})[-/.])?(?P<month>\d{1,2})[-/.](?P<year>\d{4}|\d{2})$"),
)

LAST_SHORT = 49  # of the years written with two digits


class NotADate(ValueError):
    """The text is no day, month or year; `args[0]` is the text."""


@dataclass(frozen=True, order=True)
class PartialDate:
    """A year, perhaps with a month, perhaps with a day."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    @property
    def first(self) -> date:
        """The first day it can be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The last day it can be."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])


@lru_cache(maxsize=65536)  # the same few thousand days are read over and over
def read(stored: str) -> PartialDate | None:
    """Return the stored value, None for the empty one. Raises NotADate."""
    if not stored:
        return None
    match = STORED.match(stored)
    if not match:
        raise NotADate(stored)
    return _checked(stored, *(int(part) if part else None for part in match.groups()))


def parse(typed: str) -> PartialDate | None:
    """Read what a person types, day before month: `2/1/25`, `02.01.2025`, `5/2024`, `2024`, `2024-05-12`.

    Two-digit years are of this century, up to 49: of `95` nobody can tell whether it is gone or to come. Raises NotADate.
    """
    text = "".join(typed.split())
    if not text:
        return None
    for pattern in TYPED:
        match = pattern.match(text)
        if match:
            found = {name: int(part) if part else None for name, part in match.groupdict().items()}
            year = found["year"] or 0
            if len(match["year"]) == 2:
                if year > LAST_SHORT:
                    raise NotADate(typed)
                year += 2000
            return _checked(typed, year, found["month"], found["day"])
    raise NotADate(typed)


def _checked(text: str, year: int | None, month: int | None, day: int | None) -> PartialDate:
    try:
        if month == 0 or day == 0:
            raise ValueError(text)
        value = PartialDate(year or 0, month, day)
        value.first, value.last  # noqa: B018  both must exist in the calendar
    except ValueError as error:
        raise NotADate(text) from error
    return value


def certainly_within(first: date, last: date) -> tuple[str, str, tuple[str, ...]]:
    """Return (least, greatest, except) such that stored dates between them, bar the excepted, lie in the period for certain.

    A year lies in a period only if all its days do. The bounds are compared as text.
    """
    least = first.isoformat()
    if first.day == 1:
        least = least[:7] if first.month != 1 else least[:4]
    month_ends = last.day == calendar.monthrange(last.year, last.month)[1]
    excepted = []
    if not (month_ends and last.month == 12):
        excepted.append(f"{last.year:04d}")
    if not month_ends:
        excepted.append(f"{last.year:04d}-{last.month:02d}")
    return least, last.isoformat(), tuple(excepted)


def perhaps_within(first: date, last: date) -> tuple[str, ...]:
    """Return the stored years and months that overlap the period without lying in it for certain."""
    least, greatest, excepted = certainly_within(first, last)
    edges = {str(PartialDate(day.year)) for day in (first, last)}
    edges |= {str(PartialDate(day.year, day.month)) for day in (first, last)}
    return tuple(sorted(edge for edge in edges if not least <= edge <= greatest or edge in excepted))


def moved(starts: str, ends: str, to: date) -> tuple[str, str]:
    """Return the stored beginning and end of what is moved to begin on a day, as long as it was.

    An end known only in part stays as it is, unless it said no more than the beginning did: `2025` to `2025` becomes the day.
    """
    begin, finish = read(starts), read(ends)
    if finish is None or begin is None or starts == ends:
        return to.isoformat(), ends if starts != ends else to.isoformat() if _is_day(finish) else ""
    if begin.day is None or finish.day is None:
        return to.isoformat(), ends
    return to.isoformat(), (to + (finish.first - begin.first)).isoformat()


def shifted(stored: str, days: int) -> str:
    """Return a stored day some days later or earlier; what is no day stays as it is."""
    value = read(stored)
    if value is None or value.day is None:
        return stored
    return (value.first + timedelta(days=days)).isoformat()


def _is_day(value: PartialDate | None) -> bool:
    return value is not None and value.day is not None


def order_problem(starts: str, ends: str) -> bool:
    """Say whether the end lies before the start for certain."""
    begin, finish = read(starts), read(ends)
    return bool(begin and finish and finish.last < begin.first)
