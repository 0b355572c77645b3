"""Which bookings of a day get in each other's way: somebody, a room or a car wanted twice at one time.

Only what is known counts. Two bookings clash if their times certainly overlap; one without an end takes its beginning alone,
one without a beginning takes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

Thing = tuple[str, int]  # what kind of thing, its number


@dataclass(frozen=True)
class Booking:
    """What is wanted on a day (`2026-05-12`) from one time to another (`08:30`, `` if unknown)."""

    number: int
    day: str
    begins: str
    until: str
    things: frozenset[Thing]


@dataclass(frozen=True)
class Clash:
    """Two bookings and what both want."""

    first: int
    second: int
    things: frozenset[Thing]


def overlap(one: Booking, other: Booking) -> bool:
    """Say whether the times certainly overlap; meeting at a moment is none, beginning at the same moment is one."""
    if one.day != other.day or not one.begins or not other.begins:
        return False
    first, second = sorted((one, other), key=lambda booking: booking.begins)
    return first.begins == second.begins or second.begins < first.until


def clashes(bookings: Iterable[Booking]) -> list[Clash]:
    """Return every pair that wants the same thing at the same time, in order of day and time."""
    by_day: dict[str, list[Booking]] = {}
    for one in sorted(bookings, key=lambda booking: (booking.day, booking.begins, booking.number)):
        by_day.setdefault(one.day, []).append(one)
    return [
        Clash(one.number, other.number, both)
        for day in by_day.values()
        for one, other in combinations(day, 2)
        if (both := one.things & other.things) and overlap(one, other)
    ]
