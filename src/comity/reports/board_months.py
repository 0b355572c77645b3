"""Indicators by month beside the same months before, one statement for those of one register and date."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Left

from comity.domain.period import Period, month_end
from comity.domain.span import Span
from comity.gate import filters
from comity.reports import counting, placing
from comity.reports.counting import Number
from comity.reports.rules import Indicator

MOST_MONTHS, YEAR, MONTH = 24, 4, 7  # months that are drawn; characters of a year and of a month


@dataclass(frozen=True)
class Step:
    """One month, or one year of a long period, and the same one before."""

    days: Period
    now: Number
    before: Number | None


@dataclass(frozen=True)
class Trend:
    """An indicator over the months of a span; `unplaced` are records of it that lie in no single one of them."""

    code: str
    rule: Indicator
    steps: list[Step]
    unplaced: int


def against(span: Span) -> Period | None:
    """Return what the months are held against: those of a year before, or of the period before where it is longer."""
    return span.year_ago or span.before


def parts(days: Period) -> list[Period]:
    """Return the months of a period, its years where there are more than can be drawn; the first and last may be cut."""
    found, first = [], days.first
    while first <= days.last:
        last = date(first.year, 12, 31) if in_years(days) else month_end(first)
        found.append(Period(first, min(last, days.last)))
        first = last + timedelta(days=1)
    return found


def in_years(days: Period) -> bool:
    """Say whether a period is too long to be drawn by month."""
    months = (days.last.year - days.first.year) * 12 + days.last.month - days.first.month + 1
    return months > MOST_MONTHS


def trends(rules: dict[str, Indicator], span: Span) -> list[Trend]:
    """Return how indicators went."""
    together: dict[tuple[str, str], dict[str, Indicator]] = defaultdict(dict)
    for code, rule in rules.items():
        together[rule.register_key, rule.date][code] = rule
    found = {trend.code: trend for its in together.values() for trend in _of_one(its, span)}
    return [found[code] for code in rules]


def _of_one(rules: dict[str, Indicator], span: Span) -> Iterable[Trend]:
    before = against(span)
    whole = [span.days, *([before] if before else [])]
    length = YEAR if in_years(span.days) else MONTH
    told = _told(rules, whole, length)
    now, *others = [parts(days) for days in whole]
    earlier = others[0] if others else []
    for code, rule in rules.items():
        numbers = [_number(rule, days, told[code, 0], length) for days in now]
        past = [_number(rule, days, told[code, 1], length) for days in earlier]
        steps = [Step(days, numbers[at], past[at] if at < len(past) else None) for at, days in enumerate(now)]
        unplaced = sum(records for records, _sum in told[code, 0].values()) - sum(one.records for one in numbers)
        yield Trend(code, rule, steps, unplaced)


Told = dict[str, tuple[int, Any]]


def _told(rules: dict[str, Indicator], whole: list[Period], length: int) -> dict[tuple[str, int], Told]:
    """Return records and sums by month of each indicator in each of the periods."""
    rule = next(iter(rules.values()))
    anywhere, wanted = Q(), dict[str, Any]()
    for of, days in enumerate(whole):
        inside = placing.within(rule, days)
        anywhere |= inside
        for at, one in enumerate(rules.values()):
            codes, measured = filters.condition(one.register, one.where) & inside, counting.quantity(one)
            wanted[f"n{at}_{of}"] = Count("pk", filter=codes)
            if measured is not None:
                wanted[f"v{at}_{of}"] = Sum(measured, filter=codes)
    rows: Any = rule.register.model._default_manager.filter(anywhere).order_by()
    months = rows.annotate(month=Left(F(rule.date), length)).values("month")
    found = list(months.annotate(**wanted))
    return {
        (code, of): {row["month"]: (row[f"n{at}_{of}"], row.get(f"v{at}_{of}")) for row in found}
        for at, code in enumerate(rules)
        for of in range(len(whole))
    }


def _number(rule: Indicator, days: Period, told: Told, length: int) -> Number:
    records, summed = told.get(days.first.isoformat()[:length], (0, None))
    value = records if rule.how == "count" else (summed or 0)
    return Number(value, records, rule.register_key, dict(rule.where) | {rule.date: [days.bounds]})
