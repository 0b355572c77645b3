"""A whole list as a spreadsheet, row by row and with flat memory: XlsxWriter, in a third of openpyxl's time."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import date
from typing import IO, Any

from xlsxwriter import Workbook

from comity.exchange.cells import Cell
from comity.exchange.sheets import DAY, FIRST_YEAR, TEXT, told_text, width


def write_book(
    title: str, labels: Sequence[str], codes: Sequence[str], rows: Iterable[Sequence[Cell]], file: IO[bytes]
) -> None:
    """Write one sheet with two lines of heads; every text stays a text, numbers and days are real ones."""
    with closing(Workbook(file, {"constant_memory": True})) as book:
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(2, 0)
        for at, label in enumerate(labels):
            sheet.set_column(at, at, width(label))
        _heads(sheet, 0, labels, book.add_format({"bold": True, "num_format": TEXT}))
        _heads(sheet, 1, codes, book.add_format({"font_color": "#808080", "num_format": TEXT}))
        text = book.add_format({"num_format": TEXT})
        quoted = book.add_format({"num_format": TEXT, "quote_prefix": True})
        day = book.add_format({"num_format": DAY})
        for number, row in enumerate(rows, start=2):
            for at, value in enumerate(row):
                if value is None or value == "":
                    continue
                if isinstance(value, date) and value.year > FIRST_YEAR:
                    sheet.write_datetime(number, at, value, day)
                elif isinstance(value, date | str):
                    told, suspect = told_text(str(value))
                    sheet.write_string(number, at, told, quoted if suspect else text)
                else:
                    sheet.write_number(number, at, value)


def _heads(sheet: Any, number: int, words: Sequence[str], look: Any) -> None:
    for at, word in enumerate(words):
        sheet.write_string(number, at, word, look)
