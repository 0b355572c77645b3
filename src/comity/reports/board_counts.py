"""Numbers of a dashboard in a span and in the one before it; each opens its list.

What is placed by the same date of one register is counted in one statement. Conditions on linked records stand in the statement
once, not at each number: only counts that have the same ones share it.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
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
from comity.gate import filters, values
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


def counted(rules: Counts, span: Span) -> dict[str, Pair]:
    """Count indicators' records in the span and in the one before; money takes a statement more."""
    days, found = spans(span), {}
    for batch in _batches(rules, ()):
        told = [_rows(batch, days).aggregate(**_wanted(batch, days))]
        for at, (code, rule) in enumerate(batch.items()):
            sums = _amounts(rule, days) if rule.how == "money" else []
            found[code] = _pair(rule, days, (at, told), sums, {})
    return {code: found[code] for code in rules}


def sides(contrast: Contrast, known: Counts, span: Span) -> list[tuple[Indicator, list[Pair]]]:
    """Count each row of a comparison on each side; money takes a statement more."""
    days, found = spans(span), {}
    rows = dict(enumerate(contrast.rows))
    for batch in _batches({at: known[row.count] for at, row in rows.items()}, [row.by for row in contrast.rows]):
        by = rows[next(iter(batch))].by
        told = list(_rows(batch, days).values(by).annotate(**_wanted(batch, days)).order_by(by))
        for at, (place, rule) in enumerate(batch.items()):
            sums = _amounts(rule, days, by) if rule.how == "money" else []
            pairs = []
            for side in contrast.sides:
                value = side.code == "yes" if isinstance(rule.column(by), models.BooleanField) else side.code
                its, sums_its = ([one for one in all_ if one[by] == value] for all_ in (told, sums))
                pairs.append(_pair(rule, days, (at, its), sums_its, {by: [side.code]}))
            found[place] = rule, pairs
    return [found[place] for place in rows]


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
    told = _rows({"": rule}, days).aggregate(**wanted)

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


def _batches(rules: Mapping[Any, Indicator], by: Sequence[str]) -> list[dict[Any, Indicator]]:
    """Return the rules that one statement counts, together; `by` says what each is divided by."""
    found: dict[Hashable, dict[Any, Indicator]] = defaultdict(dict)
    for at, (code, rule) in enumerate(rules.items()):
        key = (rule.register_key, rule.date, rule.stock, rule.standing, by[at] if by else "")
        linked = _where(rule) if any("__" in name for name in rule.where) else None
        found[key, linked][code] = rule
    return list(found.values())


def _where(rule: Rule) -> Hashable:
    return tuple(sorted((name, tuple(codes)) for name, codes in rule.where.items()))


def _rows(batch: Mapping[Any, Rule], days: Spans) -> Any:
    """Return the records of which any number of the batch may consist; those of its one condition if it has but one."""
    one, anywhere, codes = next(iter(batch.values())), Q(), Q()
    for period in days.values():
        anywhere |= placing.within(one, period)
    if _is_alike(batch):
        return placing.inside(one).filter(anywhere)
    if all(rule.where for rule in batch.values()):
        for rule in batch.values():
            codes |= filters.condition(rule.register, rule.where)
    return one.register.model._default_manager.filter(anywhere & codes).order_by()


def _is_alike(batch: Mapping[Any, Rule]) -> bool:
    return len({_where(rule) for rule in batch.values()}) == 1


def _wanted(batch: Mapping[Any, Indicator], days: Spans) -> dict[str, Any]:
    wanted: dict[str, Any] = {}
    for at, rule in enumerate(batch.values()):
        measured = counting.quantity(rule)
        codes = Q() if _is_alike(batch) else filters.condition(rule.register, rule.where)
        for name, period in days.items():
            inside = placing.within(rule, period) & codes
            wanted[f"n{at}_{name}"] = Count("pk", filter=inside)
            if measured is not None:
                wanted[f"v{at}_{name}"] = Sum(measured, filter=inside)
    return wanted


def _amounts(rule: Indicator, days: Spans, *by: str) -> list[dict[str, Any]]:
    """Return the sums of money by currency, and by a field if one is named."""
    rows = _rows({"": rule}, days)
    wanted = {f"v_{name}": Sum(money.amount(rule), filter=placing.within(rule, one)) for name, one in days.items()}
    found = money.priced(rows, rule).values(*by, **{money.IN: money.currency(rule)})
    return list(found.annotate(**wanted).order_by(*by, money.IN))


def _pair(
    rule: Indicator,
    days: Spans,
    told: tuple[int, list[dict[str, Any]]],
    sums: list[dict[str, Any]],
    side: Mapping[str, list[str]],
) -> Pair:
    at, rows = told

    def made(name: str) -> Number:
        records = sum(one[f"n{at}_{name}"] for one in rows)
        params = placing.params(rule, days[name]) | dict(side)
        if rule.how == "money":
            amounts = tuple((one[money.IN], v) for one in sums if (v := one[f"v_{name}"]) is not None)
            only = amounts[0][1] if len(amounts) == 1 else Decimal(0)
            return Number(only, records, rule.register_key, params, amounts)
        value = records if rule.how == "count" else sum(one[f"v{at}_{name}"] or 0 for one in rows)
        return Number(value, records, rule.register_key, params)

    return Pair(made(NOW), made(BEFORE) if BEFORE in days else None)


def until(period: Period, today: date) -> Period:
    """Return the part of a period that is over, for what can only be said of days that have been."""
    return Period(period.first, max(period.first, min(period.last, today)))
