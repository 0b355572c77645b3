"""How each view of the calendar lays out what was found: rows of the year, cells of the month, groups of the agenda."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from comity.core.pack import of_city
from comity.domain import period, wall
from comity.domain.period import Period
from comity.gate import query, values
from comity.gate.access import may
from comity.web import days, present
from comity.web.calendar import hours
from comity.web.calendar.asked import Asked
from comity.web.calendar.entries import MOVED, Item
from comity.web.calendar.items import Found

LANES, LETTERS, IN_CELL = 14, 34, 4
FIRST_NAME = re.compile(r", | \(")  # "Tet, eve" and "Tet, first day" are one stretch of days called Tet


def marks() -> dict[str, str]:
    """Return what the kinds of entries are called."""
    return {
        "visit-in": _("Visits in"),
        "visit-out": _("Visits out"),
        "event": _("Events"),
        "anniv": _("Anniversaries"),
        "deadline": _("Deadlines"),
    }


def year(asked: Asked, found: Found, today: date) -> list[dict[str, Any]]:
    """Return the rows of the wall planner."""
    return [_row(asked, found, part, today) for part in found.parts]


def _row(asked: Asked, found: Found, month: Period, today: date) -> dict[str, Any]:
    begins = of_city().week_start
    offset = (month.first.weekday() - begins) % 7
    breaks = _breaks(month)
    items = [one for one in found.items if one.first <= month.last and one.last >= month.first]
    labels = [short(one.short or one.called) for one in items]
    spans = [(first, first, len(label)) for first, label in breaks]
    spans += [
        (one.first, one.last, len(label) + (3 if one.is_round else 0)) for one, label in zip(items, labels, strict=True)
    ]
    placed, left_out = wall.row(month, spans, LANES, begins=begins)
    more = found.more.get(month, 0) + len(left_out)
    return {
        "label": days.month(month.first),
        "long": month.label(get_language() or "en"),
        "href": asked.near(month, "month"),
        "days": [day_of_row(day, offset, today) for day in days_of(month)],
        "breaks": [
            {"column": bar.column, "lane": bar.lane, "label": breaks[bar.number][1], "flip": bar.flip}
            for bar in placed
            if bar.number < len(breaks)
        ],
        "bars": [
            shown(items[bar.number - len(breaks)], found)
            | {"label": labels[bar.number - len(breaks)], "column": bar.column, "span": bar.span, "lane": bar.lane}
            | {"flip": bar.flip}
            for bar in placed
            if bar.number >= len(breaks)
        ],
        "lanes": max((bar.lane + 1 for bar in placed), default=1),
        "more": capped(more),
    }


def day_of_row(day: date, offset: int, today: date) -> dict[str, Any]:
    """Return a day at the head of a row."""
    holiday = of_city().holiday(day)
    return {
        "n": day.day,
        "column": offset + day.day,
        "off": of_city().off(day),
        "holiday": bool(holiday),
        "today": day == today,
    }


def _breaks(month: Period) -> list[tuple[date, str]]:
    """Return where stretches of holidays begin in a month, each by the name of its first day."""
    pack = of_city()
    found = []
    for day in days_of(month):
        holiday = pack.holiday(day) or pack.swapped.get(day)
        if holiday and (day == month.first or not pack.holiday(day - timedelta(days=1))):
            found.append((day, FIRST_NAME.split(str(holiday))[0]))
    return found


def short(label: str) -> str:
    """Return a label no longer than a row of the wall has room for."""
    return label if len(label) <= LETTERS else f"{label[: LETTERS - 1].rstrip()}…"


def capped(count: int) -> str:
    """Return a number of further entries as read, `` for none."""
    if count > query.COUNTED:
        return _("more than %(limit)s") % {"limit": values.number(query.COUNTED)}
    return values.number(count) if count else ""


def month(asked: Asked, found: Found, today: date, *, in_cell: int = IN_CELL) -> list[list[dict[str, Any]]]:
    """Return the weeks of a month, or the one week asked for, as cells."""
    items = found.items
    weeks = wall.weeks(asked.period, of_city().week_start)
    return [[_cell(asked, found, items, day, today, in_cell) for day in week] for week in weeks]


def _cell(asked: Asked, found: Found, items: list[Item], day: date, today: date, most: int) -> dict[str, Any]:
    pack = of_city()
    holiday = pack.holiday(day)
    covering = [one for one in items if one.first <= day <= one.last]
    more = len(covering[most:]) + found.more.get(Period(day, day), 0)
    return {
        "n": day.day,
        "iso": day.isoformat(),
        "long": days.heading(day),
        "weekday": str(days.LONG[day.weekday()]),
        "lunar": days.lunar_short(day),
        "out": not asked.period.first <= day <= asked.period.last,
        "off": pack.off(day),
        "holiday": str(holiday) if holiday else "",
        "today": day == today,
        "items": [shown(one, found) for one in covering[:most]],
        "more": capped(more),
        "href": asked.near(Period(day, day), "agenda"),
    }


def agenda(found: Found, asked: Asked, today: date, timed: Sequence[Item] = ()) -> list[dict[str, Any]]:
    """Return the entries by month, each once, where it begins; then what has its hour. What is over this month stands apart."""
    groups: dict[Period, list[dict[str, Any]]] = {}
    for one in [*found.items, *timed]:
        begins = max(one.first, asked.period.first)
        groups.setdefault(_month_of(begins), []).append(_line(one, found, asked, today))
    more: dict[Period, int] = {}
    for part, left in found.more.items():
        more[_month_of(part.first)] = more.get(_month_of(part.first), 0) + left
    several = len(found.parts) > 1 and asked.period.months > 1
    told = []
    for part, rows in sorted(groups.items()):
        over = [row for row in rows if row["over"]] if several and part.first <= today <= part.last else []
        gone = over if len(over) < len(rows) else []
        told.append({
            "label": part.label(get_language() or "en"),
            "id": f"{part.first:%Y-%m}",
            "count": _entries(len(rows)),
            "shown": len(rows),
            "gone": gone,
            "rows": [row for row in rows if not row["over"]] if gone else rows,
            "past": part.last < today and several,
            "more": capped(more.get(part, 0)),
            "more_href": asked.near(part, "agenda") if several else _list(asked, asked.period),
        })  # fmt: skip
    return told


def _month_of(day: date) -> Period:
    return period.parse(f"{day:%Y-%m}")


def _entries(count: int) -> str:
    return ngettext("%(count)s entry", "%(count)s entries", count) % {"count": values.number(count)}


def _list(asked: Asked, part: Period) -> str:
    """Return the list of the period's activities, for days too full for any calendar."""
    rest = "".join(f"&{name}={one}" for name, one in asked.filters if name not in ("mark", "participants"))
    return f"{reverse('list', args=['activities'])}?starts={part}{rest}"


def _line(one: Item, found: Found, asked: Asked, today: date) -> dict[str, Any]:
    inside = one.first >= asked.period.first
    return shown(one, found) | {
        "day": str(one.first.day) if inside else "–",
        "weekday": str(days.SHORT[one.first.weekday()]) if inside else "",
        "today": one.first <= today <= one.last,
        "over": one.last < today,
    }


def shown(one: Item, found: Found) -> dict[str, Any]:
    """Return an entry as every view shows it."""
    record = one.record
    return {
        "kind": one.kind,
        "title": one.called,
        "href": one.href,
        "what": one.what if one.called == one.title else "",
        "whole": one.whole,
        "hours": hours.said(one),
        "begins_at": one.begins,
        "until": one.until,
        "when": said(one),
        "begins": one.first.isoformat() if len(one.stored) == len("2025-01-16") else "",
        "long": one.last > one.first,
        "round": one.is_round,
        "is_sample": bool(record is not None and record.is_sample),
        "to_verify": bool(record is not None and record.to_verify),
        "clash": found.clashes.get(record.pk, "") if record is not None and one.column == "starts" else "",
        **_moving(one),
    }


def said(one: Item) -> str:
    """Return when it is, as far as it is known."""
    if one.begins:
        return f"{values.when(one.stored)}, {hours.said(one)}"
    if one.column == "starts":
        return values.span(one.record.starts, one.record.ends, one.record.through) or _("no date")
    return values.when(one.stored) or _("no date")


def _moving(one: Item) -> dict[str, Any]:
    """Return where an entry is moved and whether by dragging: what was held through a whole period only on its own page."""
    if not movable(one):
        return {"move": "", "drag": False, "version": 0}
    of = one.register
    assert of is not None
    through = bool(getattr(one.record, "through", False)) and len(one.stored) < len("2025-01-16")
    return {
        "move": _move_of(of.key).format(one.record.pk),
        "drag": not through,
        "version": one.record.version,
    }


@cache
def _move_of(key: str) -> str:
    """Return where an entry of a register is moved, with room for its number."""
    return reverse("calendar_move", args=[key, present.ANY_NUMBER]).replace(str(present.ANY_NUMBER), "{}")


def movable(one: Item) -> bool:
    """Say whether the reader may give the entry another day: activities and what falls due, not dates that a text fixes."""
    of = one.register
    if of is None or of.key not in MOVED or one.column != MOVED[of.key][0]:
        return False
    return bool(may("change", of, one.record))


def days_of(part: Period) -> Iterable[date]:
    """Return the days of a period."""
    return (part.first + timedelta(days=step) for step in range((part.last - part.first).days + 1))
