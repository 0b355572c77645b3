"""What stands in the calendar: activities, what falls due, days to mark; a bounded number of each day's."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import zip_longest
from typing import Any

from django.db.models import F, Q, QuerySet

from comity.domain.period import Period
from comity.gate import query
from comity.web.calendar.asked import HELD, Asked
from comity.web.calendar.clashes import clashes
from comity.web.calendar.dues import Dues
from comity.web.calendar.entries import COLUMNS, Item, activity, days_to_mark
from comity.web.calendar.sources import Source, marked, sources
from comity.web.calendar.whose import Held, held

LONGEST = timedelta(days=366)  # what lasts longer is shown where it begins
Place = Source | Dues  # where entries come from
SOUGHT = (
    1000  # activities of a period among which clashes are sought: more would cost more than all the rest of the page
)
LOOSE = 8  # entries of each month, of the year and of no date at all that the row without a day shows


@dataclass
class Found:
    """The entries shown by part of the period, how many more each part has, and those without a day."""

    parts: dict[Period, list[Item]]
    more: dict[Period, int] = field(default_factory=dict)
    loose: list[Item] = field(default_factory=list)
    more_loose: bool = False
    asked: Asked | None = None  # set where clashes are sought in the whole period, and not among what is shown alone
    sources: Sequence[Place] = ()
    counts: dict[str, int] = field(default_factory=dict)  # of each kind of entries, where they have been counted

    @cached_property
    def clashes(self) -> dict[int, str]:
        """Why activities clash, by record; looked up where a view asks for it."""
        return clashes(self.sought, self.held)

    @cached_property
    def held(self) -> list[Held]:
        """Who is in which of the activities; looked up once, where a view asks for it."""
        return held({one.record.pk for one in self.sought})

    @cached_property
    def sought(self) -> list[Item]:
        """The activities among which clashes are sought: those shown and, unless they are too many, what a full day leaves out."""
        shown = [one for one in self.items if one.column == "starts"]
        return sorted([*shown, *(self.beyond or ())], key=lambda one: one.key)

    @cached_property
    def beyond(self) -> list[Item] | None:
        """The activities of the period that are not shown, None if the period has more than are looked through."""
        if not self.more:
            return []
        if self.asked is None or sum(self.counts.get(mark, 0) for mark in HELD) > SOUGHT:
            return None
        whole = Period(next(iter(self.parts)).first, list(self.parts)[-1].last)
        return not_shown(self.asked, whole, {one.record.pk for one in self.items if one.column == "starts"})

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
    ids: dict[tuple[Place, date], list[Any]] = {}
    loose: dict[Place, list[Any]] = {}
    more_loose = False
    crowded: set[tuple[Place, date]] = set()
    among = sources(asked, today)
    for source in among:
        unknown = [""] if source.column == "starts" else []
        ranges = [*((str(day), str(day)) for day in days), *((code, code) for code in [*codes, *unknown])]
        found = source.first_of_each(ranges, max(each, without_day) + 1)
        for day, pks in zip(days, found, strict=False):
            ids[source, day] = pks[:each]
            crowded |= {(source, day)} if len(pks) > each else set()
        loose[source] = [pk for pks in found[len(days) :] for pk in pks[:without_day]]
        more_loose |= any(len(pks) > without_day for pks in found[len(days) :])
    found_ = _made(asked, parts, _Picked(_chosen(parts, ids, cap), loose, crowded, ids), cap, today)
    found_.more_loose, found_.sources = more_loose, among
    return found_


@dataclass
class _Picked:
    chosen: dict[Period, list[tuple[Place, Any]]]
    loose: dict[Place, list[Any]]
    crowded: set[tuple[Place, date]]
    ids: dict[tuple[Place, date], list[Any]]


def _chosen(
    parts: Sequence[Period], ids: dict[tuple[Place, date], list[Any]], cap: int
) -> dict[Period, list[tuple[Place, Any]]]:
    """Return what is shown of each part: the first of each day before the second of any."""
    by_part: dict[Period, list[list[tuple[Place, Any]]]] = {part: [] for part in parts}
    part_of = {day: part for part in parts for day in _days(part)}
    for (source, day), pks in ids.items():
        by_part[part_of[day]].append([(source, pk) for pk in pks])
    return {part: [one for row in zip_longest(*rows) for one in row if one][:cap] for part, rows in by_part.items()}


def _made(asked: Asked, parts: Sequence[Period], picked: _Picked, cap: int, today: date) -> Found:
    whole = Period(parts[0].first, parts[-1].last)
    lasting = lasting_into(asked, whole.first, cap) if any(mark in HELD for mark in asked.marks) else []
    wanted: dict[Place, set[Any]] = {source: set(keys) for source, keys in picked.loose.items()}
    for source, key in (one for found in picked.chosen.values() for one in found):
        wanted[source].add(key)
    made = {
        source: source.items(keys | (set(lasting) if source.column == "starts" else set()), today)
        for source, keys in wanted.items()
    }
    found = Found({part: [] for part in parts})
    for part, pairs in picked.chosen.items():
        found.parts[part] += [one for source, key in pairs for one in made[source].get(key, ())]
    for source, keys in picked.loose.items():
        found.loose += [one for key in keys for one in made[source].get(key, ())]
        if source.column == "starts":
            found.parts[parts[0]] += [one for key in lasting for one in made[source].get(key, ())]
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
        for part, count in zip(full, source.count_each(_spans(full), query.COUNTED + 1), strict=True):
            totals[part] += count
    found.more = {part: left for part, shown in picked.chosen.items() if (left := totals[part] - len(shown)) > 0}


def count_marks(asked: Asked, found: Found) -> dict[str, int]:
    """Return how many entries of each kind the period has, counting no further than lists do."""
    counted = [one.kind for one in found.items]
    found.counts = {mark: counted.count(mark) for mark in asked.marks}
    if found.more:
        whole = Period(next(iter(found.parts)).first, list(found.parts)[-1].last)
        for mark in (mark for mark in asked.marks if mark != "anniv"):
            total = sum(
                source.count_of(mark, _spans([whole]), query.COUNTED + 1)[0]
                for source in found.sources
                if mark in source.marks
            )
            found.counts[mark] = min(total, query.COUNTED + 1)
    for one in found.loose:
        found.counts[one.kind] += 1
    return found.counts


def _spans(parts: Sequence[Period]) -> list[tuple[str, str]]:
    return [(part.first.isoformat(), part.last.isoformat()) for part in parts]


def _days(part: Period) -> Iterator[date]:
    return (part.first + timedelta(days=step) for step in range((part.last - part.first).days + 1))


def partial_codes(whole: Period) -> list[str]:
    """Return the months and years that the period touches, as stored."""
    months = list(dict.fromkeys(f"{day:%Y-%m}" for day in _days(whole)))
    return [*months, *dict.fromkeys(code[:4] for code in months)]


def lasting_into(asked: Asked, first: date, most: int) -> list[int]:
    """Return the activities that began before a day, within a year, and were not over then."""
    rows = _held(asked).filter(_began_before(first))
    return list(rows.order_by("-starts", "pk").values_list("pk", flat=True)[:most])


def not_shown(asked: Asked, whole: Period, shown: Collection[int]) -> list[Item] | None:
    """Return the activities of a period besides those that are shown, None if it has more than are looked through."""
    inside = Q(starts__gte=str(whole.first), starts__lte=str(whole.last))
    rows = _held(asked).filter(inside | _began_before(whole.first)).order_by()
    found = list(rows.only(*COLUMNS)[: SOUGHT + 1])
    if len(found) > SOUGHT:
        return None
    return [activity(one) for one in found if one.pk not in shown and len(one.starts) == len("2025-01-16")]


def _held(asked: Asked) -> "QuerySet[Any]":
    return marked(asked.activities(), [mark for mark in asked.marks if mark in HELD])


def _began_before(first: date) -> Q:
    return Q(starts__gte=str(first - LONGEST), starts__lt=str(first), ends__gte=str(first), ends__gt=F("starts"))
