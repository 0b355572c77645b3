"""Today: the week, what needs the reader, what changed, what comes, who has gone quiet."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from comity.core.http import Request
from comity.core.pack import of_city
from comity.core.people import Writes
from comity.domain.period import Period
from comity.gate import planned, values
from comity.gate.access import may
from comity.gate.filters import within
from comity.gate.kinds import kinds_with
from comity.registers import ALL, Register
from comity.registers.activities import Activity
from comity.registers.agreements import Agreement
from comity.registers.declare import Face, not_over
from comity.registers.partners import Partner
from comity.registers.ties import Tie
from comity.reports import board
from comity.web import changes, days, home_roles, milestones, next_acts, notices, present, tie_facts
from comity.web.calendar import items, layout
from comity.web.calendar.asked import Asked
from comity.web.milestones import Day
from comity.web.needs import Scope, needs, stale, unverified

AHEAD = timedelta(days=60)
COMING, QUIET, CANDIDATES, EACH_DAY = 10, 5, 40, 3
LOOKED_AT = 300  # ties; more than nearly every city has


@require_GET
def home(request: Request) -> HttpResponse:
    """Show today."""
    who, today = request.identity, values.today()
    year = _latest_year(today) if who.role == "leader" else today.year
    own = who.writes == Writes.OWN
    narrow = bool(who.below) and request.GET.get("view", "unit" if own else "all") == "unit"
    scope = Scope(who.below if narrow or own else None, who.writes)
    begins = days.week_begins(today)
    marked = milestones.coming(begins, today + AHEAD)
    all_changes = request.GET.get("changes") == "all"
    seen = request.user.seen_before
    changed, more = changes.since(seen, but=request.user.pk, most=changes.ALL if all_changes else changes.SHOWN)
    waiting, decide = needs(scope, today), []
    if who.role == "leader":  # what waits for a leader's word is not mixed with what the office has to do
        decide = [group for group in waiting if group["key"] == "decide"]
        waiting = [group for group in waiting if group["key"] != "decide"]
    context = {
        "page_title": _("Today"),
        "crumbs": [(_("Today"), None)],
        "heading": days.heading(today),
        "sub": _about(today),
        "week": _week(begins, today),
        "scopes": _scopes(narrow=narrow) if who.below and not own else [],
        "needs": waiting,
        "decide": decide[0]["rows"] if decide else [],
        "unverified": [*unverified(scope), *stale(scope, today)]
        if who.writes != Writes.NONE or who.role == "auditor"
        else [],
        "changed": changed,
        "more_changes": "?changes=all#changed" if more and not all_changes else "",
        "seen": values.moment(seen) if seen else "",
        "coming": _coming(today, marked, own=who.below if own else ()),
        "quiet": _quiet(today, who.below if own else ()),
        "news": _news(),
        "figures": board.large(Period(date(year, 1, 1), date(year, 12, 31))) if who.role == "leader" else [],
        "year": year,
        "reads_only": who.writes == Writes.NONE,
        **notices.unread(request.user.pk),
        **home_roles.blocks(who.role, who.writes, scope, today, year, request.user.name),
    }
    context["leads"] = who.role == "leader"
    context["first"] = own and bool(waiting or context.get("to_report"))
    return render(request, "home.html", context)


def _news() -> list[dict[str, str]]:
    """Return what the reader may add, delegations first: they are what an office adds most."""
    mine = [one for one in ALL if may("add", one)]
    plain = [{"label": one.one, "href": reverse("new", args=[one.key]), "icon": one.icon} for one in mine]
    return [*(_of_kind(of, face) for of in mine for face in of.faces if _leads(of, face)), *plain]


def _leads(of: Register, face: Face) -> bool:
    return any(one in kinds_with(of, "delegation") for one in kinds_with(of, face.trait)[:1])


def _of_kind(of: Register, face: Face) -> dict[str, str]:
    kind = kinds_with(of, face.trait)[0]
    href = f"{reverse('new', args=[of.key])}?kind={kind}"
    return {"label": of_city().term(of.kinds, kind), "href": href, "icon": face.icon}


def _about(today: date) -> list[str]:
    holidays = [one for one in of_city().head.holidays if one.date >= today]
    thursday = days.week_begins(today) + timedelta(days=(3 - of_city().week_start) % 7)  # ISO 8601 counts weeks by it
    said = [_("Week %(number)s") % {"number": thursday.isocalendar().week}, *filter(None, [days.lunar_long(today)])]
    if holidays and holidays[0].date == today:
        said.append(str(holidays[0]))
    elif holidays:
        left = (holidays[0].date - today).days
        text = ngettext("%(count)s day to %(holiday)s", "%(count)s days to %(holiday)s", left)
        said.append(text % {"count": left, "holiday": holidays[0]})
    return said


def _scopes(*, narrow: bool) -> list[dict[str, Any]]:
    return [
        {"label": _("Whole office"), "href": "?view=all", "active": not narrow},
        {"label": _("My unit"), "href": "?view=unit", "active": narrow},
    ]


def _week(begins: date, today: date) -> list[dict[str, Any]]:
    """Return the days of the week with the first entries of each, as the calendar finds them."""
    asked = Asked("week", Period(begins, begins + timedelta(days=6)), QueryDict(), once=True)
    parts = [Period(day, day) for day in (begins + timedelta(days=step) for step in range(7))]
    found = items.gather(asked, parts, cap=EACH_DAY, each=EACH_DAY, today=today)
    cells = layout.month(asked, found, today, in_cell=EACH_DAY)[0]
    return [_day(part.first, cell, asked, today, begins) for part, cell in zip(parts, cells, strict=True)]


def _day(day: date, cell: dict[str, Any], asked: Asked, today: date, begins: date) -> dict[str, Any]:
    there = asked.near(Period(day, day), "agenda")
    shown = [{"kind": "holiday", "label": cell["holiday"], "href": there}] if cell["holiday"] else []
    shown += [one | {"label": one["title"]} for one in cell["items"]]
    if cell["more"]:
        shown.append({"kind": "note", "label": _("%(count)s more") % {"count": cell["more"]}, "href": there})
    return {
        "weekday": days.SHORT[day.weekday()],
        "day": day.day,
        "small": cell["lunar"] or (days.month(day) if day.day == 1 or day == begins else ""),
        "today": day == today,
        "past": day < today,
        "off": cell["off"],
        "entries": shown,
    }


def _mark(activity: Activity) -> str:
    kind = of_city().vocabulary("activity_kind").get(activity.kind)
    return kind.mark if kind and kind.mark else "event"


def _in_country(iso2: str) -> str:
    return f"{reverse('list', args=['partners'])}?country={iso2}"


def _coming(today: date, marked: Iterable[Day], own: tuple[int, ...]) -> list[dict[str, Any]]:
    first = today + timedelta(days=1)
    found: list[tuple[str, bool, dict[str, Any]]] = [
        (
            str(one.on),
            True,
            _leaf(str(one.on), "anniv", one.title, _in_country(one.country), one.what) | {"round": one.is_round},
        )
        for one in marked
        if one.on >= first
    ]
    rows = (
        Activity.objects.filter(within("starts", first, today + AHEAD))
        .prefetch_related("partners")
        .order_by("starts", "pk")
    )
    for one in rows[:COMING]:
        sub = ", ".join(
            [values.span(one.starts, one.ends, one.through), *(partner.title for partner in one.partners.all()[:2])]
        )
        leaf = _leaf(one.starts, _mark(one), one.title, present.address(one), sub)
        found.append((one.starts, one.unit_id not in own, leaf | {"is_sample": one.is_sample}))
    return [leaf for _on, _other, leaf in sorted(found, key=lambda item: item[:2])[:COMING]]


def _leaf(on: str, kind: str, title: str, href: str, sub: str) -> dict[str, Any]:
    day, month = days.leaf(on)
    return {"day": day, "month": month, "kind": kind, "title": title, "href": href, "sub": sub}


def _quiet(today: date, own: tuple[int, ...]) -> list[dict[str, Any]]:
    """Return the ties that have been quiet longest, with what is to be done next for each.

    The longest ties are looked at, read along an index: a city has hundreds, and of these few have been quiet.
    """
    cutoff = str(today - timedelta(of_city().judging.dormant_after))
    # Of a partner that the reader may not see nothing is told; looking for its last contact would read all its links.
    held = Tie.objects.filter(Exists(Partner.objects.filter(pk=OuterRef("partner_id"))), since__lt=cutoff).filter(
        not_over("ended", today)
    )
    if own:
        held = held.filter(unit_id__in=own)
    met = Activity.objects.filter(partners=OuterRef("partner"))
    signed = Agreement.objects.filter(partners=OuterRef("partner"))
    rows = (
        Tie.objects.filter(pk__in=held.order_by("since", "pk").values("pk")[:LOOKED_AT])
        .exclude(Exists(met.filter(starts__gte=cutoff)))
        .exclude(Exists(signed.filter(signed__gte=cutoff)))
        .filter(Q(since__gt="") | Exists(met.filter(starts__gt="")) | Exists(signed.filter(signed__gt="")))
    )
    quiet = [pk for (pk,) in planned.rows(rows.order_by("since", "pk").values_list("pk")[:CANDIDATES])]
    found = list(Tie.objects.filter(pk__in=quiet).order_by("since", "pk"))
    judged = tie_facts.standings(found, today)
    dormant = [tie for tie in found if judged[tie.partner_id].health.word == "dormant"]
    dormant.sort(key=lambda tie: judged[tie.partner_id].health.last)
    return [_wake(tie, judged[tie.partner_id]) for tie in dormant if judged[tie.partner_id].partner][:QUIET]


def _wake(tie: Tie, standing: tie_facts.Standing) -> dict[str, Any]:
    assert standing.partner is not None
    first = next_acts.told(standing.acts[0], tie, standing.partner) if standing.acts else None
    said = {"act": first["act"] if first else _("Look after it"), "partner": standing.partner.title}
    last = _("Last contact on record: %(date)s") % {"date": values.when(standing.health.last)}
    because = first["because"] if first and standing.acts[0].when != "quiet" else ""
    return {
        "title": _("%(act)s: %(partner)s") % said,
        "href": present.address(standing.partner),
        "code": standing.partner.country,
        "sub": ". ".join(part for part in (last, because) if part),
        "is_sample": tie.is_sample,
    }


def _latest_year(today: date) -> int:
    """Return this year, or the last one of which anything is on record."""
    held = Activity.objects.filter(starts__gt="", starts__lte=f"{today.year}-12-31").order_by("-starts")
    return int((held.values_list("starts", flat=True).first() or str(today.year))[:4])
