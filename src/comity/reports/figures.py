"""The figures of a span: recorded beside reported and planned, divided as the pack declares."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Max
from django.utils.translation import get_language

from comity.core.pack import Pack, of_city
from comity.domain import period as periods
from comity.domain.partial_date import read
from comity.domain.period import Period
from comity.domain.span import Span
from comity.registers.figures import Figure
from comity.reports import counting, dividing, indicators, placing, reported
from comity.reports.counting import Number, Recorded
from comity.reports.dividing import Division
from comity.reports.indicators import Declared, Form, Indicator
from comity.reports.reported import Cited, Found, Reported


@dataclass(frozen=True)
class Line:
    """One indicator: what is on record, what was planned, and what sources reported."""

    code: str
    title: str
    counts: str
    note: str
    unit: str
    rule: Indicator | None
    recorded: Recorded | None
    reported: list[Reported]
    planned: list[Reported] = field(default_factory=list)

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
    """All figures of a span."""

    span: Span
    name: str
    form: Form
    lines: list[Line]
    tables: list[Table]
    sources: list[Cited]
    timeless: Number

    @property
    def period(self) -> Period:
        """The days that are counted."""
        return self.span.days

    @property
    def label(self) -> str:
        """The period in the reader's language."""
        return self.span.asked.label(get_language() or "en")

    @property
    def days(self) -> str:
        """The days that are counted where the report's year is not the calendar's."""
        return self.span.days.label(get_language() or "en") if self.span.moved else ""

    @property
    def label_before(self) -> str:
        """The period before in the reader's language."""
        before = self.span.asked.previous()
        return before.label(get_language() or "en") if before else ""

    @property
    def label_year_ago(self) -> str:
        """The same period a year before in the reader's language, empty where that is the period before."""
        if self.span.year_ago in (None, self.span.before):
            return ""
        ago = Span(self.span.asked).year_ago
        return ago.label(get_language() or "en") if ago else ""

    @property
    def has_reported(self) -> bool:
        """Whether any source reports on the period."""
        return any(line.reported for line in self.lines)

    @property
    def counted(self) -> list[Line]:
        """The lines that are counted from records."""
        return [line for line in self.lines if line.recorded]

    @cached_property
    def has_plan(self) -> bool:
        """Whether any figure was planned."""
        return any(line.planned for line in self.lines)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is recorded or reported in the period, not even perhaps."""
        numbers = [one for line in self.counted if (one := line.recorded)] + [table.recorded for table in self.tables]
        found = any(one.certain.records or one.perhaps.records for one in numbers if not _stock(self.lines, one))
        return not found and not any(line.reported or line.planned for line in self.lines)


def of(period: Period, name: str = "", *, only: str = "") -> Report:
    """Return the figures of a period as far as the reader may see them; of one indicator if it is named.

    One statement for each register and date, each division, and one for all reported figures. Raises BadPack, KeyError.
    """
    pack, declared = of_city(), indicators.of_city()
    form = declared.form(name)
    span = Span(period, form.begins)
    found = reported.figures(span)
    cited = reported.cite(figure for figure, _its in found.reported + found.planned)
    codes = [only] if only else _codes(pack, declared, form, found, everything=not name)
    rules = {code: declared.indicators[code] for code in codes if code in declared.indicators}
    tables = {} if only else {key: declared.tables[key] for key in form.tables}
    counted = counting.recorded(rules | {f"table {key}": table for key, table in tables.items()}, span)
    lines = [_line(code, pack, declared, span, found, counted.get(code), cited) for code in codes]
    divisions = [
        Table(
            str(table.title or table.register.title), counted[f"table {key}"], dividing.divided(table, table.by, span)
        )
        for key, table in tables.items()
    ]
    without_period = Number(found.timeless, found.timeless, "figures", {"starts": [placing.NONE]})
    return Report(span, name, form, lines, divisions, list(cited.values()), without_period)


def usual(this_year: int) -> Period:
    """Return the period a reader sees first: the latest year that sources report on, or else this year."""
    said = Figure.objects.filter(starts__lt=f"{this_year + 1}", planned=False).exclude(starts="")
    latest = said.aggregate(at=Max("starts"))["at"]
    date = read(latest or "")
    return periods.year(date.year if date else this_year)


def _stock(lines: list[Line], recorded: Recorded) -> bool:
    return any(line.rule.stock for line in lines if line.rule and line.recorded is recorded)


def _codes(pack: Pack, declared: Declared, form: Form, found: Found, *, everything: bool) -> list[str]:
    """Return the report's indicators; the report of everything has those too that only sources know."""
    if not everything:
        return form.indicators
    said = {figure.indicator for figure, _its in found.reported + found.planned} - declared.indicators.keys()
    known = [code for code in pack.vocabulary("indicator") if code in said]
    return [*form.indicators, *known, *sorted(said - set(known))]


def _line(
    code: str,
    pack: Pack,
    declared: Declared,
    span: Span,
    found: Found,
    recorded: Recorded | None,
    cited: Mapping[int, Cited],
) -> Line:
    rule, term = declared.indicators.get(code), pack.vocabulary("indicator").get(code)
    unit = (rule.unit if rule else "") or (term.unit if term else "")

    def beside(figures: list[tuple[Figure, Period]], *same: Period) -> list[Reported]:
        return [
            Reported(
                figure=figure,
                period=its,
                whole=its in same,
                recorded=recorded,
                unit=unit,
                cited=cited.get(figure.source_id or 0),
            )
            for figure, its in figures
            if figure.indicator == code
        ]

    title = str((rule.title if rule else None) or term or code)
    counts = str(term.counts) if term and term.counts else ""
    note = str(rule.note) if rule and rule.note else ""
    plans = [one for one in beside(found.planned, span.days, span.asked) if one.whole]
    return Line(code, title, counts, note, unit, rule, recorded, beside(found.reported, span.days), plans)
