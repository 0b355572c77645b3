"""Invented files on their way, about invented records: in every state, and kept for the queues as acts would have left them."""

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from comity.core import bulk, procedure_copies
from comity.core import procedures as packs
from comity.core.case_acts import CaseAct, CaseQueue
from comity.core.pack import BadPack
from comity.core.people import INTERNAL, RESTRICTED, City, Officer
from comity.core.procedure_parts import Fact, Version
from comity.core.records import Record
from comity.domain import case as rule
from comity.domain.condition import Facts, Value
from comity.domain.standing import settled
from comity.gate import case_acts, cases, readings, values
from comity.management.invented_acts import FATES, LIVES, WORDS, Walk
from comity.management.invention import Invention, Row
from comity.registers import BY_KEY
from comity.registers.cases import ABOUT, Case, called

KEPT = (
    "what",
    "of",
    "answer",
    "on",
    "number",
    "dated",
    "reason",
    "text",
    "rules_version",
    "rules_digest",
    "officer_id",
)
ACTS = ("case_id", *KEPT, "facts", "at")
QUEUE = [one.attname for one in CaseQueue._meta.concrete_fields if not one.primary_key]
DAY, MORNING = len("2006-01-02"), time(9)
SOON, AHEAD = 10, 150  # days from filing to what it is all for
AGO = dict.fromkeys(LIVES, (3, 40)) | {"owed": (30, 120)}  # days since it was filed
OVER = (90, 900)


class Files:
    """Makes files about records that are there. They are counted back from today, so that queues are full on any day.

    The same seed makes the same on the same day.
    """

    def __init__(self, made: Invention, city: City) -> None:
        self.made, self.chance, self.city = made, made.chance, city
        self.words: Mapping[str, str] = made.said.get("files", {})
        if missing := WORDS - self.words.keys():
            raise BadPack(f"packs/{made.pack.head.id}: invented.toml lacks, in [files]: {', '.join(sorted(missing))}")
        self.procedures, self.today = packs.of_city(), values.today()
        officers = Officer.objects.filter(city=city, is_sample=True, role="officer")
        self.officer = officers.values_list("pk", flat=True).first()
        self.pools: dict[str, tuple[list[tuple[str, int]], list[int]]] = {}
        self.records: dict[tuple[str, int], Record] = {}
        self.acts: list[str] = []
        self.queue: list[str] = []

    def rows(self, ids: Sequence[int]) -> Iterator[Row]:
        """Yield the rows of files; what was done with each and where it stands is kept for `lay`."""
        begun = [self._begun(number) for number in range(len(ids))]
        self._look_up(begun)
        for version in {one.version.digest: one.version for one in begun}.values():
            procedure_copies.keep(self.city.pk, version, self.procedures)
        for number, (pk, one) in enumerate(zip(ids, begun, strict=True)):
            yield self._row(number, pk, one)

    def lay(self) -> None:
        """Lay what was done with the files and where they stand."""
        bulk.copy(CaseAct._meta.db_table, ACTS, iter(self.acts))
        bulk.copy(CaseQueue._meta.db_table, QUEUE, iter(self.queue))

    # --- what is begun ---

    def _begun(self, number: int) -> "_Begun":
        """Return what the file is about, and how it is to go: all procedures in turn, and all fates of each."""
        names, fate = sorted(self.procedures.versions), FATES[number % len(FATES)]
        name = names[(number + number // len(FATES)) % len(names)]
        ago = self.chance.randint(*AGO.get(fate, OVER))
        calendar = self.procedures.calendar
        filed = calendar.last_worked(self.today - timedelta(days=ago))
        version = self.procedures.current(name, filed)
        if version is None:  # nobody could file then: on the first day on which they could
            version = self.procedures.versions[name][-1]
            filed = calendar.next_worked(version.said.in_force_from or version.said.in_force_to or filed)
        return _Begun(version, fate, filed, self._about(version, max(filed, self.today) if fate in LIVES else filed))

    def _about(self, version: Version, day: date) -> tuple[str, int] | None:
        """Return a record for which the procedure is, some time after a day; None if there is none."""
        said = version.said
        if not said.registers:
            return None
        key = said.registers[0]
        dated, undated = self._pool(key, version)
        first = bisect_left(dated, (str(day + timedelta(days=SOON)), 0))
        last = bisect_left(dated, (str(day + timedelta(days=AHEAD)), 0))
        if first < last and (not undated or self.chance.random() < 0.5):
            return key, dated[self.chance.randrange(first, last)][1]
        return (key, self.chance.choice(undated)) if undated else None

    def _pool(self, key: str, version: Version) -> tuple[list[tuple[str, int]], list[int]]:
        """Return the records of a register for which the procedure is: by the day that it is all for, and those without one."""
        said = version.said
        if said.id not in self.pools:
            model: Any = BY_KEY[key].model
            fields = {one.name for one in model._meta.concrete_fields}
            suits = {f"{name}__in": codes for name, codes in said.suits.items() if name in fields}
            # What it is all for; where the procedure names no such day, one of those that it asks: duties run from it.
            days = [said.facts[said.event]] if said.event else [one for one in said.facts.values() if one.kind == "day"]
            day = next((one.reads[key] for one in days if key in one.reads), "")
            found = model.objects.filter(**suits).order_by("pk")
            rows = (
                list(found.values_list(day, "pk"))
                if day in fields
                else [("", pk) for pk in found.values_list("pk", flat=True)]
            )
            dated = sorted((on, pk) for on, pk in rows if len(on) == DAY)
            self.pools[said.id] = dated, [pk for on, pk in rows if not on]
        return self.pools[said.id]

    def _look_up(self, begun: Iterable["_Begun"]) -> None:
        wanted: dict[str, set[int]] = {}
        for key, pk in (one.about for one in begun if one.about):
            wanted.setdefault(key, set()).add(pk)
        for key, pks in wanted.items():
            model: Any = BY_KEY[key].model
            self.records |= {(key, pk): record for pk, record in model.objects.in_bulk(list(pks)).items()}

    # --- what is known of it ---

    def _facts(self, begun: "_Begun", record: Record | None) -> tuple[Facts, Facts]:
        """Return the facts that the officer tells, and all there are with those that the record tells."""
        known = readings.told(begun.version, record)
        said = begun.version.said.facts
        told = {name: self._fact(fact, begun) for name, fact in said.items() if name not in known}
        return told, told | known

    def _fact(self, fact: Fact, begun: "_Begun") -> Value:
        if fact.kind == "day":
            after = self.today if begun.fate in LIVES else begun.filed
            return after + timedelta(days=self.chance.randint(SOON, AHEAD))
        if fact.kind == "number":
            return self.chance.randint(1, 5)
        if fact.kind == "yes_no":
            return self.chance.random() < 0.25
        codes = list(fact.choices)
        return (
            self.chance.choice(codes)
            if fact.kind == "choice"
            else tuple(code for code in codes if self.chance.random() < 0.3)
        )

    # --- the rows ---

    def _row(self, number: int, pk: int, begun: "_Begun") -> Row:
        record = self.records.get(begun.about) if begun.about else None
        said = begun.version.said
        row = self._guard(said.id, record)
        case = Case(id=pk, city=self.city, procedure=said.id, applicant_id=row["applicant_id"])
        told, facts = self._facts(begun, record)
        walk = Walk(
            begun.version,
            facts,
            self.procedures.calendar,
            self.chance,
            self.words,
            begun.filed,
            self.today,
            self.officer,
        )
        walk.prepare(told)
        if begun.fate != "draft":
            walk.file(whole=begun.fate != "incomplete")
            walk.go(begun.fate)
        self._keep(case, walk, record)
        came = (
            {}
            if begun.fate == "draft"
            else {"received": str(begun.filed), "number": self.words["number"].format(n=number + 1)}
        )
        return {"id": pk, "code": f"g-cases-{number}", "is_sample": True} | row | came

    def _guard(self, procedure: str, record: Record | None) -> Row:
        """Return title, guard and links of a file, as one that is begun on the page of the record has them."""
        if record is None:
            unit = self.chance.choice(self.made.ids["units"])
            begun: Row = {
                "sensitivity": INTERNAL,
                "shown_to": [],
                "unit": unit,
                "applicant": unit,
                "procedure": procedure,
            }
        else:
            hidden = record.sensitivity == RESTRICTED and record.unit_id not in record.shown_to
            begun = case_acts.begin({"procedure": procedure, "applicant": None if hidden else record.unit_id}, record)
        applicant = begun["applicant"]
        shown = begun["shown_to"] + ([applicant] if applicant and applicant not in begun["shown_to"] else [])
        about = next((one for one in ABOUT if one in begun), "")
        english, vietnamese = called(begun | ({about: record} if about else {}))
        return {
            "title_en": english,
            "title_vi": vietnamese,
            "procedure": procedure,
            "sensitivity": begun["sensitivity"],
            "shown_to": shown,
            "unit_id": begun["unit"],
            "applicant_id": applicant,
        } | ({f"{about}_id": begun[about]} if about else {})

    def _keep(self, case: Case, walk: Walk, record: Record | None) -> None:
        """Keep the lines of what was done, and of where that leaves the file today."""
        for row in walk.rows:
            said: Row = {"case_id": case.pk} | {name: getattr(row, name) for name in KEPT}
            said |= {"facts": json.dumps(row.facts), "at": self._at(row)}
            self.acts.append(_line(said, ACTS))
        # Every act has its place, so that none is asked again: a test compares with what opening the file comes to.
        told, version = rule.told([cases.done(row) for row in walk.rows]), walk.version
        standing = settled(
            version.rules, walk.facts, rule.acts(told), calendar=self.procedures.calendar, today=self.today
        )
        file = cases.File(
            case, self.procedures, version, tuple(walk.rows), told, walk.facts, standing, record, self.today
        )
        stands = cases.stands(file)
        as_of = (self.today if stands["lives"] else walk.rows[-1].on) if walk.rows else None
        kept = stands | {
            "case_id": case.pk,
            "city_id": self.city.pk,
            "as_of": as_of,
            "waits": json.dumps(stands["waits"]),
        }
        self.queue.append(_line(kept, QUEUE))

    def _at(self, row: CaseAct) -> datetime | str:
        """Return when an act was recorded: on its day, one after the other."""
        if row.on >= self.today:
            return "now"
        return timezone.make_aware(datetime.combine(row.on, MORNING)) + timedelta(minutes=row.pk)


@dataclass(frozen=True)
class _Begun:
    """A file that is begun: under what, how it goes, filed when, and about which record."""

    version: Version
    fate: str
    filed: date
    about: tuple[str, int] | None


def _line(said: Row, columns: Sequence[str]) -> str:
    return "\t".join(bulk.told(said[name]) for name in columns) + "\n"
