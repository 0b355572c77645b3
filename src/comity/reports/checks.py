"""What looks wrong in a report's figures, in words, with the answer that somebody gave."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import CharField, Func
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from comity.core.pack import of_city
from comity.core.records import Entry
from comity.domain import period as periods
from comity.domain import plausible
from comity.domain.period import Period
from comity.domain.plausible import Finding, Stated
from comity.gate import values
from comity.registers.figure_checks import FigureCheck
from comity.registers.figures import Figure
from comity.reports import check_records, indicators
from comity.reports.figures import Line, Report

YEARS = 6  # that a value is held against
COUNTED = ("twice_more", "lines_more", "missing")  # findings whose value is a number of things


@dataclass(frozen=True)
class Check:
    """One finding as the page shows it."""

    finding: Finding
    title: str
    words: str
    links: list[tuple[str, str]]
    answer: FigureCheck | None
    before: FigureCheck | None = None  # an answer to the same question while the value was another

    @property
    def answer_href(self) -> str:
        """Where the finding is answered: a form with what is known filled in."""
        about = {
            "finding": self.finding.named,
            "indicator": self.finding.indicator,
            "starts": self.finding.first.isoformat(),
            "ends": self.finding.last.isoformat(),
        }
        return reverse("new", args=["figure_checks"]) + "?" + urlencode(about)

    @property
    def answer_words(self) -> str:
        """The answer, its reason and its day; one that was given for another value says so; empty while nobody has answered."""
        if self.answer is not None:
            return _said(self.answer)
        return _("Answered for an earlier value: %(answer)s") % {"answer": _said(self.before)} if self.before else ""


def _said(answer: FigureCheck) -> str:
    verdict, day = values.of(answer, "verdict"), values.when(answer.changed_at.date().isoformat())
    return _("%(verdict)s (%(day)s): %(reason)s") % {"verdict": verdict, "day": day, "reason": answer.why}


def of(report: Report) -> list[Check]:
    """Return what looks wrong, unanswered first.

    One statement for the sources, one for the answers, two for each main indicator at most, one for each that has lines.
    """
    lines = {line.code: line for line in report.lines}
    stated, prints = _sources(report, list(lines))
    findings = [*_reported(report, stated), *_recorded(report)]
    main = [line.code for line in report.counted if line.main] or [line.code for line in report.counted[:1]]
    for line in report.counted:
        if line.code in main and line.rule and not line.rule.stock:
            findings += check_records.of(line.code, line.rule, report)
        if line.rule and line.rule.lines:
            findings += check_records.lines(line.code, line.rule, report)
    answers, earlier = _answers(findings)
    titles = _titles(findings, lines)
    found = [
        Check(
            one, lines[one.indicator].title, _words(one, lines, prints), _links(one, lines, titles),
            answers.get(one.named), earlier.get(one.key),
        )
        for one in findings
    ]  # fmt: skip
    return sorted(found, key=lambda check: check.answer is not None)


def _answers(findings: Sequence[Finding]) -> tuple[dict[str, FigureCheck], dict[str, FigureCheck]]:
    """Return the answers by the names of the findings, and the newest about the same things whatever the value was, by their keys."""
    keys = {finding.key for finding in findings}
    if not keys:
        return {}, {}
    about = FigureCheck.objects.annotate(about=SplitPart("finding")).filter(about__in=keys)
    rows = list(about.order_by("changed_at", "id"))
    return {one.finding: one for one in rows}, {one.about: one for one in rows}


class SplitPart(Func):
    """What stands before the sign of the value in the name of a finding."""

    function = "split_part"
    template = "%(function)s(%(expressions)s, '=', 1)"
    output_field = CharField()


def _sources(report: Report, codes: Sequence[str]) -> tuple[list[Stated], dict[int, str]]:
    """Return what sources state of the report's indicators, in its period and the years before it, with what they print."""
    days = report.period
    figures = Figure.objects.filter(
        indicator__in=codes, planned=False, starts__gte=f"{max(days.first.year - YEARS, 1):04d}", starts__lte=days.last.isoformat()
    ).order_by("starts", "id")  # fmt: skip
    found, prints, whole = [], {}, indicators.whole()
    for figure in figures:
        its = periods.of(figure.starts, figure.ends)
        if its:
            one = (figure.indicator, its.first, its.last, figure.value, figure.currency, figure.as_printed, figure.pk)
            found.append(Stated(*one, whole=figure.indicator in whole))
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
        *plausible.other_currency(now, _signs()),
        *plausible.missing_months(now, report.period.last if _over(report) else None, report.span.begins),
    ]
    return [one for one in found if report.period.covers(Period(one.first, one.last))]


def _signs() -> dict[str, tuple[str, ...]]:
    """Return what prints write for each currency: its code, and the signs that the pack names."""
    return {code: (code, *term.signs) for code, term in of_city().vocabulary("currency").items()}


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
    unusual = plausible.out_of_scale(before, now) if _over(report) else ()  # what is not over yet is less than what was
    return [*plausible.less_than_least(now, at_least), *unusual]


def _over(report: Report) -> bool:
    return report.period.last < values.today()


def _register(finding: Finding, lines: dict[str, Line]) -> str:
    """Return the register of the records that a finding is about."""
    rule = lines[finding.indicator].rule
    return rule.register_key if finding.rule in ("twice", "lines") and rule else "figures"


def _titles(findings: Sequence[Finding], lines: dict[str, Line]) -> dict[int, str]:
    """Return what the records are called that the reader may see. One statement where there are any."""
    ids = {pk for finding in findings if _register(finding, lines) != "figures" for pk in finding.ids}
    return {one.pk: one.title for one in Entry.objects.defer("words").filter(pk__in=ids)} if ids else {}


def _links(finding: Finding, lines: dict[str, Line], titles: dict[int, str]) -> list[tuple[str, str]]:
    register = _register(finding, lines)
    said = _("record %(number)s") if register != "figures" else _("reported figure %(number)s")
    return [
        (titles.get(pk) or said % {"number": at}, reverse("detail", args=[register, pk]))
        for at, pk in enumerate(finding.ids, 1)
    ]


def _words(finding: Finding, lines: dict[str, Line], prints: dict[int, str]) -> str:
    told = {
        "value": values.number(finding.value),
        "against": values.number(finding.against),
        "period": Period(finding.first, finding.last).label(get_language() or "en"),
        "other": lines[finding.other].title if finding.other in lines else finding.other,
        "times": values.number(Decimal(finding.other)) if finding.rule == "slip" else "",
        "printed": prints.get(finding.ids[0], "") if finding.ids else "",
    }
    return _sentence(finding) % told


def _sentence(finding: Finding) -> str:
    count = int(finding.value) if finding.rule in COUNTED else 0
    return {
        "part": _("%(period)s: %(value)s is more than the %(against)s of a longer period that holds it."),
        "least": _("%(period)s: %(value)s is less than the %(against)s of “%(other)s”, which cannot be."),
        "scale": _("%(period)s: %(value)s is far from what is usual, about %(against)s."),
        "slip": _(
            "%(period)s: %(value)s differs from the usual %(against)s about %(times)s times; thousand, million and billion may be mixed up."
        ),
        "printed": _("%(period)s: the source prints “%(printed)s”, which reads %(against)s and not %(value)s."),
        "currency": _(
            "%(period)s: the source prints “%(printed)s”, which stands for %(other)s, and the amount is stored in another currency."
        ),
        "two_readings": _(
            "%(period)s: “%(printed)s” reads %(value)s in one language and %(against)s in another; which is meant?"
        ),
        "twice": _(
            "Two units lead records of the same kind and country on the same days or close to them. Is it one, entered twice?"
        ),
        "twice_more": ngettext(
            "%(value)s more pair of records may be one, entered twice; it is shown once those above are mended.",
            "%(value)s more pairs of records may be one, entered twice; they are shown once those above are mended.",
            count,
        ),
        "lines": _(
            "The lines of a record come to %(value)s in its currency, and the record itself states %(against)s. The lines are counted; which is right?"
        ),
        "lines_more": ngettext(
            "%(value)s more record has lines that come to another amount than its own.",
            "%(value)s more records have lines that come to another amount than their own.",
            count,
        ),
        "empty": _("%(period)s: no record, where %(against)s a month are usual."),
        "missing": ngettext(
            "%(period)s: no source reports on this month, while it reports on others of the year.",
            "%(period)s: no source reports on these %(value)s months, while it reports on others of the year.",
            count,
        ),
    }[finding.rule]
