"""How long the office's files took, from what was done with them: two statements, and each file folded once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from comity.core import procedures as packs
from comity.core.case_acts import CaseAct
from comity.core.procedure_parts import Procedures, Version
from comity.domain import case as rule
from comity.domain import times
from comity.domain.standing import Standing, settled
from comity.domain.times import Range
from comity.gate import cases
from comity.gate.cases import File
from comity.registers.cases import Case

MOST = 500  # files that a table rests on, the latest ones
NEAREST = 100  # files of one procedure that a forecast rests on


@dataclass(frozen=True)
class Past:
    """A file that was filed, and how it stands."""

    version: Version
    standing: Standing


def past(today: date, *, procedure: str = "", most: int = MOST, but: int = 0) -> Iterator[Past]:
    """Yield the latest files that the reader sees and that were filed, of one procedure or of all."""
    found = Case.objects.exclude(queue__state="draft").exclude(pk=but).order_by("-pk")
    if procedure:
        found = found.filter(procedure=procedure)
    by_number = {one.pk: one for one in found.only("id", "procedure", "city_id")[:most]}
    rows: dict[int, list[CaseAct]] = {}
    for row in CaseAct.objects.filter(case_id__in=by_number).order_by("id"):
        rows.setdefault(row.case_id, []).append(row)
    procedures = packs.of_city()
    for pk, done in rows.items():
        if one := _past(by_number[pk], done, procedures, today):
            yield one


def _past(case: Case, rows: list[CaseAct], procedures: Procedures, today: date) -> Past | None:
    told = rule.told([cases.done(row) for row in rows])
    version = cases.filed_under(case.city_id, told, procedures) if told.procedure else None
    if version is None:
        return None
    acts = [one for one in rule.acts(told) if one.on <= today]
    return Past(version, settled(version.rules, told.facts, acts, calendar=procedures.calendar, today=today))


def usual(file: File) -> dict[str, Range]:
    """Return what is usual of the steps that are open, from the office's other files of the procedure, by step."""
    open_ = {one.id for one in file.standing.steps if one.status == "open"}
    if not open_:
        return {}
    calendar, days = file.procedures.calendar, {name: list[int]() for name in open_}
    for one in past(file.today, procedure=file.case.procedure, most=NEAREST, but=file.case.pk):
        for took in times.steps(one.standing, calendar, file.today):
            if took.ended and took.what in open_:
                days[took.what].append(took.days)
    return {name: expected for name, found in days.items() if (expected := times.usual(found))}
