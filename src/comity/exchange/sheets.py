"""Writing spreadsheets: every text stays a text, numbers and days are real ones."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill

from comity.exchange.cells import FORMULA, LONGEST, SUSPECT, UNPRINTABLE, Cell

ROWS = 1_048_576
FIRST_YEAR = 1900  # the days of spreadsheets begin in it, and one of its days is wrong
BOLD = Font(bold=True)
GREY = Font(color="808080")
RED = PatternFill("solid", fgColor="FFD9D9")
DAY, TEXT = "yyyy-mm-dd", "@"


def cell(sheet: Any, value: Cell, *, font: Font | None = None, fill: PatternFill | None = None) -> Any:
    """Return a cell; a text never becomes a formula, an error or a number."""
    if isinstance(value, date) and value.year <= FIRST_YEAR:
        value = value.isoformat()
    if isinstance(value, str):
        made = _text(sheet, value)
    else:
        made = WriteOnlyCell(sheet, value=value)  # type: ignore[arg-type]  # its stub forgets decimals
        if isinstance(value, date):
            made.number_format = DAY
    if font:
        made.font = font
    if fill:
        made.fill = fill
    return made


def _text(sheet: Any, value: str) -> Any:
    text, suspect = told_text(value)
    made: Any = WriteOnlyCell(sheet, value=text)
    made.data_type = "s"
    made.number_format = TEXT
    if suspect:
        made.quotePrefix = True
    return made


def told_text(value: str) -> tuple[str, bool]:
    """Return the text as a cell holds it, and whether a program might take it for a formula."""
    text = (value if value.isprintable() else UNPRINTABLE.sub("", value))[: LONGEST + 200]
    if text[:1] not in SUSPECT or not FORMULA.match(text):
        return text, False
    # an apostrophe at the beginning is the text's own, and reading takes one away
    return f"'{text}" if text.startswith("'") else text, True


def row(sheet: Any, values: Sequence[Cell], **look: Any) -> list[Any]:
    """Return a row of cells; empty ones stay empty."""
    return [None if value is None or value == "" else cell(sheet, value, **look) for value in values]


def widths(sheet: Any, names: Sequence[str]) -> None:
    """Make each column about as wide as its name, and wide enough to read."""
    for number, name in enumerate(names, start=1):
        letter = _letters(number)
        sheet.column_dimensions[letter].width = width(name)


def width(name: str) -> int:
    """Return a column's width in characters."""
    return min(40, max(12, len(name) + 2))


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
