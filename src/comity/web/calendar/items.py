"""What stands in the calendar: activities, what falls due, days to mark; a bounded number of each day's."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import zip_longest
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.core.pack import of_city
from comity.domain.numbers import record_ids
from comity.domain.partial_date import read
from comity.domain.period import Period
from comity.gate import buckets, query
from comity.registers.activities import Activity
from comity.registers.agreement_actions import AgreementAction
from comity.registers.agreements import Agreement, notice, status
from comity.registers.commitments import Commitment
from comity.web import milestones, present
from comity.web.calendar.asked import HELD, NOT_OF_DAYS, Asked, by_name
from comity.web.calendar.clashes import clashes
from comity.web.calendar.sources import Source, marked, sources
from comity.web.calendar.whose import Held, held

LONGEST = timedelta(days=366)  # what lasts longer is shown where it begins
OVER = ("terminated", "succeeded", "suspended")
LOOSE = 8  # entries of each month, of the year and of no date at all that the row without a day shows


@dataclass(frozen=True, kw_only=True)
class Item:
    """One entry of the calendar, on its days; `stored` is its date as far as it is known."""

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

    @property
    def key(self) -> tuple[date, int, str]:
        """Order in a calendar: by day, what the city does before what is marked."""
        return self.first, ("visit-in", "visit-out", "event", "deadline", "anniv").index(self.kind), self.title


@dataclass
class Found:
    """The entries shown by part of the period, how many more each part has, and those without a day."""

    parts: dict[Period, list[Item]]
    more: dict[Period, int] = field(default_factory=dict)
    loose: list[Item] = field(default_factory=list)
    more_loose: bool = False

    @cached_property
    def clashes(self) -> dict[int, str]:
        """Why activities clash, by record; looked up where a view asks for it."""
        return clashes(self.items, self.held)

    @cached_property
    def held(self) -> list[Held]:
        """Who is in which of the activities; looked up once, where a view asks for it."""
        return held({one.record.pk for one in self.items if isinstance(one.record, Activity)})

    @property
    def items(self) -> list[Item]:
        """All that is shown on a day, each once, in order."""
        return sorted(
            {id(one): one for found in self.parts.values() for one in found}.values(), key=lambda one: one.key
        )


def gather(
    asked: Asked, parts: Sequence[Period], *, cap: int, each: int, today: date, without_day: int = LOOSE
) -> Found:
    """Return at most `cap` entries of each part of the period, at most `each` of a day, spread over its days.

    Of those without a day, at most `without_day` of each month, of each year, and of no date at all.
    """
    whole = Period(parts[0].first, parts[-1].last)
    days = [whole.first + timedelta(days=step) for step in range((whole.last - whole.first).days + 1)]
    codes = partial_codes(asked.period)
    ids: dict[tuple[Source, date], list[int]] = {}
    loose: dict[Source, list[int]] = {}
    more_loose = False
    crowded: set[tuple[Source, date]] = set()
    for source in sources(asked, today):
        unknown = [""] if source.column == "starts" else []
        ranges = [*((str(day), str(day)) for day in days), *((code, code) for code in [*codes, *unknown])]
        found = buckets.first_of_each(source.rows, source.column, ranges, max(each, without_day) + 1)
        for day, pks in zip(days, found, strict=False):
            ids[source, day] = pks[:each]
            crowded |= {(source, day)} if len(pks) > each else set()
        loose[source] = [pk for pks in found[len(days) :] for pk in pks[:without_day]]
        more_loose |= any(len(pks) > without_day for pks in found[len(days) :])
    found_ = _made(asked, parts, _Picked(_chosen(parts, ids, cap), loose, crowded, ids), cap, today)
    found_.more_loose = more_loose
    return found_


@dataclass
class _Picked:
    chosen: dict[Period, list[tuple[Source, int]]]
    loose: dict[Source, list[int]]
    crowded: set[tuple[Source, date]]
    ids: dict[tuple[Source, date], list[int]]


def _chosen(
    parts: Sequence[Period], ids: dict[tuple[Source, date], list[int]], cap: int
) -> dict[Period, list[tuple[Source, int]]]:
    """Return what is shown of each part: the first of each day before the second of any."""
    by_part: dict[Period, list[list[tuple[Source, int]]]] = {part: [] for part in parts}
    part_of = {day: part for part in parts for day in _days(part)}
    for (source, day), pks in ids.items():
        by_part[part_of[day]].append([(source, pk) for pk in pks])
    return {part: [one for row in zip_longest(*rows) for one in row if one][:cap] for part, rows in by_part.items()}


def _made(asked: Asked, parts: Sequence[Period], picked: _Picked, cap: int, today: date) -> Found:
    whole = Period(parts[0].first, parts[-1].last)
    lasting = lasting_into(asked, whole.first, cap) if any(mark in HELD for mark in asked.marks) else []
    wanted: dict[Source, set[int]] = {source: set(pks) for source, pks in picked.loose.items()}
    for source, pk in (one for found in picked.chosen.values() for one in found):
        wanted[source].add(pk)
    records = {
        source: source.rows.model.objects.prefetch_related(*by_name(source.rows.model, source.fetch)).in_bulk(
            wanted[source] | (set(lasting) if source.column == "starts" else set())
        )
        for source in wanted
    }
    found = Found({part: [] for part in parts})
    for part, pairs in picked.chosen.items():
        found.parts[part] += [one for source, pk in pairs for one in _items(source, records[source].get(pk), today)]
    for source, pks in picked.loose.items():
        found.loose += [one for pk in pks for one in _items(source, records[source].get(pk), today)]
        if source.column == "starts":
            found.parts[parts[0]] += [one for pk in lasting for one in _items(source, records[source].get(pk), today)]
    marked_days = days_to_mark(asked, whole)
    for part in parts:
        found.parts[part] += [one for one in marked_days if part.first <= one.first <= part.last]
        found.parts[part].sort(key=lambda one: one.key)
    _count(found, picked)
    return found


def _count(found: Found, picked: _Picked) -> None:
    """Count what is not shown: exactly from the day lists, where one is full by a look into the index."""
    totals = dict.fromkeys(found.parts, 0)
    for source in picked.loose:
        full = [part for part in found.parts if any((source, day) in picked.crowded for day in _days(part))]
        for part in found.parts:
            totals[part] += 0 if part in full else sum(len(picked.ids[source, day]) for day in _days(part))
        for part, count in zip(full, _up_to(source.rows, source.column, full), strict=True):
            totals[part] += count
    found.more = {part: left for part, shown in picked.chosen.items() if (left := totals[part] - len(shown)) > 0}


def count_marks(asked: Asked, found: Found, today: date) -> dict[str, int]:
    """Return how many entries of each kind the period has, counting no further than lists do."""
    counted = [one.kind for one in found.items]
    counts = {mark: counted.count(mark) for mark in asked.marks}
    if found.more:
        whole, among = Period(next(iter(found.parts)).first, list(found.parts)[-1].last), sources(asked, today)
        counts |= {mark: _of_mark(mark, among, whole) for mark in asked.marks if mark != "anniv"}
    for one in found.loose:
        counts[one.kind] += 1
    return counts


def _up_to(rows: "QuerySet[Any]", column: str, parts: Sequence[Period]) -> list[int]:
    spans = [(part.first.isoformat(), part.last.isoformat()) for part in parts]
    return buckets.count_each(rows, column, spans, query.COUNTED + 1)


def _of_mark(mark: str, among: Iterable[Source], whole: Period) -> int:
    total = 0
    for source in among:
        if mark in source.marks:
            rows = marked(source.rows, [mark]) if source.column == "starts" else source.rows
            total += _up_to(rows, source.column, [whole])[0]
    return min(total, query.COUNTED + 1)


def _days(part: Period) -> Iterator[date]:
    return (part.first + timedelta(days=step) for step in range((part.last - part.first).days + 1))


def partial_codes(whole: Period) -> list[str]:
    """Return the months and years that the period touches, as stored."""
    months = list(dict.fromkeys(f"{day:%Y-%m}" for day in _days(whole)))
    return [*months, *dict.fromkeys(code[:4] for code in months)]


def lasting_into(asked: Asked, first: date, most: int) -> list[int]:
    """Return the activities that began before a day, within a year, and were not over then."""
    rows = marked(asked.activities(), [mark for mark in asked.marks if mark in HELD])
    began = Q(starts__gte=str(first - LONGEST), starts__lt=str(first), ends__gte=str(first), ends__gt=F("starts"))
    return list(rows.filter(began).order_by("-starts", "pk").values_list("pk", flat=True)[:most])


def _items(source: Source, record: Any, today: date) -> Iterator[Item]:
    if record is None:
        return
    if isinstance(record, Activity):
        yield activity(record)
    elif isinstance(record, Commitment):
        yield _dated(record, "deadline", record.due, what=_("Falls due"), column="due")
    elif isinstance(record, AgreementAction):
        yield from _of_text(record.agreement, "expires", record.until, today)
    elif isinstance(record, Agreement):
        yield from _of_text(record, source.column, getattr(record, source.column), today)


def _of_text(record: Agreement, column: str, on: str, today: date) -> Iterator[Item]:
    """Yield an end or a day of notice that counts; an end put off stays the same entry, on another day."""
    if status(record, today) in OVER or (column == "notice_by" and not notice(record, today)):
        return
    what = _("Agreement ends") if column == "expires" else _("Notice to be given")
    yield _dated(record, "deadline", on, what=what, column=column)


def activity(record: Activity) -> Item:
    """Return an activity as an entry."""
    kind = of_city().vocabulary("activity_kind").get(record.kind)
    what = str(kind) if kind else record.kind
    return _dated(
        record, (kind.mark if kind else "") or "event", record.starts, record.ends, what=what, column="starts"
    )


def _dated(record: Any, kind: str, starts: str, ends: str = "", *, what: str, column: str) -> Item:
    begin, finish = read(starts), read(ends)
    first = begin.first if begin else date.max
    last = max(first, finish.first) if begin and begin.day and finish and finish.day else first
    return Item(
        kind=kind, title=record.title, first=first, last=last, href=present.address(record), stored=starts, what=what,
        record=record, column=column,
    )  # fmt: skip


def days_to_mark(asked: Asked, whole: Period) -> list[Item]:
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
