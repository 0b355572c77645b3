"""What has its hour in the calendar: items of programmes and sessions, in the week, on a day's agenda and in feeds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import F, QuerySet, Value

from comity.domain import clock
from comity.gate import buckets
from comity.registers.events import Session
from comity.registers.programmes import ProgrammeItem
from comity.web import present
from comity.web.calendar.asked import HELD, Asked
from comity.web.calendar.dues import entries
from comity.web.calendar.entries import Item, dated, of_kind
from comity.web.calendar.sources import marked

MIDNIGHT = 24 * 60
COLUMNS = ("version", "on", "begins", "until_", "activity_id", "kind_of", "place_one", "place_two")


@dataclass(frozen=True)
class Hours:
    """What has an hour on the days asked for, in order, and on which days there is more than is told."""

    items: list[Item] = field(default_factory=list)
    more: frozenset[date] = frozenset()

    def on(self, day: date) -> list[Item]:
        """Return what a day has."""
        return [one for one in self.items if one.first == day]


@dataclass(frozen=True)
class _Row:
    pk: int
    version: int
    on: str
    begins: str
    until: str
    activity: int
    kind: str
    place_en: str
    place_vi: str


def hours(asked: Asked, first: date, last: date, *, each: int, most: int) -> Hours:
    """Return at most `each` entries of each day and `most` of all that have an hour, of activities that the filters leave."""
    if not any(mark in HELD for mark in asked.marks):
        return Hours()
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    found = buckets.first_of_several(
        buckets.written(list(_among(asked))), [(str(day), str(day)) for day in days], each + 1
    )
    told, more = [], set()
    for day, *kinds in zip(days, *found, strict=True):
        rows = sorted((_Row(*row) for rows in kinds for row in rows), key=lambda one: (one.begins, one.until, one.pk))
        told += rows[:each]
        more |= {day} if len(rows) > each else set()
    titles = entries({number for one in told[:most] for number in (one.pk, one.activity)})
    return Hours([item for one in told[:most] for item in _items(one, titles)], frozenset(more))


def _among(asked: Asked) -> Iterator[buckets.Rows]:
    """Yield the items and the sessions; the day of an item with its hour stands in one column, which sorts them."""
    for model, name, until, places in (
        (ProgrammeItem, "at", F("until_time"), (F("place_en"), F("place_vi"))),
        (Session, "on", Value(""), (F("place"), F("place"))),
    ):
        rows = _shown(asked, model.objects.exclude(begins=""))
        made = rows.annotate(until_=until, kind_of=F("activity__kind"), place_one=places[0], place_two=places[1])
        yield buckets.Rows(made, name, COLUMNS)


def _shown(asked: Asked, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Return the parts of the activities that the filters leave: a part is in sight as its activity is."""
    marks = [mark for mark in asked.marks if mark in HELD]
    if not asked.given and set(marks) == set(HELD):
        return rows
    return rows.filter(activity__in=marked(asked.activities(), marks).order_by().values("pk"))


def _items(row: _Row, titles: dict[int, Any]) -> Iterator[Item]:
    entry, whole = titles.get(row.pk), titles.get(row.activity)
    if entry is None or whole is None:
        return
    entry.version = row.version
    mark, _kind = of_kind(row.kind)
    places = (row.place_en, row.place_vi)
    place = places[entry.title_language == "vi"] or places[0] or places[1]
    yield dated(
        entry, mark, row.on, column="on", whole=whole.title, begins=row.begins, until=row.until, place=place,
        href=present.page_of(entry.register, entry.pk),
    )  # fmt: skip


def said(one: Item) -> str:
    """Return its hours as read: `08:30–10:00`."""
    return "–".join(part for part in (one.begins, one.until) if part)


def span(one: Item) -> tuple[int, int]:
    """Return from which minute of its day to which it lasts: without an end for an hour, past midnight until midnight."""
    begins, ends = clock.minutes(one.begins), clock.minutes(one.until) if one.until else 0
    if one.until and ends <= begins:
        return begins, MIDNIGHT
    return begins, ends or min(begins + 60, MIDNIGHT)
