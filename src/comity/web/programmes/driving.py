"""The driver's sheet as plain values: all cars together, one car, or each on a sheet of its own; all days, or one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from comity.domain import programme
from comity.domain.brief import joined
from comity.domain.programme import Car, Day, Run
from comity.gate import values
from comity.web.programmes import sheets
from comity.web.programmes.known import DIALLED, Known

EACH = "each"
Told = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """For which car the sheet is, by the number of its record, `each` or `` for all; and of which day, `` for all."""

    car: str = ""
    on: str = ""

    @property
    def query(self) -> str:
        """How an address asks for it."""
        given = {name: value for name, value in (("car", self.car), ("on", self.on)) if value}
        return f"?{urlencode(given)}" if given else ""


def wanted(asked: Mapping[str, str], known: Known) -> Wanted:
    """Return what an address asks for. Raises Http404 for a car or a day that is not in the programme."""
    found = Wanted(asked.get("car", ""), asked.get("on", ""))
    cars = {"", EACH, *(str(one.number) for one in programme.cars(known.days))}
    if found.car not in cars or found.on not in {"", *(one.on for one in known.days)}:
        raise Http404
    return found


def filled(known: Known, of: Wanted) -> Told:
    """Return what drivers need: when, from where to where, which car, how many. What is talked about is not theirs to carry."""
    count = known.passengers
    said = ngettext("%(count)s passenger", "%(count)s passengers", count or 0) % {"count": values.number(count)}
    return {
        "sheet": sheets.DRIVER,
        "nothing": "" if known.days else _("No programme is on record."),
        "titles": [known.activity.title],
        "passengers": said if count else _("The number of passengers is not on record."),
        "parts": _parts(known, of),
        **sheets.called(known.contacts),
    }


def choices(known: Known, of: Wanted) -> Told:
    """Return the cars and the days that can be chosen, for the page."""
    cars = [("", _("All cars together")), (EACH, _("Each car on its own sheet"))]
    cars += [(str(one.number), joined((one.name, one.plate))) for one in programme.cars(known.days)]
    days = [("", _("All days")), *((one.on, sheets.heading(one)) for one in known.days if one.on)]
    return {
        "cars": [_choice(Wanted(code, of.on), label, active=code == of.car) for code, label in cars],
        "days": [_choice(Wanted(of.car, on), label, active=on == of.on) for on, label in days],
        "whole_day": _whole_day(of),
    }


def _whole_day(of: Wanted) -> str:
    """Return the sheet of the same car and day over all programmes, where both were chosen."""
    asks = of.car not in ("", EACH) and of.on
    return f"{reverse('car_day', args=[of.car])}?{urlencode({'on': of.on})}" if asks else ""


def _choice(of: Wanted, label: str, *, active: bool) -> Told:
    return {"label": label, "href": of.query or "?", "active": active}


def _parts(known: Known, of: Wanted) -> list[Told]:
    days = [one for one in known.days if of.on in ("", one.on)]
    if not of.car:
        return [part(None, [_day(one, programme.runs(one, known.passengers)) for one in days])]
    if of.car != EACH:
        (car,) = (one for one in programme.cars(known.days) if str(one.number) == of.car)
        return [_for_car(car, days, known.passengers) or part(car, [])]
    every = [*programme.cars(days), None]
    return [one for car in every if (one := _for_car(car, days, known.passengers))]


def _for_car(car: Car | None, days: list[Day], passengers: int | None) -> Told | None:
    """Return the sheet of a car with the days on which it drives; None if there is none."""
    driven = [(day, programme.trips(programme.runs(day, passengers), car)) for day in days]
    found = [_day(day, runs, car) for day, runs in driven if runs]
    if not found:
        return None
    return part(car, found) if car else part(None, found) | {"car": _("No car booked")}


def part(car: Car | None, days: list[Told]) -> Told:
    """Return the sheet of a car, or of all, with its days."""
    columns = [pgettext("programme", "Time"), _("From"), _("To"), _("Car"), _("Passengers")]
    if car:
        columns[3] = _("Together with")
    return {
        "car": named(car) if car else "",
        "driver": {"name": car.driver, "phone": car.phone, "dials": DIALLED.sub("", car.phone)} if car else None,
        "columns": columns,
        "no_drive": _("No drive on this day."),
        "days": days,
    }


def _day(day: Day, runs: list[Run], car: Car | None = None) -> Told:
    return {"headings": [sheets.heading(day)], "slots": [run_of(run, car) for run in runs]}


def run_of(run: Run, car: Car | None) -> Told:
    """Return a drive as the sheet of a car, or of all, says it."""
    slot = run.slot
    short = ngettext("%(count)s seat too few", "%(count)s seats too few", run.short) % {"count": run.short}
    passengers = run.passengers
    return {
        "time": slot.time or _("no time yet"),
        "from": run.before[0] if run.before else "",
        "to": slot.places[0] if slot.places else _("no place yet"),
        "kind": slot.kind,
        "cars": [named(one) for one in slot.cars if one != car],
        "no_car": "" if car else _("no car booked"),
        "passengers": values.number(passengers) if passengers else "?",
        "short": short if run.short else "",
        "href": slot.href,
    }


def named(car: Car) -> str:
    """Return what a car is called, with its plate and its seats."""
    room = ngettext("%(count)s seat", "%(count)s seats", car.seats or 0) % {"count": car.seats} if car.seats else ""
    return joined((car.name, car.plate, room))
