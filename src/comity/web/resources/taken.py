"""What an item of a programme would meet if it were stored as it stands in the form: told while it is written."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comity.core.http import Request
from comity.domain import clock, partial_date
from comity.domain.clash import Booking, overlap
from comity.domain.numbers import record_ids
from comity.gate import bookings, values
from comity.registers.activities import Activity
from comity.registers.programmes import PROGRAMME_ITEMS, ProgrammeItem, Resource
from comity.web import part_lines

TOLD = 5  # of what is taken at other times of the day; what its own programme has stands beside
LINE = ("on", "begins", "until_time")


@require_GET
def taken(request: Request) -> HttpResponse:
    """Answer what else wants the same at that time, or on that day while no time is given."""
    activity = _activity(request.GET)
    typed = {name: request.GET.get(name, "").strip() for name in LINE}
    if activity is not None:  # a line may say less: the day of the month, both times in one
        typed |= {name: said for name, said in part_lines.completed(PROGRAMME_ITEMS, activity, typed).items() if said}
    day, begins, ends = _day(typed["on"]), _time(typed["begins"]), _time(typed["until_time"])
    resources = list(Resource.objects.filter(pk__in=record_ids(request.GET.getlist("resources"))).order_by("pk"))
    wanted = Booking(0, day, begins, bookings.until(begins, ends), _things(resources, request.GET))
    context: dict[str, Any] = {"clashes": [], "busy": [], "free": ""}
    if day and wanted.things:
        but = record_ids([request.GET.get("but", "")])
        met = bookings.others(wanted.things, {day}, but)
        context["clashes"] = [_gone(one) for one in resources if not one.is_there(day)]
        context["clashes"] += [
            said for one in met if overlap(wanted, bookings.booking(one)) and (said := _said(one, wanted))
        ]
        elsewhere = [one for one in met if not begins and (activity is None or one.activity_id != activity.pk)]
        context["busy"] = [said for one in elsewhere[:TOLD] if (said := _said(one, wanted))]
    if day and resources:
        asked = {"kind": resources[0].kind, "on": day} | ({"activity": activity.pk} if activity else {})
        context["free"] = f"{reverse('free')}?{urlencode(asked)}"
    return render(request, "registers/_taken.html", context)


def _activity(given: Mapping[str, str]) -> Activity | None:
    found = record_ids([given.get("activity", "")])
    return Activity.objects.filter(pk__in=found).first() if found else None


def _day(typed: str) -> str:
    """Return the day as stored; `` for none, and for a month or a year, of which no time of a day is taken."""
    try:
        found = partial_date.parse(typed)
    except partial_date.NotADate:
        return ""
    return date.isoformat(found.first) if found and found.day else ""


def _time(typed: str) -> str:
    try:
        return clock.parse(typed)
    except clock.NotATime:
        return ""


def _things(resources: list[Resource], given: QueryDict) -> frozenset[tuple[str, int]]:
    people = {*record_ids([given.get("lead", ""), given.get("interpreter", "")])}
    people |= {one.person_id for one in resources if one.person_id}
    return frozenset([*(("resource", one.pk) for one in resources), *(("person", pk) for pk in people)])


def _gone(one: Resource) -> str:
    return _("%(resource)s cannot be had on that day.") % {"resource": one.title}


def _said(other: ProgrammeItem, wanted: Booking) -> str:
    """Return in words what another item has of what is wanted; `` if the reader may not see what or for what."""
    both = sorted(wanted.things & bookings.booking(other).things)
    what = ", ".join(said for thing in both if (said := bookings.name(thing, other)))
    whole = values.linked(other, "activity")
    if not what or whole is None:
        return ""
    said = _("%(what)s: taken on %(day)s for “%(item)s” of “%(activity)s” (%(at)s).")
    told = {"what": what, "day": values.when(other.on), "item": other.title, "activity": whole.title}
    return said % (told | {"at": bookings.at(other) or _("no time yet")})
