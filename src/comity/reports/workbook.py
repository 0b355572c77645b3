"""The report as a workbook: the figures, their divisions, the rows behind each number, the reported figures."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from comity.gate import values
from comity.reports import counting, money, single
from comity.reports.checks import Check
from comity.reports.counting import Number
from comity.reports.figures import Line, Report
from comity.reports.reported import Reported
from comity.reports.words import basis_words, how_counted

LONGEST = 32767  # characters that a cell holds
MOST_ROWS = 20_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")
LETTERS = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
WIDEST = {0: 44, 1: 22}


def made(report: Report, doubts: Sequence[Check] = (), *, rows_at_most: int = MOST_ROWS) -> bytes:
    """Return the report as the bytes of an XLSX file."""
    book = Workbook(write_only=True)
    added(book, report, doubts, rows_at_most=rows_at_most)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def added(book: Workbook, report: Report, doubts: Sequence[Check] = (), *, rows_at_most: int = MOST_ROWS) -> None:
    """Add the report's sheets to a book."""
    sheet(book, _("Figures"), _figure_heads(), (row for line in report.lines for row in _figure(line)))
    sheet(book, _("Divided"), [_("Division"), _("Part"), _("Records")], _shares(report))
    sheet(book, _("Records"), _row_heads(), _behind(report, rows_at_most))
    sheet(book, _("Reported"), _reported_heads(), _reported(report))
    doubted = ([one.title, one.words, one.answer_words] for one in doubts)
    sheet(book, _("To be checked"), [_("Indicator"), _("What looks wrong"), _("Answer")], doubted)


def defused(value: object) -> object:
    """Return what a cell may hold: numbers and days as they are, texts that no program takes for a formula."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | date):
        text = ILLEGAL_CHARACTERS_RE.sub("", "" if value is None else str(value))[: LONGEST - 1]
        return f"'{text}" if text.startswith(FORMULA) else text
    return value


def named(title: str) -> str:
    """Return what a sheet may be called."""
    return title.translate(LETTERS)[:31]


def sheet(book: Workbook, title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Add a sheet with bold heads that stay in sight."""
    made_ = book.create_sheet(named(title))
    made_.freeze_panes = "A2"
    for at in range(len(heads)):
        made_.column_dimensions[get_column_letter(at + 1)].width = WIDEST.get(at, 18)
    cells = [WriteOnlyCell(made_, head) for head in heads]
    for cell in cells:
        cell.font = Font(bold=True)
    made_.append(cells)
    for row in rows:
        made_.append([defused(value) for value in row])


def _figure_heads() -> list[str]:
    return [
        _("Indicator"),
        _("Period"),
        _("On record"),
        _("Date not known closely enough"),
        _("Without a date"),
        _("Records without a number"),
        _("Before"),
        _("A year before"),
        _("Since the year began"),
        _("Plan"),
        _("Reported"),
        _("Gap"),
        _("Remark"),
        _("How it is counted"),
        _("By what law or custom"),
        _("Version"),
        _("Currency"),
    ]


def _figure(line: Line) -> Iterator[list[object]]:
    """Yield a row for a figure; for money one for each currency, so that every number can be summed."""
    known = {code for number in _numbers(line) for code, _amount in number.amounts}
    known |= {beside.figure.currency for beside in (*line.reported, *line.planned)}
    for code in sorted(known) or [""]:
        yield _row(line, code)


def _numbers(line: Line) -> Iterator[Number]:
    if one := line.recorded:
        sides = (one.certain, one.perhaps, one.undated, one.before, one.year_ago, one.to_date)
        yield from (side for side in sides if side)


def _row(line: Line, currency: str) -> list[object]:
    recorded = line.recorded
    counted: list[object] = [""] * 7
    if recorded:
        sides = [
            recorded.certain,
            recorded.perhaps,
            recorded.undated,
            recorded.before,
            recorded.year_ago,
            recorded.to_date,
        ]
        counted = [_cell(side, currency) for side in sides]
        counted.insert(3, recorded.blank)
    mine = [one for one in line.reported if one.figure.currency == currency]
    beside = next((one for one in mine if one.gap is not None), mine[0] if mine else None)
    said: list[object] = ["", "", ""]
    if beside is not None:
        said = [_value(beside), beside.gap if beside.gap is not None else "", beside.gap_words]
    words = f"{line.counts} {how_counted(line.rule)} {line.note}".strip()
    plan = next((one.figure.value for one in line.planned if one.figure.currency == currency), "")
    version = line.rule.version if line.rule else ""
    head, law = [line.title, _period_of(beside)], [words, basis_words(line.rule), version]
    return [*head, *counted, plan, *said, *law, currency]


def _cell(number: Number | None, currency: str) -> object:
    """Return a number for a cell, of money what it comes to in a currency; nothing where no record states it."""
    if number is None or number.silent:
        return ""
    if currency or number.amounts:
        return dict(number.amounts).get(currency, Decimal(0) if currency else "")
    return number.value


def _shares(report: Report) -> Iterable[Sequence[object]]:
    for table in report.tables:
        for division in table.divisions:
            for share in division.shares:
                yield [division.title, share.label, share.number.records]


def _row_heads() -> list[str]:
    return [
        _("Indicator"),
        _("Counted as"),
        _("Reference"),
        _("Number of the record"),
        _("Title"),
        _("Date"),
        _("Lead unit"),
        _("Adds"),
        _("Currency"),
    ]


def _behind(report: Report, at_most: int) -> Iterable[Sequence[object]]:
    """Every record behind every recorded number; what does not fit is said, not dropped."""
    room = at_most
    words = {"certain": _("in the period"), "perhaps": _("perhaps in the period"), "undated": _("without a date")}
    for line in report.counted:
        assert line.rule
        for group, records in counting.rows(line.rule, report.span).items():
            found = list(single.plain(records, line.rule)[: room + 1])
            for row in found[:room]:
                currency = row.get(money.IN, "")
                yield [
                    line.title, words[group], row["code"], str(row["id"]), single.called(row), row[line.rule.date],
                    single.called(row, "unit__"), single.adds(row, line.rule), currency,
                ]  # fmt: skip
            if len(found) > room:
                yield [_("Only %(count)s rows stand here; export the list for all of them.") % {"count": at_most}]
                return
            room -= len(found)


def _reported_heads() -> list[str]:
    return [
        _("Indicator"),
        _("Period"),
        _("Value"),
        _("As read"),
        _("As printed"),
        _("In doubt"),
        _("Unit"),
        _("Currency"),
        _("Gap"),
        _("Remark"),
        _("Source"),
        _("Address"),
        _("Note"),
    ]


def _reported(report: Report) -> Iterable[Sequence[object]]:
    for line in report.lines:
        for one in line.reported:
            figure = one.figure
            source = (one.cited.title, one.cited.source.url) if one.cited else ("", "")
            yield [
                line.title,
                values.span(figure.starts, figure.ends),
                figure.value,
                one.shown,
                figure.as_printed,
                _("yes") if figure.doubtful else "",
                figure.measure_unit,
                figure.currency,
                one.gap if one.gap is not None else "",
                one.gap_words,
                *source,
                figure.note,
            ]


def _value(beside: Reported) -> object:
    return beside.shown if beside.figure.doubtful else beside.figure.value


def _period_of(beside: Reported | None) -> str:
    return values.span(beside.figure.starts, beside.figure.ends) if beside else ""
