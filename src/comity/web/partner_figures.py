"""A partner in figures; each number opens the list it was counted from."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Sum
from django.db.models.functions import Left
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.core.pack import of_city
from comity.domain.tie import Paper
from comity.gate import values
from comity.registers.activities import Activity
from comity.registers.agreements import STATES
from comity.registers.gifts import GiftMove
from comity.registers.projects import Payment, Project
from comity.web.story_parts import of_marks

YEARS = 5
NAMED = 60  # records that an address names one by one


def figures(partner: int, papers: Collection[Paper], today: date) -> dict[str, Any]:
    """Return the figures of a partner, in four statements."""
    years = [str(year) for year in range(today.year - YEARS + 1, today.year + 1)]
    return {
        "years": years,
        "rows": _activities(partner, years),
        "groups": [
            {"title": title, "items": items}
            for title, items in (
                (_("Agreements"), _agreements(papers)),
                (_("Money of projects"), _money(partner)),
                (_("Gifts"), _gifts(partner)),
            )
            if items
        ],
    }


def _link(register: str, *pairs: tuple[str, Any]) -> str:
    return f"{reverse('list', args=[register])}?{urlencode(pairs)}"


def _activities(partner: int, years: list[str]) -> list[dict[str, Any]]:
    counted: defaultdict[tuple[str, str], int] = defaultdict(int)
    persons: defaultdict[tuple[str, str], int] = defaultdict(int)
    rows = Activity.objects.filter(partners=partner).order_by().annotate(in_year=Left("starts", 4))
    for year, kind, count, people in rows.values_list("in_year", "kind").annotate(Count("pk"), Sum("persons")):
        counted[year, kind] += count
        persons[year, kind] += people or 0
    visits = [*of_marks("visit-in"), *of_marks("visit-out")]
    others = sorted({kind for _year, kind in counted} - {*visits})
    # Each kind of visit by its own name: reports count delegations, and a sum with receptions would be another number.
    asked = (
        *((of_city().term("activity_kind", kind), [kind], counted) for kind in visits),
        (_("Other activities"), others, counted),
        (_("Persons who travelled"), visits, persons),
    )
    return [row for label, kinds, of in asked if kinds and (row := _row(label, partner, kinds, of, years))]


def _row(
    label: str, partner: int, kinds: list[str], of: dict[tuple[str, str], int], years: list[str]
) -> dict[str, Any] | None:
    kinds = [kind for kind in kinds if any(held == kind for _year, held in of)]
    total = sum(count for (_year, kind), count in of.items() if kind in kinds)
    if not total:
        return None
    where = [("partners", partner), *(("kind", kind) for kind in kinds)]
    cells = []
    for year in years:
        count = sum(of.get((year, kind), 0) for kind in kinds)
        cells.append(_figure(count, _link("activities", *where, ("starts", year))))
    return {"label": label, "cells": [*cells, _figure(total, _link("activities", *where))]}


def _figure(count: int, href: str) -> dict[str, str]:
    return {"value": values.number(count), "href": href if count else ""}


def _agreements(papers: Collection[Paper]) -> list[dict[str, str]]:
    by_state: defaultdict[str, list[int]] = defaultdict(list)
    for one in papers:
        by_state[one.status].append(one.record)
    return [
        {
            "label": str(said),
            "value": values.number(len(by_state[state])),
            "href": _link("agreements", *(("id", pk) for pk in sorted(by_state[state])[:NAMED])),
        }
        for state, (said, _tone) in STATES.items()
        if state in by_state
    ]


def _money(partner: int) -> list[dict[str, str]]:
    found = []
    approved = Project.objects.filter(partners=partner, approved__isnull=False).order_by().values_list("currency")
    for currency, total in approved.annotate(Sum("approved")).order_by("currency"):
        href = _link("projects", ("partners", partner), ("currency", currency or "none"))
        found.append({"label": _("Approved"), "value": _sum(total, currency), "href": href})
    paid = Payment.objects.filter(project__partners=partner).order_by().values_list("currency")
    for currency, total, projects in paid.annotate(
        Sum("amount"), projects=ArrayAgg("project_id", distinct=True)
    ).order_by("currency"):
        named = [("project", pk) for pk in projects[:NAMED]]
        href = _link("payments", ("currency", currency or "none"), *named)
        found.append({"label": _("Paid"), "value": _sum(total, currency), "href": href})
    return found


def _gifts(partner: int) -> list[dict[str, str]]:
    found = []
    moved = GiftMove.objects.filter(partner=partner).order_by().values_list("direction", "currency")
    for direction, currency, count, worth in moved.annotate(Sum("quantity"), Sum("value")).order_by(
        "direction", "currency"
    ):
        said = values.number(count) if worth is None else _("%(count)s, worth %(sum)s") % {
            "count": values.number(count), "sum": _sum(worth, currency)
        }  # fmt: skip
        where = (("partner", partner), ("direction", direction), ("currency", currency or "none"))
        label = of_city().term("gift_move", direction)
        found.append({"label": label, "value": said, "href": _link("gift_moves", *where)})
    return found


def _sum(total: Any, currency: str) -> str:
    return f"{values.number(total)} {currency}".strip()
