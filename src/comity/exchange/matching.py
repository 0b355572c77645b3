"""Which record a row is about, which records its cells name, and which row must come before which."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import TypeVar

from django.db.models import Q
from django.utils.translation import gettext as _

from comity.core.imports import Imported
from comity.core.records import Record
from comity.domain.numbers import is_record_id
from comity.exchange.batches import SIZE
from comity.exchange.cells import parted, tidy
from comity.exchange.columns import Column, columns
from comity.exchange.parsing import plain
from comity.exchange.rows import NEW, OUT, Choices, Row
from comity.registers.declare import Register

KEYS = ("code", "title_en", "title_vi")
OUT_CHOICE = "out"
T = TypeVar("T")


def match(register: Register, rows: Sequence[Row], choices: Choices) -> None:
    """Find the record each row is about among those the reader may see: as chosen, by number, reference or key.

    A number that finds nothing is an error, the same whether there is no such record or it is not for the reader.
    """
    for row in rows:
        if choices.rows.get(str(row.line)) == OUT_CHOICE:
            row.state = OUT
    for part in pieces([row for row in rows if row.is_open]):
        chosen = {row.line: choices.rows.get(str(row.line), "") for row in part}
        _by_number(register, {row: chosen[row.line] for row in part if is_record_id(chosen[row.line])}, "")
        rest = [row for row in part if not is_record_id(chosen[row.line])]
        _by_number(register, {row: row.text("id") for row in rest if row.text("id")}, "id")
        rest = [row for row in rest if not row.text("id") and chosen[row.line] != NEW]
        _by_code(register, [row for row in rest if row.text("code")])
        _by_key(register, [row for row in rest if row.key and not row.text("code")])
    _repeated([row for row in rows if row.is_open])


def _by_number(register: Register, asked: Mapping[Row, str], column: str) -> None:
    wanted = {row.line: int(text) for row, text in asked.items() if is_record_id(text)}
    found = dict(register.model._default_manager.filter(pk__in=set(wanted.values())).values_list("pk", "version"))
    for row in asked:
        pk = wanted.get(row.line)
        if pk in found:
            row.matched, row.keeps = (pk, found[pk]), column == ""
        else:
            row.wrong(column, _("There is no such record."))


def _by_key(register: Register, rows: Sequence[Row]) -> None:
    """Find what an earlier import stored for a row with the same key."""
    wanted = {row.key for row in rows}
    if not wanted:
        return
    kept = Imported.objects.filter(register=register.key, key__in=wanted).order_by("pk").values_list("key", "record_id")
    records = dict(kept)  # of several the latest
    found = dict(register.model._default_manager.filter(pk__in=set(records.values())).values_list("pk", "version"))
    for row in rows:
        pk = records.get(row.key)
        if pk in found:
            row.matched, row.keeps = (pk, found[pk]), True


def _by_code(register: Register, rows: Sequence[Row]) -> None:
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    wanted = {row.text("code") for row in rows}
    for pk, version, code in register.model._default_manager.filter(code__in=wanted).values_list(
        "pk", "version", "code"
    ):
        found[code].append((pk, version))
    for row in rows:
        matches = found.get(row.text("code"), [])
        if len(matches) == 1:
            row.matched = matches[0]
        elif matches:
            row.wrong("code", _("Several records have this reference. Give the number as well."))


def _repeated(rows: Sequence[Row]) -> None:
    first: dict[object, int] = {}
    for row in rows:
        code = row.text("code")
        keys: list[object] = (
            [row.matched[0]] if row.matched else [tuple(sorted((name, row.text(name)) for name in row.cells))]
        )
        keys += [code] if code else []
        keys += [("key", row.key)] if row.key else []
        for key in keys:
            if key in first:
                row.wrong("", _("This repeats row %(row)s of the file.") % {"row": first[key]})
                break
            first[key] = row.line


def named_in_file(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return the rows by what other rows may call them: reference or title."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        for name in {row.text(key) for key in KEYS} - {""}:
            found[name].append(row)
    return found


def levels(register: Register, rows: Sequence[Row], named: Mapping[str, Sequence[Row]]) -> Iterator[list[Row]]:
    """Yield the rows level by level: those that refer to no other row first. Rows in a circle become errors."""
    own = [column for column in columns(register) if column.target is register.model]
    if not own:
        yield list(rows)
        return
    place = {row.line: row for row in rows}
    sorter = _prepared(own, rows, named)
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        yield [place[line] for line in ready if line in place]
        sorter.done(*ready)


def _prepared(
    own: Sequence[Column], rows: Sequence[Row], named: Mapping[str, Sequence[Row]]
) -> "TopologicalSorter[int]":
    place = {row.line: row for row in rows}
    while True:
        sorter = _sorter(own, [row for row in rows if row.is_open], named)
        try:
            sorter.prepare()
        except CycleError as error:
            circle = sorted(set(error.args[1]))
            for line in circle:
                others = ", ".join(map(str, circle))
                place[line].wrong("", _("Rows %(rows)s lie within each other in a circle.") % {"rows": others})
        else:
            return sorter


def _sorter(own: Sequence[Column], rows: Sequence[Row], named: Mapping[str, Sequence[Row]]) -> "TopologicalSorter[int]":
    sorter: TopologicalSorter[int] = TopologicalSorter()
    for row in rows:
        named_rows = {other for name in names(own, row) for other in named.get(name, ())} - {row}
        sorter.add(row.line, *(other.line for other in named_rows if other.is_open))
    return sorter


def names(wanted: Iterable[Column], row: Row) -> Iterator[str]:
    """Yield the names of linked records in the row's cells."""
    for column in wanted:
        if column.code in row.cells:
            text = plain(row.cells[column.code])
            yield from parted(text) if column.is_list else filter(None, [tidy(text)])


def numbers(target: type[Record], texts: set[str]) -> dict[str, int]:
    """Return the numbers of linked records, where a name means exactly one visible record."""
    codes: dict[str, set[int]] = defaultdict(set)
    titles: dict[str, set[int]] = defaultdict(set)
    for part in pieces(sorted(texts)):
        named = Q(code__in=part) | Q(title_en__in=part) | Q(title_vi__in=part)
        for pk, code, *both in target._default_manager.filter(named).values_list("pk", *KEYS):
            codes[code].add(pk)
            for title in both:
                titles[title].add(pk)
    found = {}
    for text in texts:
        # a reference counts before a number, a number before a title
        one = codes.get(text) or (set() if is_record_id(text) else titles.get(text, set()))
        if len(one) == 1:
            found[text] = next(iter(one))
    return found


def pieces(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield the rows a batch at a time."""
    for start in range(0, len(rows), SIZE):
        yield rows[start : start + SIZE]
