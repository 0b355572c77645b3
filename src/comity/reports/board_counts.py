"""Numbers of a dashboard in a span and in the one before it: each count is one statement and opens its list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Aggregate, Case, Count, F, Q, Sum, When
from django.db.models.functions import Cast, Length
from django.db.models.lookups import GreaterThanOrEqual

from comity.domain.period import Period
from comity.domain.span import Span
from comity.gate import values
from comity.reports import counting, money, placing
from comity.reports.board_rules import Contrast, Counts, Delay
from comity.reports.counting import DAY, Number
from comity.reports.rules import Indicator, Rule

NOW, BEFORE = "now", "before"
Spans = Mapping[str, Period]


@dataclass(frozen=True)
class Pair:
    """A number of the span and that of the one before, None where there is none before."""

    now: Number
    before: Number | None


@dataclass(frozen=True)
class Wait:
    """The median of some days, and how many records have both days."""

    days: Decimal | None
    records: int
    number: Number

    @property
    def shown(self) -> str:
        """The median as read, a dash where no record has both days."""
        return "–" if self.days is None else values.number(self.days)


class Median(Aggregate):
    """The value with as many below as above it."""

    template = "percentile_cont(0.5) within group (order by %(expressions)s)"
    output_field = models.FloatField()


def spans(span: Span) -> Spans:
    """Return the days that are counted, by name."""
    return {NOW: span.days} | ({BEFORE: span.before} if span.before else {})


def counted(rule: Indicator, span: Span) -> Pair:
    """Count an indicator's records in the span and in the one before, in one statement, of money in two."""
    days = spans(span)
    rows = _rows(rule, days)
    told = [rows.aggregate(**_wanted(rule, days))]
    return _pair(rule, days, told, _amounts(rows, rule, days) if rule.how == "money" else [], {})


def sides(contrast: Contrast, known: Counts, span: Span) -> list[tuple[Indicator, list[Pair]]]:
    """Count each row of a comparison on each side: one statement for each row, two of money."""
    days = spans(span)
    found = []
    for row in contrast.rows:
        rule = known[row.count]
        rows = _rows(rule, days)
        told = list(rows.values(row.by).annotate(**_wanted(rule, days)).order_by(row.by))
        sums = _amounts(rows, rule, days, row.by) if rule.how == "money" else []
        pairs = []
        for side in contrast.sides:
            value = side.code == "yes" if isinstance(rule.column(row.by), models.BooleanField) else side.code
            its, sums_its = ([one for one in all_ if one[row.by] == value] for all_ in (told, sums))
            pairs.append(_pair(rule, days, its, sums_its, {row.by: [side.code]}))
        found.append((rule, pairs))
    return found


def waited(rule: Delay, span: Span) -> tuple[Wait, Wait | None]:
    """Return the median of the days between two dates in the span and in the one before, in one statement."""
    days = spans(span)
    both = Q(_to_the_day(rule.date), _to_the_day(rule.since), **{f"{rule.date}__gte": F(rule.since)})
    since, until = (Cast(F(name), models.DateField()) for name in (rule.since, rule.date))
    between = Case(When(both, then=_Between(until, since)), output_field=models.IntegerField())
    wanted: dict[str, Any] = {}
    for name, period in days.items():
        inside = placing.within(rule, period)
        wanted |= {f"n_{name}": Count("pk", filter=inside), f"known_{name}": Count(between, filter=inside)}
        wanted[f"median_{name}"] = Median(between, filter=inside)
    told = _rows(rule, days).aggregate(**wanted)

    def made(name: str) -> Wait:
        median = told[f"median_{name}"]
        params = placing.params(rule, days[name])
        number = Number(told[f"n_{name}"], told[f"n_{name}"], rule.register_key, params)
        return Wait(None if median is None else Decimal(str(round(median, 1))), told[f"known_{name}"], number)

    return made(NOW), made(BEFORE) if BEFORE in days else None


class _Between(models.Func):
    """The days from one day to another."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = models.IntegerField()


def _to_the_day(name: str) -> GreaterThanOrEqual:
    return GreaterThanOrEqual(Length(F(name)), DAY)


def _rows(rule: Rule, days: Spans) -> Any:
    anywhere = Q()
    for period in days.values():
        anywhere |= placing.within(rule, period)
    return placing.inside(rule).filter(anywhere)


def _wanted(rule: Indicator, days: Spans) -> dict[str, Any]:
    measured = counting.quantity(rule)
    wanted: dict[str, Any] = {}
    for name, period in days.items():
        inside = placing.within(rule, period)
        wanted[f"n_{name}"] = Count("pk", filter=inside)
        if measured is not None:
            wanted[f"v_{name}"] = Sum(measured, filter=inside)
    return wanted


def _amounts(rows: Any, rule: Indicator, days: Spans, *by: str) -> list[dict[str, Any]]:
    """Return the sums of money by currency, and by a field if one is named."""
    wanted = {f"v_{name}": Sum(money.amount(rule), filter=placing.within(rule, one)) for name, one in days.items()}
    found = money.priced(rows, rule).values(*by, **{money.IN: money.currency(rule)})
    return list(found.annotate(**wanted).order_by(*by, money.IN))


def _pair(
    rule: Indicator,
    days: Spans,
    told: list[dict[str, Any]],
    sums: list[dict[str, Any]],
    side: Mapping[str, list[str]],
) -> Pair:
    def made(name: str) -> Number:
        records = sum(one[f"n_{name}"] for one in told)
        params = placing.params(rule, days[name]) | dict(side)
        if rule.how == "money":
            amounts = tuple((one[money.IN], v) for one in sums if (v := one[f"v_{name}"]) is not None)
            only = amounts[0][1] if len(amounts) == 1 else Decimal(0)
            return Number(only, records, rule.register_key, params, amounts)
        value = records if rule.how == "count" else sum(one[f"v_{name}"] or 0 for one in told)
        return Number(value, records, rule.register_key, params)

    return Pair(made(NOW), made(BEFORE) if BEFORE in days else None)


def until(period: Period, today: date) -> Period:
    """Return the part of a period that is over, for what can only be said of days that have been."""
    return Period(period.first, max(period.first, min(period.last, today)))
