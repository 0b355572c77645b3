"""What whoever decides must be told beside the limits that are not met: what came late, what nobody can judge or has answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.core.people import RESTRICTED
from comity.core.procedure_parts import Cited
from comity.domain.filing import last_days
from comity.domain.working_days import NoSuchDay
from comity.gate import applicants, taking_up
from comity.gate import law_words as words
from comity.gate.case_limits import limits_open
from comity.gate.cases import File, waiting


@dataclass(frozen=True)
class Doubt:
    """One thing that speaks against a file, with the law behind it; only what `bars` keeps it from being granted here."""

    text: str
    law: dict[str, Any] | None = None
    bars: bool = False


def doubts(file: File) -> list[Doubt]:
    """Return what speaks against a file although no limit is known to be broken; of one that is not filed yet, the day."""
    return [*_late(file), *_unanswered(file), *_undecided(file), *_unseen(file)] if file.filed else [*_too_late(file)]


def _too_late(file: File) -> Iterator[Doubt]:
    last = _last(file) if file.standing.state == "draft" else None
    if last is None or last[1] >= file.today:
        return
    rule = next(one for one in file.version.said.filings if one.id == last[0])
    text = _("It would be filed late: %(rule)s. Filed by %(day)s it would have been in time.")
    yield Doubt(text % {"rule": str(rule), "day": words.day(last[1])}, _law(rule, file))


def _late(file: File) -> Iterator[Doubt]:
    complete, last = file.standing.complete, _last(file)
    if complete is None or last is None or last[1] >= complete:
        return
    rule = next(one for one in file.version.said.filings if one.id == last[0])
    said = {"rule": str(rule), "complete": words.day(complete), "day": words.day(last[1])}
    text = _("Filed late: %(rule)s. The dossier was complete on %(complete)s; %(day)s would have been in time.")
    yield Doubt(text % said, _law(rule, file))


def _last(file: File) -> tuple[str, date] | None:
    """Return the term of filing that ends first, with its last day."""
    try:
        days = last_days(file.version.rules, file.facts, file.procedures.calendar)
    except NoSuchDay:
        return None
    return (days.rule, days.by_law) if days.by_law else None


def _unanswered(file: File) -> Iterator[Doubt]:
    """Yield the opinions that ask for something and of which nobody has said how they were taken up."""
    for step, asks in taking_up.owing(file).items():
        rule = next(one for one in file.version.said.steps if one.id == step)
        whom = {ask.id: file.procedures.party(ask.whom) for ask in file.standing.step(step).asks}
        text = ngettext(
            "%(num)s opinion asks for changes or disagrees, and nobody has said how it was taken up: %(whom)s.",
            "%(num)s opinions ask for changes or disagree, and nobody has said how they were taken up: %(whom)s.",
            len(asks),
        )
        yield Doubt(text % {"num": len(asks), "whom": "; ".join(whom[one] for one in asks)}, _law(rule, file))


def _undecided(file: File) -> Iterator[Doubt]:
    rules = {one.id: one for one in file.version.said.limits}
    for name, text in unknown(file).items():
        yield Doubt(text, _law(rules[name], file), bars=True)


def unknown(file: File) -> dict[str, str]:
    """Return what is told of each limit of which nobody can say whether it is met: what is missing, and what that bars."""
    open_, found = limits_open(file), {}
    for rule in file.version.said.limits:
        if rule.id in open_:
            said = {"limit": str(rule), "facts": "; ".join(open_[rule.id])}
            text = _("Nobody can say whether this is met: %(limit)s. Not known: %(facts)s.") % said
            first = _("Before that is known or an exception is recorded, it cannot be granted here.")
            bars = first if rule.waivable else _("Before that is known, it cannot be granted here.")
            found[rule.id] = f"{text} {bars}"
    return found


def _unseen(file: File) -> Iterator[Doubt]:
    """Yield for whom a restricted file waits although none of those who could act on it sees it."""
    if file.case.sensitivity != RESTRICTED:
        return
    for party in dict.fromkeys(one.by for one in waiting(file) if applicants.unseen(file.case, one.roles, one.unit)):
        text = _(
            "It waits for %(whom)s, and nobody of them sees it. Show it to them, or record from paper what they say."
        )
        yield Doubt(text % {"whom": file.procedures.party(party)})


def _law(rule: Cited, file: File) -> dict[str, Any]:
    return words.law(rule, file.procedures)
