"""Terms of the law in working or calendar days: forwards, with pauses, and backwards. No term ends on a day off."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from comity.domain.working_days import FURTHEST, WEEKEND, NoSuchDay, is_working_day, working_days

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Days:
    """So many days, counted in one way."""

    count: int
    kind: Literal["working", "calendar"] = "working"


@dataclass(frozen=True)
class Calendar:
    """On which days offices work."""

    holidays: frozenset[date] = frozenset()
    swapped: frozenset[date] = frozenset()
    weekend: frozenset[int] = frozenset(WEEKEND)

    def works(self, day: date) -> bool:
        """Say whether offices work on the day."""
        return is_working_day(day, holidays=self.holidays, swapped=self.swapped, weekend=self.weekend)

    def ends(self, start: date, days: Days, paused: Collection[date] = ()) -> date:
        """Return the last day of a term; the start and paused days do not count. Raises NoSuchDay.

        A term in calendar days that would end on a day off ends on the next day that offices work.
        """
        still = Calendar(self.holidays | frozenset(paused), self.swapped - frozenset(paused), self.weekend)
        if days.kind == "calendar":
            return still.next_worked(_counted(start, days.count, paused))
        return still._working(start, days.count)

    def before(self, event: date, days: Days) -> date:
        """Return the last day that lies at least so many days before an event and on which offices work."""
        if days.kind == "calendar":
            return self.last_worked(event - timedelta(days=days.count))
        return self._working(event, -days.count)

    def next_worked(self, day: date) -> date:
        """Return the day, or the next one on which offices work."""
        return self._worked(day, DAY)

    def last_worked(self, day: date) -> date:
        """Return the day, or the last one before it on which offices work."""
        return self._worked(day, -DAY)

    def _working(self, start: date, count: int) -> date:
        return working_days(start, count, holidays=self.holidays, swapped=self.swapped, weekend=self.weekend)

    def _worked(self, day: date, step: timedelta) -> date:
        for _ in range(FURTHEST):
            if self.works(day):
                return day
            day += step
        raise NoSuchDay(f"no working day within {FURTHEST} days of {day}")


def _counted(start: date, count: int, paused: Collection[date]) -> date:
    day, left = start, count
    while left:
        day += DAY
        left -= day not in paused
    return day
