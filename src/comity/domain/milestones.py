"""Days that come back every year: anniversaries of something begun, and fixed days such as national days."""

import calendar
from dataclasses import dataclass
from datetime import date

from comity.domain.partial_date import read

ROUND = 5  # every fifth anniversary is celebrated more widely


@dataclass(frozen=True, order=True)
class Milestone:
    """The day on which something has lasted so many years."""

    on: date
    years: int

    @property
    def is_round(self) -> bool:
        """Whether it is one of those celebrated more widely."""
        return self.years % ROUND == 0


def anniversaries(begun: str, first: date, last: date) -> list[Milestone]:
    """Return the anniversaries from the first day to the last of what began on a stored date; none unless its day is known.

    What began on 29 February has its anniversary on 28 February of other years. Raises NotADate.
    """
    start = read(begun)
    if start is None or start.month is None or start.day is None:
        return []
    days = each_year(start.month, start.day, first, last)
    return [Milestone(day, day.year - start.year) for day in days if day.year > start.year]


def next_anniversary(begun: str, today: date) -> Milestone | None:
    """Return the next anniversary, today's included; None unless the day is known and has come. Raises NotADate."""
    a_year_on = _in(today.year + 1, today.month, today.day)
    return next(iter(anniversaries(begun, today, a_year_on)), None)


def each_year(month: int, day: int, first: date, last: date) -> list[date]:
    """Return when a day of the year falls from the first day to the last, both included."""
    found = (_in(year, month, day) for year in range(first.year, last.year + 1))
    return [one for one in found if first <= one <= last]


def _in(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))
