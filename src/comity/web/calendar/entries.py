"""One entry of the calendar: an activity, what falls due of a record, a day to mark."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from comity.core.pack import of_city
from comity.core.records import Entry
from comity.domain.numbers import record_ids
from comity.domain.partial_date import read
from comity.domain.period import Period
from comity.registers import BY_KEY, BY_MODEL, Register
from comity.registers.activities import Activity
from comity.registers.agreements import Agreement, notice, status
from comity.web import milestones, present
from comity.web.calendar.asked import NOT_OF_DAYS, Asked

OVER = ("terminated", "succeeded", "suspended")
ORDER = ("visit-in", "visit-out", "event", "deadline", "anniv")
COLUMNS = (  # what the calendar reads of an activity
    "title_en",
    "title_vi",
    "kind",
    "starts",
    "ends",
    "through",
    "part_of",
    "unit",
    "sensitivity",
    "version",
    "changed_at",
    "is_sample",
    "to_verify",
    "place_en",
    "place_vi",
)
MOVED = {  # what the calendar gives another day: by register the beginning and the end of what stands in it
    "activities": ("starts", "ends"),
    "commitments": ("due", ""),
    "tasks": ("due", ""),
    "milestones": ("due", ""),
}


@dataclass(frozen=True, kw_only=True)
class Item:
    """One entry of the calendar, on its days; `stored` is its date as far as it is known.

    `begins` and `until` are hours of its one day, as stored; `whole` is called what it is a part of. `record` is a record of a
    register, or its row of the index, on which a `version` is laid.
    """

    kind: str
    title: str
    first: date
    last: date
    href: str
    stored: str = ""
    what: str = ""
    short: str = ""
    record: Any = None
    column: str = ""
    country: str = ""
    is_round: bool = False
    whole: str = ""
    person: int | None = None
    begins: str = ""
    until: str = ""
    place: str = ""

    @property
    def key(self) -> tuple[date, str, int, str]:
        """Order in a calendar: by day, whole days before hours, what the city does before what is marked."""
        return self.first, self.begins, ORDER.index(self.kind), self.title

    @property
    def register(self) -> Register | None:
        """The register of its record."""
        if isinstance(self.record, Entry):
            return BY_KEY[self.record.register]
        return BY_MODEL[type(self.record)] if self.record is not None else None

    @property
    def called(self) -> str:
        """What it is called where nothing stands beside it: of a day that a record has besides its own, also which day it is."""
        register = self.register
        if self.kind != "deadline" or register is None or self.column == register.starts:
            return self.title
        return _("%(what)s: %(title)s") % {"what": self.what, "title": self.title}


def dated(record: Any, kind: str, starts: str, ends: str = "", **given: Any) -> Item:
    """Return a record as an entry on the days of two of its dates."""
    begin, finish = read(starts), read(ends)
    first = begin.first if begin else date.max
    last = max(first, finish.first) if begin and begin.day and finish and finish.day else first
    href = given.pop("href", "") or present.address(record)
    return Item(
        kind=kind, title=record.title, first=first, last=last, href=href, stored=starts, record=record, **given
    )  # fmt: skip


def activity(record: Activity) -> Item:
    """Return an activity as an entry."""
    mark, what = of_kind(record.kind)
    return dated(record, mark, record.starts, record.ends, what=what, column="starts")


def of_kind(code: str) -> tuple[str, str]:
    """Return how a kind of activity is marked and what it is called."""
    kind = of_city().vocabulary("activity_kind").get(code)
    return (kind.mark if kind else "") or "event", str(kind) if kind else code


def of_text(record: Agreement, column: str, on: str, today: date) -> Iterator[Item]:
    """Yield an end or a day of notice that counts; an end put off stays the same entry, on another day."""
    if status(record, today) in OVER or (column == "notice_by" and not notice(record, today)):
        return
    what = _("Agreement ends") if column == "expires" else _("Notice to be given")
    yield dated(record, "deadline", on, what=what, column=column)


def days_to_mark(asked: Asked, whole: Period) -> Iterable[Item]:
    """Return the anniversaries and national days; they belong to a country and to nothing else."""
    if "anniv" not in asked.marks or asked.has(*NOT_OF_DAYS):
        return []
    codes = set(asked.given.get("countries", ()))
    if numbers := record_ids(asked.given.get("partners", ())):
        codes = milestones.countries_of(numbers) & (codes or milestones.countries_of(numbers))
    narrowed = asked.has("countries", "partners")
    return [
        Item(
            kind="anniv", title=one.title, first=one.on, last=one.on, stored=str(one.on), what=one.what, short=one.short,
            href=f"{reverse('list', args=['partners'])}?country={one.country}", country=one.country,
            is_round=one.is_round,
        )
        for one in milestones.coming(whole.first, whole.last)
        if not narrowed or one.country in codes
    ]  # fmt: skip
