"""What looks wrong among the records behind a figure: entered twice, months without any, lines that say another amount."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count
from django.db.models.functions import Length

from comity.domain import period as periods
from comity.domain import plausible
from comity.domain.period import Period
from comity.domain.plausible import Finding, Visit
from comity.gate import values
from comity.reports import money, placing
from comity.reports.figures import Report
from comity.reports.rules import Indicator

SHOWN = 20  # findings of one kind that are shown; of more their number
DAY, MONTH = 10, 7  # signs of a date that is known to the day, and of its month


def of(code: str, rule: Indicator, report: Report) -> Iterator[Finding]:
    """Look among the records of an indicator: entered twice, months without any. Two statements at most."""
    names = {one.name for one in rule.register.model._meta.get_fields()}
    days = report.period
    if {"unit", "countries", "persons"} <= names and "__" not in rule.date:
        yield from _cut(plausible.entered_twice(code, _visits(rule, report), days.first, days.last), "twice_more")
    months = list(_months(report, values.today()))
    if len(months) >= plausible.ENOUGH:
        yield from plausible.empty_months(code, _by_month(rule, report), months)


def lines(code: str, rule: Indicator, report: Report) -> list[Finding]:
    """Ask of each record whose lines come to another amount than its own which is right."""
    inside = placing.inside(rule).filter(placing.within(rule, report.period))
    rows = money.differing(inside, rule).order_by(rule.date, "id").values_list("id", "of_lines", rule.of)
    records = ((pk, of_lines or Decimal(0), own) for pk, of_lines, own in rows)
    return _cut(plausible.lines_differ(code, records, report.period.first, report.period.last), "lines_more")


def _cut(found: Sequence[Finding], more: str) -> list[Finding]:
    """Return the first findings, and how many there are beyond them."""
    shown, rest = list(found[:SHOWN]), len(found) - SHOWN
    if rest > 0:
        shown.append(Finding(more, found[0].indicator, found[0].first, found[0].last, Decimal(rest)))
    return shown


def _visits(rule: Indicator, report: Report) -> Iterator[Visit]:
    """Yield the records with a unit and countries that begin on a known day."""
    inside = placing.inside(rule).filter(placing.within(rule, report.period), unit__isnull=False)
    known = inside.annotate(known=Length(rule.date)).filter(known=DAY).exclude(countries=[])
    ends = rule.register.ends or rule.date
    for pk, unit, day, end, countries, persons in known.values_list(
        "id", "unit_id", rule.date, ends, "countries", "persons"
    ):
        first = date.fromisoformat(day)
        last = date.fromisoformat(end) if len(end) == DAY else first
        yield Visit(pk, unit, first, max(first, last), frozenset(countries), persons)


def _by_month(rule: Indicator, report: Report) -> Counter[str]:
    """Count records by the month in which they begin; a month that runs from the 15th on is named after its first day."""
    begins = _begins(report)
    inside = placing.inside(rule).filter(placing.within(rule, report.period))
    by_day = inside.values(rule.date).annotate(count=Count("pk", distinct=True))
    found: Counter[str] = Counter()
    for day, count in by_day.values_list(rule.date, "count"):
        month = day[:MONTH]
        if len(day) == DAY and int(day[MONTH + 1 :]) < begins:
            month = f"{date.fromisoformat(day) - timedelta(begins):%Y-%m}"
        found[month] += count
    return found


def _begins(report: Report) -> int:
    """Return the day on which the months of a period begin: that of the report's own year, or the first."""
    return report.span.begins[1] if report.period.first.day == report.span.begins[1] else 1


def _before(month: Period, begins: int) -> date:
    """Return the last day of what begins on a day of a month and lasts a month."""
    return (month.last + timedelta(1)).replace(day=begins) - timedelta(1)


def _months(report: Report, today: date) -> Iterator[tuple[date, date]]:
    """Yield the whole months of a period that are over."""
    days, begins = report.period, _begins(report)
    for at in range(days.months):
        month = periods.month(days.first.year, days.first.month + at)
        if begins != 1 and month.last == date.max:
            return  # what begins in the last month there is ends beyond it
        one = month if begins == 1 else Period(month.first.replace(day=begins), _before(month, begins))
        if days.covers(one) and one.last < today:
            yield one.first, one.last
