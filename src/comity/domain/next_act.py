"""What to do next for a tie: rules that a pack puts in order, each with the fact that led to it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from comity.domain.milestones import anniversaries
from comity.domain.partial_date import read
from comity.domain.tie import ALIVE, Asked, Contact, Health, Judging, Known, Paper, Promise

Dated = TypeVar("Dated", Promise, Asked, Paper)


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
        act = WHEN[rule.when](_Case(known, health, judging, rule, today))
        if act is not None and (act.when, act.fact, act.on) not in {(one.when, one.fact, one.on) for one in found}:
            found.append(replace(act, place=place))
    return found


def _unanswered(case: _Case) -> Act | None:
    first = min(case.known.asked, key=lambda one: (one.due or "9999", one.received), default=None)
    if first is None:
        return None
    fact = "due" if first.due else "received"
    return _of("unanswered", fact, first.due or first.received, "applications", first, len(case.known.asked))


def _owed(case: _Case, sides: tuple[str, ...]) -> Act | None:
    mine = [one for one in case.known.promises if one.side in sides and one.progress in ("late", "on_time") and one.due]
    soon = [one for one in mine if (day := read(one.due)) and day.last <= case.last]
    first = min(soon, key=lambda one: one.due, default=None)
    return _of(case.rule.when, first.progress, first.due, "commitments", first, len(soon)) if first else None


def _ending(case: _Case) -> Act | None:
    alive = [one for one in case.known.papers if one.status in ALIVE and one.expires and not one.endless]
    soon = [one for one in alive if (day := read(one.expires)) and day.first <= case.last]
    first = min(soon, key=lambda one: one.expires, default=None)
    return _of("ending", "ends", first.expires, "agreements", first, len(soon)) if first else None


def _over(case: _Case) -> Act | None:
    papers = [one for one in case.known.papers if one.status != "draft"]
    if not papers or any(one.status in ALIVE for one in papers):
        return None
    last = max(papers, key=lambda one: (one.expires, one.signed))
    return _of("over", "ended" if last.expires else "over", last.expires, "agreements", last, len(papers))


def _anniversary(case: _Case) -> Act | None:
    first = min(_days(case), key=lambda pair: pair[0], default=None)
    return first[1] if first else None


def _days(case: _Case) -> Iterator[tuple[date, Act]]:
    known, begun = case.known, [("tie", case.known.since, None)]
    alive = [one for one in known.papers if one.status in ALIVE and one.signed != known.since]
    for fact, on, paper in [
        *begun,
        *(("paper", one.signed, one) for one in alive),
        ("relations", known.relations, None),
    ]:
        for day in anniversaries(on, case.today, case.last):
            if day.years % case.rule.every == 0:
                told = {"register": "agreements", "record": paper.record, "title": paper.title} if paper else {}
                yield day.on, Act(0, "anniversary", fact, str(day.on), count=day.years, **told)  # type: ignore[arg-type]


def _not_answered_by(way: str, other: str) -> Callable[[_Case], Act | None]:
    """Return the condition that one side visited last, and the other has not since and does not plan to."""

    def fits(case: _Case) -> Act | None:
        there, back = _last(case.known.contacts, way), _last(case.known.contacts, other)
        day, after = read(there), read(back)
        if day is None or day.first > case.today or day.last < case.today - timedelta(case.judging.look_back):
            return None
        before = after is None or after.last < day.first  # a year alone may be later: it is taken for the answer
        return Act(0, case.rule.when, "visited", there) if before else None

    return fits


def _last(contacts: Iterable[Contact], way: str) -> str:
    return max((one.on for one in contacts if one.way == way), default="")


def _quiet(case: _Case) -> Act | None:
    contact = case.health.signals[0]
    return Act(0, "quiet", "last", contact.on) if contact.reason in ("quiet", "long_ago") else None


def _unknown(case: _Case) -> Act | None:
    contact = case.health.signals[0]
    return Act(0, "unknown", contact.reason, count=contact.count) if contact.state == "none" else None


def _unverified(case: _Case) -> Act | None:
    found = case.health.signals[-1]
    return Act(0, "unverified", found.reason, found.on, count=found.count) if found.state == "weak" else None


def _of(when: str, fact: str, on: str, register: str, one: Dated, count: int) -> Act:
    return Act(0, when, fact, on, register, one.record, one.title, count)


WHEN: dict[str, Callable[[_Case], Act | None]] = {
    "unanswered": _unanswered,
    "we_owe": lambda case: _owed(case, ("us", "both")),
    "they_owe": lambda case: _owed(case, ("them", "both")),
    "ending": _ending,
    "over": _over,
    "anniversary": _anniversary,
    "they_visited": _not_answered_by("in", "out"),
    "we_visited": _not_answered_by("out", "in"),
    "quiet": _quiet,
    "unknown": _unknown,
    "unverified": _unverified,
}
