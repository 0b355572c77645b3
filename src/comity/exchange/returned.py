"""The file goes back with what is wrong in it, and an empty one goes out to be filled in."""

from typing import IO, Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from comity.core.fields import CountriesField, CountryField, NamesField, PartialDateField, TermField, TermsField
from comity.core.pack import Pack, of_city
from comity.exchange import sheets
from comity.exchange.columns import HEAD, Column, beside, columns
from comity.exchange.reading import Table
from comity.exchange.rows import Preview
from comity.gate.form import form_class
from comity.registers.declare import Register

FILLED_BY_HAND = 1000
HOW: tuple[tuple[Any, StrOrPromise], ...] = (
    (TermsField | CountriesField, gettext_lazy("Words from the sheet of allowed words, parted by semicolons.")),
    (NamesField, gettext_lazy("Several are parted by semicolons.")),
    (PartialDateField, gettext_lazy("A day, a month or a year, as far as it is known: 12/05/2024, 05/2024 or 2024.")),
    (models.BooleanField, gettext_lazy("Yes or no.")),
    (models.IntegerField | models.FloatField | models.DecimalField, gettext_lazy("A number.")),
)


def with_errors(table: Table, preview: Preview, file: IO[bytes]) -> None:
    """Write the given table as XLSX with its errors in a last column, the rows that have some in red."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title=(table.sheet or preview.register.title)[:31])
    names = [*table.headers, _("Errors")]
    sheet.freeze_panes = "A2"
    sheets.widths(sheet, names)
    sheet.append(sheets.row(sheet, names, font=sheets.BOLD))
    said = {
        row.line: "\n".join(_said(problem.label, problem.message) for problem in row.errors) for row in preview.rows
    }
    width = len(table.headers)
    for line in table.lines:
        wrong = said.get(line.number, "")
        cells = [line.at(place) for place in range(width)]
        sheet.append(sheets.row(sheet, [*cells, wrong], fill=sheets.RED if wrong else None))
    book.save(file)


def _said(label: str, message: str) -> str:
    return f"{label}: {message}" if label else message


def template(register: Register, file: IO[bytes]) -> None:
    """Write an empty XLSX to fill in: names, codes, menus; then the allowed words and notes on how to write things."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = _("Records")
    words = book.create_sheet(_("Allowed words"))
    wanted = [column for column in columns(register) if column.code in ("id", "version") or column.takes_values]
    wanted += beside(register)
    sheet.freeze_panes = "A3"
    sheets.widths(sheet, [str(column) for column in wanted])
    menus = _words(words, of_city(), wanted)
    for number, column in enumerate(wanted, start=1):
        letter = get_column_letter(number)
        sheet.cell(1, number, str(column)).font = Font(bold=True)
        sheet.cell(2, number, column.code).font = Font(color="808080")
        if not isinstance(column.field, TermField | CountryField) and not _is_number(column):
            sheet.column_dimensions[letter].number_format = sheets.TEXT
        if menu := menus.get(column.code):
            rule = DataValidation(type="list", formula1=menu, allow_blank=True, showErrorMessage=False)
            rule.add(f"{letter}3:{letter}{FILLED_BY_HAND}")
            sheet.add_data_validation(rule)
    _notes(book.create_sheet(_("How to fill it in")), register, wanted)
    book.save(file)


def _is_number(column: Column) -> bool:
    return isinstance(column.field, models.IntegerField | models.FloatField | models.DecimalField)


def _vocabulary(column: Column) -> str:
    if isinstance(column.field, CountryField | CountriesField):
        return "country"
    return column.field.vocabulary if isinstance(column.field, TermField | TermsField) else ""


def _words(sheet: Any, pack: Pack, wanted: list[Column]) -> dict[str, str]:
    """Two columns for each vocabulary, words and codes; returns the range of words for the menus of single choices."""
    menus: dict[str, str] = {}
    ranges: dict[str, str] = {}
    for column in wanted:
        name = _vocabulary(column)
        if not name:
            continue
        if name not in ranges:
            place = 1 + 2 * len(ranges)
            labels = (
                {code: str(one.name) for code, one in pack.countries.items()}
                if name == "country"
                else {code: str(term) for code, term in pack.vocabulary(name).items()}
            )
            sheet.cell(1, place, str(column)).font = Font(bold=True)
            sheet.cell(1, place + 1, name).font = Font(color="808080")
            for row, (code, label) in enumerate(labels.items(), start=2):
                sheet.cell(row, place, label)
                sheet.cell(row, place + 1, code)
            letter = get_column_letter(place)
            sheet.column_dimensions[letter].width = 40
            ranges[name] = f"'{sheet.title}'!${letter}$2:${letter}${len(labels) + 1}"
        if not column.is_list:
            menus[column.code] = ranges[name]
    return menus


def _notes(sheet: Any, register: Register, wanted: list[Column]) -> None:
    form = form_class(register)()
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 40, 90
    sheet.append(
        [
            _("Record number"),
            _("Leave it empty for a new record. With the number of a record, the row changes that record."),
        ]
    )
    for column in wanted:
        if column.takes_values:
            required = _("Needed.") if form.fields[column.code].required else ""
            sheet.append([str(column), " ".join(filter(None, [required, _how(column)]))])
        elif column.code == HEAD:
            sheet.append(
                [
                    str(column),
                    _(
                        "Name, post, organisation, parted by commas. Whoever is not among the people on record is added there."
                    ),
                ]
            )


def _how(column: Column) -> str:
    if column.target:
        what = {"register": str(capfirst(str(column.target._meta.verbose_name_plural)))}
        one = _("A reference or a title from %(register)s.") % what
        return _("References or titles from %(register)s, parted by semicolons.") % what if column.is_list else one
    if column.field is not None and column.field.choices:
        return ", ".join(str(label) for _value, label in column.field.flatchoices)
    if _vocabulary(column) and not column.is_list:
        return _("A word from the sheet of allowed words.")
    return next((str(how) for kinds, how in HOW if isinstance(column.field, kinds)), "")
