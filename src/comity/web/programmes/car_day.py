"""The driver's sheet of a car for one day: its drives for all programmes that the reader may see, in the order of the day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from comity.core.http import Request
from comity.domain import partial_date, programme
from comity.domain.brief import joined
from comity.domain.programme import Run
from comity.gate import kinds, values
from comity.registers.activities import Activity
from comity.registers.delegations import DelegationMember
from comity.registers.programmes import RESOURCES, ProgrammeItem, Resource
from comity.registers.units import Unit
from comity.reports import press
from comity.reports.press import NotPrinted
from comity.web import papers, present
from comity.web.programmes import driving, sheets
from comity.web.programmes.known import ITEMS, UNITS, Contact, car_of, slot
from comity.web.records import of_number

Told = dict[str, Any]


@dataclass(frozen=True)
class Driven:
    """The drives of a car on a day, each with what it is for, whom to call, how closely it is to be kept."""

    runs: list[tuple[Activity, Run]]
    contacts: list[Contact]
    level: int


@require_GET
def car_day(request: Request, pk: int) -> HttpResponse:
    """Show the sheet; what is typed for a day and is none is told beside it."""
    car, here = _car(pk), reverse("car_day", args=[pk])
    day, no_day = asked(request.GET)
    driven = _driven(car, day)
    step = timedelta(days=1)
    context: Told = {
        "page_title": f"{sheets.name(sheets.DRIVER)}: {car.title}",
        "crumbs": [
            (RESOURCES.title, reverse("list", args=[RESOURCES.key])),
            (car.title, present.address(car)),
            (sheets.name(sheets.DRIVER), None),
        ],
        "here": here,
        "prev": f"{here}?on={day - step}" if day > date.min else here,
        "next": f"{here}?on={day + step}" if day < date.max else here,
        "typed": no_day or f"{day:%d/%m/%Y}",
        "no_day": _("%(typed)s is not a day.") % {"typed": no_day} if no_day else "",
        "sheet": _filled(car, day, driven),
        "name": sheets.name(sheets.DRIVER),
        "classification": papers.classification(driven.level),
        "level": driven.level,
        "made": papers.made(request.user),
        "pdf": f"{reverse('car_day_pdf', args=[pk])}?on={day}",
        "back": present.address(car),
    }
    return render(request, "papers/car_day.html", context, status=422 if no_day else 200)


@require_GET
def car_day_pdf(request: Request, pk: int) -> HttpResponse:
    """Send the sheet. Raises Http404 for what is no day."""
    car = _car(pk)
    day, no_day = asked(request.GET)
    if no_day:
        raise Http404
    driven = _driven(car, day)
    data = papers.heading(car.title, driven.level, request.user)
    data |= {"name": sheets.name(sheets.DRIVER)} | _filled(car, day, driven)
    try:
        content = press.pdf(sheets.DRIVER, data)
    except NotPrinted:
        return papers.not_printed(request, f"{reverse('car_day', args=[pk])}?on={day}")
    return papers.sent(content, f"driver-{pk}-{day}")


def asked(given: Mapping[str, str]) -> tuple[date, str]:
    """Return the day that an address asks for, else today; and what was typed for a day and is none."""
    typed = given.get("on", "").strip()
    try:
        found = partial_date.parse(typed)
    except partial_date.NotADate:
        return values.today(), typed
    if found is None:
        return values.today(), ""
    return (found.first, "") if found.day else (values.today(), typed)


def _car(pk: int) -> Resource:
    car: Any = of_number(RESOURCES, pk)
    if car.kind not in kinds.kinds_with(RESOURCES, "vehicle"):
        raise Http404
    return car  # type: ignore[no-any-return]


def _driven(car: Resource, day: date) -> Driven:
    """Return what the car is booked for. What else is in those programmes tells where the guests come from."""
    on = day.isoformat()
    of = list(ProgrammeItem.objects.filter(resources=car.pk, on=on).order_by().values_list("activity", flat=True))
    items = list(
        ProgrammeItem.objects.filter(activity__in=of, on=on)
        .select_related("activity", "lead", "interpreter")
        .prefetch_related(Prefetch("resources", Resource.objects.select_related("person").order_by("pk")))
        .order_by("at", "pk")[:ITEMS]
    )
    activities: dict[int, Any] = {one.activity_id: one.activity for one in items}
    vehicles, rooms = (set(kinds.kinds_with(RESOURCES, trait)) for trait in ("vehicle", "room"))
    travel = _travelling(activities)
    runs: list[tuple[Activity, Run]] = []
    for pk, activity in activities.items():
        mine = programme.days(slot(one, vehicles, rooms) for one in items if one.activity_id == pk)
        every = [run for one in mine for run in programme.runs(one, travel.get(pk))]
        runs += [(activity, run) for run in programme.trips(every, car_of(car))]
    runs.sort(key=lambda one: (one[1].slot.begins, one[1].slot.until))
    units = Unit.objects.filter(
        Q(pk__in=[one.unit_id for one in activities.values() if one.unit_id]) | Q(co_activities__in=list(activities))
    )
    called = [one for one in units.distinct().order_by("sort_en")[:UNITS] if one.phone]
    driver = values.linked(car, "person")  # none where the reader may not see who it is
    kept: list[Any] = [car, *([driver] if driver else []), *activities.values(), *items, *called]
    kept += [booked for item in items for booked in item.resources.all()]
    return Driven(
        runs,
        [Contact(one.title, one.phone, present.address(one)) for one in called],
        max(one.sensitivity for one in kept),
    )


def _travelling(activities: Mapping[int, Activity]) -> dict[int, int | None]:
    """Return how many travel with each: the members on record, or the persons stated where they are more."""
    rows = DelegationMember.objects.filter(activity__in=list(activities)).order_by().values_list("activity")
    members = dict(rows.annotate(Count("pk")))
    return {pk: max(members.get(pk, 0), one.persons or 0) or None for pk, one in activities.items()}


def _filled(car: Resource, day: date, driven: Driven) -> Told:
    """Return what the sheet says: as that of one programme, and for whom each drive is."""
    found, heading = car_of(car), sheets.heading(programme.Day(on=day.isoformat(), slots=()))
    slots = []
    for activity, run in driven.runs:
        told = driving.run_of(run, found)
        slots.append(told | {"kind": joined((told["kind"], activity.title))})
    count = len({activity.pk for activity, _run in driven.runs})
    said = ngettext("Drives for %(count)s activity", "Drives for %(count)s activities", count) % {"count": count}
    return {
        "sheet": sheets.DRIVER,
        "nothing": "",
        "titles": [car.title],
        "passengers": said if count else "",
        "parts": [driving.part(found, [{"headings": [heading], "slots": slots}])],
        **sheets.called(driven.contacts),
    }
