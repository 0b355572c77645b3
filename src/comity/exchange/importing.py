"""A table comes in: first a rehearsal that shows every difference and every error, then all of it or nothing."""

import hashlib
from collections.abc import Mapping, Sequence

from django.db import connection, transaction
from django.utils.translation import gettext as _

from comity.core.locks import alone, moving
from comity.core.records import trees_of
from comity.domain.text import fold
from comity.exchange import asides, doubles, matching, units
from comity.exchange.cells import Cell
from comity.exchange.columns import by_code
from comity.exchange.parsing import plain
from comity.exchange.reading import Line, Table
from comity.exchange.rows import ERROR, IGNORE, Choices, Preview, Row
from comity.exchange.running import Notice, Run, unnoticed
from comity.gate.form import CURRENCIES
from comity.registers.declare import Register


class NotStored(Exception):
    """Nothing was stored; `preview` has what is wrong, by row."""

    def __init__(self, preview: Preview) -> None:
        super().__init__("Nothing was stored.")
        self.preview = preview


class _Rehearsal(Exception):
    """Ends a transaction that was only to show what would happen."""


def preview(
    register: Register,
    table: Table,
    mapping: Mapping[str, str] | None = None,
    *,
    choices: Choices | None = None,
    notice: Notice = unnoticed,
) -> Preview:
    """Return what storing the table would do, every error at once. Nothing is stored.

    `mapping` gives a column's code, or `ignore`, for names over columns that are not known.
    """
    found = assigned(register, table, mapping or {}, choices or Choices())
    if not found.errors and not found.unknown:  # without its columns a row has errors that are none
        matching.match(register, found.rows, found.choices)
        _rehearse(found, notice)
        doubles.find(found)
    return found


def commit(
    rehearsed: Preview,
    *,
    reason: str = "",
    seen: Mapping[str, Sequence[int]] | None = None,
    notice: Notice = unnoticed,
) -> int:
    """Store all of it in one transaction and return how many records were made or changed. Raises NotStored.

    `seen` is what `Preview.seen` gave when a person looked; a row whose record is another or of another version since
    is an error. Without it the rehearsed preview itself counts as seen.
    """
    if not rehearsed.is_good:
        raise NotStored(rehearsed)
    again = assigned(rehearsed.register, rehearsed.table, rehearsed.mapping, rehearsed.choices)
    store(again, reason=reason, seen=seen if seen is not None else rehearsed.seen(), notice=notice)
    rehearsed.stored = again.stored
    return len(again.stored)


def store(found: Preview, *, reason: str, seen: Mapping[str, Sequence[int]], notice: Notice = unnoticed) -> None:
    """Check the rows anew and store them, all or none. Raises NotStored."""
    matching.match(found.register, found.rows, found.choices)
    for row in found.rows:
        if row.is_open and list(row.matched or ()) != list(seen.get(str(row.line), ())):
            row.wrong("", _("Somebody changed this record since you looked. Look at the differences again."))
    try:
        with transaction.atomic():
            _wait(found)
            run = Run(found, reason, notice, told=0)  # nobody looks any more
            run.go()
            if not found.is_good:
                raise _Rehearsal
            found.stored = run.stored
    except _Rehearsal:
        raise NotStored(found) from None


def _wait(found: Preview) -> None:
    """Take, before any row, the locks that forms take before theirs."""
    register, model = found.register, found.register.model
    if any(link in row.cells for row in found.rows[:1] for link in trees_of(model)):
        moving(model)
    if register.one_by_one:
        alone(register.key)


def _rehearse(found: Preview, notice: Notice) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select set_config('comity.rehearsing', 'on', true)")  # all of it is taken back
            Run(found, notice=notice).go()
            raise _Rehearsal
    except _Rehearsal:
        pass


def assigned(register: Register, table: Table, mapping: Mapping[str, str], choices: Choices) -> Preview:
    """Return the rows by column; nothing is looked up yet."""
    known = by_code(register)
    codes = []
    for header, code in zip(table.headers, table.codes, strict=True):
        chosen = mapping.get(header, code)
        codes.append(chosen if chosen in known or chosen == IGNORE else "")
    found = Preview(register=register, table=table, rows=[], mapping=dict(mapping), choices=choices)
    found.unknown = [header for header, code in zip(table.headers, codes, strict=True) if header and not code]
    taken = [code for code in codes if code and code != IGNORE]
    for code in sorted({code for code in taken if taken.count(code) > 1}):
        both = ", ".join(header for header, one in zip(table.headers, codes, strict=True) if one == code)
        said = {"headers": both, "field": known[code]}
        found.errors.append(
            _("These columns are all taken for %(field)s: %(headers)s. Keep it for one of them.") % said
        )
    if not table.lines:
        found.errors.append(_("There are no rows under the names of the columns."))
    places = {code: place for place, code in enumerate(codes) if code and code != IGNORE}
    key = [place for place, header in enumerate(table.headers) if header and header in choices.key]
    found.units = units.of_columns(register, table, places)
    # what holds for all rows is a cell like others, so that it is checked, shown and blamed like them
    named: dict[str, str] = {
        CURRENCIES[code]: unit.currency for code, unit in found.units.items() if unit.currency and code in CURRENCIES
    }
    fixed = {
        code: value
        for code, value in {**choices.fixed, **named}.items()
        if code in known and code not in places and value
    }
    found.rows = [
        Row(
            line.number,
            register,
            _cells(line, places, fixed),
            key=_key(table, line, key),
            units=found.units,
            common=fixed.keys(),
        )
        for line in table.lines
    ]
    asides.put(found)
    return found


def _cells(line: Line, places: Mapping[str, int], fixed: Mapping[str, str]) -> dict[str, Cell]:
    """Return the cells by field; a currency that holds for all rows does so where there is an amount."""
    cells = {code: line.at(place) for code, place in places.items()}
    idle = {needed for given, needed in CURRENCIES.items() if not plain(cells.get(given, "")).strip()}
    return cells | {code: value for code, value in fixed.items() if code not in idle}


def _key(table: Table, line: Line, places: Sequence[int]) -> str:
    """What a row is recognised by when the file comes again: the columns of the key and what stands in them."""
    said = [fold(plain(line.at(place))).strip() for place in places]
    if not any(said):
        return ""
    named = [fold(table.headers[place]) for place in places]
    return hashlib.sha256("\x1f".join([*named, *said]).encode()).hexdigest()


__all__ = ["ERROR", "NotStored", "Preview", "assigned", "commit", "preview", "store"]
