"""A file becomes a table: which column is which, and each row with the number it has in the file."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

from comity.domain.text import fold
from comity.exchange.archives import ABOVE
from comity.exchange.assist import usual
from comity.exchange.cells import Cell, as_text
from comity.exchange.columns import by_code, known
from comity.exchange.encodings import Unreadable
from comity.exchange.grids import Grid, grid
from comity.registers.declare import Register

__all__ = ["Table", "Unreadable", "read"]


@dataclass(frozen=True)
class Line:
    """One row with its number in the file."""

    number: int
    cells: Sequence[Cell]

    def at(self, place: int) -> Cell:
        """Return the cell in a column, empty beyond the row's end."""
        return self.cells[place] if place < len(self.cells) else ""


@dataclass(frozen=True)
class Table:
    """What a file holds: the names over its columns, the code recognised in each (`` for none), the rows, and what stands above."""

    headers: tuple[str, ...]
    codes: tuple[str, ...]
    lines: tuple[Line, ...]
    sheet: str = ""
    others: tuple[str, ...] = ()
    above: tuple[str, ...] = ()


def read(
    register: Register, file: IO[bytes], *, sheet: str = "", more: Mapping[str, str] | None = None, encoding: str = ""
) -> Table:
    """Read CSV, XLSX, XLS or ODS. Raises Unreadable with what to do about it.

    `more` has codes by folded names that somebody gave columns before, `encoding` is what somebody said of the letters.
    """
    names = {**(more or {}), **known(register)}
    usual_names = usual(register) | names.keys()

    def fits(row: Sequence[Cell]) -> int:
        return sum(1 for cell in row if isinstance(cell, str) and fold(cell.strip()) in usual_names)

    rows, name, others = grid(file, sheet=sheet, encoding=encoding, fits=fits)
    head = _head(register, rows, names, usual_names)
    headers = _headers(rows, head, names)
    width = len(headers)
    codes = tuple(names.get(fold(header), "") for header in headers)
    lines = tuple(
        Line(number + 1, row[:width])
        for number, row in enumerate(rows)
        if number > head and any(as_text(cell).strip() for cell in row)
    )
    above = tuple(cell for row in rows[:head] for cell in row if isinstance(cell, str) and cell.strip())
    return Table(headers=headers, codes=codes, lines=lines, sheet=name, others=tuple(others), above=above)


def _head(register: Register, rows: Grid, names: Mapping[str, str], usual_names: Collection[str]) -> int:
    """The row that names most columns; of labels and codes, the codes, which stand below."""
    columns = by_code(register)
    scores = []
    for number, row in enumerate(rows[:ABOVE]):
        texts = [cell.strip() for cell in row if isinstance(cell, str) and cell.strip()]
        sure, likely = (sum(fold(text) in known_names for text in texts) for known_names in (names, usual_names))
        likely = likely if sure or likely > 1 else 0  # one usual word may as well be a value
        scores.append((likely, sum(text in columns for text in texts), number))
    best = max(scores, default=(0, 0, 0))
    if best[0] == 0:
        raise Unreadable(
            _("None of the first %(count)s rows names a column of %(register)s. Start from the template.")
            % {"count": ABOVE, "register": register.title}
        )
    return best[2]


def _headers(rows: Grid, head: int, names: Mapping[str, str]) -> tuple[str, ...]:
    """A column without a name is called after the row above (somebody added it there), or by its letter if it is filled."""
    above = rows[head - 1] if head and any(fold(as_text(cell)) in names for cell in rows[head - 1]) else []
    width = max(len(row) for row in (above, *rows[head:]))
    found = []
    for place in range(width):
        own = as_text(rows[head][place]).strip() if place < len(rows[head]) else ""
        own = own or (as_text(above[place]).strip() if place < len(above) else "")
        filled = any(place < len(row) and as_text(row[place]).strip() for row in rows[head + 1 :])
        found.append(own or (_("column %(number)s") % {"number": place + 1} if filled else ""))
    return tuple(found)
