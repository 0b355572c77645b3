"""When the cars, rooms or interpreters are free: a lane for each, of a day by the hour or of a week by the day, and from there to booking."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comity.core.http import Request
from comity.core.pack import of_city
from comity.domain import free as rule
from comity.domain import partial_date
from comity.gate import bookings, values
from comity.gate.access import may
from comity.gate.kinds import kinds_with
from comity.registers import BY_KEY
from comity.registers.activities import Activity
from comity.registers.programmes import PROGRAMME_ITEMS, ProgrammeItem, Resource
from comity.web import days, present
from comity.web.resources import held, views

DAY, WEEK = "day", "week"
ROWS = 60
EDGES = (date.min + timedelta(weeks=2), date.max - timedelta(weeks=2))  # so that there is a week before and one after
OF = BY_KEY["resources"]
Told = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """Of which kind, around which day, a day or a week at a time; for which activity one books, if it is said."""

    kind: str
    on: date
    view: str
    activity: Activity | None = None
    no_day: str = ""  # what was typed for a day and is none

    def link(self, **other: Any) -> str:
        """Return the address of the same with something else."""
        of = replace(self, **other)
        told = {"kind": of.kind, "on": of.on.isoformat(), "view": of.view}
        return f"{reverse('free')}?{urlencode(told | ({'activity': of.activity.pk} if of.activity else {}))}"

    @property
    def days(self) -> list[date]:
        """The days shown."""
        first = days.week_begins(self.on) if self.view == WEEK else self.on
        return [first + timedelta(days=step) for step in range(7 if self.view == WEEK else 1)]


@require_GET
def free(request: Request) -> HttpResponse:
    """Show when the resources of a kind are free."""
    asked, today = _asked(request.GET), values.today()
    order = "sort_vi" if get_language() == "vi" else "sort_en"
    rows = list(Resource.objects.filter(kind=asked.kind).order_by(order, "pk")[: ROWS + 1])
    shown = [one for one in rows[:ROWS] if any(one.is_there(day.isoformat()) for day in asked.days)]
    by = held.read(shown, [day.isoformat() for day in asked.days])
    step = timedelta(days=len(asked.days))
    context: Told = {
        "page_title": _("Free and taken"),
        "crumbs": [(OF.title, reverse("list", args=[OF.key])), (_("Free and taken"), None)],
        "asked": asked,
        "views": views("free"),
        "heading": _heading(asked),
        "kinds": [
            {"label": str(term), "href": asked.link(kind=code), "active": code == asked.kind}
            for code, term in of_city().vocabulary("resource_kind").items()
        ],
        "spans": [
            {"label": label, "href": asked.link(view=view), "active": view == asked.view}
            for view, label in ((DAY, _("Day")), (WEEK, _("Week")))
        ],
        "prev": asked.link(on=asked.days[0] - step),
        "next": asked.link(on=asked.days[0] + step),
        "now": asked.link(on=today),
        "typed": asked.no_day or f"{asked.on:%d/%m/%Y}",
        "no_day": _("%(typed)s is not a day.") % {"typed": asked.no_day} if asked.no_day else "",
        "more": len(rows) > ROWS,
        "may_add": bool(may("add", OF)),
        "new_href": f"{reverse('new', args=[OF.key])}?{urlencode({'kind': asked.kind})}",
    }
    drawn = _week(asked, shown, by, today) if asked.view == WEEK else _day(asked, shown, by)
    return render(request, "registers/free.html", context | drawn, status=422 if asked.no_day else 200)


def _asked(given: Mapping[str, str]) -> Asked:
    """Return what an address asks for. Raises Http404 for what there is not."""
    kinds, view = list(of_city().vocabulary("resource_kind")), given.get("view", DAY)
    kind = given.get("kind", kinds[0] if kinds else "")
    typed = given.get("on", "")
    try:
        on, no_day = partial_date.parse(typed), ""
    except partial_date.NotADate:
        on, no_day = None, typed
    number = given.get("activity", "")
    activity = Activity.objects.filter(pk=number).first() if number.isdecimal() and len(number) < 10 else None
    if kind not in kinds or view not in (DAY, WEEK) or (number and activity is None):
        raise Http404
    begins = partial_date.read(activity.starts) if activity else None
    first = next((one.first for one in (on, begins) if one and EDGES[0] <= one.first <= EDGES[1]), values.today())
    no_day = typed if on and on.first != first else no_day
    return Asked(kind, first, view, activity, no_day)


def _heading(asked: Asked) -> str:
    first, last = asked.days[0], asked.days[-1]
    if asked.view == DAY:
        return _("%(day)s %(year)s") % {"day": days.heading(first), "year": first.year}
    return values.span(first.isoformat(), last.isoformat())


def _row(one: Resource, day: date) -> Told:
    seats = ngettext("%(count)s seat", "%(count)s seats", one.capacity or 0) % {"count": one.capacity}
    about = (seats if one.capacity else "", one.plate, one.place_vi if get_language() == "vi" else one.place_en)
    spoken = [of_city().term("language", code) for code in one.languages]
    return {
        "title": one.title,
        "href": present.address(one),
        "sub": ", ".join(part for part in (*about, *spoken) if part),
        "is_sample": one.is_sample,
        "sheet": f"{reverse('car_day', args=[one.pk])}?on={day}" if one.kind in kinds_with(OF, "vehicle") else "",
    }


def _day(asked: Asked, shown: Iterable[Resource], by: held.By) -> Told:
    day = asked.on.isoformat()
    on_day = {one.pk: by.get((one.pk, day), []) for one in shown}
    opens, shuts = rule.hours(_held(item) for items in on_day.values() for item in items)
    return {
        "hours": [f"{hour:02d}" for hour in range(opens // 60, shuts // 60)],
        "quarters": (shuts - opens) // rule.QUARTER,
        "rows": [_row(one, asked.on) | _lane(asked, one, on_day[one.pk], opens, shuts) for one in shown],
    }


def _held(item: ProgrammeItem) -> rule.Held:
    return rule.Held(item.pk, item.begins, item.until_time)


def _lane(asked: Asked, one: Resource, items: list[ProgrammeItem], opens: int, shuts: int) -> Told:
    """Return the day of a resource: what is taken and what is free, and what has no time."""
    numbered = {item.pk: item for item in items}
    found = rule.blocks([_held(item) for item in items], opens, shuts)
    cells = []
    for at, block in enumerate(found):
        cell: Told = {"quarters": block.quarters, "twice": block.twice}
        if block.of:
            cell["taken"] = [_taken(numbered[pk]) for pk in block.of]
        else:
            begins = _clock(block.first) if at else ""
            until = _clock(block.last) if at < len(found) - 1 else ""
            cell |= {
                "free": f"{_clock(block.first)}–{_clock(block.last)}",
                "book": _book(asked, one, asked.on, begins, until),
            }
        cells.append(cell)
    return {"cells": cells, "untimed": [_taken(item) for item in items if not item.begins]}


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _week(asked: Asked, shown: Iterable[Resource], by: held.By, today: date) -> Told:
    return {
        "heads": [
            {
                "weekday": str(days.SHORT[day.weekday()]),
                "day": f"{day.day}/{day.month}",
                "href": asked.link(on=day, view=DAY),
                "today": day == today,
            }
            for day in asked.days
        ],
        "rows": [
            _row(one, asked.on) | {"cells": [_of_day(asked, one, day, by) for day in asked.days]} for one in shown
        ],
    }


def _of_day(asked: Asked, one: Resource, day: date, by: held.By) -> Told:
    items = by.get((one.pk, day.isoformat()), [])
    if not one.is_there(day.isoformat()):
        return {"gone": True, "taken": [], "book": "", "twice": False}
    drawn = rule.blocks([_held(item) for item in items], rule.OPENS, rule.SHUTS)
    return {
        "day": days.heading(day),
        "taken": [_taken(item) for item in items],
        "book": _book(asked, one, day, "", ""),
        "twice": any(block.twice for block in drawn),
    }


def _taken(item: ProgrammeItem) -> Told:
    whole = values.linked(item, "activity")
    return {
        "at": bookings.at(item),
        "title": item.title,
        "of": whole.title if whole is not None else "",
        "href": present.address(whole if whole is not None else item),
    }


def _book(asked: Asked, one: Resource, day: date, begins: str, until: str) -> str:
    """Return the form of a programme item that books it, filled as far as the gap says; `` for who may add none."""
    if not may("add", PROGRAMME_ITEMS):
        return ""
    given = {
        "activity": asked.activity.pk if asked.activity else "",
        "on": day.isoformat(),
        "begins": begins,
        "until_time": until,
        "resources": one.pk,
    }
    told = {name: value for name, value in given.items() if value}
    return f"{reverse('new', args=[PROGRAMME_ITEMS.key])}?{urlencode(told)}"
