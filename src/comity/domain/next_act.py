"""What to do next for a tie: rules that a pack puts in order, each with the fact that led to it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from comity.domain.milestones import anniversaries
from comity.domain.partial_date import read
from comity.domain.tie import ALIVE, Asked, Contact, Health, Judging, Known, Paper, Promise


@dataclass(frozen=True)
class Rule:
    """When something is to be done: what must be so, within how many days, for anniversaries every how many years."""

    when: str
    within: int = 0
    every: int = 1


@dataclass(frozen=True)
class Act:
    """A rule that fits, by its place in the pack, and the fact: a day, a record of a register, a number, its name."""

    place: int
    when: str
    fact: str
    on: str = ""
    register: str = ""
    record: int = 0
    title: str = ""
    count: int = 0


@dataclass(frozen=True)
class _Case:
    place: int
    known: Known
    health: Health
    judging: Judging
    rule: Rule
    today: date

    @property
    def last(self) -> date:
        return self.today + timedelta(self.rule.within)


def acts(rules: Sequence[Rule], known: Known, health: Health, judging: Judging, today: date) -> list[Act]:
    """Return what is to be done, in the pack's order; the first is the next best. Raises NotADate."""
    found: list[Act] = []
    for place, rule in enumerate(rules):
        if health.word == "ended" and rule.when not in STILL_OWED:
            continue
        act = WHEN[rule.when](_Case(place, known, health, judging, rule, today))
        if act is not None and (act.when, act.fact, act.on) not in {(one.when, one.fact, one.on) for one in found}:
            found.append(act)
    return found


def _unanswered(case: _Case) -> Act | None:
    first = min(case.known.asked, key=lambda one: (_latest(one.due), one.received), default=None)
    if first is None:
        return None
    fact = "due" if first.due else "received"
    return _of(case, fact, first.due or first.received, "applications", first, len(case.known.asked))


def _owed(case: _Case, sides: tuple[str, ...]) -> Act | None:
    mine = [one for one in case.known.promises if one.side in sides and one.progress in ("late", "on_time")]
    soon = [one for one in mine if _latest(one.due) <= case.last]
    first = min(soon, key=lambda one: _latest(one.due), default=None)
    return _of(case, first.progress, first.due, "commitments", first, len(soon)) if first else None


def _latest(due: str) -> date:
    """Return the last day that is still in time, which never comes where none is known."""
    day = read(due)
    return day.last if day else date.max


def _ending(case: _Case) -> Act | None:
    alive = [one for one in case.known.papers if one.status in ALIVE and not one.endless]
    soon = [one for one in alive if (day := read(one.expires)) and day.first <= case.last]
    first = min(soon, key=lambda one: one.expires, default=None)
    return _of(case, "ends", first.expires, "agreements", first, len(soon)) if first else None


def _over(case: _Case) -> Act | None:
    papers = [one for one in case.known.papers if one.status != "draft"]
    if not papers or any(one.status in ALIVE for one in papers):
        return None
    last = max(papers, key=lambda one: (one.expires, one.signed))
    return _of(case, "ended" if last.expires else "over", last.expires, "agreements", last, len(papers))


def _anniversary(case: _Case) -> Act | None:
    return min(_days(case), key=lambda one: one.on, default=None)


def _days(case: _Case) -> Iterator[Act]:
    """Yield what has its day soon; the tie itself first, which counts where it began with a paper."""
    known = case.known
    papers = [("paper", one.signed, one) for one in known.papers if one.status in ALIVE]
    for fact, on, paper in (("tie", known.since, None), *papers, ("relations", known.relations, None)):
        for day in anniversaries(on, case.today, case.last):
            if day.years % case.rule.every == 0:
                act = Act(case.place, case.rule.when, fact, str(day.on), count=day.years)
                yield replace(act, register="agreements", record=paper.record, title=paper.title) if paper else act


def _visited(case: _Case, way: str, other: str) -> Act | None:
    """Say that one side visited last, and the other has not since and does not plan to."""
    there, back = _last(case.known.contacts, way), _last(case.known.contacts, other)
    day, after = read(there), read(back)
    if day is None or day.first > case.today or day.last < case.today - timedelta(case.judging.look_back):
        return None
    before = after is None or after.last < day.first  # a year alone may be later: it is taken for the answer
    return Act(case.place, case.rule.when, "visited", there) if before else None


def _last(contacts: Iterable[Contact], way: str) -> str:
    return max((one.on for one in contacts if one.way == way), default="")


def _quiet(case: _Case) -> Act | None:
    contact = case.health.signals[0]
    return Act(case.place, case.rule.when, "last", contact.on) if contact.reason in ("quiet", "long_ago") else None


def _unknown(case: _Case) -> Act | None:
    contact = case.health.signals[0]
    if contact.state != "none":
        return None
    return Act(case.place, case.rule.when, contact.reason, count=contact.count)


def _unverified(case: _Case) -> Act | None:
    found = case.health.signals[-1]
    if found.state != "weak":
        return None
    return Act(case.place, case.rule.when, found.reason, found.on, count=found.count)


def _of(case: _Case, fact: str, on: str, register: str, one: Promise | Asked | Paper, count: int) -> Act:
    return Act(case.place, case.rule.when, fact, on, register, one.record, one.title, count)


STILL_OWED = ("unanswered", "we_owe", "they_owe", "ending")  # also when the tie itself has ended
WHEN: dict[str, Callable[[_Case], Act | None]] = {
    "unanswered": _unanswered,
    "we_owe": lambda case: _owed(case, ("us", "both")),
    "they_owe": lambda case: _owed(case, ("them", "both")),
    "ending": _ending,
    "over": _over,
    "anniversary": _anniversary,
    "they_visited": lambda case: _visited(case, "in", "out"),
    "we_visited": lambda case: _visited(case, "out", "in"),
    "quiet": _quiet,
    "unknown": _unknown,
    "unverified": _unverified,
}
