"""The door for acts on a file: who may do what, whether it has its place, and why not; then it is kept for good."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from comity.core import identity, procedure_copies, write
from comity.core.case_acts import CaseAct
from comity.core.notices import Notice
from comity.core.people import INTERNAL
from comity.core.procedure_parts import Version
from comity.core.stand_ins import Absent
from comity.domain import case as rule
from comity.domain.condition import Value
from comity.domain.standing import ANSWERS, Act
from comity.gate import applicants, case_news, cases, deciding, readings, taking_up, turns
from comity.gate.access import Answer, NotAllowed, may
from comity.gate.case_words import no_word, unfit
from comity.registers import BY_KEY
from comity.registers.cases import ABOUT, Case

NEXT = 2**62  # the number of an act that is not kept yet
TURNS = {"done": "step:", "refused": "step:", "opinion": "ask:", "reported": "duty:"}
# What an act keeps as it was given.
KEPT = ("what", "of", "answer", "on", "number", "dated", "reason", "text", "rules_version", "rules_digest")
SHOWN = "shown"  # the answer of a question to a unit of ours that opens the file to it
# What needs to be explained, whoever does it.
EXPLAINED = ("returned", "withdrawn", "lapsed", "refused", "waived", "moved", "taken_back")


class Unfit(ValueError):
    """The act has no place in the file; `args[0]` says why, in the reader's language."""


@dataclass(frozen=True)
class New:
    """An act that somebody wants to add."""

    what: str
    on: date
    of: str = ""
    answer: str = ""
    number: str = ""
    dated: date | None = None
    reason: str = ""
    text: str = ""
    facts: Mapping[str, Value] | None = None
    rules_version: int = 0
    rules_digest: str = ""
    unit: int | None = None
    file: int | None = None
    link: int | None = None  # the question to an agency that this answers; see opinion_links.py

    @property
    def on_paper(self) -> bool:
        """Say whether it was done on paper and is only recorded here."""
        return bool(self.number and self.dated)


def add(case: Case, new: New, today: date) -> cases.File:
    """Add an act and return the file as it stands then. Raises Unfit, NotAllowed, cases.NoRules, write.Refused."""
    return add_all(case, [new], today)


def add_all(case: Case, news: Iterable[New], today: date) -> cases.File:
    """Add acts, all or none, and return the file as it stands then. Raises Unfit, NotAllowed, cases.NoRules, write.Refused."""
    with transaction.atomic(), write.Refusals():
        cases.lock(case)
        file = cases.opened(case, today)
        for new in news:
            file = _added(file, new)
        cases.keep(file)
        _tell(file)
        return file


def _added(file: cases.File, new: New) -> cases.File:
    new = _completed(file, new)
    away = _require(file, new)
    _fit(file, new)
    row = CaseAct.objects.create(
        case_id=file.case.pk,
        officer_id=identity.current().officer,
        unit_id=new.unit,
        file_id=new.file,
        link_id=new.link,
        instead_of_id=away.officer if away else None,
        facts=cases.kept(new.facts or {}),
        **{name: getattr(new, name) for name in KEPT},
    )
    return cases.after(file, row)


def _tell(file: cases.File) -> None:
    """Let others be told, and take what the one who acted was told of the file as read."""
    who = identity.current()
    Notice.objects.filter(officer_id=who.officer or 0, case_id=file.case.pk, seen_at=None).update(seen_at=Now())
    if file.filed:
        case_news.tell.enqueue(who.city, file.case.pk)


def _completed(file: cases.File, new: New) -> New:
    """Filing settles procedure, version and facts: the dossier says what it said on that day."""
    if new.what == "asked":
        return replace(
            new, answer=SHOWN if new.answer == SHOWN and applicants.out_of_sight(file.case, new.unit) else ""
        )
    if new.what == "moved":
        to = file.procedures.of(file.told.procedure, new.rules_version)
        return replace(new, rules_digest=_kept(file, to)) if to else new
    if new.what != "filed" or file.filed:
        return new
    version = file.procedures.current(file.case.procedure, new.on)
    if version is None:
        raise Unfit(_("No version of the procedure is in force on that day."))
    facts = {**file.told.facts, **readings.told(version, file.record)}
    return replace(
        new, of=version.said.id, rules_version=version.said.version, rules_digest=_kept(file, version), facts=facts
    )


def _kept(file: cases.File, version: Version) -> str:
    """Keep the version as it is now, so that the file goes on by it, and return its digest."""
    procedure_copies.keep(file.case.city_id, version, file.procedures)
    return version.digest


def may_act(file: cases.File, what: str, of: str = "", *, waits: list[cases.Waiting] | None = None) -> Answer:
    """Answer whether the one who acts may do this, themselves or in an absent one's place."""
    return _way(file, what, of, waits=waits, on_paper=True)[0]


def _way(
    file: cases.File, what: str, of: str, *, waits: list[cases.Waiting] | None = None, on_paper: bool
) -> tuple[Answer, Absent | None]:
    """Answer whether the one who acts may do this, and in whose place: who may change the file, or whose turn it is.

    What they may themselves they do themselves; only a turn that is not theirs is taken in somebody's place, or what
    their own right does not reach.
    """
    change = may("change", BY_KEY["cases"], file.case)
    if change and applicants.bars(identity.current(), file, what, of):
        change = Answer(False, _("Your unit applies in this file. The office records what it and others do with it."))
    mine, away = _whose_turn(file, what, of, waits=waits)
    if mine or (change and (on_paper or away is None)):
        return Answer(True), None
    if applicants.may(file.case, what, file.standing.state):
        return Answer(True), None
    if what == "taken_back":
        row = next((one for one in file.rows if str(one.pk) == of), None)
        who = identity.current()
        if row and who.officer in (row.officer_id, row.instead_of_id):
            return Answer(True), None
        away = next((one for one in turns.seeing(file.case) if row and row.officer_id == one.officer), None)
    keeper = turns.changing(file.case)
    away = away or (None if keeper and applicants.bars(keeper, file, what, of) else keeper)
    return (Answer(True), away) if away else (change, None)


def turn(file: cases.File, what: str, of: str, *, waits: list[cases.Waiting] | None = None) -> bool:
    """Say whether the file waits for the one who acts to do just this, or for somebody in whose place they act."""
    return any(_whose_turn(file, what, of, waits=waits))


def _whose_turn(
    file: cases.File, what: str, of: str, *, waits: list[cases.Waiting] | None = None
) -> tuple[bool, Absent | None]:
    """Say whether it is the turn of the one who acts, or else in whose place they act."""
    key = f"{TURNS[what]}{of}" if what in TURNS else ""
    if not key:
        return False, None
    found = [one for one in (cases.waiting(file) if waits is None else waits) if one.key == key]
    if any(turns.is_mine(one) for one in found):
        return True, None
    return False, next((away for one in found if (away := turns.absent_for(one, file.case))), None)


def _require(file: cases.File, new: New) -> Absent | None:
    """Return in whose place it is done, None for the one who acts. Raises NotAllowed, Unfit."""
    answer, away = _way(file, new.what, new.of, on_paper=new.on_paper)
    if not answer:
        key = f"{TURNS.get(new.what, '')}{new.of}"
        if deciding.rules(file, new.what, new.of) and file.filed and all(one.key != key for one in cases.waiting(file)):
            raise Unfit(unfit(file, new.what, new.of, new.on))  # the page was older than the file
        raise NotAllowed(answer.reason)
    theirs = new.what in applicants.STATES and away is None and not may("change", BY_KEY["cases"], file.case)
    if theirs and new.on != file.today:
        raise Unfit(_("What you hand in yourself counts from today."))
    explained = new.reason or new.text
    if not explained and (new.what in EXPLAINED or (new.what == "facts" and file.filed)):
        raise Unfit(_("Give a reason."))
    if new.what == "opinion" and new.answer in ("changes", "disagrees") and not explained:
        raise Unfit(_("Say what is to be changed, or why it disagrees."))
    if deciding.rules(file, new.what, new.of) and not new.link:
        mine = turn(file, new.what, new.of)
        if reason := deciding.unfit(file, new.what, new.of, mine=mine, on_paper=new.on_paper):
            raise Unfit(reason)
    return away


def _fit(file: cases.File, new: New) -> None:
    if new.on > file.today:
        raise Unfit(_("That day is still to come."))
    if reason := _beside(file, new):
        raise Unfit(reason)
    if new.what in ("taken", "asked") or (new.what == "facts" and not file.filed):
        return
    done = [cases.done(row) for row in file.rows]
    act = rule.Done(
        NEXT, Act(new.what, new.on, new.of, new.answer), new.facts or {}, new.rules_version, new.rules_digest
    )
    after = rule.told([*done, act])
    version = cases.version_of(file.case, after, file.procedures, file.today)
    facts = after.facts if after.procedure else file.facts
    problem = rule.problem(
        act, done, version.rules, facts, calendar=file.procedures.calendar, already=file.standing.unfit
    )
    if problem == "unfit":
        raise Unfit(unfit(file, new.what, new.of, new.on))
    if problem == "later":
        raise Unfit(_("What was done after it would have no place any more. Take that back first."))


def _beside(file: cases.File, new: New) -> str:
    """Return what is wrong with an act beside the procedure."""
    if file.standing.state == "lapsed" and new.what in ("facts", "moved"):
        return unfit(file, new.what, new.of, new.on)
    if new.what == "moved" and (not file.filed or not file.procedures.of(file.told.procedure, new.rules_version)):
        return _("There is no such version of the procedure, or the file is not filed yet.")
    if new.what == "waived" and rule.decided(file.standing, file.version.rules):
        return unfit(file, new.what, new.of, new.on)
    if new.what == "opinion" and new.answer not in ANSWERS:
        return _("Say what it answered.")
    if new.what == "taken_up":
        word = Act(new.what, new.on, new.of, new.answer)
        return no_word(taking_up.unfit(file, word, explained=bool(new.reason or new.text)))
    if new.what == "asked":
        return _asked(file, new)
    if new.what == "taken_back":
        return _taken_back(file, new)
    return ""


def _asked(file: cases.File, new: New) -> str:
    """Return what is wrong with a question to a unit of ours: it needs to see what it is asked about."""
    if not any(one.id == new.of for step in file.version.rules.steps for one in step.asks):
        return _("Nobody of this name is asked.")
    if new.answer != SHOWN and applicants.out_of_sight(file.case, new.unit):
        return _(
            "Nobody of that unit sees this file. Tick that the file is shown to the unit, or ask by a link, which shows the question alone."
        )
    return ""


def _taken_back(file: cases.File, new: New) -> str:
    row = next((one for one in file.rows if str(one.pk) == new.of), None)
    gone = {one.of for one in file.rows if one.what == "taken_back"}
    if row is None or row.what in ("taken", "taken_back") or new.of in gone:
        return _("There is nothing of this kind to take back.")
    who = identity.current()
    mine = {who.officer, *(one.officer for one in turns.seeing(file.case))} & {row.officer_id, row.instead_of_id}
    here = deciding.rules(file, row.what, row.of) and not (row.number and row.dated) and not row.link_id
    theirs = here and not mine
    return _("This was decided by %(name)s here; only they take it back.") % {"name": row.officer} if theirs else ""


def begin(case_values: Mapping[str, Any], record: Any) -> dict[str, Any]:
    """Return the values of a new file about a record: guarded as the record is, so that it tells nothing of it to more people.

    What agencies think of a public record is not public itself.
    """
    name = next((one for one, key in ABOUT.items() if BY_KEY[key].model is type(record)), "")
    guard = {"sensitivity": max(record.sensitivity, INTERNAL), "shown_to": record.shown_to, "unit": record.unit_id}
    return {**guard, name: record.pk, **case_values}
