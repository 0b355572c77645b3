"""Which records of a rule lie in a period, for certain or perhaps, and how its list is asked for just those."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from comity.domain.period import Period
from comity.domain.span import Span
from comity.gate import filters
from comity.gate.filters import STANDS
from comity.reports.rules import Rule

NONE = "none"
BEGINNING = date(1000, 1, 1)  # a stock is all that there was until the end of a period


def groups(rule: Rule, span: Span) -> dict[str, Q]:
    """Return the conditions on the date by which records are certainly in, perhaps in, without a date or before."""
    found = {
        "certain": within(rule, span.days),
        "perhaps": within(rule, span.days, perhaps=True),
        "undated": Q(**{rule.date: ""}) & _standing(rule, span.days),
    }
    return found | {name: within(rule, days) for name, days in others(rule, span)}


def inside(rule: Rule) -> "QuerySet[Any]":
    """Return the records that have the rule's codes, whenever they were."""
    return rule.register.model._default_manager.filter(filters.condition(rule.register, rule.where)).order_by()


def within(rule: Rule, period: Period, *, perhaps: bool = False) -> Q:
    """Return the condition that a record lies in a period, or for a stock before its end; one that stands, not over by then."""
    placed = _placed(rule, period)
    return filters.within(rule.date, placed.first, placed.last, perhaps=perhaps) & _standing(rule, period)


def bounds(rule: Rule, period: Period) -> str:
    """Return the period as the rule's list is asked for it."""
    return _placed(rule, period).bounds


def params(rule: Rule, period: Period, on: str = "") -> dict[str, list[str]]:
    """Return what the rule's list is asked for, so that it shows the records of a period, or those that `on` says."""
    stands = {STANDS: [period.last.isoformat()]} if rule.standing else {}
    return (
        {name: list(codes) for name, codes in rule.where.items()} | stands | {rule.date: [on or bounds(rule, period)]}
    )


def asked(rule: Rule, span: Span) -> Mapping[str, Mapping[str, list[str]]]:
    """Return what the rule's list is asked for, by group."""
    days = span.days
    found = {
        "certain": params(rule, days),
        "perhaps": params(rule, days, f"{bounds(rule, days)}~"),
        "undated": params(rule, days, NONE),
    }
    return found | {name: params(rule, one) for name, one in others(rule, span)}


def others(rule: Rule, span: Span) -> Iterator[tuple[str, Period]]:
    """Yield the periods that a span is compared with, by name."""
    if span.before:
        yield "before", span.before
    if span.year_ago and span.year_ago != span.before:
        yield "year_ago", span.year_ago
    if span.to_date and not rule.stock:
        yield "to_date", span.to_date


def _placed(rule: Rule, period: Period) -> Period:
    return Period(BEGINNING, period.last) if rule.stock else period


def _standing(rule: Rule, period: Period) -> Q:
    stands = rule.register.stands if rule.standing else None
    return stands.at(period.last) if stands else Q()
