"""The three forms of a programme as plain values, the same for the page and for the PDF."""

from collections.abc import Callable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from comity.domain import programme
from comity.domain.brief import joined
from comity.domain.partial_date import read
from comity.domain.programme import Day, Run, Slot
from comity.gate import values
from comity.web import days as weekdays
from comity.web.programmes.known import Known, in_order

FORMAL, CARD, DRIVER = "formal", "card", "driver"
SHEETS = (FORMAL, CARD, DRIVER)


def name(sheet: str) -> str:
    """Return what a form of the programme is called."""
    names = {FORMAL: _("Programme"), CARD: _("Phone card"), DRIVER: _("Driver's sheet")}
    return names[sheet]


def filled(sheet: str, known: Known) -> dict[str, Any]:
    """Return what a form of the programme says."""
    making: dict[str, Callable[[Known], dict[str, Any]]] = {FORMAL: formal, CARD: card, DRIVER: driver}
    return {"sheet": sheet, "nothing": "" if known.days else _("No programme is on record.")} | making[sheet](known)


def formal(known: Known) -> dict[str, Any]:
    """Return the programme as it is handed to both sides, in both languages where everything is on record in both."""
    activity, tongues = known.activity, _languages(known)
    titles = in_order(activity.title_en, activity.title_vi)[: len(tongues)]
    return {
        "languages": tongues,
        "titles": titles,
        "heads": _in_each(tongues, lambda: _("Programme")),
        "over": _in_each(tongues, lambda: values.span(activity.starts, activity.ends, activity.through)),
        "places": in_order(activity.place_en, activity.place_vi)[: len(tongues)],
        "columns": [
            _in_each(tongues, lambda: pgettext("programme", "Time")),
            _in_each(tongues, lambda: pgettext("programme", "What")),
            _in_each(tongues, lambda: pgettext("programme", "Where")),
        ],
        "days": [
            {
                "headings": _in_each(tongues, lambda day=day: heading(day)),  # type: ignore[misc]
                "slots": [_formal(slot, len(tongues)) for slot in day.slots],
            }
            for day in known.days
        ],
    }


def _formal(slot: Slot, languages: int) -> dict[str, Any]:
    """What guests read: no remark, no car, no gift."""
    return {
        "time": slot.time,
        "titles": list(slot.titles[:languages]),
        "places": list(slot.places[:languages]),
        "with": slot.participants,
        "href": slot.href,
    }


def card(known: Known) -> dict[str, Any]:
    """Return the programme for those who accompany: times, places, who does what, whom to call."""
    return {
        "titles": [known.activity.title],
        "contacts": [{"name": one.name, "phone": one.phone, "dials": one.dials} for one in known.contacts],
        "no_contact": "" if known.contacts else _("No office number is on record. Private numbers stay sealed."),
        "days": [{"headings": [heading(day)], "slots": [_card(slot) for slot in day.slots]} for day in known.days],
    }


def _card(slot: Slot) -> dict[str, Any]:
    cars = [joined((one.name, one.plate)) for one in slot.cars]
    facts = [
        *slot.people,
        (_("With"), slot.participants),
        (_("Room"), joined(slot.rooms)),
        (_("Car"), joined(cars, "; ")),
    ]
    return {
        "time": slot.time or _("no time yet"),
        "title": slot.titles[0],
        "place": slot.places[0] if slot.places else _("no place yet"),
        "facts": [{"label": label, "text": text} for label, text in [*facts, (_("Remark"), slot.remark)] if text],
        "href": slot.href,
    }


def driver(known: Known) -> dict[str, Any]:
    """Return what drivers need: when, from where to where, which car, how many. What is talked about is not theirs to carry."""
    count = known.passengers
    said = ngettext("%(count)s passenger", "%(count)s passengers", count or 0) % {"count": values.number(count)}
    return {
        "titles": [known.activity.title],
        "passengers": said if count else _("The number of passengers is not on record."),
        "no_drive": _("No drive on this day."),
        "columns": [pgettext("programme", "Time"), _("From"), _("To"), _("Car"), _("Passengers")],
        "days": [
            {"headings": [heading(day)], "slots": [_run(run, count) for run in programme.runs(day, count)]}
            for day in known.days
        ],
    }


def _run(run: Run, passengers: int | None) -> dict[str, Any]:
    slot = run.slot
    short = ngettext("%(count)s seat too few", "%(count)s seats too few", run.short) % {"count": run.short}
    return {
        "time": slot.time or _("no time yet"),
        "from": run.before[0] if run.before else "",
        "to": slot.places[0] if slot.places else _("no place yet"),
        "kind": slot.kind,
        "cars": [_car(one.name, one.plate, one.seats) for one in slot.cars],
        "no_car": _("no car booked"),
        "passengers": values.number(passengers) if passengers else "?",
        "short": short if run.short else "",
        "href": slot.href,
    }


def _car(called: str, plate: str, seats: int | None) -> str:
    room = ngettext("%(count)s seat", "%(count)s seats", seats or 0) % {"count": seats} if seats else ""
    return joined((called, plate, room))


def heading(day: Day) -> str:
    """Return the day as a heading, with weekday and year where the day is known."""
    found = read(day.on)
    if found is None:
        return _("Day not set")
    said = _("%(day)s %(year)s") % {"day": weekdays.heading(found.first), "year": found.year}
    return said if found.day else values.when(day.on)


def _languages(known: Known) -> list[str]:
    mine = translation.get_language() or "en"
    return [mine, "en" if mine == "vi" else "vi"] if known.bilingual else [mine]


def _in_each(languages: list[str], said: Callable[[], str]) -> list[str]:
    found = []
    for language in languages:
        with translation.override(language):
            found.append(said())
    return found
