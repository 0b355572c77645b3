"""The page of a file: where it stands in its procedure, what waits for whom, the dossier, the opinions, every act."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from comity.domain.case import decided
from comity.domain.standing import OVER, AskStanding
from comity.gate import applicants, case_times, cases, taking_up, turns, values
from comity.gate import law_words as words
from comity.gate.access import may
from comity.gate.case_acts import may_act
from comity.gate.case_doubts import doubts
from comity.gate.case_limits import limits_broken, limits_open
from comity.gate.cases import File, Waiting
from comity.registers import BY_KEY
from comity.registers.cases import Case
from comity.registers.units import Unit
from comity.web import present
from comity.web.cases import asking, facts, noted, told
from comity.web.cases import papers as made
from comity.web.law import drawn, pictures


def context_for(case: Case) -> dict[str, Any]:
    """Return what the page of a file shows beside that of any record."""
    today = values.today()
    try:
        file = cases.opened(case, today)
    except cases.NoRules:
        return {"file": None}
    attaches = bool(may("change", BY_KEY["cases"], case))
    keeps = attaches or turns.changing(case) is not None
    waits = cases.waiting(file)
    return {
        "file": {
            "state": file.standing.state,
            "filed": file.filed,
            "keeps": keeps,
            "attaches": attaches,
            "handles": keeps and bool(may_act(file, "returned", waits=waits)),
            "applies": not keeps and applicants.may(case, "withdrawn", file.standing.state),
            "returned": noted.returned(file),
            "act": reverse("case_act", args=[case.pk]),
            "today": today.isoformat(),
            "procedure": _procedure(file),
            "about": {"title": file.record.title, "href": present.address(file.record)} if file.record else None,
            "waits": [_wait(file, one) for one in waits],
            "turn": _turns(file, waits),
            "handler": next((row.officer for row in reversed(file.rows) if row.what == "taken"), None),
            "rows": (rows := flow(file, waits)),
            "picture": picture(file, rows),
            "picture_file": reverse("case_drawing", args=[case.pk]),
            "papers": _papers(file),
            "made": made.offered(file),
            "works": applicants.works(case),
            "asks": _asks(file, waits),
            "take_up": reverse("case_opinions", args=[case.pk]) if _takes_up(file) else "",
            "ask_links": asking.links_of(file) if attaches and any(step.asks for step in file.standing.steps) else {},
            "limits": _limits(file),
            "doubts": doubts(file),
            "duties": _duties(file),
            "facts": facts.told(file),
            "form": facts.form(file) if keeps else None,
            "acts": told.acts(file),
            "decides": file.procedures.party(file.standing.level) if file.standing.level else "",
            "submits": file.procedures.party(file.version.said.submits),
            "versions": noted.versions(file) if keeps and file.filed and may_act(file, "moved", waits=waits) else [],
            "edited": noted.edited(file),
            "over": noted.over(file),
            "unconsented": noted.unconsented(file),
            "lapses": words.day(file.standing.lapses),
            "anew": noted.anew(file) if keeps else "",
        },
        "units": [{"pk": pk, "title": title} for pk, title in _all_units()] if keeps and _is_asking(file) else [],
    }


def _takes_up(file: File) -> bool:
    """Say whether there is an opinion of which the reader may say how it was taken up."""
    return file.standing.state not in OVER and bool(taking_up.given(file)) and bool(may_act(file, "taken_up"))


def _is_asking(file: File) -> bool:
    return any(one.status == "open" for step in file.standing.steps for one in step.asks)


def _all_units() -> list[tuple[int, str]]:
    return [(one.pk, one.title) for one in Unit.objects.filter(valid_to="").order_by("sort_vi")[:300]]


def _procedure(file: File) -> dict[str, Any]:
    said, name = file.version.said, file.version.said.id
    address = reverse("procedure", args=[name])
    return {
        "title": str(said.title),
        "href": f"{address}?version={said.version}",
        "version": said.version,
        "law": words.law(said, file.procedures),
        "caution": str(said.caution),
    }


def _wait(file: File, one: Waiting) -> dict[str, Any]:
    return {
        "what": told.wait(file.version, one.key),
        "whom": file.procedures.party(one.by),
        "due": words.day(one.due),
        "left": told.left(file, one.due, one.key)
        if one.due or one.key not in ("papers", "back")
        else {"text": "", "tone": ""},
    }


def _turns(file: File, waits: list[Waiting]) -> list[dict[str, Any]]:
    """Return what the reader is asked to do, themselves or in the place of somebody who is away."""
    found = []
    for one in waits:
        away = None if turns.is_mine(one) else turns.absent_for(one, file.case)
        if one.key not in ("papers", "back") and (turns.is_mine(one) or away):
            found.append(_turn(file, one) | {"instead": away.name if away else ""})
    return found


def _turn(file: File, one: Waiting) -> dict[str, Any]:
    """Return what the reader is asked to do, with what speaks for and against it."""
    kind, _sep, of = one.key.partition(":")
    step = next((one for one in file.version.rules.steps if kind == "step" and one.id == of), None)
    if step and step.rules:
        kind = "decide" if step.decides else "consent"
    broken = limits_broken(file) if kind == "decide" else []
    return {
        "kind": kind,
        "of": of,
        "title": told.wait(file.version, one.key),
        "left": told.left(file, one.due, one.key),
        "due": words.day(one.due),
        "broken": [_limit(file, name) for name in broken],
        "bars": bool(broken or (kind == "decide" and limits_open(file))),
    }


def _limit(file: File, name: str) -> dict[str, Any]:
    said = next(one for one in file.version.said.limits if one.id == name)
    return {"title": str(said), "law": words.law(said, file.procedures), "waivable": said.waivable}


def flow(file: File, waits: list[Waiting] | None = None) -> list[list[dict[str, Any]]]:
    """Return the steps row by row, each with how it stands."""
    rows, usual = drawn.rows(file.version, file.procedures), case_times.usual(file)
    for row in rows:
        for box in row:
            step = file.standing.step(box["id"])
            box["by"] = file.procedures.party(step.by)
            needed, key = step.status != "not_needed", f"step:{step.id}"
            when = _when(file, key, step.begins, step.due, step.ended) if needed else ""
            tone = "danger" if step.late else told.TONES[step.status]
            box["at"] = {"status": step.status, "text": told.status(step.status), "tone": tone, "when": when}
            box["usual"] = told.usual(file, step.begins, usual.get(step.id))
            box["branches"] = [_branch(file, one) for one in step.asks]
            box["asks"] = []  # they have a table of their own
            open_ = step.status == "open" and not step.asks
            box["may"] = open_ and bool(may_act(file, "done", step.id, waits=waits))
    return rows


def _branch(file: File, ask: AskStanding) -> dict[str, Any]:
    """Return an opinion as the drawing shows it."""
    when = words.day(ask.on or ask.due)
    at = {"status": ask.status, "text": told.status(ask.status), "when": when}
    rule = next(one for step in file.version.rules.steps for one in step.asks if one.id == ask.id)
    within, silence = words.days(rule.within), rule.silence
    return {"whom": file.procedures.party(ask.whom), "within": within, "silence": silence, "when": "", "at": at}


def picture(file: File, rows: list[list[dict[str, Any]]]) -> dict[str, Any]:
    """Return the file's way through its procedure as a picture."""
    title = _("%(procedure)s: where this file stands, as a drawing") % {"procedure": file.version.said.title}
    return pictures.drawn(rows, file.procedures.party(file.version.said.submits), title)


def _when(file: File, key: str, begins: date | None, due: date | None, ended: date | None) -> str:
    if ended:
        return f"{words.day(ended)}, {told.took(file, begins, ended)}"
    if begins and due:
        return f"{words.day(due)}, {told.left(file, due, key)['text']}"
    return _("since %(day)s, no term set") % {"day": words.day(begins)} if begins else ""


def _papers(file: File) -> list[dict[str, Any]]:
    there = {one.act.of: one for one in file.told.acts if one.act.what == "paper"}
    files = {row.of: row for row in file.rows if row.what == "paper" and row.file_id}
    found = []
    for rule in drawn.ruled(file.version, file.procedures, "papers"):
        held, missing = there.get(rule["id"]), rule["id"] in file.standing.missing
        if not held and not missing:
            continue  # not needed by what is known
        row = files.get(rule["id"])
        found.append(
            rule
            | {
                "on": words.day(held.act.on) if held else "",
                "file": reverse("file", args=[row.file_id]) if row and row.file_id else "",
            }
        )
    return found


def _asks(file: File, waits: list[Waiting]) -> list[dict[str, Any]]:
    """Return the table of opinions: who was asked, until when, what each said and why, how that was taken up."""
    given = taking_up.given(file)
    open_ = {one.key.removeprefix("ask:"): one for one in waits if one.key.startswith("ask:")}
    units = {one.pk: one.title for one in Unit.objects.filter(pk__in=[w.unit for w in open_.values() if w.unit])}
    found = []
    for step in file.standing.steps:
        for ask in step.asks:
            said = given.get(ask.id)
            unit = open_[ask.id].unit if ask.id in open_ else None
            found.append(
                {
                    "id": ask.id,
                    "whom": file.procedures.party(ask.whom),
                    "unit": units.get(unit or 0, ""),
                    "status": ask.status,
                    "mark": {"text": told.status(ask.status), "tone": told.TONES[ask.status]},
                    "answer": told.answer(ask.answer) if ask.answer else None,
                    "on": words.day(ask.on),
                    "due": words.day(ask.due),
                    "left": told.left(file, ask.due, f"ask:{ask.id}") if ask.status == "open" else None,
                    "late": bool(ask.on and ask.due and ask.on > ask.due),
                    "why": said.why if said else "",
                    "number": said.row.number if said else "",
                    "taken_up": _taken_up(said) if said else None,
                    "by_link": reverse("case_ask", args=[file.case.pk, ask.id]) if ask.status == "open" else "",
                    "may": ask.status == "open"
                    and step.status == "open"
                    and bool(may_act(file, "opinion", ask.id, waits=waits)),
                }
            )
    return found


def _taken_up(said: taking_up.Opinion) -> dict[str, Any]:
    word = said.word
    return {
        "how": told.how(word.answer) if word else None,
        "why": said.explanation,
        "on": words.day(word.on) if word else "",
        "owing": said.owing,
        "at": f"o{said.row.pk}",
    }


def _limits(file: File) -> list[dict[str, Any]]:
    """Return the limits that count here: met, not met, or excepted with a reason."""
    broken = set(limits_broken(file))
    closed = file.standing.state in OVER or decided(file.standing, file.version.rules)
    why = {row.of: row.reason for row in file.rows if row.what == "waived"}
    found = []
    for rule in drawn.ruled(file.version, file.procedures, "limits"):
        waived = rule["id"] in file.standing.waived
        if waived or rule["id"] in broken:
            found.append(rule | {"waived": waived, "why": why.get(rule["id"], ""), "open": not closed})
    return found


def _duties(file: File) -> list[dict[str, Any]]:
    rules = {one["id"]: one for one in drawn.ruled(file.version, file.procedures, "duties")}
    return [
        rules[one.id]
        | {
            "status": one.status,
            "mark": {"text": told.status(one.status), "tone": "danger" if one.late else told.TONES[one.status]},
            "due": words.day(one.due),
            "left": told.left(file, one.due, f"duty:{one.id}") if one.status == "owed" else None,
            "done": words.day(one.done),
        }
        for one in file.standing.duties
        if one.status != "not_needed"
    ]
