"""Worked cases that lie beside a procedure: facts and acts in, the standing that a lawyer would expect out."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

from comity.core import procedure_facts
from comity.core.pack_files import Files, Merged, Problems
from comity.core.pack_parts import Label, Strict
from comity.core.procedure_names import FOLDER
from comity.core.procedure_parts import Procedures, Version
from comity.domain.condition import Facts, Value
from comity.domain.filing import failing, last_days
from comity.domain.legal_clock import Calendar
from comity.domain.standing import Act, Standing, stand


class _Act(Strict):
    what: Literal[
        "filed", "paper", "returned", "back", "withdrawn", "lapsed", "done", "refused", "opinion", "waived", "reported"
    ]
    on: date
    of: str = ""
    answer: Literal["", "agrees", "changes", "disagrees"] = ""


class _Expected(Strict):
    """What must come out; only what is said is compared."""

    state: str | None = None
    decided_by: str | None = None
    open: list[str] | None = None
    done: list[str] | None = None
    late: list[str] | None = None
    not_needed: list[str] | None = None
    due: dict[str, date] = {}
    missing: list[str] | None = None
    owed: list[str] | None = None
    broken: list[str] | None = None
    file_by: date | None = None
    unfit: int = 0


class Case(Strict):
    """One worked case."""

    title: Label
    facts: dict[str, Any] = {}
    acts: list[_Act] = []
    papers: Literal["all", "as said"] = "all"
    today: date
    expect: _Expected


class _File(Strict):
    holidays: list[date] = []
    cases: list[Case]


def check(files: Files, procedures: Procedures, problems: Problems) -> None:
    """Work the cases of the pack's own files and note each that comes out otherwise, and each version that has none.

    Cases of a pack below are worked with that pack: another calendar may move their days and be right.
    """
    own = Files(files.name, files.folders[:1])
    for version in (one for versions in procedures.versions.values() for one in versions):
        name = f"{FOLDER}/{version.said.id}.{version.said.version}.cases.toml"
        merged = own.merged(name, problems, depth=1)
        if merged.layers:
            _work_all(version, procedures.calendar, merged, problems)
        elif version.shown.startswith(f"packs/{files.name}/") and not (own.folders[0][1] / name).is_file():
            problems.add(version.shown, f"worked cases are missing; expected them in {merged.name}")


def _work_all(version: Version, calendar: Calendar, merged: Merged, problems: Problems) -> None:
    said = problems.model(_File, merged.data, merged)
    if said:
        if not said.cases:
            problems.add(merged.at(("cases",)), "cases: there is none; expected at least one worked case")
        days = Calendar(calendar.holidays | frozenset(said.holidays), calendar.swapped, calendar.weekend)
        for at, case in enumerate(said.cases):
            _work(case, at, version, days, merged, problems)


def _work(case: Case, at: int, version: Version, calendar: Calendar, merged: Merged, problems: Problems) -> None:
    if not any(one not in (None, {}) for one in case.expect.model_dump(exclude_unset=True).values()):
        told = f"cases.{at}.expect: says nothing; expected one of {', '.join(_Expected.model_fields)}"
        problems.add(merged.at(("cases", at, "expect")), told)
    facts = _facts(case, at, version, merged, problems)
    if facts is None:
        return
    found = _found(case, facts, version, calendar)
    for key, wanted in case.expect.model_dump(exclude_none=True).items():
        got = {one: found["due"].get(one) for one in wanted} if key == "due" else found[key]
        if got != wanted:
            place = ("cases", at, "expect", key)
            problems.add(
                merged.at(place), f"cases.{at}.expect.{key}: expected {_shown(wanted)}; it comes to {_shown(got)}"
            )


def _facts(case: Case, at: int, version: Version, merged: Merged, problems: Problems) -> dict[str, Value] | None:
    """Return the facts as rules take them; None with each that the procedure does not know or that is of another kind noted."""
    asked, found = version.said.facts, dict[str, Value]()
    if unknown := sorted(case.facts.keys() - asked.keys()):
        told = f"cases.{at}.facts: there is no such fact: {', '.join(unknown)}"
        problems.add(merged.at(("cases", at, "facts")), told)
    for name, value in case.facts.items():
        if name not in asked:
            continue
        taken = procedure_facts.taken(asked[name], value)
        if taken is None:
            told = f"cases.{at}.facts.{name}: found {_told(value)}; expected {procedure_facts.expected(asked[name])}"
            problems.add(merged.at(("cases", at, "facts", name)), told)
        else:
            found[name] = taken
    return found if len(found) == len(case.facts) else None


def _told(value: Any) -> str:
    return f'"{value:.60}"' if isinstance(value, str) else f"{value!s:.60}"


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_shown(one)}" for key, one in value.items()) or "nothing"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "nothing"
    return "nothing" if value is None else str(value)


def _acts(case: Case, version: Version) -> tuple[Act, ...]:
    acts = [Act(one.what, one.on, one.of, one.answer) for one in case.acts]
    filed = next((one.on for one in acts if one.what == "filed"), None)
    if case.papers == "all" and filed:
        acts = [Act("paper", filed, one.id) for one in version.said.papers] + acts
    return tuple(acts)


def _found(case: Case, facts: Facts, version: Version, calendar: Calendar) -> dict[str, Any]:
    acts = _acts(case, version)
    standing = stand(version.rules, facts, acts, calendar=calendar, today=case.today)
    filed = next((one.on for one in acts if one.what == "filed"), case.today)
    papers = [one.of for one in acts if one.what == "paper"] if acts else [one.id for one in version.said.papers]
    wrong = failing(
        version.rules, facts, papers=papers, waived=standing.waived, filed=filed, calendar=calendar,
    )  # fmt: skip
    steps = {one.id: one for one in standing.steps}
    return {
        "state": standing.state,
        "decided_by": standing.level,
        "open": [one.id for one in steps.values() if one.status == "open"],
        "done": [one.id for one in steps.values() if one.status == "done"],
        "late": [name for name, late in _late(standing) if late],
        "not_needed": [one.id for one in steps.values() if one.status == "not_needed"],
        "due": dict(_dues(standing)),
        "missing": list(standing.missing),
        "owed": [one.id for one in standing.duties if one.status == "owed"],
        "broken": [one.id or one.kind for one in wrong if one.kind in ("limit", "filing", "steps")],
        "file_by": last_days(version.rules, facts, calendar).last,
        "unfit": len(standing.unfit),
    }


def _late(standing: Standing) -> Iterator[tuple[str, bool]]:
    yield from ((one.id, one.late) for one in standing.steps)
    yield from ((one.id, one.late) for one in standing.duties)


def _dues(standing: Standing) -> Iterator[tuple[str, date | None]]:
    for step in standing.steps:
        yield step.id, step.due
        yield from ((ask.id, ask.due) for ask in step.asks)
    yield from ((one.id, one.due) for one in standing.duties)
