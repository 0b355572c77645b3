"""What Today adds for a role: who has how much to do, the meetings of the week, the year in a picture, an association's plan."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Count, Q, When
from django.db.models.functions import Left
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.core.pack import of_city
from comity.core.people import Writes
from comity.core.records import Entry
from comity.domain.text import fold
from comity.gate import values
from comity.gate.filters import within
from comity.registers.activities import Activity
from comity.registers.declare import not_over
from comity.registers.people import Person
from comity.registers.tasks import Task
from comity.web import days, home_auditor, papers, present, proposals
from comity.web.calendar import whose
from comity.web.law.edited import edited
from comity.web.needs import Scope

WEEK, YEAR = timedelta(days=7), timedelta(days=365)
LISTED, LOADED, DRAWN = 8, 8, 24
VISITS = ("visit-in", "visit-out")


def blocks(role: str, writes: str, scope: Scope, today: date, year: int, name: str) -> dict[str, Any]:
    """Return the blocks of a role, empty ones left out."""
    found: dict[str, Any] = {}
    if role in ("head", "administrator"):
        found["load"] = load(scope, today)
    if role == "administrator":
        found["edited"] = edited()
    if role == "auditor":
        found["audit"] = home_auditor.blocks(today)
    if role == "leader":
        found |= {"meetings": meetings(today, name), "months": months(year)}
    if writes == Writes.OWN:
        found |= {"own_acts": _own_acts(), "plan": plan(scope, today), "to_report": to_report(scope, today)}
        found["proposed"] = proposals.mine(scope.units)
    return {name: value for name, value in found.items() if value}


def load(scope: Scope, today: date) -> list[dict[str, Any]]:
    """Return who has how many open tasks, most late ones first: people, or units where nobody is named."""
    late = within("due", date(1, 1, 1), today - timedelta(days=1))
    rows = scope.of(Task.objects.filter(state="open")).order_by().values("assignee", "unit")
    counted = list(rows.annotate(open=Count("pk"), late=Count("pk", filter=late)))
    by: dict[tuple[str, int], list[int]] = {}
    for one in counted:
        key = ("assignee", one["assignee"]) if one["assignee"] else ("unit", one["unit"] or 0)
        total = by.setdefault(key, [0, 0])
        total[0], total[1] = total[0] + one["open"], total[1] + one["late"]
    first = sorted(by.items(), key=lambda pair: (-pair[1][1], -pair[1][0], pair[0]))[:LOADED]
    titles = {one.pk: one.title for one in Entry.objects.filter(pk__in=[pk for (_name, pk), _count in first])}
    return [
        {
            "label": titles.get(pk) or _("nobody named"),
            "open": open_,
            "late": late_,
            "href": _tasks(scope, name, pk),
        }
        for (name, pk), (open_, late_) in first
    ]


def _tasks(scope: Scope, name: str, pk: int) -> str:
    asked = [("state", "open"), ("order", "due"), (name, str(pk) if pk else "none")]
    if name == "unit":
        asked.append(("assignee", "none"))
    else:
        asked += [("unit", str(one)) for one in scope.units or ()]
    return f"{reverse('list', args=['tasks'])}?{urlencode(asked)}"


def meetings(today: date, name: str) -> list[dict[str, Any]]:
    """Return the visits, receptions and meetings of the next seven days and those going on, each opening its brief.

    First stands all that the one who is called so takes part in or is in charge of, of whatever kind; last what began before today.
    """
    kinds = [
        code
        for code, kind in of_city().vocabulary("activity_kind").items()
        if kind.mark in VISITS or papers.MET.intersection(kind.traits)
    ]
    mine, day = _of_reader(name), str(today)
    going_on = Q(starts__gte=str(today - YEAR), starts__lt=day, ends__gte=day)
    rows = Activity.objects.filter(within("starts", today, today + WEEK) | going_on).filter(Q(kind__in=kinds) | mine)
    rows = rows.annotate(
        own=Case(When(mine, then=True), default=False), begun=Case(When(going_on, then=True), default=False)
    )
    return [_met(one) for one in rows.order_by("-own", "begun", "starts", "pk").prefetch_related("partners")[:LISTED]]


def _of_reader(name: str) -> Q:
    """Return the condition that an activity is that of the one person on our side who is called as the reader is."""
    asked = fold(name)
    called = Entry.objects.filter(Q(folded_en=asked) | Q(folded_vi=asked), register="people").values("pk")
    found = list(Person.objects.filter(is_ours=True, pk__in=called).values_list("pk", flat=True)[:2])
    return whose.of_people(found) if len(found) == 1 else Q(pk__in=())


def _met(one: Any) -> dict[str, Any]:
    leaf = _leaf(one) | {"href": reverse("brief", args=["activities", one.pk])}
    return leaf | ({"sub": ", ".join([_("You take part"), leaf["sub"]])} if one.own else {})


def _leaf(one: Activity) -> dict[str, Any]:
    day, month = days.leaf(one.starts)
    sub = [values.span(one.starts, one.ends, one.through), *(partner.title for partner in one.partners.all()[:2])]
    return {
        "day": day,
        "month": month,
        "kind": _mark(one),
        "title": one.title,
        "href": present.address(one),
        "sub": ", ".join(sub),
        "is_sample": one.is_sample,
    }


def _mark(one: Activity) -> str:
    kind = of_city().vocabulary("activity_kind").get(one.kind)
    return kind.mark if kind and kind.mark else "event"


def months(year: int) -> list[dict[str, Any]]:
    """Return how many activities began in each month of a year and of the year before; nothing if there are few."""
    rows = Activity.objects.filter(starts__gte=str(year - 1), starts__lte=f"{year}-12-31").order_by()
    found = dict(rows.annotate(month=Left("starts", 7)).values_list("month").annotate(count=Count("pk")))
    if sum(count for month, count in found.items() if len(month) == len("2024-05")) < DRAWN:
        return []  # a picture of so few would say nothing
    address = reverse("list", args=["activities"])
    return [
        {
            "label": values.number(month),
            "value": found.get(f"{year}-{month:02d}", 0),
            "prev": found.get(f"{year - 1}-{month:02d}", 0),
            "href": f"{address}?starts={year}-{month:02d}",
        }
        for month in range(1, 13)
    ]


def _own_acts() -> list[dict[str, str]]:
    held = reverse("new", args=["activities"])
    return [
        {"label": _("Propose an activity"), "href": reverse("new", args=["proposals"]), "icon": "plus"},
        {"label": _("Report an activity that was held"), "href": held, "icon": "report-analytics"},
    ]


def plan(scope: Scope, today: date) -> list[dict[str, Any]]:
    """Return what the own unit does next."""
    rows = scope.of(Activity.objects.filter(starts__gte=today.isoformat())).order_by("starts", "pk")
    return [_leaf(one) for one in rows.prefetch_related("partners")[:LISTED]]


def _is_over(today: date) -> Q:
    """Return the condition that an activity is over for certain: its last day, or its month or year where no more is known."""
    return Q(~not_over("starts", today), ends="") | ~not_over("ends", today)


def to_report(scope: Scope, today: date) -> list[dict[str, Any]]:
    """Return the own activities of the last year that are over and of which no result is on record."""
    begun = Q(starts__gte=str(today - YEAR), starts__lt=str(today))
    rows = scope.of(Activity.objects.filter(begun & _is_over(today), result_en="", result_vi=""))
    found: Iterable[Activity] = rows.order_by("-starts", "-pk")[:LISTED]
    return [
        {
            "title": _("Report on: %(title)s") % {"title": one.title},
            "href": reverse("edit", args=["activities", one.pk]),
            "sub": values.span(one.starts, one.ends, one.through),
            "is_sample": one.is_sample,
        }
        for one in found
    ]
