"""Deadlines in working days: weekends and holidays do not count, weekend days that are worked in place of others do."""

from collections.abc import Collection
from datetime import date, timedelta

WEEKEND = (5, 6)  # Saturday and Sunday, as date.weekday() numbers them
FURTHEST = 4000  # a count beyond this is a slip of the hand, and a calendar without working days must not hang


class NoSuchDay(ValueError):
    """The day asked for cannot be reached; `args[0]` says why."""


def is_working_day(
    day: date, *, holidays: Collection[date], swapped: Collection[date] = (), weekend: Collection[int] = WEEKEND
) -> bool:
    """Say whether offices work on the day. A day that is worked in place of another is worked, whatever else it is."""
    return day in swapped or (day.weekday() not in weekend and day not in holidays)


def working_days(
    start: date,
    count: int,
    *,
    holidays: Collection[date],
    swapped: Collection[date] = (),
    weekend: Collection[int] = WEEKEND,
) -> date:
    """Return the day on which the given number of working days is complete; the start itself does not count.

    A negative count goes back in time, 0 is the start itself. Raises NoSuchDay if the count is out of all measure or the
    calendar leaves no working days.
    """
    if abs(count) > FURTHEST:
        raise NoSuchDay(f"{count} working days; expected at most {FURTHEST}")
    step, day, left, idle = timedelta(days=1 if count > 0 else -1), start, abs(count), 0
    while left:
        try:
            day += step
        except OverflowError as error:
            raise NoSuchDay(f"{count} working days from {start} lie outside the calendar") from error
        if is_working_day(day, holidays=holidays, swapped=swapped, weekend=weekend):
            left, idle = left - 1, 0
        else:
            idle += 1
        if idle > FURTHEST:
            raise NoSuchDay(f"no working day within {FURTHEST} days of {day}")
    return day


def working_days_between(
    first: date,
    last: date,
    *,
    holidays: Collection[date],
    swapped: Collection[date] = (),
    weekend: Collection[int] = WEEKEND,
) -> int:
    """Return how many working days lie after the first day up to the last one, negative where the last lies before."""
    if last < first:
        return -sum(
            is_working_day(last + timedelta(days=at), holidays=holidays, swapped=swapped, weekend=weekend)
            for at in range((first - last).days)
        )
    return sum(
        is_working_day(first + timedelta(days=at), holidays=holidays, swapped=swapped, weekend=weekend)
        for at in range(1, (last - first).days + 1)
    )
