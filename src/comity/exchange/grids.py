"""The cells of a file, whatever kind of file it is."""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
    WorksheetNotFound,
)

from comity.exchange import letters
from comity.exchange.archives import ABOVE, COLUMNS, ROWS, check_archive, check_results, too_large
from comity.exchange.cells import Cell, undefused
from comity.exchange.encodings import Unreadable, check_unicode, decoded

Grid = list[list[Cell]]
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
LOCKED = "EncryptedPackage".encode("utf-16-le")  # what a workbook with a password is wrapped in
DELIMITERS = ",;\t"


def grid(
    file: IO[bytes], *, sheet: str = "", encoding: str = "", fits: Callable[[list[Cell]], int]
) -> tuple[Grid, str, list[str]]:
    """Return the cells by row, the name of the sheet, and the other sheets that hold something.

    `fits` counts how many names of columns a row holds; `encoding` is in which letters somebody said that the file is written.

    Raises Unreadable.
    """
    data = file.read(settings.UPLOAD_LIMIT + 1)
    if len(data) > settings.UPLOAD_LIMIT:
        raise Unreadable(
            _("This file is larger than %(size)s MB. Split it and send the parts.")
            % {"size": settings.UPLOAD_LIMIT // 2**20}
        )
    if not data.strip():
        raise Unreadable(_("The file is empty."))
    others: list[str] = []
    if data.startswith((ZIP, OLE)):
        rows, name, others = _spreadsheet(data, sheet)
    else:
        rows, name = _csv(decoded(data, encoding), fits), ""
    if len(rows) > ROWS + ABOVE or max((len(row) for row in rows), default=0) > COLUMNS:
        raise too_large()
    if encoding:
        rows = [[letters.read(cell, encoding) if isinstance(cell, str) else cell for cell in row] for row in rows]
    else:
        check_unicode(cell for row in rows for cell in row if isinstance(cell, str))
    return rows, name, others


def _csv(text: str, fits: Callable[[list[Cell]], int]) -> Grid:
    delimiter = ""
    first, _mark, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        delimiter, text = first.strip()[-1], rest
    return _parsed(text, delimiter or _delimiter(text, fits))


def _delimiter(text: str, fits: Callable[[list[Cell]], int]) -> str:
    head = "\n".join(text.splitlines()[:50])

    def score(delimiter: str) -> tuple[int, int]:
        try:
            rows = list(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter))[:ABOVE]
        except csv.Error:
            return 0, 0
        return max((fits(list(row)) for row in rows), default=0), max((len(row) for row in rows), default=0)

    return max(DELIMITERS, key=score)


def _parsed(text: str, delimiter: str) -> Grid:
    rows: Grid = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append(_trimmed(_tidy(cell) for cell in row))
            if len(rows) > ROWS + ABOVE:
                raise too_large()
    except csv.Error as error:
        raise Unreadable(
            _("Row %(row)s of this CSV file cannot be read: %(why)s. Look for a quotation mark that is not closed.")
            % {"row": len(rows) + 1, "why": error}
        ) from error
    return rows


def _spreadsheet(data: bytes, wanted: str) -> tuple[Grid, str, list[str]]:
    _check(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        visible = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
        name = wanted or next(iter(visible), "")
        found = book.get_sheet_by_name(name)
        rows = [_trimmed(map(_cell, row)) for row in found.to_python(skip_empty_area=False)]
    except WorksheetNotFound as error:
        raise Unreadable(_("This file has no sheet called %(name)s.") % {"name": wanted}) from error
    except PasswordError as error:
        raise _locked() from error
    except (CalamineError, OSError, ValueError) as error:
        raise _damaged() from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the reader is written in Rust and gives up in its own way
            raise
        raise _damaged() from error
    if data.startswith(ZIP):
        check_results(io.BytesIO(data), name)
    others = [other for other in visible if other != name and book.get_sheet_by_name(other).height]
    return _with_merged(rows, found), name, others


def _check(data: bytes) -> None:
    if data.startswith(ZIP):
        check_archive(io.BytesIO(data))
    elif LOCKED in data:
        raise _locked()


def _locked() -> Unreadable:
    return Unreadable(_("This file is locked with a password. Save it without one and send it again."))


def _damaged() -> Unreadable:
    return Unreadable(_("This spreadsheet is damaged. Open it, save it anew as XLSX and send it again."))


def _with_merged(rows: Grid, sheet: CalamineSheet) -> Grid:
    """A cell merged over several rows says the same in each of them."""
    for (top, left), (bottom, _right) in sheet.merged_cell_ranges or []:
        for number in range(top + 1, min(bottom, len(rows) - 1) + 1):
            row = rows[number]
            row += [""] * (left + 1 - len(row))
            row[left] = rows[top][left] if left < len(rows[top]) else ""
    return rows


def _cell(value: Any) -> Cell:
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, time | timedelta):
        return str(value)
    if isinstance(value, str):
        return _tidy(value)
    if isinstance(value, bool | int | float | date):
        return value
    return str(value)


def _tidy(text: str) -> str:
    """Return a text with composed letters; a NUL, which no database takes, as the sign for a letter that was lost."""
    return unicodedata.normalize("NFC", undefused(text.replace("\0", "\ufffd")))


def _trimmed(cells: Iterable[Cell]) -> list[Cell]:
    row = list(cells)
    while row and row[-1] in ("", None):
        row.pop()
    return row
