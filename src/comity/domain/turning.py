"""Which ties fell asleep in a period and which woke up, from when there was contact."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from comity.domain.period import Period


@dataclass(frozen=True)
class Windows:
    """The days in which a contact keeps a tie awake when the period begins and when it ends."""

    days: Period
    dormant_after: int

    @property
    def at_first(self) -> Period:
        """A contact in these days: awake on the eve of the period."""
        eve = self.days.first - timedelta(days=1)
        return Period(eve - timedelta(days=self.dormant_after), eve)

    @property
    def at_last(self) -> Period:
        """A contact in these days: awake on the last day of the period."""
        return Period(self.days.last - timedelta(days=self.dormant_after), self.days.last)


@dataclass(frozen=True)
class Turned:
    """The ties that fell asleep in a period, those that woke up, and all that sleep at its end."""

    fell: frozenset[int]
    woke: frozenset[int]
    asleep: frozenset[int]


def turned(
    ties: Mapping[int, int],
    contacts: Mapping[str, Collection[int]],
    begun_before: Mapping[str, Collection[int]],
) -> Turned:
    """Say how ties turned: a tie by its number with its partner, partners with a contact in each window.

    `contacts` holds the partners met `at_first`, `at_last` and `in_days`; `begun_before` those of whom any contact is known
    before the window `at_first` and `at_last`: of whom nothing is known cannot be said to sleep.
    """
    asleep_first = _asleep(ties, contacts["at_first"], begun_before["at_first"])
    asleep_last = _asleep(ties, contacts["at_last"], begun_before["at_last"])
    met = set(contacts["in_days"])
    woke = frozenset(tie for tie in asleep_first if ties[tie] in met)
    return Turned(asleep_last - asleep_first, woke, asleep_last)


def _asleep(ties: Mapping[int, int], met: Iterable[int], known: Iterable[int]) -> frozenset[int]:
    awake, begun = set(met), set(known)
    return frozenset(tie for tie, partner in ties.items() if partner in begun and partner not in awake)
