"""Spreadsheets are archives: what they unpack to is measured before anything opens them."""

import html
import re
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from django.utils.translation import gettext as _

from comity.core.contents import BROKEN
from comity.exchange.encodings import Unreadable

UNPACKED = 400 * 1024 * 1024
PARTS = 2000
WINDOW = 1024 * 1024
OVERLAP = 4096
ROWS, COLUMNS = 100_000, 200
ABOVE = 10  # rows that may stand above the values: titles, labels, codes
FILLED = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<(?:\w+:)?(?:v|is|f)\b')
REPEATED = re.compile(
    rb'<table:(?:table-cell|covered-table-cell)\b(?=[^>]*office:value-type)[^>]*number-columns-repeated="(\d+)"'
)
ROW_REPEATED = re.compile(
    rb'<table:table-row\b[^>]*number-rows-repeated="(\d+)"[^>]*>(?=(?:(?!</table:table-row>).){0,2000}?office:value-type)',
    re.DOTALL,
)

# Linear on purpose: a sheet may hold a million empty cells.
WRONG = re.compile(rb'<(?:\w+:)?c\b([^<>]*\bt="e"[^<>]*)>')
UNCOMPUTED = re.compile(
    rb"<(?:\w+:)?c\b([^<>]*[^/<>])>\s*<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")


def check_archive(file: IO[bytes]) -> None:
    """Raise Unreadable for an archive that unpacks to too much, or whose sheets spread over too much."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
                raise Unreadable(_("This file unpacks to more than 400 MB. Split it and send the parts."))
            for part in parts:
                _check_part(archive, part)
    except Unreadable:
        raise
    except (*BROKEN, expat.ExpatError, OSError) as error:
        raise Unreadable(
            _("This file is damaged or locked with a password. Open it, save it anew and send it again.")
        ) from error


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Read a part to its end: one that is longer than it says fails its check sum, and XML must be well formed.

    The reader that opens the file afterwards can run for ever on XML that is not.
    """
    measure = part.filename.startswith("xl/worksheets/") or part.filename == "content.xml"
    parser = _parser() if part.filename.endswith((".xml", ".rels")) and part.file_size else None
    with archive.open(part) as stream:
        for window, fresh in _windows(stream):
            if measure:
                _check_spread(window)
            if parser:
                parser.Parse(fresh)
    if parser:
        parser.Parse(b"", True)


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _no_document_type
    return parser


def _no_document_type(*_declared: object) -> None:
    """Spreadsheets have none; entities that unfold without end are declared in it."""
    raise zipfile.BadZipFile


def _windows(stream: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Consecutive pieces with the end of the one before, so that nothing is torn; and alone."""
    before = b""
    while piece := stream.read(WINDOW):
        yield before + piece, piece
        before = (before + piece)[-OVERLAP:]


def _check_spread(window: bytes) -> None:
    for letters, digits in FILLED.findall(window):
        if int(digits) > ROWS + ABOVE or column_number(letters.decode()) > COLUMNS:
            raise too_large()
    if any(int(count) > COLUMNS for count in REPEATED.findall(window)):
        raise too_large()
    if any(int(count) > ROWS for count in ROW_REPEATED.findall(window)):
        raise too_large()


def check_results(file: IO[bytes], sheet: str) -> None:
    """Raise Unreadable for a cell of the sheet that holds an error, or a formula without its result; none is worked out."""
    with zipfile.ZipFile(file) as archive:
        part = _part_of(archive, sheet)
        if not part:
            return
        with archive.open(part) as stream:
            for window, _fresh in _windows(stream):
                _check_results(window, sheet)


def _check_results(window: bytes, sheet: str) -> None:
    for attributes in WRONG.findall(window):
        said = {"place": _attribute(attributes.decode(), "r"), "sheet": sheet}
        raise Unreadable(
            _("Cell %(place)s of the sheet %(sheet)s holds an error. Correct it and send the file again.") % said
        )
    for attributes in UNCOMPUTED.findall(window):
        if b't="str"' not in attributes:  # a formula whose result is an empty text
            said = {"place": _attribute(attributes.decode(), "r"), "sheet": sheet}
            raise Unreadable(
                _(
                    "Cell %(place)s of the sheet %(sheet)s holds a formula without its result. Formulas are not worked out"
                    " here: open the file in a spreadsheet program, save it and send it again, or put the value in."
                )
                % said
            )


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Return the part that holds a sheet of an XLSX file, `` if the file is of another kind."""
    names = archive.namelist()
    if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
        return ""
    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    wanted = {_attribute(tag, "name"): _attribute(tag, r"\w+:id") for tag in SHEET.findall(book)}
    targets = {_attribute(tag, "Id"): _attribute(tag, "Target") for tag in RELATION.findall(relations)}
    target = targets.get(wanted.get(sheet, ""), "")
    part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return part if part in names else ""


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return html.unescape(found.group(1)) if found else ""


def column_number(letters: str) -> int:
    """Return the number of a spreadsheet's column: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def too_large() -> Unreadable:
    """Return the error for a table over the limits."""
    return Unreadable(
        _("This table is larger than %(rows)s rows or %(columns)s columns. Split it and send the parts.")
        % {"rows": f"{ROWS}", "columns": f"{COLUMNS}"}
    )
