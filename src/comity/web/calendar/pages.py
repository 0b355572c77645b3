"""The calendar's page: one period in one view, under the filters of the address."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comity.core.http import Request
from comity.core.pack import of_city
from comity.domain import period, wall
from comity.domain.period import Period
from comity.gate import long_menus, query, values
from comity.gate.access import may
from comity.registers import BY_KEY
from comity.web import days, filter_menus, lists
from comity.web.calendar import lanes, layout, week
from comity.web.calendar.asked import MARKS, VIEWS, Asked, asked_of, filter_set
from comity.web.calendar.hours import hours
from comity.web.calendar.items import SOUGHT, Found, count_marks, gather

# view: how many entries of each part of the period, and of each day
LIMITS = {"year": (40, 6), "month": (8, 8), "week": (40, 40), "agenda": (40, 6), "lanes": (200, 12)}
ONE_MONTH, ONE_DAY = (300, 12), (100, 100)
OF_A_DAY, OF_ONE_DAY = 30, 100  # what has its hour: of each day of a week, of a day alone


@require_GET
def calendar(request: Request) -> HttpResponse:
    """Show a period."""
    today = values.today()
    asked = asked_of(request.GET, today)
    cap, each = _limits(asked)
    found = gather(asked, parts(asked), cap=cap, each=each, today=today)
    found.asked = asked
    counts = count_marks(asked, found)  # before the clashes, which are not sought among too many
    context: dict[str, Any] = {
        "page_title": _("Calendar"),
        "crumbs": [(_("Calendar"), None)],
        "asked": asked,
        "views": _views(asked, asked.view),
        "phone_views": _views(asked, "agenda") if not asked.chosen else [],
        "prev": asked.near(asked.period.previous()),
        "next": asked.near(asked.period.next()),
        "now": asked.link(on=_now(asked, today)),
        "marks": _marks(asked, counts),
        "filters": _menus(asked),
        "narrowed": bool(asked.given) or asked.marks != MARKS,
        "clear": f"{reverse('calendar')}?view={asked.view}&on={asked.on}",
        "clashes": _clashes(found),
        "clashes_of_shown": found.beyond is None,
        "clash_href": _first_clash(asked, found),
        "notes": [*_of_clashes(found), *_notes(asked.period)],
        "may_add": bool(may("add", BY_KEY["activities"])),
        "loose": [layout.shown(one, found) for one in found.loose],
        "more_loose": _more_loose(asked) if found.more_loose else "",
        "empty": not found.items and not found.loose,
        "weekdays": days.weekdays(),
        "weekend": days.weekend(),
        "here": asked.link(),
        "feed": f"{reverse('feed_new')}?{urlencode(asked.filters)}",
    } | _view(asked, found, today)
    return render(request, "calendar/calendar.html", context, status=400 if asked.errors else 200)


@require_GET
def choices(request: Request, name: str) -> HttpResponse:
    """Answer the choices of a long filter, asked for when it is opened."""
    here = reverse("calendar_filter", args=[name])
    return filter_menus.choices(request, filter_set(), name, over=_("Calendar"), back=reverse("calendar"), here=here)


def _menus(asked: Asked) -> list[dict[str, Any]]:
    long = {name: reverse("calendar_filter", args=[name]) for name in long_menus.long(filter_set())}
    return lists.menus(filter_set(), asked.data, fetched=long)


def parts(asked: Asked) -> list[Period]:
    """Return the parts of which each has its own count: months of a year, days of a month or week."""
    whole = asked.period
    if asked.view in ("year", "agenda") and whole.months > 1:
        return [period.parse(f"{whole.first.year}-{month:02d}") for month in range(1, 13)]
    if asked.view == "month":
        return [Period(day, day) for week in wall.weeks(whole, of_city().week_start) for day in week]
    if asked.view == "week":
        return [Period(day, day) for day in wall.weeks(whole, of_city().week_start)[0]]
    return [whole]


def _limits(asked: Asked) -> tuple[int, int]:
    if asked.view == "agenda" and asked.period.months == 1:
        return ONE_DAY if asked.period.first == asked.period.last else ONE_MONTH
    return LIMITS[asked.view]


def _view(asked: Asked, found: Found, today: date) -> dict[str, Any]:
    if asked.view == "year":
        shown: dict[str, Any] = {"rows": layout.year(asked, found, today)}
        return shown if asked.chosen else shown | {"groups": layout.agenda(found, asked, today)}
    if asked.view == "month":
        return {"weeks": layout.month(asked, found, today)}
    if asked.view == "week":
        timed = hours(asked, asked.period.first, asked.period.last, each=OF_A_DAY, most=7 * OF_A_DAY)
        return week.week(asked, found, timed, today, in_cell=LIMITS["week"][0])
    if asked.view == "lanes":
        by = [(_("By unit"), "unit"), (_("By person"), "people")]
        choices = [{"label": label, "href": asked.link(by=code), "active": asked.by == code} for label, code in by]
        return {"lanes": lanes.lanes(asked, found, today), "by": choices}
    day, last = asked.period.first, asked.period.last
    of_day = hours(asked, day, day, each=OF_ONE_DAY, most=OF_ONE_DAY).items if day == last else []
    return {"groups": layout.agenda(found, asked, today, of_day)}


def _views(asked: Asked, active: str) -> list[dict[str, Any]]:
    labels = {"year": _("Year"), "month": _("Month"), "week": _("Week"), "agenda": _("Agenda"), "lanes": _("Lanes")}
    return [
        {"label": labels[view], "href": _in_view(asked, view), "active": view == active, "key": view} for view in VIEWS
    ]


def _in_view(asked: Asked, view: str) -> str:
    """Return the address of the same time in another view; a narrower one opens on today if today is in it."""
    today = values.today()
    day = today if asked.period.first <= today <= asked.period.last else asked.period.first
    on = {"year": f"{day.year}", "agenda": f"{day.year}", "week": day.isoformat()}.get(view, f"{day:%Y-%m}")
    if view == "agenda" and asked.view in ("month", "lanes"):
        on = f"{day:%Y-%m}"
    return asked.link(view=view, on=on)


def _now(asked: Asked, today: date) -> str:
    if asked.view == "week":
        return today.isoformat()
    if asked.view in ("month", "lanes") or (asked.view == "agenda" and asked.period.months == 1):
        return f"{today:%Y-%m}"
    return f"{today.year}"


def _marks(asked: Asked, counts: dict[str, int]) -> list[dict[str, Any]]:
    labels = layout.marks()
    return [
        {"code": mark, "label": labels[mark], "on": mark in asked.marks, "count": _count(counts.get(mark))}
        for mark in MARKS
    ]


def _count(count: int | None) -> str:
    if count is None:
        return ""
    return f"{values.number(query.COUNTED)}+" if count > query.COUNTED else values.number(count)


def _clashes(found: Found) -> list[dict[str, Any]]:
    return [layout.shown(one, found) for one in found.sought if one.record.pk in found.clashes]


def _of_clashes(found: Found) -> list[str]:
    """Say where clashes are not sought in the whole of a period."""
    if found.beyond is not None:
        return []
    most = {"most": values.number(SOUGHT)}
    return [
        _(
            "Clashes are sought among the entries shown: there are more than %(most)s activities. A week has all of them."
        )
        % most
    ]


def _first_clash(asked: Asked, found: Found) -> str:
    """Return where the clashes are told: beside the month."""
    days_ = [one.first for one in found.sought if one.record.pk in found.clashes]
    if asked.view in ("month", "week") or not days_:
        return "#clashes"
    return f"{asked.near(period.parse(f'{max(days_[0], asked.period.first):%Y-%m}'), 'month')}#clashes"


def _notes(whole: Period) -> list[str]:
    """Say where the pack's holidays are not sure, or not there."""
    holidays = [one for one in of_city().head.holidays if one.date.year == whole.first.year]
    year = {"year": whole.first.year}
    if not holidays:
        return [_("No public holidays are on record for %(year)s.") % year]
    if any(not one.verified for one in holidays):
        return [_("Public holidays of %(year)s follow from the law; the yearly notice is not on record yet.") % year]
    return []


def _more_loose(asked: Asked) -> str:
    rest: Sequence[tuple[str, str]] = [pair for pair in asked.filters if pair[0] not in ("mark", "participants")]
    return f"{reverse('list', args=['activities'])}?starts=none" + "".join(f"&{name}={one}" for name, one in rest)
