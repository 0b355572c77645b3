"""Ties that fell asleep, woke up or sleep, for a dashboard: five statements however many ties there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, Min, OuterRef, Q
from django.db.models.aggregates import Aggregate

from comity.core.pack import of_city
from comity.domain import partial_date
from comity.domain.period import Period
from comity.domain.span import Span
from comity.domain.turning import Turned, Windows, turned
from comity.gate import filters
from comity.registers.activities import Activity
from comity.registers.agreements import Agreement
from comity.registers.partners import Partner
from comity.registers.ties import Tie
from comity.reports import board_counts
from comity.reports.board_rules import Ties
from comity.reports.counting import Number

NAMED = 200  # ties that an address names one by one


@dataclass(frozen=True)
class Turns:
    """How ties turned in a span; each number opens its ties as long as an address can name them."""

    fell: Number
    woke: Number
    asleep: Number


class _Any(Aggregate):
    function = "bool_or"
    output_field = BooleanField()


def turns(said: Ties, span: Span, today: date) -> dict[str, Turns]:
    """Return how ties turned in the span and in the one before; of a period to come nothing can be said."""
    windows = {
        name: Windows(board_counts.until(days, today), of_city().judging.dormant_after)
        for name, days in board_counts.spans(span).items()
        if days.first <= today
    }
    if not windows:
        return {}
    # Of a partner that the reader may not see nothing is told.
    held = Tie.objects.filter(Exists(Partner.objects.filter(pk=OuterRef("partner_id")))).order_by()
    ties = {pk: (partner, since) for pk, partner, since in held.values_list("pk", "partner", "since")}
    met = [_met(of, date_, only, windows) for of, date_, only in _contacts(said)]
    unknown = {partner for partner, since in ties.values() if not _begun(since, windows)}
    first = [_first(of, date_, only, unknown) for of, date_, only in _contacts(said)]
    return {name: _numbers(_turned(name, one, ties, met, first)) for name, one in windows.items()}


def _contacts(said: Ties) -> list[tuple[Any, str, Q]]:
    kinds = Q(activity__kind__in=said.contact) if said.contact else Q()
    return [
        (Activity.partners.through, "activity__starts", kinds),
        (Agreement.partners.through, "agreement__signed", Q()),
    ]


def _met(of: Any, name: str, only: Q, windows: Mapping[str, Windows]) -> list[dict[str, Any]]:
    """Return the partners with a contact, and in which windows each was."""
    earliest = min(one.at_first.first for one in windows.values())
    latest = max(one.days.last for one in windows.values())
    wanted: dict[str, Any] = {}
    for span, one in windows.items():
        for window, condition in _conditions(name, one).items():
            wanted[f"{span}_{window}"] = _Any(ExpressionWrapper(condition, output_field=BooleanField()))
    rows = of._default_manager.filter(only, _overlaps(name, Period(earliest, latest))).order_by()
    return list(rows.values("partner").annotate(**wanted))


def _conditions(name: str, windows: Windows) -> dict[str, Q]:
    """Return the windows as conditions: a contact known in part counts as late as it can have been, as everywhere.

    A tie woke up only if there was contact in the period for certain.
    """
    return {
        "at_first": _overlaps(name, windows.at_first),
        "at_last": _overlaps(name, windows.at_last),
        "in_days": filters.within(name, windows.days.first, windows.days.last),
    }


def _overlaps(name: str, days: Period) -> Q:
    first, last = days.first, days.last
    return filters.within(name, first, last) | filters.within(name, first, last, perhaps=True)


def _first(of: Any, name: str, only: Q, partners: set[int]) -> dict[int, str]:
    rows = of._default_manager.filter(only, partner__in=partners).exclude(**{name: ""}).order_by()
    return dict(rows.values_list("partner").annotate(Min(name)))


def _begun(since: str, windows: Mapping[str, Windows]) -> bool:
    earliest = min(one.at_first.first for one in windows.values())
    return bool(since) and since < earliest.isoformat()


def _turned(
    name: str, windows: Windows, ties: Mapping[int, tuple[int, str]], met: list[Any], first: list[dict[int, str]]
) -> Turned:
    contacts: dict[str, set[int]] = {
        window: {row["partner"] for rows in met for row in rows if row[f"{name}_{window}"]}
        for window in ("at_first", "at_last", "in_days")
    }
    known: dict[str, set[int]] = {}
    for window in ("at_first", "at_last"):
        days: Period = getattr(windows, window)
        begins = days.first.isoformat()
        known[window] = {partner for its in first for partner, on in its.items() if on < begins}
        for partner, since in ties.values():
            begun = partial_date.read(since)
            if begun and begun.first <= days.last:  # a tie's own beginning is a contact
                known[window].add(partner)
                if begun.last >= days.first:
                    contacts[window].add(partner)
    return turned({pk: partner for pk, (partner, _since) in ties.items()}, contacts, known)


def _numbers(found: Turned) -> Turns:
    return Turns(_number(found.fell), _number(found.woke), _number(found.asleep))


def _number(ties: frozenset[int]) -> Number:
    params = {"id": [str(pk) for pk in sorted(ties)]} if len(ties) <= NAMED else {}
    return Number(len(ties), len(ties), "ties", params)


def opens(number: Number) -> bool:
    """Say whether the number's address names its ties: too many make none."""
    return 0 < number.records <= NAMED
