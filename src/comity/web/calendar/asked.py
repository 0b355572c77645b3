"""What an address asks of the calendar: the view, the period, which marks and which filters."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import django_filters
from django.db.models import Prefetch, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.domain import lunar, period
from comity.domain.numbers import record_ids
from comity.domain.period import NotAPeriod, Period
from comity.gate import narrowing, values
from comity.gate.filters import NONE, among
from comity.registers.activities import Activity
from comity.registers.agreements import Agreement
from comity.registers.commitments import Commitment
from comity.registers.partners import Partner
from comity.web import days
from comity.web.calendar import whose
from comity.web.jinja import url

VIEWS = ("year", "month", "week", "agenda", "lanes")
MARKS = ("visit-in", "visit-out", "event", "anniv", "deadline")
HELD = MARKS[:3]
FILTERS = ("kind", "pillar", "fields", "unit", "countries", "partners", "participants")
# What only activities have, and what anniversaries do not have: an entry is shown if it meets every filter.
OF_ACTIVITIES, NOT_OF_DAYS = ("kind", "participants"), ("kind", "pillar", "fields", "unit", "participants")
FIRST, LAST = date(lunar.FIRST_YEAR, 1, 1), date(lunar.LAST_YEAR, 12, 31)


@dataclass(frozen=True)
class Asked:
    """A view of a period under some filters."""

    view: str
    period: Period
    data: QueryDict
    errors: tuple[str, ...] = ()
    chosen: bool = True
    once: bool = False  # leave out what is held through a whole period: in a strip of one week it would be every day

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """The kinds of entries to show: those ticked, all if none is."""
        return tuple(one for one in MARKS if one in self.data.getlist("mark")) or MARKS

    @cached_property
    def given(self) -> dict[str, list[str]]:
        """The filters that are set."""
        return {name: found for name in FILTERS if (found := [one for one in self.data.getlist(name) if one])}

    @property
    def by(self) -> str:
        """Whose lanes: of units or of people."""
        return "people" if self.data.get("by") == "people" else "unit"

    @property
    def on(self) -> str:
        """The period as addresses have it."""
        return self.period.first.isoformat() if self.view == "week" else str(self.period)

    @property
    def title(self) -> str:
        """The period as read."""
        if self.view != "week":
            return self.period.label(get_language() or "en")
        days = values.span(self.period.first.isoformat(), self.period.last.isoformat())
        return _("Week %(number)s, %(days)s") % {"number": self.period.first.isocalendar().week, "days": days}

    def link(self, **changed: str) -> str:
        """Return the address of the same filters with something else asked."""
        kept: list[tuple[str, str]] = [("view", self.view), ("on", self.on)]
        kept += [("by", self.by)] if self.by != "unit" else []
        kept = [(key, changed.pop(key, value)) for key, value in kept]
        return f"{url('calendar')}?{urlencode([*kept, *changed.items(), *self.filters])}"

    @property
    def filters(self) -> list[tuple[str, str]]:
        """The marks and filters as pairs of an address."""
        marks = [("mark", one) for one in self.marks] if self.marks != MARKS else []
        return marks + [(name, one) for name, found in self.given.items() for one in found]

    def near(self, other: "Period | None", view: str = "") -> str:
        """Return the address of another period, `` where the calendar ends."""
        if other is None or other.first < FIRST or other.last > LAST:
            return ""
        view = view or self.view
        return self.link(view=view, on=other.first.isoformat() if view == "week" else str(other))

    def activities(self) -> "QuerySet[Any]":
        """Return the activities that the filters leave, of whatever date."""
        found: QuerySet[Any] = filtered(Activity, FILTERS, self._without("countries", "participants"))
        if self.once:
            found = found.filter(through=False)
        if codes := self.given.get("countries"):
            there = Activity.partners.through.objects.filter(partner__country__in=codes).values("activity_id")
            found = found.filter(Q(countries__overlap=codes) | Q(pk__in=there))
        if people := self.given.get("participants"):
            found = found.filter(whose.of_nobody() if NONE in people else whose.of_people(record_ids(people)))
        return found

    def agreements(self) -> "QuerySet[Any]":
        """Return the agreements that the filters leave."""
        found: QuerySet[Any] = filtered(Agreement, ("pillar", "fields", "unit", "partners"), self.data)
        if codes := self.given.get("countries"):
            there = Agreement.partners.through.objects.filter(partner__country__in=codes).values("agreement_id")
            found = found.filter(pk__in=there)
        return found

    def commitments(self) -> "QuerySet[Any]":
        """Return the open commitments that the filters leave; pillar and fields are those of what they come from."""
        found: QuerySet[Any] = filtered(Commitment, ("unit",), self.data).filter(state="open")
        if partners := record_ids(self.given.get("partners", ())):
            found = found.filter(partner_id__in=partners)
        if codes := self.given.get("countries"):
            found = found.filter(partner__in=Partner.objects.filter(country__in=codes).values("pk"))
        for name, lookup in (("pillar", "in"), ("fields", "overlap")):
            if codes := self.given.get(name):
                found = found.filter(
                    Q(**{f"agreement__{name}__{lookup}": codes}) | Q(**{f"activity__{name}__{lookup}": codes})
                )
        return found

    def has(self, *names: str) -> bool:
        """Say whether any of the filters is set."""
        return any(name in self.given for name in names)

    def _without(self, *names: str) -> QueryDict:
        return _bare(self.data, names)


def filtered(model: Any, names: tuple[str, ...], data: QueryDict) -> "QuerySet[Any]":
    """Return the records of a register that some of the filters leave."""
    found: QuerySet[Any] = model.objects.all()
    if any(one for name in names for one in data.getlist(name)):
        found, _wrong = narrowing.narrowed(among(model, names), data, found)  # what is wrong was said: see `asked_of`
    return found


def filter_set() -> type[django_filters.FilterSet]:
    """Return the filters of the calendar."""
    return among(Activity, FILTERS)


def asked_of(data: QueryDict, today: date) -> Asked:
    """Return what an address asks for; what makes no sense is left out and said."""
    errors = []
    _values, wrong = narrowing.read(filter_set(), data)
    if wrong:
        errors = [one for said in wrong.values() for one in said]
        data = _bare(data, tuple(wrong))
    view = data.get("view", "")
    wanted = view if view in VIEWS else "year"
    typed = data.get("on", "").strip()
    try:
        day = period.parse(typed) if typed else Period(today, today)
        if not FIRST <= day.first <= day.last <= LAST:
            raise NotAPeriod(typed)
    except NotAPeriod:
        errors.append(
            _("%(typed)s is not a period of the calendar. Write 2025, 2025-01 or 2025-01-16.") % {"typed": typed}
        )
        typed, day = "", Period(today, today)
    return Asked(wanted, _period(wanted, day, named=bool(typed)), data, tuple(errors), chosen=view in VIEWS)


def _bare(data: QueryDict, without: tuple[str, ...]) -> QueryDict:
    left = data.copy()
    for name in without:
        left.pop(name, None)
    return left


def _period(view: str, day: Period, *, named: bool) -> Period:
    """Return the period of the view that holds the first day asked for; the agenda takes years, months and days."""
    first = day.first
    if view == "week":
        begins = max(days.week_begins(first), FIRST)
        return Period(begins, begins + timedelta(days=6))
    if view in ("month", "lanes") or (view == "agenda" and named and day.months == 1 and day.whole_months):
        return period.parse(f"{first:%Y-%m}")
    if view == "agenda" and named and day.first == day.last:
        return day
    return period.year(first.year)


def by_name(model: Any, paths: Iterable[str]) -> "Iterator[Prefetch[Any]]":
    """Yield how linked records are fetched: of each partner, person and unit the name alone, some hundreds in a month."""
    for path in paths:
        linked = model
        for step in path.split("__"):
            linked = linked._meta.get_field(step).related_model
        rows = linked._default_manager.all()
        yield Prefetch(path, rows if path.endswith("actions") else rows.only("title_en", "title_vi"))
