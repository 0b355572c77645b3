"""The lanes of the calendar: a row for each unit or person with what they have in the month."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from comity.domain import wall
from comity.gate import values
from comity.registers.people import Person
from comity.web import days
from comity.web.calendar import layout
from comity.web.calendar.asked import Asked
from comity.web.calendar.entries import Item
from comity.web.calendar.items import Found

ROWS = 40


def lanes(asked: Asked, found: Found, today: date) -> dict[str, Any]:
    """Return a row for each unit or person with what they have in the month."""
    owners: dict[int, tuple[str, str, list[Item]]] = {}
    nobody: list[Item] = []
    people = _people(found) if asked.by == "people" else {}
    for one in found.items:
        if one.kind == "anniv":
            continue
        whose = _owners(one, people) if asked.by == "people" else _units(one)
        if not whose:
            nobody.append(one)
        for owner in whose:
            owners.setdefault(owner.pk, (owner.title, _owned(asked, owner.pk), []))[2].append(one)
    rows = sorted(owners.values(), key=lambda row: (-len(row[2]), row[0]))
    named = [_lane(asked, found, title, href, items) for title, href, items in rows[:ROWS]]
    if nobody and asked.by == "unit":
        named.append(_lane(asked, found, _("No lead unit"), "", nobody))
    more = len(rows) - ROWS
    return {
        "days": [
            layout.day_of_row(day, 0, today) | {"weekday": str(days.SHORT[day.weekday()])}
            for day in layout.days_of(asked.period)
        ],
        "rows": named,
        "more": layout.capped(more) if more > 0 else "",
        "nobody": layout.capped(len(nobody)) if asked.by == "people" else "",
    }


def _people(found: Found) -> dict[int, list[Any]]:
    """Return by record whose it is, of those people whom the reader may see."""
    pairs = [(one.activity, one.person) for one in found.held]
    pairs += [(one.record.pk, one.person) for one in found.items if one.person]
    titles = Person.objects.only("title_en", "title_vi").in_bulk({person for _record, person in pairs})
    by: dict[int, list[Any]] = {}
    for record, person in dict.fromkeys(pairs):
        if person in titles:
            by.setdefault(record, []).append(titles[person])
    return by


def _owners(one: Item, people: dict[int, list[Any]]) -> list[Any]:
    return people.get(one.record.pk, []) if one.column == "starts" or one.person else []


def _units(one: Item) -> list[Any]:
    unit = values.linked(one.record, "unit")
    return [unit] if unit else []


def _owned(asked: Asked, pk: int) -> str:
    name = "participants" if asked.by == "people" else "unit"
    return asked.link(view="agenda", **{name: str(pk)}) if not asked.has(name) else ""


def _lane(asked: Asked, found: Found, title: str, href: str, items: list[Item]) -> dict[str, Any]:
    labels = [layout.short(one.called) for one in items]
    spans = [(one.first, one.last, len(label)) for one, label in zip(items, labels, strict=True)]
    placed, left_out = wall.row(asked.period, spans, layout.LANES, aligned=False)
    bars = [
        layout.shown(items[bar.number], found)
        | {"label": labels[bar.number], "column": bar.column, "span": bar.span, "lane": bar.lane, "flip": bar.flip}
        for bar in placed
    ]
    return {
        "title": title,
        "href": href,
        "bars": bars,
        "lanes": max((bar.lane + 1 for bar in placed), default=1),
        "more": layout.capped(len(left_out)),
    }
