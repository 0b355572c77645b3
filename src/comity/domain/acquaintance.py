"""Who knows whom: people of both sides who took part in the same meetings, how often and when last."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

CROWD = 40  # of a conference nobody can say who met whom


@dataclass(frozen=True)
class Meeting:
    """An activity with the people of both sides who took part in it."""

    record: int
    on: str
    ours: frozenset[int]
    theirs: frozenset[int]


@dataclass(frozen=True)
class Pair:
    """One of ours and one of theirs: how often they met, when last, and at what."""

    ours: int
    theirs: int
    times: int
    last: str
    record: int


def pairs(meetings: Iterable[Meeting]) -> list[Pair]:
    """Return who met whom, those who met most often first, the latest first among them; crowds are left out."""
    times: Counter[tuple[int, int]] = Counter()
    last: dict[tuple[int, int], tuple[str, int]] = {}
    for one in meetings:
        if len(one.ours) + len(one.theirs) > CROWD:
            continue
        for pair in ((mine, other) for mine in one.ours for other in one.theirs):
            times[pair] += 1
            this = one.on, one.record
            last[pair] = max(last.get(pair, this), this)
    found = [Pair(mine, other, times[mine, other], *last[mine, other]) for mine, other in times]
    found.sort(key=lambda pair: (pair.ours, pair.theirs))
    return sorted(found, key=lambda pair: (pair.times, pair.last), reverse=True)
