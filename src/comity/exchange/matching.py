"""Which record a row is about, which records its cells name, and which row must come before which."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import TypeVar

from django.db.models import Q
from django.utils.translation import gettext as _

from comity.core.records import Record
from comity.exchange.batches import SIZE
from comity.exchange.cells import parted, tidy
from comity.exchange.columns import Column, columns
from comity.exchange.parsing import plain
from comity.exchange.rows import Row
from comity.registers.declare import Register

KEYS = ("code", "title_en", "title_vi")
LONGEST_ID = 18
T = TypeVar("T")


def match(register: Register, rows: Sequence[Row]) -> None:
    """Find the record each row is about, by number or else by reference, among those the reader may see.

    A number that finds nothing is an error, the same whether there is no such record or it is not for the reader.
    """
    for part in pieces(rows):
        _by_number(register, [row for row in part if row.text("id")])
        _by_code(register, [row for row in part if not row.text("id") and row.text("code")])
    _repeated(rows)


def _by_number(register: Register, rows: Sequence[Row]) -> None:
    wanted = {row.line: int(row.text("id")) for row in rows if is_number(row.text("id"))}
    found = dict(register.model._default_manager.filter(pk__in=set(wanted.values())).values_list("pk", "version"))
    for row in rows:
        pk = wanted.get(row.line)
        if pk in found:
            row.matched = (pk, found[pk])
        else:
            row.wrong("id", _("There is no such record."))


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
        for key in keys:
            if key in first:
                row.wrong("", _("This repeats row %(row)s of the file.") % {"row": first[key]})
                break
            first[key] = row.line


def is_number(text: str) -> bool:
    """Say whether a text can be a record's number."""
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID


def named_in_file(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return the rows by what other rows may call them: reference or title."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        for name in {row.text(key) for key in KEYS} - {""}:
            found[name].append(row)
    return found


def ordered(register: Register, rows: Sequence[Row], named: Mapping[str, Sequence[Row]]) -> list[Row]:
    """Return the rows so that one that others refer to comes before them; rows in a circle become errors, at the end."""
    own = [column for column in columns(register) if column.target is register.model]
    sorter: TopologicalSorter[int] = TopologicalSorter()
    place = {row.line: row for row in rows}
    for row in rows:
        before = {other.line for name in names(own, row) for other in named.get(name, ()) if other is not row}
        sorter.add(row.line, *before)
    try:
        return [place[line] for line in sorter.static_order() if line in place]
    except CycleError as error:
        circle = sorted(set(error.args[1]))
        for line in circle:
            others = ", ".join(map(str, circle))
            place[line].wrong("", _("Rows %(rows)s lie within each other in a circle.") % {"rows": others})
        return list(rows)


def names(wanted: Iterable[Column], row: Row) -> Iterator[str]:
    """Yield the names of linked records in the row's cells."""
    for column in wanted:
        if column.code in row.cells:
            text = plain(row.cells[column.code])
            yield from parted(text) if column.is_list else filter(None, [tidy(text)])


def resolved(
    register: Register, rows: Sequence[Row], named: Mapping[str, Sequence[Row]]
) -> dict[type[Record], dict[str, int]]:
    """Return the numbers of the linked records that the rows name, where a name means exactly one visible record."""
    wanted: dict[type[Record], set[str]] = defaultdict(set)
    for column in columns(register):
        if column.target:
            inside = named if column.target is register.model else {}
            wanted[column.target] |= {name for row in rows for name in names([column], row) if name not in inside}
    return {target: _numbers(target, texts) for target, texts in wanted.items()}


def _numbers(target: type[Record], texts: set[str]) -> dict[str, int]:
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
        one = codes.get(text) or (set() if is_number(text) else titles.get(text, set()))
        if len(one) == 1:
            found[text] = next(iter(one))
    return found


def pieces(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield the rows a batch at a time."""
    for start in range(0, len(rows), SIZE):
        yield rows[start : start + SIZE]
