"""Choosing a period: what was asked for, and what else can be asked for from there."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core.pack import Label
from comity.domain import period as periods
from comity.domain.period import Backwards, NotAPeriod, Period
from comity.reports.indicators import Declared

YEARS_BACK = 4
EVERYTHING = "all"


@dataclass(frozen=True)
class Choice:
    """One period that can be chosen."""

    period: Period
    active: bool
    report: str = ""
    named: str | Label = ""

    @property
    def label(self) -> str:
        """What is chosen, in the reader's language."""
        return str(self.named) or self.period.label(get_language() or "en")

    @property
    def href(self) -> str:
        """The report's address for the period."""
        return address(self.period, self.report)


@dataclass(frozen=True)
class Menu:
    """Periods of one length."""

    label: str
    choices: list[Choice]

    @property
    def chosen(self) -> str:
        """The label of the period that is shown now, if it is one of these."""
        return next((choice.label for choice in self.choices if choice.active), "")


def address(period: Period, report: str = "") -> str:
    """Return the query by which a report shows a period."""
    return "?" + urlencode({"period": str(period)} | ({"report": report} if report else {}))


def period(declared: Declared, typed: str) -> Period:
    """Return the period that was typed, a term of office by its name too. Raises NotAPeriod."""
    term = declared.terms.get(typed.strip())
    return (periods.of(term.first, term.last) if term else None) or periods.parse(typed)


def named(declared: Declared, asked: str) -> str:
    """Return the report that was asked for as it is declared: the first if none was, "" for everything.

    Raises KeyError for one that is not declared.
    """
    if asked == EVERYTHING or not declared.reports:
        return ""
    name = asked or next(iter(declared.reports))
    return name if declared.reports[name] else ""


def reports(declared: Declared, shown: Period, name: str) -> Menu:
    """Return the reports that the pack declares, and the one of everything."""
    choices = [Choice(shown, one == name, one, form.title) for one, form in declared.reports.items()]
    return Menu(_("Report"), [*choices, Choice(shown, not name, EVERYTHING, _("Every figure"))])


def menus(shown: Period, *, this_year: int, declared: Declared, report: str) -> list[Menu]:
    """Return the periods around the one shown, by length."""
    year = shown.last.year
    latest = max(year, this_year)
    years = [periods.year(one) for one in range(latest, min(year, this_year - YEARS_BACK) - 1, -1)]
    halves = [f"{year:04d}-H{part}" for part in (1, 2)]
    quarters = [f"{year:04d}-Q{part}" for part in (1, 2, 3, 4)]
    months = [f"{year:04d}-{part:02d}" for part in range(1, 13)]
    running = [f"{year:04d}-{part}m" for part in (6, 8, 9)]

    def menu(label: str, choices: list[Period]) -> Menu:
        return Menu(label, [Choice(one, one == shown, report) for one in choices])

    return [
        menu(_("Year"), years),
        menu(_("Half-year"), [periods.parse(one) for one in halves]),
        menu(_("Quarter"), [periods.parse(one) for one in quarters]),
        menu(_("Month"), [periods.parse(one) for one in months]),
        menu(_("First months"), [periods.parse(one) for one in running]),
        *_terms(declared, shown, report),
    ]


def _terms(declared: Declared, shown: Period, report: str) -> list[Menu]:
    """Return the terms of office that the pack names, if it names any."""
    spans = [(term, periods.of(term.first, term.last)) for term in declared.terms.values()]
    choices = [Choice(one, one == shown, report, term.title) for term, one in spans if one]
    return [Menu(_("Term of office"), choices)] if choices else []


def why_not(error: NotAPeriod) -> str:
    """Say what is wrong with what was typed, and what was expected."""
    typed = {"typed": error.args[0].strip()[:60]}
    if isinstance(error, Backwards):
        return _("The period %(typed)s ends before it begins.") % typed
    return (
        _("“%(typed)s” is not a period. Write 2024, 2024-Q1, 2024-H1, 2024-9m, 05/2024 or 15/12/2023..14/12/2024.")
        % typed
    )
