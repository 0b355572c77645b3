"""What falls due in the calendar, of whatever register: looked up in one statement, called by its row of the index.

A deadline is a record, one of its dates, and the condition under which that date is still owed. All of them are asked for
together, so that one more kind of deadline costs no more statements.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from django.db.models import BigIntegerField, CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils.translation import gettext as _

from comity.core.records import Entry
from comity.domain.numbers import record_ids
from comity.domain.period import Period
from comity.gate import buckets
from comity.gate.filters import NONE
from comity.registers.applications import Application
from comity.registers.associations import Mandate, Membership
from comity.registers.cases import Case
from comity.registers.partners import Partner
from comity.registers.projects import Milestone, Project
from comity.registers.regulations import Regulation, UpwardRequest
from comity.registers.tasks import Task
from comity.web import present
from comity.web.calendar.asked import FIRST, LAST, OF_ACTIVITIES, Asked, filtered
from comity.web.calendar.entries import Item, dated

OF_NO_UNIT = (
    "kind",
    "pillar",
    "fields",
    "countries",
    "partners",
)  # filters that what belongs to a unit alone does not meet
EVER = Period(FIRST, LAST)
UNDER_WAY = ("incomplete", "running")


@dataclass(frozen=True, eq=False)
class Deadline:
    """Records that have to be done with by one of their dates: what that is called, of what they are a part, who does it."""

    rows: "QuerySet[Any]"
    date: str
    what: str
    whole: str = ""
    person: str = ""
    column: str = ""  # the date's name in the calendar, where it is not the column's

    @property
    def among(self) -> buckets.Rows:
        """Its rows as they are looked up beside those of others: with their version, their whole, who does it, the date."""
        nothing = Cast(Value(None), BigIntegerField())
        made = {
            "whole_": F(self.whole) if self.whole else nothing,
            "person_": F(self.person) if self.person else nothing,
            "on_": Cast(F(self.date), CharField()),
        }
        return buckets.Rows(self.rows.annotate(**made), self.date, ("version", *made))


@dataclass(frozen=True)
class Found:
    """One deadline that was found, before it is known what it is called."""

    deadline: Deadline
    record: int
    version: int
    whole: int | None
    person: int | None
    on: str


@dataclass(frozen=True, eq=False)
class Dues:
    """All deadlines together, as one source of the calendar."""

    asked: Asked
    fetch: tuple[str, ...] = ()
    marks: tuple[str, ...] = ("deadline",)
    column: str = field(default="due", init=False)

    @cached_property
    def deadlines(self) -> list[Deadline]:
        """The kinds of them that the filters leave."""
        return deadlines(self.asked)

    @cached_property
    def written(self) -> buckets.Written:
        """All kinds as SQL; without filters it is the same for everybody, since the database decides what is in sight."""
        if self.asked.given or self.asked.once:
            return buckets.written([one.among for one in self.deadlines])
        return _unfiltered()

    def first_of_each(self, ranges: Sequence[buckets.Range], each: int) -> list[list[Any]]:
        """Return the first deadlines of each range, one kind after the other."""
        found: list[list[Any]] = [[] for _range in ranges]
        kinds = buckets.first_of_several(self.written, ranges, each)
        for deadline, rows_of_ranges in zip(self.deadlines, kinds, strict=True):
            for place, rows in enumerate(rows_of_ranges):
                found[place] += [Found(deadline, *row) for row in rows]
        return [rows[:each] for rows in found]

    def count_each(self, ranges: Sequence[buckets.Range], most: int) -> list[int]:
        """Return how many deadlines each range has, counting to `most` and no further."""
        return buckets.count_of_several(self.written, ranges, most)

    def count_of(self, mark: str, ranges: Sequence[buckets.Range], most: int) -> list[int]:
        """Return the same of a kind of entries: there is but one."""
        return self.count_each(ranges, most) if mark in self.marks else [0 for _range in ranges]

    def items(self, keys: Collection[Any], _today: Any) -> dict[Any, list[Item]]:
        """Return the entries of what was found, of each record that is in sight."""
        titles = entries({one.record for one in keys} | {one.whole for one in keys if one.whole}, self.fetch)
        return {one: list(_items(one, titles)) for one in keys}


@cache
def _unfiltered() -> buckets.Written:
    return buckets.written([one.among for one in deadlines(Asked("agenda", EVER, QueryDict()))])


def entries(numbers: Collection[int], fetch: Sequence[str] = ()) -> dict[int, Entry]:
    """Return the rows of the index of these records, as far as the reader may see them, in one statement."""
    rows = Entry.objects.defer("words", "folded_en", "folded_vi").prefetch_related(*fetch)
    return rows.in_bulk(numbers) if numbers else {}


def _items(found: Found, titles: dict[int, Entry]) -> Iterator[Item]:
    entry = titles.get(found.record)
    if entry is None:
        return
    entry.version = found.version  # type: ignore[attr-defined]
    whole = titles[found.whole].title if found.whole and found.whole in titles else ""
    yield dated(
        entry, "deadline", found.on, what=found.deadline.what, column=found.deadline.column or found.deadline.date,
        href=present.page_of(entry.register, entry.pk), whole=whole, person=found.person,
    )  # fmt: skip


def deadlines(asked: Asked) -> list[Deadline]:
    """Return what is owed by a day, as the filters leave it."""
    reports = asked.activities().filter(report_made="").exclude(report_due="")
    found = [Deadline(reports, "report_due", _("Report due"))]
    if not asked.has(*OF_NO_UNIT):
        found.append(Deadline(_tasks(asked), "due", _("Task due"), person="assignee"))
    if asked.has(*OF_ACTIVITIES):
        return found
    found.append(Deadline(asked.commitments(), "due", _("Falls due")))
    found.append(Deadline(_milestones(asked), "due", _("Milestone due"), whole="project"))
    if not asked.has("pillar", "fields"):
        found.append(Deadline(_applications(asked), "due", _("To be answered")))
    return found if asked.has(*OF_NO_UNIT) else [*found, *_of_units(asked)]


def _of_units(asked: Asked) -> Iterator[Deadline]:
    """Yield what has neither countries, partners nor a place in the work: it meets the filter by unit alone."""
    terms = filtered(Mandate, ("unit",), asked.data).filter(congress_on="", congress_due__gt="")
    fees = filtered(Membership, ("unit",), asked.data).filter(member_partner=None, ends="", fee_paid__gt="")
    texts = filtered(Regulation, ("unit",), asked.data).filter(review_on__gt="", replaced_by=None)
    requests = filtered(UpwardRequest, ("unit",), asked.data).filter(answered_on="", due__gt="").exclude(sent_on="")
    files = filtered(Case, ("unit",), asked.data)
    yield Deadline(terms, "congress_due", _("Congress due"))
    yield Deadline(fees, "fee_paid", _("Fee paid until then"), whole="network")
    yield Deadline(texts, "review_on", _("Regulation to be reviewed"))
    yield Deadline(requests, "due", _("Answer expected"))
    under_way, owed = files.filter(queue__state__in=UNDER_WAY), files.filter(queue__owes=True)
    yield Deadline(under_way, "queue__due", _("File due"), column="clock")
    yield Deadline(owed, "queue__owed_by", _("Report owed"), column="owed_by")


def _tasks(asked: Asked) -> "QuerySet[Any]":
    """Return the open tasks that the filters leave, of a person those that this person does."""
    found = filtered(Task, ("unit",), asked.data).filter(state="open")
    if people := asked.given.get("participants"):
        found = found.filter(assignee=None) if NONE in people else found.filter(assignee__in=record_ids(people))
    return found


def _milestones(asked: Asked) -> "QuerySet[Any]":
    """Return the steps not done yet; pillar, fields, countries and partners are those of the project."""
    found = filtered(Milestone, ("unit",), asked.data).filter(done_on="", due__gt="", project__finished="")
    for name, lookup in (("pillar", "in"), ("fields", "overlap")):
        if codes := asked.given.get(name):
            found = found.filter(**{f"project__{name}__{lookup}": codes})
    through: Any = Project.partners.through
    if codes := asked.given.get("countries"):
        there = through.objects.filter(partner__country__in=codes).values("project_id")
        found = found.filter(Q(project__countries__overlap=codes) | Q(project__in=there))
    if partners := record_ids(asked.given.get("partners", ())):
        found = found.filter(project__in=through.objects.filter(partner__in=partners).values("project_id"))
    return found


def _applications(asked: Asked) -> "QuerySet[Any]":
    """Return the applications without a result."""
    found = filtered(Application, ("unit",), asked.data).filter(result="", due__gt="")
    if codes := asked.given.get("countries"):
        there = Partner.objects.filter(country__in=codes).values("pk")
        found = found.filter(Q(country__in=codes) | Q(partner__in=there))
    if partners := record_ids(asked.given.get("partners", ())):
        found = found.filter(partner__in=partners)
    return found
