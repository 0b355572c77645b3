"""Choosing a period: what was asked for, and what else can be asked for from there."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.domain import period as periods
from comity.domain.period import Backwards, NotAPeriod, Period

YEARS_BACK = 4


@dataclass(frozen=True)
class Choice:
    """One period that can be chosen."""

    period: Period
    active: bool

    @property
    def label(self) -> str:
        """The period in the reader's language."""
        return self.period.label(get_language() or "en")

    @property
    def href(self) -> str:
        """The report's address for the period."""
        return address(self.period)


@dataclass(frozen=True)
class Menu:
    """Periods of one length."""

    label: str
    choices: list[Choice]

    @property
    def chosen(self) -> str:
        """The label of the period that is shown now, if it is one of these."""
        return next((choice.label for choice in self.choices if choice.active), "")


def address(period: Period) -> str:
    """Return the query by which the report shows a period."""
    return "?" + urlencode({"period": str(period)})


def menus(shown: Period, *, this_year: int) -> list[Menu]:
    """Return the periods around the one shown, by length."""
    year = shown.last.year
    latest = max(year, this_year)
    years = [periods.year(one) for one in range(latest, min(year, this_year - YEARS_BACK) - 1, -1)]
    halves = [f"{year:04d}-H{part}" for part in (1, 2)]
    quarters = [f"{year:04d}-Q{part}" for part in (1, 2, 3, 4)]
    months = [f"{year:04d}-{part:02d}" for part in range(1, 13)]
    running = [f"{year:04d}-{part}m" for part in (8, 9)]
    return [
        _menu(_("Year"), years, shown),
        _menu(_("Half-year"), [periods.parse(one) for one in halves], shown),
        _menu(_("Quarter"), [periods.parse(one) for one in quarters], shown),
        _menu(_("Month"), [periods.parse(one) for one in months], shown),
        _menu(_("First months"), [periods.parse(one) for one in running], shown),
    ]


def why_not(error: NotAPeriod) -> str:
    """Say what is wrong with what was typed, and what was expected."""
    typed = {"typed": error.args[0].strip()[:60]}
    if isinstance(error, Backwards):
        return _("The period %(typed)s ends before it begins.") % typed
    return (
        _("“%(typed)s” is not a period. Write 2024, 2024-Q1, 2024-H1, 2024-9m, 05/2024 or 15/12/2023..14/12/2024.")
        % typed
    )


def _menu(label: str, choices: list[Period], shown: Period) -> Menu:
    return Menu(label, [Choice(one, one == shown) for one in choices])
