"""Files on their way, for programs: where one stands, and acts on it under the same rules as on its page."""

from datetime import date
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status
from ninja.params.functions import Path
from pydantic import Field

from comity.api import endpoints, shapes
from comity.api.case_shapes import Standing
from comity.api.doorway import may_write
from comity.core import procedure_facts
from comity.core.procedure_parts import Fact, Version
from comity.domain.condition import Value
from comity.gate import case_acts, case_limits, cases, taking_up, texts, values
from comity.gate.case_acts import New, Unfit
from comity.gate.cases import File
from comity.gate.form import Wrong
from comity.gate.taking_up import Opinion
from comity.registers import BY_KEY
from comity.registers.cases import Case
from comity.registers.units import Unit

What = Literal[
    "filed", "paper", "returned", "back", "withdrawn", "lapsed", "done", "refused", "opinion", "waived", "reported",
    "facts", "moved", "taken", "asked", "taken_up", "taken_back",
]  # fmt: skip
Number: Any = Path(..., description="The file's number.")
GREATEST = 2**62


class Act(shapes.Strict):
    """An act on a file. Which fields it needs follows from `what`; what is missing is said."""

    what: What = Field(
        description="filed submits the file; opinion answers who was asked; taken_up says how that was taken up; done and "
        "refused end a step; only one that decides or consents is refused."
    )
    of: str = Field(
        "", max_length=120, description="The step, paper, opinion, limit, report, or the act that was a mistake."
    )
    answer: Literal["", "agrees", "changes", "disagrees", "whole", "part", "none", "nothing"] = Field(
        "", description="Of an opinion: agrees, changes or disagrees. Of taken_up: whole, part, none or nothing."
    )
    on: date | None = Field(None, description="The day on which it was done; today if it is not said.")
    number: str = Field("", max_length=120, description="The number of the paper on which it was done.")
    dated: date | None = Field(None, description="The date of that paper.")
    reason: str = Field("", max_length=4000)
    rules_version: shapes.Whole = Field(
        0, ge=0, le=32767, description="Of moved: the version of the procedure from now on."
    )
    unit: shapes.Whole | None = Field(None, ge=1, le=GREATEST, description="Of asked: the unit that answers.")
    shows: bool = Field(False, description="Of asked: show the file to the unit, where nobody of it sees it.")
    facts: dict[str, Any] = Field(
        default_factory=dict, description="Of facts: what is told, by the names of the procedure."
    )


def install(router: Router, problems: Any) -> None:
    """Add the addresses to those of the register of files."""

    @router.get(
        "/{int:record_id}/standing", response={200: Standing, **problems(404, 422)}, operation_id="case_standing"
    )
    def standing(request: HttpRequest, record_id: int = Number) -> dict[str, Any]:
        """Return where a file stands: steps, opinions, reports, what it waits for, every act."""
        try:
            return told(cases.opened(_found(record_id), values.today()))
        except cases.NoRules as error:
            raise _no_rules() from error

    @router.post(
        "/{int:record_id}/acts",
        response={201: Standing, **problems(400, 403, 404, 409, 413, 415, 422)},
        operation_id="case_act",
    )
    def act(request: HttpRequest, values: Act, record_id: int = Number) -> Status[dict[str, Any]]:
        """Add an act, refused as on the file's page where it has no place, and return where the file stands then."""
        may_write(request)
        return Status(201, told(acted(_found(record_id), values)))


def acted(case: Case, act: Act) -> File:
    """Add an act to a file. Raises Wrong, NotAllowed, Refused."""
    day = values.today()
    try:
        new = New(
            what=act.what, of=_tidy("of", act.of), on=act.on or day, answer=_answer(act), number=_tidy("number", act.number),
            dated=act.dated, reason=_tidy("reason", act.reason), rules_version=act.rules_version,
            unit=_unit(act.unit) if act.what == "asked" else None,
            facts=_facts(cases.opened(case, day), act.facts) if act.what == "facts" else None,
        )  # fmt: skip
        return case_acts.add(case, new, day)
    except Unfit as error:
        raise Wrong({"": [str(error.args[0])]}) from error
    except cases.NoRules as error:
        raise _no_rules() from error


def _found(record_id: int) -> Case:
    found = endpoints.found(BY_KEY["cases"], record_id)
    assert isinstance(found, Case)
    return found


def _no_rules() -> Wrong:
    return Wrong({"": [_("The rules of this file are not in the pack.")]})


def _tidy(name: str, text: str) -> str:
    try:
        return texts.tidied(text, texts.LinesInput.tidy if name == "reason" else texts.LineInput.tidy)
    except ValidationError as error:
        raise Wrong({name: list(error.messages)}) from error


def _answer(act: Act) -> str:
    return case_acts.SHOWN if act.what == "asked" and act.shows else act.answer


def _unit(pk: int | None) -> int:
    if not pk or not Unit.objects.filter(pk=pk).exists():
        raise Wrong({"unit": [_("Choose the unit that is asked.")]})
    return pk


def _facts(file: File, given: dict[str, Any]) -> dict[str, Value]:
    """Return the facts that are new. Raises Wrong for one that the procedure does not ask or that is of another kind."""
    found = {name: _fact(file.version, name, value) for name, value in given.items()}
    changed = {name: value for name, value in found.items() if file.facts.get(name) != value}
    if not changed:
        raise Wrong({"facts": [_("Nothing new was told.")]})
    return changed


def _fact(version: Version, name: str, value: Any) -> Value:
    fact = version.said.facts.get(name)
    taken = procedure_facts.taken(fact, _day(value) if fact.kind == "day" else value) if fact else None
    if taken is None:
        expected = _expected(fact) if fact else _("one of %(names)s") % {"names": ", ".join(version.said.facts)}
        raise Wrong({"facts": [_("%(name)s: expected %(expected)s.") % {"name": name[:60], "expected": expected}]})
    return taken


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == len("2026-05-11") else None
    except ValueError:
        return None


def _expected(fact: Fact) -> str:
    if fact.choices:
        return _("one of %(names)s") % {"names": ", ".join(fact.choices)}
    return {"yes_no": _("yes or no"), "number": _("a whole number")}.get(fact.kind, _("a day such as 2026-05-11"))


def told(file: File) -> dict[str, Any]:
    """Return what `Standing` describes."""
    version, standing, given = file.version, file.standing, taking_up.given(file)
    rules = {one.id: one for one in version.rules.steps}
    party = file.procedures.party
    return {
        "state": standing.state,
        "procedure": version.said.id,
        "version": version.said.version,
        "decides": party(standing.level) if standing.level else "",
        "missing": [{"id": one, "title": case_limits.title(version, "papers", one)} for one in standing.missing],
        "limits": [
            {"id": one, "title": case_limits.title(version, "limits", one)} for one in case_limits.limits_broken(file)
        ],
        "unknown": [
            {"id": one, "title": case_limits.title(version, "limits", one), "facts": facts}
            for one, facts in case_limits.limits_open(file).items()
        ],
        "steps": [
            {
                **{name: getattr(one, name) for name in ("id", "status", "begins", "due", "ended", "late")},
                "title": case_limits.title(version, "steps", one.id),
                "by": party(one.by),
                "decides": rules[one.id].decides,
                "consents": rules[one.id].consents,
                "asks": [_ask(file, ask, given.get(ask.id)) for ask in one.asks],
            }
            for one in standing.steps
        ],
        "duties": [
            {name: getattr(one, name) for name in ("id", "status", "due", "done", "late")}
            | {"title": case_limits.title(version, "duties", one.id)}
            for one in standing.duties
        ],
        "waits": [{"key": one.key, "by": party(one.by), "due": one.due} for one in cases.waiting(file)],
        "acts": [_act(row) for row in file.rows],
    }


def _ask(file: File, ask: Any, given: Opinion | None) -> dict[str, Any]:
    names = ("id", "status", "due", "answer", "on")
    return {name: getattr(ask, name) for name in names} | {
        "whom": file.procedures.party(ask.whom),
        "taken_up": given.word.answer if given and given.word else "",
        "explanation": given.explanation if given else "",
    }


def _act(row: Any) -> dict[str, Any]:
    names = ("what", "of", "answer", "on", "number", "dated", "reason")
    return {name: getattr(row, name) for name in names} | {
        "id": row.pk,
        "officer": row.officer.name if row.officer else "",
    }
