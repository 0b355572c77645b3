"""The programme for guests and for those who accompany, as plain values, the same for the page and for the PDF."""

from collections.abc import Callable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from comity.domain.brief import joined
from comity.domain.partial_date import read
from comity.domain.programme import Day, Slot
from comity.gate import values
from comity.web import days as weekdays
from comity.web.programmes.known import Contact, Known, in_order

FORMAL, CARD, DRIVER = "formal", "card", "driver"
SHEETS = (FORMAL, CARD, DRIVER)


def name(sheet: str) -> str:
    """Return what a form of the programme is called."""
    names = {FORMAL: _("Programme"), CARD: _("Phone card"), DRIVER: _("Driver's sheet")}
    return names[sheet]


def filled(sheet: str, known: Known) -> dict[str, Any]:
    """Return what a form of the programme says."""
    making: dict[str, Callable[[Known], dict[str, Any]]] = {FORMAL: formal, CARD: card}
    nothing = "" if known.days else _("No programme is on record.")
    return {"sheet": sheet, "nothing": nothing} | making[sheet](known)


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
        **called(known.contacts),
        "days": [{"headings": [heading(day)], "slots": [_card(slot) for slot in day.slots]} for day in known.days],
    }


def called(contacts: list[Contact]) -> dict[str, Any]:
    """Return whom to call: the offices that answer for the activity."""
    return {
        "contacts": [{"name": one.name, "phone": one.phone, "dials": one.dials} for one in contacts],
        "no_contact": "" if contacts else _("No office number is on record. Private numbers stay sealed."),
    }


def _card(slot: Slot) -> dict[str, Any]:
    cars = [joined((one.name, one.plate, one.driver, one.phone)) for one in slot.cars]
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
