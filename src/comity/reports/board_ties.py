"""Ties that fell asleep, woke up or sleep, for a dashboard: three statements however many ties there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Aggregate, Exists, ExpressionWrapper, F, Func, Max, OuterRef, Q

from comity.core.pack import of_city
from comity.domain import partial_date
from comity.domain.period import Period
from comity.domain.span import Span
from comity.domain.turning import Turned, eve, turned
from comity.gate import filters
from comity.registers.activities import Activity
from comity.registers.agreements import Agreement
from comity.registers.declare import not_over
from comity.registers.partners import Partner
from comity.registers.ties import Tie
from comity.reports import board_counts
from comity.reports.board_rules import Ties
from comity.reports.counting import Number

NAMED = 200  # ties that an address names one by one
Contacts = tuple[Any, str, Q]


@dataclass(frozen=True)
class Turns:
    """How ties turned in a span; each number opens its ties as long as an address can name them."""

    fell: Number
    woke: Number
    asleep: Number


class _Any(Aggregate):
    function = "bool_or"
    output_field = models.BooleanField()


class _Latest(Func):
    """The last day that a date known in part can be: it counts as late as it can have been, as in the health of a tie."""

    template = "(%(expressions)s || substr('-12-31', length(%(expressions)s) - 3))"
    arity = 1
    output_field = models.CharField()


def turns(said: Ties, span: Span, today: date) -> dict[str, Turns]:
    """Return how ties turned in the span and in the one before; of a period to come nothing can be said."""
    whole = {
        name: board_counts.until(days, today) for name, days in board_counts.spans(span).items() if days.first <= today
    }
    if not whole:
        return {}
    # Of a partner that the reader may not see nothing is told.
    held = Tie.objects.filter(Exists(Partner.objects.filter(pk=OuterRef("partner_id")))).order_by()
    contacts = _contacts(said)
    rows = list(_may_sleep(held, contacts, _cuts(whole)).values_list("pk", "partner", "since", "ended"))
    ties = {pk: (partner, since) for pk, partner, since, _ended in rows}
    ended = {pk: on for pk, _partner, _since, on in rows if on}
    met = [_met(one, {partner for partner, _since in ties.values()}, whole) for one in contacts]
    return {name: _numbers(_turned(days, name, ties, ended, met)) for name, days in whole.items()}


def _may_sleep(held: Any, contacts: list[Contacts], cuts: list[date]) -> Any:
    """Return the ties but those that were awake on every one of the days: these neither sleep nor fell asleep nor woke.

    Of most ties one contact in time says it, so that not all that there ever was with each partner has to be read.
    """
    awake = Q()
    for on in cuts:
        since = on - timedelta(days=of_city().judging.dormant_after)
        met = Q()
        for of, name, only in contacts:
            dated = {f"{name}__gt": "", f"{name}__lte": on.isoformat(), "partner": OuterRef("partner_id")}
            met |= Q(Exists(of._default_manager.filter(only, not_over(name, since), **dated)))
        awake &= met
    return held.filter(~awake)


def _contacts(said: Ties) -> list[Contacts]:
    kinds = Q(activity__kind__in=said.contact) if said.contact else Q()
    return [
        (Activity.partners.through, "activity__starts", kinds),
        (Agreement.partners.through, "agreement__signed", Q()),
    ]


def _cuts(whole: Mapping[str, Period]) -> list[date]:
    """Return the days on which it is asked which ties sleep."""
    return sorted({day for days in whole.values() for day in (eve(days), days.last)})


def _met(contacts: Contacts, partners: set[int], whole: Mapping[str, Period]) -> dict[int, dict[str, Any]]:
    """Return the last contact with each partner up to each day that matters, and whether there was one in each period."""
    of, name, only = contacts
    wanted: dict[str, Any] = {
        f"last_{on}": Max(_Latest(F(name)), filter=Q(**{f"{name}__lte": on.isoformat()})) for on in _cuts(whole)
    }
    for span, days in whole.items():
        inside = filters.within(name, days.first, days.last)
        wanted[f"met_{span}"] = _Any(ExpressionWrapper(inside, output_field=models.BooleanField()))
    dated = {f"{name}__gt": "", f"{name}__lte": max(_cuts(whole)).isoformat()}
    rows = of._default_manager.filter(only, partner__id__among=partners, **dated).order_by()
    return {row["partner"]: row for row in rows.values("partner").annotate(**wanted)}


def _turned(
    days: Period,
    name: str,
    ties: Mapping[int, tuple[int, str]],
    ended: Mapping[int, str],
    met: list[dict[int, dict[str, Any]]],
) -> Turned:
    last = {on: _last(on, ties, met) for on in (eve(days), days.last)}
    inside = [partner for rows in met for partner, row in rows.items() if row[f"met_{name}"]]
    partners = {pk: partner for pk, (partner, _since) in ties.items()}
    return turned(partners, last, inside, days, of_city().judging.dormant_after, ended=ended)


def _last(on: date, ties: Mapping[int, tuple[int, str]], met: list[dict[int, dict[str, Any]]]) -> dict[int, str]:
    """Return the last contact with each partner up to a day; the beginning of a tie is one."""
    found: dict[int, str] = {}
    for partner, since in ties.values():
        begun = partial_date.read(since)
        said = [row[f"last_{on}"] for rows in met if (row := rows.get(partner)) and row[f"last_{on}"]]
        if begun and begun.first <= on:
            said.append(begun.last.isoformat())
        if said:
            found[partner] = max(said)
    return found


def _numbers(found: Turned) -> Turns:
    return Turns(_number(found.fell), _number(found.woke), _number(found.asleep))


def _number(ties: frozenset[int]) -> Number:
    params = {"id": [str(pk) for pk in sorted(ties)]} if len(ties) <= NAMED else {}
    return Number(len(ties), len(ties), "ties", params)


def opens(number: Number) -> bool:
    """Say whether the number's address names its ties: too many make none."""
    return 0 < number.records <= NAMED
