"""Which ties fell asleep in a period and which woke up, from when there was contact."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from comity.domain.partial_date import read
from comity.domain.period import Period

Last = Mapping[int, str]  # the last day, written as 2024-05-31, that the last contact with each partner can have been


@dataclass(frozen=True)
class Turned:
    """The ties that fell asleep in a period, those that woke up, and all that sleep at its end."""

    fell: frozenset[int]
    woke: frozenset[int]
    asleep: frozenset[int]


def eve(days: Period) -> date:
    """Return the day before a period."""
    return days.first - timedelta(days=1)


def turned(
    ties: Mapping[int, int],
    last: Mapping[date, Last],
    met: Collection[int],
    days: Period,
    dormant_after: int,
    *,
    ended: Mapping[int, str],
) -> Turned:
    """Say how ties turned in a period: a tie by its number with its partner, and the partners met in it for certain.

    `last` holds the last contacts up to the eve of the period and up to its end, `ended` the stored dates of the ends that
    are known. What has ended neither sleeps nor wakes.
    """
    on_eve, at_end = (
        {tie: partner for tie, partner in ties.items() if not _over(ended.get(tie, ""), on)}
        for on in (eve(days), days.last)
    )
    before = _asleep(on_eve, last[eve(days)], eve(days), dormant_after)
    after = _asleep(at_end, last[days.last], days.last, dormant_after)
    partners = set(met)
    woke = frozenset(tie for tie in before if tie in at_end and ties[tie] in partners)
    return Turned(after - before, woke, after)


def _over(ended: str, on: date) -> bool:
    day = read(ended)
    return day is not None and day.last < on


def _asleep(ties: Mapping[int, int], last: Last, on: date, dormant_after: int) -> frozenset[int]:
    """Return the ties that sleep on a day; one of which no contact is known cannot be said to."""
    since = (on - timedelta(days=dormant_after)).isoformat()
    return frozenset(tie for tie, partner in ties.items() if partner in last and last[partner] < since)
