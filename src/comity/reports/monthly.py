"""The main counts of a report by month beside the months before: what its papers draw, each picture with its table."""

from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from comity.gate import values
from comity.reports import board_months, indicators
from comity.reports.board_effect import called
from comity.reports.board_months import Step, Trend
from comity.reports.counting import Number
from comity.reports.figures import Report
from comity.reports.rules import Indicator

MOST = 4  # pictures by month in a report
FEWEST = 2  # months that make a picture


@dataclass(frozen=True)
class Month:
    """One month, or one year of a long period, and the same one before."""

    label: str
    title: str
    now: Number
    before: Number | None


@dataclass(frozen=True)
class Monthly:
    """One figure by month; `against` says what the months are held against, empty for nothing."""

    code: str
    title: str
    label: str
    against: str
    months: list[Month]
    said: str


def of(report: Report) -> list[Monthly]:
    """Return what a report draws by month: nothing where nothing was, or for a single month. One statement for each register."""
    rules = _rules(report)
    if not rules or len(board_months.parts(report.period)) < FEWEST:
        return []
    against = board_months.against(report.span)
    label = against.label(get_language() or "en") if against else ""
    drawn = [one for one in board_months.trends(rules, report.span) if any(step.now.value for step in one.steps)]
    return [_monthly(one, report, label) for one in drawn]


def _rules(report: Report) -> dict[str, Indicator]:
    """Return the figures that the dashboard draws by month, or else the main counts, as far as the report has them."""
    counted = {line.code: line.rule for line in report.lines if line.rule and not line.rule.stock}
    said = indicators.of_city().dashboard.months
    codes = [code for code in said if code in counted] or [
        code for code, rule in counted.items() if rule.main and rule.how == "count"
    ]
    return {code: counted[code] for code in codes[:MOST]}


def _monthly(trend: Trend, report: Report, against: str) -> Monthly:
    months = [_month(step) for step in trend.steps]
    return Monthly(trend.code, called(trend.code, trend.rule), report.label, against, months, _said(months, trend))


def _month(step: Step) -> Month:
    single = step.days.months <= 1
    label = values.number(step.days.first.month) if single else str(step.days.first.year)
    return Month(label, step.days.label(get_language() or "en"), step.now, step.before)


def _said(months: list[Month], trend: Trend) -> str:
    """Say which month has the most, and how many records are in none."""
    most = max(months, key=lambda one: one.now.value)
    said = [_("Most: %(part)s, %(count)s.") % {"part": most.title, "count": most.now.shown}]
    if trend.unplaced:
        text = ngettext(
            "%(count)s record lies in no single month.", "%(count)s records lie in no single month.", trend.unplaced
        )
        said.append(text % {"count": values.number(trend.unplaced)})
    return " ".join(said)
