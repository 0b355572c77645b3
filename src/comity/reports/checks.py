"""What looks wrong in a report's figures, in words, with the answer that somebody gave."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import Length, Substr
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.domain import period as periods
from comity.domain import plausible
from comity.domain.period import Period
from comity.domain.plausible import Finding, Stated, Visit
from comity.gate import values
from comity.registers.figure_checks import FigureCheck
from comity.registers.figures import Figure
from comity.reports import money, placing
from comity.reports.figures import Line, Report
from comity.reports.rules import Indicator

YEARS = 6  # that a value is held against
PAIRS = 20  # records entered twice that are shown at most
DAY, MONTH = 10, 7


@dataclass(frozen=True)
class Check:
    """One finding as the page shows it."""

    finding: Finding
    title: str
    words: str
    links: list[tuple[str, str]]
    answer: FigureCheck | None

    @property
    def answer_href(self) -> str:
        """Where the finding is answered: a form with what is known filled in."""
        about = {
            "finding": self.finding.key,
            "indicator": self.finding.indicator,
            "starts": self.finding.first.isoformat(),
            "ends": self.finding.last.isoformat(),
        }
        return reverse("new", args=["figure_checks"]) + "?" + urlencode(about)

    @property
    def answer_words(self) -> str:
        """The answer, its reason and its day; empty while nobody has answered."""
        if self.answer is None:
            return ""
        verdict = values.of(self.answer, "verdict")
        day = values.when(self.answer.changed_at.date().isoformat())
        return _("%(verdict)s (%(day)s): %(reason)s") % {"verdict": verdict, "day": day, "reason": self.answer.why}


def of(report: Report) -> list[Check]:
    """Return what looks wrong, unanswered first.

    One statement for the sources, one for the answers, two for each main indicator at most, one for each that has lines.
    """
    lines = {line.code: line for line in report.lines}
    stated, prints = _sources(report, list(lines))
    findings = [*_reported(report, stated), *_recorded(report)]
    for line in report.counted:
        if line.main and line.rule and not line.rule.stock:
            findings += _records(line, report)
        if line.rule and line.rule.lines:
            findings += _lines(line.code, line.rule, report)
    keys = [finding.key for finding in findings]
    answers = {one.finding: one for one in FigureCheck.objects.filter(finding__in=keys).order_by("changed_at", "id")}
    found = [
        Check(one, lines[one.indicator].title, _words(one, lines, prints), _links(one, lines), answers.get(one.key))
        for one in findings
    ]
    return sorted(found, key=lambda check: check.answer is not None)


def _sources(report: Report, codes: Sequence[str]) -> tuple[list[Stated], dict[int, str]]:
    """Return what sources state of the report's indicators, in its period and the years before it, with what they print."""
    days = report.period
    figures = Figure.objects.filter(
        indicator__in=codes, planned=False, starts__gte=f"{max(days.first.year - YEARS, 1):04d}", starts__lte=days.last.isoformat()
    ).order_by("starts", "id")  # fmt: skip
    found, prints = [], {}
    for figure in figures:
        its = periods.of(figure.starts, figure.ends)
        if its:
            one = (figure.indicator, its.first, its.last, figure.value, figure.currency, figure.as_printed, figure.pk)
            found.append(Stated(*one))
            prints[figure.pk] = figure.as_printed
    return found, prints


def _reported(report: Report, stated: list[Stated]) -> list[Finding]:
    now = [one for one in stated if report.period.covers(Period(one.first, one.last))]
    at_least = {line.code: line.rule.at_least for line in report.counted if line.rule and line.rule.at_least}
    found = [
        *plausible.part_above_whole(stated),
        *plausible.less_than_least(now, at_least),
        *plausible.out_of_scale(stated, now),
        *plausible.misread(now),
        *plausible.missing_months(now),
    ]
    return [one for one in found if report.period.covers(Period(one.first, one.last))]


def _recorded(report: Report) -> list[Finding]:
    """Hold what is counted against what is counted beside it and in the period before."""
    now, before = [], []
    earlier = report.span.before
    for line in report.counted:
        assert line.recorded
        if line.recorded.blank:
            continue  # the number is not whole, and says so
        certain, previous = line.recorded.certain, line.recorded.before
        for currency, amount in certain.amounts or (("", Decimal(certain.value)),):
            now.append(Stated(line.code, report.period.first, report.period.last, amount, currency))
            if previous and earlier:
                usual = Decimal(previous.amount(currency))
                before.append(Stated(line.code, earlier.first, earlier.last, usual, currency))
    at_least = {line.code: line.rule.at_least for line in report.counted if line.rule and line.rule.at_least}
    over = report.period.last < values.today()  # what is not over yet is less than what was
    return [*plausible.less_than_least(now, at_least), *(plausible.out_of_scale(before, now) if over else ())]


def _records(line: Line, report: Report) -> Iterator[Finding]:
    """Look among the records themselves: entered twice, months without any."""
    rule = line.rule
    assert rule
    names = {one.name for one in rule.register.model._meta.get_fields()}
    if {"unit", "countries"} <= names and "__" not in rule.date:
        visits = _visits(rule, report)
        yield from plausible.entered_twice(line.code, visits, report.period.first, report.period.last)
    months = list(_months(report.period, values.today()))
    if len(months) >= plausible.ENOUGH:
        by_month = (
            placing.inside(rule)
            .filter(placing.within(rule, report.period))
            .values(of_month=Substr(rule.date, 1, MONTH))
        )
        counts = dict(by_month.annotate(count=Count("pk", distinct=True)).values_list("of_month", "count"))
        yield from plausible.empty_months(line.code, counts, months)


def _lines(code: str, rule: Indicator, report: Report) -> list[Finding]:
    inside = placing.inside(rule).filter(placing.within(rule, report.period))
    rows = money.differing(inside, rule).order_by(rule.date, "id").values_list("id", "of_lines", rule.of)[:PAIRS]
    records = ((pk, of_lines or Decimal(0), own) for pk, of_lines, own in rows)
    return plausible.lines_differ(code, records, report.period.first, report.period.last)


def _visits(rule: Indicator, report: Report) -> list[Visit]:
    """Return the records of which another has the same day and kind, a country in common and another unit."""
    inside = placing.inside(rule).filter(placing.within(rule, report.period), unit__isnull=False)
    known = inside.annotate(known=Length(rule.date)).filter(known=DAY).exclude(countries=[])
    same: dict[str, Any] = {rule.date: OuterRef(rule.date), "countries__overlap": OuterRef("countries")}
    twin = placing.inside(rule).filter(**same, unit__isnull=False).exclude(unit=OuterRef("unit"))
    columns = ["id", "unit_id", rule.date, "countries", "persons"]
    rows = known.filter(Exists(twin)).order_by(rule.date, "id").values_list(*columns)[:PAIRS]
    return [Visit(pk, unit, day, frozenset(countries), persons) for pk, unit, day, countries, persons in rows]


def _months(days: Period, today: date) -> Iterator[tuple[date, date]]:
    """Yield the whole months of a period that are over."""
    for at in range(days.months):
        month = periods.month(days.first.year, days.first.month + at)
        if days.covers(month) and month.last < today:
            yield month.first, month.last


def _links(finding: Finding, lines: dict[str, Line]) -> list[tuple[str, str]]:
    rule = lines[finding.indicator].rule
    register = rule.register_key if finding.rule in ("twice", "lines") and rule else "figures"
    said = _("record %(number)s") if register != "figures" else _("reported figure %(number)s")
    return [(said % {"number": at}, reverse("detail", args=[register, pk])) for at, pk in enumerate(finding.ids, 1)]


def _words(finding: Finding, lines: dict[str, Line], prints: dict[int, str]) -> str:
    told = {
        "value": values.number(finding.value),
        "against": values.number(finding.against),
        "period": Period(finding.first, finding.last).label(get_language() or "en"),
        "other": lines[finding.other].title if finding.other in lines else finding.other,
        "times": values.number(Decimal(finding.other)) if finding.rule == "slip" else "",
        "printed": prints.get(finding.ids[0], "") if finding.ids else "",
    }
    return _sentence(finding.rule) % told


def _sentence(rule: str) -> str:
    return {
        "part": _("%(period)s: %(value)s is more than the %(against)s of a longer period that holds it."),
        "least": _("%(period)s: %(value)s is less than the %(against)s of “%(other)s”, which cannot be."),
        "scale": _("%(period)s: %(value)s is far from what is usual, about %(against)s."),
        "slip": _(
            "%(period)s: %(value)s differs from the usual %(against)s about %(times)s times; thousand, million and billion may be mixed up."
        ),
        "printed": _("%(period)s: the source prints “%(printed)s”, which reads %(against)s and not %(value)s."),
        "two_readings": _(
            "%(period)s: “%(printed)s” reads %(value)s in one language and %(against)s in another; which is meant?"
        ),
        "twice": _("Two units lead a record of the same day, kind and country. Is it one, entered twice?"),
        "lines": _(
            "The lines of a record come to %(value)s in its currency, and the record itself states %(against)s. The lines are counted; which is right?"
        ),
        "empty": _("%(period)s: no record, where %(against)s a month are usual."),
        "missing": _("%(period)s: no source reports on %(value)s months in between."),
    }[rule]
