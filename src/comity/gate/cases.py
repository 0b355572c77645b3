"""Files on their way: how one stands, worked out from its acts, and what is kept of that for the queues."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import connection

from comity.core import procedure_copies as copies
from comity.core import procedures as packs
from comity.core.case_acts import CaseAct, CaseQueue
from comity.core.pack_files import BadPack
from comity.core.procedure_parts import Procedures, Version
from comity.core.records import Record
from comity.domain import case as rule
from comity.domain.condition import Facts, Value
from comity.domain.standing import Act, Standing
from comity.gate import readings, values
from comity.registers.cases import ABOUT, Case
from comity.registers.units import Unit

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
LOCK = 8412  # the space of the advisory locks that keep two acts on one file apart


class NoRules(LookupError):
    """The city's pack does not hold the version of the procedure under which the file runs."""


@dataclass(frozen=True)
class File:
    """A file with all that is known of it on a day: its rules, what was done, its facts and how it stands."""

    case: Case
    procedures: Procedures
    version: Version
    rows: tuple[CaseAct, ...]
    told: rule.Told
    facts: Facts
    standing: Standing
    record: Record | None
    today: date

    @property
    def filed(self) -> bool:
        """Say whether it was filed, and so what it is judged by is settled."""
        return bool(self.told.procedure)


@dataclass(frozen=True)
class Waiting:
    """What a file waits for, with who may do it here: officers of these roles, or of this unit."""

    key: str
    by: str
    on: date | None
    due: date | None
    roles: tuple[str, ...]
    unit: int | None

    def is_for(self, role: str, below: tuple[int, ...]) -> bool:
        """Say whether it waits for an officer of this role and these units."""
        return role in self.roles or self.unit in below


def opened(case: Case, today: date) -> File:
    """Return the file as it stands on the day. Raises NoRules."""
    procedures = packs.of_city()
    rows = tuple(
        CaseAct.objects.filter(case_id=case.pk).select_related("officer", "instead_of", "link__made_by").order_by("id")
    )
    record = about(case)
    return _file(case, procedures, rows, record, today)


def after(file: File, row: CaseAct) -> File:
    """Return the file as it stands with one more act. Raises NoRules."""
    return _file(file.case, file.procedures, (*file.rows, row), file.record, file.today)


def _file(case: Case, procedures: Procedures, rows: tuple[CaseAct, ...], record: Record | None, today: date) -> File:
    told = rule.told([done(row) for row in rows])
    version = version_of(case, told, procedures, today)
    procedures = procedures.naming(version)
    facts = told.facts if told.procedure else {**told.facts, **readings.told(version, record)}
    standing = rule.standing(told, version.rules, facts, calendar=procedures.calendar, today=today)
    return File(case, procedures, version, rows, told, facts, standing, record, today)


def version_of(case: Case, told: rule.Told, procedures: Procedures, today: date) -> Version:
    """Return the version that counts: the one it was filed under, or moved to; before that the one of the day. Raises NoRules."""
    if told.procedure:
        found = filed_under(case.city_id, told, procedures)
    else:
        found = procedures.current(case.procedure, today) or next(
            iter(procedures.versions.get(case.procedure, ())), None
        )
    if found is None:
        raise NoRules(told.procedure or case.procedure)
    return found


def filed_under(city: int, told: rule.Told, procedures: Procedures) -> Version | None:
    """Return the version under which a file was filed, or to which it was moved, as it was then; None if nobody has it."""
    with suppress(BadPack):
        return copies.of(city, told.procedure, told.version, told.digest, procedures)
    return None


def about(case: Case) -> Record | None:
    """Return the record that the file is about, None if there is none or the reader may not see it."""
    name = next((one for one in ABOUT if getattr(case, f"{one}_id")), "")
    found: Record | None = values.linked(case, name) if name else None
    return found


def done(row: CaseAct) -> rule.Done:
    """Return a stored act as the rules take it."""
    facts = {name: read(value) for name, value in row.facts.items()}
    return rule.Done(row.pk, Act(row.what, row.on, row.of, row.answer), facts, row.rules_version, row.rules_digest)


def read(value: Any) -> Value:
    """Return a stored fact as rules take it: by what it is, since the pack may call it otherwise by now; no code looks like a day."""
    if isinstance(value, str) and DAY.fullmatch(value):
        return date.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value


def kept(facts: Mapping[str, Value]) -> dict[str, Any]:
    """Return facts as they are stored."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items()}


# --- who has it on the table ---


def waiting(file: File) -> list[Waiting]:
    """Return what the file waits for, soonest first, with who may do it here."""
    submits = file.version.said.submits
    waits = list(rule.waits(file.standing))
    if file.standing.state == "incomplete":
        waits.append(rule.Wait("papers", submits, None, file.standing.lapses))
    if file.standing.state == "returned":
        waits.append(rule.Wait("back", submits, None, file.standing.lapses))
    units = _units(file, {one.by for one in waits})
    asked = {row.of: row.unit_id for row in file.rows if row.what == "asked"}
    found = []
    for one in waits:
        party = file.procedures.parties.get(one.by)
        unit = asked.get(one.key.removeprefix("ask:")) or units.get(one.by)
        found.append(Waiting(one.key, one.by, one.on, one.due, tuple(party.roles) if party else (), unit))
    return found


def _units(file: File, parties: set[str]) -> dict[str, int]:
    """Return the units of parties: the applicant's for who applies, for others the one that the pack names."""
    named = {key: one.unit for key, one in file.procedures.parties.items() if one.unit and key in parties}
    codes = dict(Unit.objects.filter(code__in=named.values()).values_list("code", "pk")) if named else {}
    found = {key: codes[code] for key, code in named.items() if code in codes}
    applicant = file.case.applicant_id
    return found | ({file.version.said.submits: applicant} if applicant else {})


def stands(file: File) -> dict[str, Any]:
    """Return what the queue keeps of a file, by column."""
    waits, standing = waiting(file), file.standing
    steps = [one.due for one in waits if one.due and not one.key.startswith("duty:")]
    owed = [one for one in waits if one.key.startswith("duty:")]
    return {
        "state": standing.state,
        "level": standing.level if file.filed else "",
        "rules_version": file.told.version,
        "rules_digest": file.told.digest,
        "waits": [
            asdict(one)
            | {"on": one.on and one.on.isoformat(), "due": one.due and one.due.isoformat(), "roles": list(one.roles)}
            for one in waits
        ],
        "roles": sorted({role for one in waits for role in one.roles}),
        "units": sorted({one.unit for one in waits if one.unit}),
        "due": min(steps, default=None),
        "owed_by": min((one.due for one in owed if one.due), default=None),
        "owes": bool(owed),
        "lives": rule.lives(standing),
        "handler_id": next((row.officer_id for row in reversed(file.rows) if row.what == "taken"), None),
    }


def refresh(case: Case, today: date) -> File:
    """Work out where the file stands and keep it for the queues. Raises NoRules."""
    file = opened(case, today)
    keep(file)
    return file


def keep(file: File) -> None:
    """Keep for the queues where the file stands."""
    text = json.dumps(stands(file) | {"as_of": file.today}, default=lambda one: one.isoformat())
    with connection.cursor() as cursor:
        cursor.execute("select comity_case_stands(%s, %s::jsonb)", [file.case.pk, text])


def lock(case: Case) -> None:
    """Let nobody else act on the file until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [LOCK, case.pk % 2**31])


def stale(today: date) -> list[int]:
    """Return the files of which the standing may have changed with the day."""
    found = CaseQueue.objects.filter(lives=True).exclude(as_of=today).order_by("case_id")
    return list(found.values_list("case_id", flat=True))


def renew(pk: int, today: date) -> str:
    """Work out anew where a file stands, and return its state; empty if the file or its rules are not there."""
    case = Case.objects.filter(pk=pk).first()
    if case is not None:
        lock(case)
        with suppress(NoRules):
            return refresh(case, today).standing.state
    return ""
