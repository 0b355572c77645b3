"""The receipt of a dossier: what was received and what lacks, who took it in, when the result is due, how to follow the file."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from comity.core.case_acts import CaseAct
from comity.core.procedure_parts import Produced
from comity.documents import case_rows
from comity.documents.case_names import TITLES
from comity.domain import case as rule
from comity.domain.legal_clock import Days
from comity.domain.promise import Promise, promised
from comity.domain.working_days import NoSuchDay
from comity.gate import law_words
from comity.gate.cases import File

KIND = "receipt"


def is_due(file: File) -> bool:
    """Say whether the dossier was handed in, so that whoever brought it gets a receipt."""
    return file.filed


def said(file: File) -> Produced:
    """Return what the pack calls the receipt, or else what the program does."""
    named = (one for step in file.version.said.steps for one in step.produces if one.document == KIND)
    return next(named, Produced(en=str(TITLES[KIND]), vi=str(TITLES[KIND]), document=KIND))


def content(file: File) -> dict[str, Any]:
    """Return what a receipt says beside what every paper of a file does."""
    filed, row = _filed(file), _taken_in(file)
    until = _promise(file)
    day = until.day if until else None
    case = file.case
    return {
        "code": number(file),
        "incoming": ", ".join(one for one in (case.number, case.came_to) if one),
        "received": law_words.day(filed),
        "received_by": row.officer.name if row and row.officer else "",
        "there": case_rows.numbered(_there(file)),
        "missing": case_rows.numbered(_lacking(file)),
        "complete": law_words.day(file.standing.complete),
        "term": _term(file),
        "due": law_words.day(day),
        "due_says": _due_says(file, until),
        "follow": _(
            "Whoever asks names this number. Officers of the unit that applies see where it stands on the page of the file:"
        ),
    }


def number(file: File) -> str:
    """Return the number under which the file is kept: its reference, or else the number of its record."""
    return file.case.code or f"{file.case.pk}"


def _filed(file: File) -> date | None:
    return next((one.act.on for one in file.told.acts if one.act.what == "filed"), None)


def _taken_in(file: File) -> CaseAct | None:
    """Return the act by which the dossier was taken in: of the step that gives the receipt, or else that of filing it."""
    gives = next((step.id for step in file.version.said.steps if said(file) in step.produces), "")
    acts = {(one.act.what, one.act.of if one.act.what == "done" else ""): one.id for one in reversed(file.told.acts)}
    kept = acts.get(("done", gives)) or acts.get(("filed", ""))
    return next((row for row in file.rows if row.pk == kept), None)


def _there(file: File) -> Iterator[dict[str, str]]:
    """Yield each paper that came, with the first day on which it was there."""
    came: dict[str, date] = {}
    for one in file.told.acts:
        if one.act.what == "paper":
            came.setdefault(one.act.of, one.act.on)
    for paper in file.version.said.papers:
        if paper.id in came:
            yield {"name": str(paper), "day": law_words.day(came[paper.id])}


def _lacking(file: File) -> Iterator[dict[str, str]]:
    missing = set(file.standing.missing)
    yield from ({"name": str(one)} for one in file.version.said.papers if one.id in missing)


def _promise(file: File) -> Promise | None:
    acts, calendar = rule.acts(file.told), file.procedures.calendar
    try:
        return promised(file.version.rules, file.facts, file.standing.complete, acts, calendar)
    except NoSuchDay:  # a year mistyped: no day is promised
        return None


def _term(file: File) -> str:
    """Return the terms of the steps together in working days, as if the dossier were never away; nothing where some run in days."""
    begins, calendar = file.standing.complete, file.procedures.calendar
    steps = file.version.rules.steps
    terms = [one.within for one in steps if one.within] + [ask.within for one in steps for ask in one.asks]
    if begins is None or any(one.kind == "calendar" for one in terms):
        return ""
    try:
        until = promised(file.version.rules, file.facts, begins, (), calendar)
    except NoSuchDay:
        return ""
    if until is None or until.day is None:
        return ""
    count = sum(calendar.works(begins + timedelta(days=at)) for at in range(1, (until.day - begins).days + 1))
    return law_words.days(Days(count)) if count else ""


def _due_says(file: File, until: Promise | None) -> str:
    if file.standing.state == "returned":
        return _("The dossier is with the applicant: the time stands still until it comes back.")
    if file.standing.complete is None:
        return _("The time begins when the dossier is complete; then a receipt with the day of the result is made.")
    if until is None or until.day is None:
        return _("No text sets a term for this procedure.")
    said_ = _("The result is due on %(day)s.") % {"day": law_words.day(until.day)}
    if not until.open_ended:
        return said_
    names = law_words.listed(one for one in file.version.said.steps if one.id in until.open_ended)
    return f"{said_} " + _("No text sets a term for: %(steps)s; these days are not in it.") % {"steps": names}
