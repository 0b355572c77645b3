"""Rows of an office's spreadsheet that are no records: totals, headings of its parts, who drew it up, the numbers of its columns.

They are left out, shown as left out with the reason, and taken after all where a person says so.
"""

import re
from collections.abc import Sequence
from statistics import median

from django.utils.translation import gettext as _

from comity.domain.text import fold, words
from comity.exchange.assist import usual_for
from comity.exchange.cells import as_text
from comity.exchange.columns import IGNORE
from comity.exchange.matching import OUT_CHOICE
from comity.exchange.parsing import plain
from comity.exchange.reading import Line, Table
from comity.exchange.rows import OUT, Preview
from comity.exchange.spoken import SAID

NUMBERED = 0.5  # the share of rows that have a number of their own, where the rows of a table are numbered
FULL = 3  # cells that a table's rows usually have, where one with a single cell is a heading
FEW = 2  # cells that a signature or a heading has at most, where rows are numbered and it is not
ORDINAL = re.compile(r"\(?\d{1,6}(\.0)?[.)]?\)?")


def put(found: Preview) -> None:
    """Leave out the rows that are no records, unless a person said otherwise or a row names its record."""
    if not found.rows or "id" in found.rows[0].cells:
        return
    lines = found.table.lines
    ordinals = _ordinals(found.table)
    filled = [sum(1 for place in _places(line) if place not in ordinals) for line in lines]
    usual = median(filled)
    for row, line, count in zip(found.rows, lines, filled, strict=True):
        if found.choices.rows.get(str(row.line), OUT_CHOICE) != OUT_CHOICE:
            continue
        if why := _why(line, ordinals, count, usual):
            row.aside, row.state = why, OUT


def _places(line: Line) -> list[int]:
    return [place for place, cell in enumerate(line.cells) if as_text(cell).strip()]


def _ordinals(table: Table) -> set[int]:
    """The columns that number the rows: called so, and with a number in most of them."""
    named = usual_for(IGNORE)
    places = [place for place, header in enumerate(table.headers) if fold(header).strip() in named]
    return {
        place
        for place in places
        if sum(1 for line in table.lines if _is_ordinal(line, place)) > NUMBERED * len(table.lines)
    }


def _is_ordinal(line: Line, place: int) -> bool:
    return bool(ORDINAL.fullmatch(plain(line.at(place)).strip()))


def _why(line: Line, ordinals: set[int], count: int, usual: float) -> str:
    texts = [plain(line.at(place)).strip() for place in _places(line)]
    numbered = not ordinals or any(_is_ordinal(line, place) for place in ordinals)
    if any(_is_total(text) for text in texts) and (not ordinals or not numbered):
        return _("a row of totals")
    if len(texts) >= FULL and [re.sub(r"\D", "", text) for text in texts] == [str(n + 1) for n in range(len(texts))]:
        return _("the numbers of the columns")
    if usual >= FULL and (count <= 1 if numbered and not ordinals else not numbered and count <= max(FEW, usual / 2)):
        return _("a heading or a signature, no record")
    return ""


def _is_total(text: str) -> bool:
    said: Sequence[str] = words(text)
    while said and said[-1].isdigit():
        said = said[:-1]
    return " ".join(said) in SAID["totals"]
