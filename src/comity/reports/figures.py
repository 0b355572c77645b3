"""The figures of a period: recorded beside reported, divided by kind, pillar, field and unit as the pack declares."""

from dataclasses import dataclass

from django.db.models import Max
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core.pack import Pack, of_city
from comity.domain import period as periods
from comity.domain.partial_date import read
from comity.domain.period import Period
from comity.registers.figures import Figure
from comity.reports import counting, indicators, reported
from comity.reports.counting import Division, Number, Recorded
from comity.reports.indicators import Declared, Indicator
from comity.reports.reported import Cited, Reported


@dataclass(frozen=True)
class Line:
    """One indicator: what is on record, and what sources reported."""

    code: str
    title: str
    counts: str
    note: str
    unit: str
    rule: Indicator | None
    recorded: Recorded | None
    reported: list[Reported]

    @property
    def main(self) -> bool:
        """Whether it stands among the large figures."""
        return bool(self.rule and self.rule.main)

    @property
    def compared(self) -> Reported | None:
        """The reported figure that is compared with the records, the first if there are several."""
        return next((one for one in self.reported if one.gap is not None), None)


@dataclass(frozen=True)
class Table:
    """The records of a period, divided."""

    title: str
    recorded: Recorded
    divisions: list[Division]


@dataclass(frozen=True)
class Report:
    """All figures of a period."""

    period: Period
    lines: list[Line]
    tables: list[Table]
    sources: list[Cited]
    timeless: Number

    @property
    def label(self) -> str:
        """The period in the reader's language."""
        return self.period.label(get_language() or "en")

    @property
    def label_before(self) -> str:
        """The period before in the reader's language."""
        before = self.period.previous()
        return before.label(get_language() or "en") if before else ""

    @property
    def counted(self) -> list[Line]:
        """The lines that are counted from records."""
        return [line for line in self.lines if line.recorded]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is recorded or reported in the period, not even perhaps."""
        numbers = [one for line in self.counted if (one := line.recorded)] + [table.recorded for table in self.tables]
        found = any(one.certain.records or one.perhaps.records for one in numbers)
        return not found and not any(line.reported for line in self.lines)


def of(period: Period) -> Report:
    """Return the figures of a period as far as the reader may see them.

    One query for each indicator, each table, each of its divisions, and one for all reported figures. Raises BadPack.
    """
    pack, declared = of_city(), indicators.of_city()
    found, timeless = reported.figures(period)
    cited = reported.cite(figure for figure, _its in found)
    lines = [_line(code, pack, declared, period, found, cited) for code in _codes(pack, declared, found)]
    tables = [
        Table(
            str(table.title or table.register.title), counting.recorded(table, period), counting.divided(table, period)
        )
        for table in declared.tables.values()
    ]
    without_period = Number(timeless, timeless, "figures", {"starts": [counting.NONE]})
    return Report(period, lines, tables, list(cited.values()), without_period)


def usual(this_year: int) -> Period:
    """Return the period a reader sees first: the latest year that sources report on, or else this year."""
    latest = Figure.objects.filter(starts__lt=f"{this_year + 1}").exclude(starts="").aggregate(at=Max("starts"))["at"]
    date = read(latest or "")
    return periods.year(date.year if date else this_year)


def _codes(pack: Pack, declared: Declared, found: list[tuple[Figure, Period]]) -> list[str]:
    only_reported = {figure.indicator for figure, _its in found} - declared.indicators.keys()
    known = [code for code in pack.vocabulary("indicator") if code in only_reported]
    return [*declared.indicators, *known, *sorted(only_reported - set(known))]


def _line(
    code: str,
    pack: Pack,
    declared: Declared,
    period: Period,
    found: list[tuple[Figure, Period]],
    cited: dict[int, Cited],
) -> Line:
    rule, term = declared.indicators.get(code), pack.vocabulary("indicator").get(code)
    recorded = counting.recorded(rule, period) if rule else None
    unit = (rule.unit if rule else "") or (term.unit if term else "")
    beside = [
        Reported(
            figure=figure,
            period=its,
            whole=its == period,
            recorded=recorded,
            unit=unit,
            cited=cited.get(figure.source_id or 0),
        )
        for figure, its in found
        if figure.indicator == code
    ]
    title = str((rule.title if rule else None) or term or code)
    counts = str(term.counts) if term and term.counts else ""
    return Line(code, title, counts, str(rule.note) if rule and rule.note else "", unit, rule, recorded, beside)


def how_counted(line: Line) -> str:
    """Say how a number was counted, in words."""
    if line.rule is None:
        return _("Known from sources only; nothing is counted.")
    column = line.rule.register.model._meta.get_field(line.rule.date)
    parts = {"records": line.rule.register.title, "date": column.verbose_name}  # type: ignore[union-attr]
    said = _("%(records)s, placed in the period by “%(date)s”.") % parts
    if line.rule.summed:
        summed = line.rule.register.model._meta.get_field(line.rule.summed)
        said += " " + _("The column “%(column)s” is added up.") % {"column": summed.verbose_name}  # type: ignore[union-attr]
    return said
