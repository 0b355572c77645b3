"""Files in words: states, steps, waits, and each act that was done."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from comity.core.case_acts import CaseAct
from comity.core.procedure_parts import Version
from comity.domain import times
from comity.domain.times import Range
from comity.domain.working_days import NoSuchDay, working_days_between
from comity.gate import case_words, cases, values
from comity.gate import law_words as words
from comity.gate.case_acts import SHOWN, may_act
from comity.gate.case_limits import title
from comity.gate.cases import File
from comity.web.cases import terms

TONES = {
    "done": "success", "answered": "success", "open": "primary", "paused": "warning", "refused": "danger",
    "silent": "secondary", "waiting": "secondary", "stopped": "secondary", "not_needed": "secondary",
    "owed": "warning", "not_yet": "secondary",
}  # fmt: skip


def status(name: str) -> str:
    """Return how a step, an opinion or a report stands, in a word."""
    said = {
        "done": pgettext("step", "done"),
        "open": pgettext("step", "now"),
        "paused": _("stands still"),
        "refused": pgettext("step", "refused"),
        "waiting": pgettext("step", "later"),
        "stopped": _("stopped"),
        "not_needed": _("not needed"),
        "answered": pgettext("opinion", "answered"),
        "silent": _("silent"),
        "owed": pgettext("report", "owed"),
        "not_yet": _("not owed yet"),
    }
    return said[name]


def answer(name: str) -> dict[str, str]:
    """Return an opinion with its tone."""
    tones = {"agrees": "success", "changes": "warning", "disagrees": "danger", "": "secondary"}
    return {"text": case_words.answer(name), "tone": tones[name]}


def how(name: str) -> dict[str, str]:
    """Return how an opinion was taken up, with its tone."""
    tones = {"whole": "success", "part": "warning", "none": "danger", "nothing": "secondary"}
    return {"text": case_words.how(name), "tone": tones[name]}


def left(file: File, due: date | None, key: str) -> dict[str, Any]:
    """Return how long there is still for what is waited for, by its key: words and tone."""
    if due is None:
        return {"text": _("no term set"), "tone": ""}
    in_days = terms.is_of_calendar_days(file.version, key)
    return terms.left(due, file.today, file.procedures.calendar, calendar_days=in_days)


def took(file: File, begins: date | None, ended: date | None) -> str:
    """Return how many working days a step took."""
    if begins is None or ended is None:
        return ""
    calendar = file.procedures.calendar
    days = working_days_between(
        begins, ended, holidays=calendar.holidays, swapped=calendar.swapped, weekend=calendar.weekend
    )
    return ngettext("%(num)s working day", "%(num)s working days", days) % {"num": days}


def usual(file: File, begins: date | None, expected: Range | None) -> str:
    """Return how long a step usually takes here and when it would be done then, with the files that this rests on."""
    if begins is None or expected is None:
        return ""
    said = {"middle": expected.middle, "least": expected.least, "most": expected.most, "files": expected.files}
    days = _("Usually %(middle)s working days here (%(least)s to %(most)s, in %(files)s files).") % said
    try:
        day = times.by_when(begins, expected, file.procedures.calendar)
    except NoSuchDay:
        return days
    then = _("Done by %(day)s then.") % {"day": words.day(day)}
    return days if day < file.today else f"{days} {then}"


def ask_title(version: Version, file: File, name: str) -> str:
    """Return of whom an opinion is asked."""
    for step in version.rules.steps:
        for one in step.asks:
            if one.id == name:
                return file.procedures.party(one.whom)
    return name


def wait(version: Version, key: str) -> str:
    """Return what is waited for, as an act."""
    kind, _sep, of = key.partition(":")
    said = {"papers": _("Complete the dossier"), "back": _("Hand it in again"), "ask": _("Give an opinion")}
    if kind in said:
        return said[kind]
    return title(version, "duties" if kind == "duty" else "steps", of)


def acts(file: File) -> list[dict[str, Any]]:
    """Return every act in its order: what, on which day, by whom, on which paper, why."""
    gone = {row.of for row in file.rows if row.what == "taken_back"}
    unfit = {(one.what, one.on, one.of) for one in file.standing.unfit}
    counted = [one for one in file.rows if one.what != "taken_back"]
    ordered = sorted(counted, key=lambda row: (row.on, row.pk))
    return [
        {
            "id": row.pk,
            "what": _act(file, row),
            "answer": _answer(row),
            "on": words.day(row.on),
            "who": _who(row),
            "instead": row.instead_of.name if row.instead_of else "",
            "at": values.moment(row.at),
            "paper": _paper(row),
            "file": reverse("file", args=[row.file_id]) if row.file_id else "",
            "why": "\n".join(one for one in (row.reason, row.text, _facts(file, row)) if one),
            "gone": str(row.pk) in gone,
            "unfit": (row.what, row.on, row.of) in unfit,
            "may_take_back": str(row.pk) not in gone
            and row.what != "taken"
            and bool(may_act(file, "taken_back", str(row.pk))),
        }
        for row in ordered
    ]


def _answer(row: CaseAct) -> dict[str, str]:
    said = {"opinion": answer, "taken_up": how}.get(row.what)
    return said(row.answer) if said else {}


def _facts(file: File, row: CaseAct) -> str:
    """Return what was told; what filing settled stands among the facts."""
    if row.what != "facts":
        return ""
    known = file.version.said.facts
    said = [(known[name], cases.read(value)) for name, value in row.facts.items() if name in known]
    return "; ".join(f"{fact}: {words.fact(fact, value)}" for fact, value in said)


def _who(row: CaseAct) -> str:
    """Return who did it; of an agency's answer, how it came."""
    if row.link:
        said = {"name": row.link.answered_by, "agency": row.link.agency, "officer": row.link.made_by.name}
        return _("%(name)s, %(agency)s, by the link that %(officer)s made") % said
    return row.officer.name if row.officer else _("The program")


def _paper(row: CaseAct) -> str:
    if not row.number and not row.dated:
        return ""
    said = [row.number, values.when(row.dated.isoformat()) if row.dated else ""]
    return _("on paper: %(paper)s") % {"paper": ", ".join(one for one in said if one)}


def _act(file: File, row: CaseAct) -> str:
    version = file.version
    plain = {
        "filed": _("Filed"),
        "returned": _("Returned to the applicant"),
        "back": _("Handed in again"),
        "withdrawn": _("Withdrawn"),
        "lapsed": _("Declared lapsed"),
        "taken": _("Taken in hand"),
        "facts": _("Facts told"),
        "moved": _("Moved to version %(number)s of the procedure") % {"number": row.rules_version},
    }
    if row.what in plain:
        return plain[row.what]
    step = next((one for one in version.rules.steps if one.id == row.of), None)
    patterns = {
        "paper": (_("In the dossier: %(what)s"), title(version, "papers", row.of)),
        "done": (case_words.ended(step, "done"), title(version, "steps", row.of)),
        "refused": (case_words.ended(step, "refused"), title(version, "steps", row.of)),
        "opinion": (_("Opinion of: %(what)s"), ask_title(version, file, row.of)),
        "asked": (_("Asked: %(what)s"), ask_title(version, file, row.of)),
        "taken_up": (_("How the opinion was taken up: %(what)s"), ask_title(version, file, row.of)),
        "waived": (_("Exception: %(what)s"), title(version, "limits", row.of)),
        "reported": (_("Reported: %(what)s"), title(version, "duties", row.of)),
    }
    if row.what == "asked" and row.answer == SHOWN:
        patterns["asked"] = (_("Asked, and the file shown to the unit: %(what)s"), patterns["asked"][1])
    pattern, what = patterns[row.what]
    return pattern % {"what": what}
