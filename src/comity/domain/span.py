"""The days that a report counts: its own year, the running total, the same period before."""

from dataclasses import dataclass
from datetime import date, timedelta

from comity.domain.period import Period, month_end

CALENDAR = (1, 1)


@dataclass(frozen=True)
class Span:
    """A period as it was asked for, and the month and day on which the report's year begins.

    A year is named after the calendar year that holds most of its days: the year 2024 that begins on 15 December
    begins in 2023, one that begins on 1 April begins in 2024. Its months, quarters and halves move with it.
    Days that were asked for by name stay those days.
    """

    asked: Period
    begins: tuple[int, int] = CALENDAR

    @property
    def moved(self) -> bool:
        """Whether the days differ from those that the calendar gives the period."""
        return self.days != self.asked

    @property
    def days(self) -> Period:
        """The days that are counted."""
        return self._moved(self.asked) or self.asked

    @property
    def before(self) -> Period | None:
        """The days of the period of the same kind before this one."""
        return self._moved(self.asked.previous())

    @property
    def year_ago(self) -> Period | None:
        """The same days a year earlier; None for a period of more than a year."""
        first, last = _year_before(self.asked.first), _year_before(self.asked.last)
        if first is None or last is None or self.asked.months > 12 + (not self.asked.whole_months):
            return None
        if self.asked.whole_months:
            last = month_end(last)
        return self._moved(Period(first, last))

    @property
    def to_date(self) -> Period | None:
        """From the first day of the report's year to the last of the period; None where that is no more than the period."""
        days = self.days
        first = self._year_start(days.last)
        return Period(first, days.last) if first < days.first else None

    def _year_start(self, day: date) -> date:
        month, of_month = self.begins
        start = date(day.year, month, of_month)
        return start if start <= day else date(max(day.year - 1, 1), month, of_month)

    def _moved(self, period: Period | None) -> Period | None:
        """Return the days of a calendar period in the report's own year."""
        if period is None or self.begins == CALENDAR or not period.whole_months:
            return period
        first = self._month_begins(period.first.year, period.first.month)
        after = self._month_begins(period.last.year, period.last.month + 1)
        return Period(first, after - timedelta(days=1)) if first and after else None

    def _month_begins(self, year: int, number: int) -> date | None:
        """Return the first day of the n-th month of the report's year."""
        month, day = self.begins
        starts_before = (date(2023, 12, 31) - date(2023, month, day)).days < 365 // 2
        months = (year - starts_before) * 12 + month - 1 + number - 1
        try:
            return date(months // 12, months % 12 + 1, day)
        except ValueError:
            return None


def _year_before(day: date) -> date | None:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28) if day.year > 1 else None
