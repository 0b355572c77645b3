"""Spreadsheets are archives: what they unpack to is measured before anything opens them."""

import re
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from django.utils.translation import gettext as _

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


def check_archive(file: IO[bytes]) -> None:
    """Raise Unreadable for an archive that unpacks to too much, or whose sheets spread over too much."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
                raise Unreadable(_("This file unpacks to more than 400 MB. Split it and send the parts."))
            for part in parts:
                _check_part(archive, part)
    except (zipfile.BadZipFile, expat.ExpatError, NotImplementedError, RuntimeError, EOFError, OSError) as error:
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
