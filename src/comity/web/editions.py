"""A series with its editions side by side, and an activity with what it is an edition or a part of."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from comity.core.pack import of_city
from comity.core.records import Record, in_language
from comity.domain import editions as rule
from comity.gate import values
from comity.gate.access import may
from comity.registers import BY_KEY, Register
from comity.registers.activities import Activity
from comity.registers.series import Series
from comity.web import delegate_numbers as numbers
from comity.web import present
from comity.web.edition_figures import Figures, Money, gather

MOST = 24
OWN_SECTIONS = {("series", "series"), ("activities", "part_of")}  # shown by this module rather than as a list
Told = dict[str, Any]
Row = tuple[str, Callable[[Any], Told]]


def compared(series: Series) -> Told:
    """Return the editions as columns, newest first, and what is on record of any of them as rows."""
    held = Activity.objects.filter(series=series.pk).prefetch_related("unit", "host").order_by("-starts", "-id")
    found = rule.newest_first(held[: MOST + 1])
    every, shown = len(found) <= MOST, found[:MOST]
    figures = gather([one.pk for one in shown]) if shown else Figures()
    return {
        "editions": [_head(one) for one in shown],
        "rows": [row for label, told in _rows(figures) if (row := _row(label, told, shown))],
        "more": "" if every else f"{reverse('list', args=['activities'])}?series={series.pk}",
        "add": adding(BY_KEY["series"], series, found),
    }


def adding(of: Register, record: Any, found: Iterable[Activity] = ()) -> str:
    """Return the form for another edition of a series or side event of an activity, `` where the reader may not add one."""
    if not may("add", BY_KEY["activities"]):
        return ""
    given: Told = {"part_of": record.pk}
    if of.key == "series":
        number = rule.next_number(found)
        given = {"series": record.pk, "kind": record.kind} | ({"edition": number} if number else {})
    return f"{reverse('new', args=['activities'])}?{urlencode(given)}"


def called(activity: Activity) -> str:
    """Return how an edition is called beside the others: by its number, or else by when it was."""
    if activity.edition is not None:
        return _("Edition %(number)s") % {"number": activity.edition}
    return values.when(activity.starts) or _("without number")


def _head(activity: Activity) -> Told:
    return {
        "label": called(activity),
        "title": activity.title,
        "href": present.address(activity),
        "is_sample": activity.is_sample,
        "to_verify": activity.to_verify,
    }


def _rows(figures: Figures) -> Iterable[Row]:
    plain, number = partial(_plain), partial(_number, figures)
    yield _("When"), lambda one: plain(values.span(one.starts, one.ends, one.through))
    yield _("Where"), lambda one: plain(_place(one))
    yield _("Held by"), lambda one: _linked(one, "unit")
    yield _("Received by"), lambda one: _linked(one, "host")
    yield _("Level"), lambda one: plain(values.of(one, "level"))
    yield _("Theme"), lambda one: plain(in_language(one.theme_en, one.theme_vi))
    yield _("Persons"), lambda one: _own(one.persons) | _doubt(numbers.in_all(one, figures.persons[one.pk]))
    yield from _whence(figures)
    yield pgettext("of a conference", "Sessions"), number("sessions", "sessions")
    yield pgettext("of a conference", "Papers"), number("papers", "sessions")
    yield _("Side events and excursions"), number("beside", "activities", "part_of")
    yield _("Exhibitors"), number("exhibitors", "exhibitors")
    yield _("Stalls"), lambda one: _own(one.stalls) if one.stalls is not None else number("stalls", "exhibitors")(one)
    yield _("Area, square metres"), lambda one: _own(one.area)
    yield _("Visitors"), lambda one: _own(one.visitors)
    yield _("Deals"), number("deals", "exhibitors")
    yield _("Value of deals"), lambda one: _money(figures.money["deals_value"].get(one.pk))
    yield _("Outcomes"), number("outcomes", "outcomes")
    yield _("Value of outcomes"), lambda one: _money(figures.money["outcomes_value"].get(one.pk))
    yield _("Cost"), lambda one: _cost(figures, one)
    yield _("Voices on record"), number("feedback", "feedback")
    yield _("Mean rating, 1 to 5"), number("rating", "feedback")
    yield _("Result"), lambda one: plain(in_language(one.result_en, one.result_vi))


def _whence(figures: Figures) -> Iterable[Row]:
    for code, term in of_city().vocabulary("residence").items():
        yield _("Delegates: %(whence)s") % {"whence": term}, partial(_delegates, figures, code)
    yield _("Countries"), lambda one: _countries(figures, one)
    yield _("Delegates by country"), lambda one: _plain(numbers.by_country(figures.from_[one.pk]))


def _row(label: str, told: Callable[[Any], Told], shown: list[Activity]) -> Told | None:
    """Return a row with what changed to the edition before; None where nothing is on record of any."""
    cells = [told(one) for one in shown]
    if not any(cell["text"] for cell in cells):
        return None
    earlier: list[Told] = [*cells[1:], {}]
    for cell, before in zip(cells, earlier, strict=True):
        comparable = cell.get("unit") == before.get("unit")
        changed = rule.change(cell.get("value"), before.get("value")) if comparable else None
        cell["change"] = _changed(changed) if changed else None
    return {"label": label, "cells": cells, "num": any("value" in cell for cell in cells)}


def _changed(change: rule.Change) -> Told:
    if not change.by:
        return {"text": _("as before"), "way": "same"}
    sign, way, by = ("+", "up", change.by) if change.by > 0 else ("−", "down", -change.by)
    text = f"{sign}{values.number(by)}"
    if change.percent:
        text = _("%(difference)s (%(percent)s%%)") % {
            "difference": text,
            "percent": f"{sign}{values.number(abs(change.percent))}",
        }
    return {"text": text, "way": way}


def _plain(text: str) -> Told:
    return {"text": text}


def _place(activity: Activity) -> str:
    place = in_language(activity.place_en, activity.place_vi)
    return ", ".join(part for part in (place, _("online") if activity.online else "") if part)


def _linked(activity: Activity, name: str) -> Told:
    found: Record | None = values.linked(activity, name)
    return {"text": found.title, "href": present.address(found)} if found else {"text": ""}


def _own(value: Any, href: str = "") -> Told:
    return {"text": values.number(value), "value": value, "href": href} if value is not None else {"text": ""}


def _doubt(said: str) -> Told:
    return {"doubt": said} if said else {}


def _number(figures: Figures, name: str, register: str, link: str = "activity") -> Callable[[Any], Told]:
    def told(one: Activity) -> Told:
        listed = f"{reverse('list', args=[register])}?{link}={one.pk}"
        return _own(figures.numbers[name].get(one.pk), listed)

    return told


def _delegates(figures: Figures, code: str, one: Activity) -> Told:
    """Return the delegates of one residence: as the activity says, or else as counted by country."""
    said = getattr(one, f"delegates_{code}", None)
    if said is not None:
        return _own(said) | _doubt(numbers.beyond(one, code, figures.persons[one.pk]))
    listed = f"{reverse('list', args=['delegates'])}?activity={one.pk}&residence={code}"
    return _own(figures.persons[one.pk].get(code), listed)


def _countries(figures: Figures, one: Activity) -> Told:
    codes = figures.countries[one.pk] | set(one.countries)
    return _own(len(codes) or None)


def _money(sums: Money | None) -> Told:
    """Return amounts by currency; one amount alone is compared with one of the same currency."""
    if not sums:
        return {"text": ""}
    text = "; ".join(f"{values.number(amount)} {currency}".strip() for currency, amount in sorted(sums.items()))
    if len(sums) > 1:
        return {"text": text}
    ((currency, amount),) = sums.items()
    return {"text": text, "value": amount, "unit": currency}


def _cost(figures: Figures, one: Activity) -> Told:
    """Return what was spent by its lines, as reports count it, or else what the activity states."""
    spent = figures.money["spent"].get(one.pk)
    return _money(spent or ({one.cost_currency: Decimal(one.cost)} if one.cost is not None else None))


# --- an activity: what it is an edition of, what it is a part of ---


def around(activity: Activity) -> Told:
    """Return what stands over an activity and beside it: its series with the editions next to it, and its whole."""
    held = Activity.objects.filter(part_of=activity.pk).order_by("starts", "id")
    found = list(held[: MOST + 1])
    return {
        "edition": _edition(activity),
        "whole": _whole(activity),
        "beside": [beside(one) for one in found[:MOST]],
        "beside_all": f"{reverse('list', args=['activities'])}?part_of={activity.pk}" if found[MOST:] else "",
        "beside_add": adding(BY_KEY["activities"], activity),
    }


def _edition(activity: Activity) -> Told | None:
    series: Any = values.linked(activity, "series")
    if series is None:
        return None
    held = Activity.objects.filter(series=series.pk).order_by("-starts", "-id")
    found = rule.newest_first(held.only("starts", "edition", "title_en", "title_vi", "series_id")[: MOST + 1])
    at = next((place for place, one in enumerate(found) if one.pk == activity.pk), None)
    near = {} if at is None else {"after": found[at - 1] if at else None, "before": [*found, None][at + 1]}
    return {
        "series": series.title,
        "href": f"{present.address(series)}#editions",
        "label": called(activity),
        "near": {
            way: {"label": called(one), "title": one.title, "href": present.address(one)}
            for way, one in near.items()
            if one
        },
    }


def _whole(activity: Activity) -> Told | None:
    """Return the conference that a side event belongs to, with what else is held beside it."""
    whole: Any = values.linked(activity, "part_of")
    if whole is None:
        return None
    others = Activity.objects.filter(part_of=whole.pk).exclude(pk=activity.pk).order_by("starts", "id")[:MOST]
    return {
        "title": whole.title,
        "href": present.address(whole),
        "sub": ", ".join(part for part in (values.span(whole.starts, whole.ends), _place(whole)) if part),
        "others": [beside(one) for one in others],
    }


def beside(activity: Activity) -> Told:
    """Return a side event as a row beside its conference."""
    told = (values.of(activity, "kind"), values.span(activity.starts, activity.ends, activity.through))
    counted = [
        _("%(label)s: %(count)s") % {"label": label, "count": values.number(count)}
        for label, count in ((_("Persons"), activity.persons), (_("Visitors"), activity.visitors))
        if count is not None
    ]
    parts = (*told, _place(activity), *counted)
    return {
        "title": activity.title,
        "href": present.address(activity),
        "sub": ", ".join(part for part in parts if part),
        "is_sample": activity.is_sample,
    }
