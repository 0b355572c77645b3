"""Records leave as files: for spreadsheets, maps, calendars, address books and programs."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from comity.exchange import sheets
from comity.exchange.batches import batches
from comity.exchange.book import write_book
from comity.exchange.calendar import write_calendar
from comity.exchange.cards import write_cards
from comity.exchange.cells import Cell, Renderer, as_texts
from comity.exchange.columns import columns
from comity.exchange.plain import has_places, item, point
from comity.registers.declare import Register

if TYPE_CHECKING:
    from django.db.models import QuerySet

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "geojson": "application/geo+json",
    "ics": "text/calendar; charset=utf-8",
    "vcf": "text/vcard; charset=utf-8",
}


class NotExported(ValueError):
    """The records cannot leave in this kind of file; `args[0]` says why, in the reader's language."""


def kinds(register: Register) -> list[str]:
    """Return the kinds of file that the register's records leave in."""
    fitting = {"geojson": has_places(register), "ics": bool(register.starts), "vcf": register.key == "people"}
    return [kind for kind in KINDS if fitting.get(kind, True)]


def write(register: Register, rows: "QuerySet[Any]", kind: str, file: IO[bytes]) -> None:
    """Write the records in their order. Raises NotExported. The file is complete only when this returns."""
    if kind not in kinds(register):
        raise NotExported(
            _("%(register)s cannot be exported as %(kind)s.") % {"register": register.title, "kind": kind}
        )
    _WRITING[kind](register, rows, file)


def _rows(register: Register, rows: "QuerySet[Any]") -> Iterator[Sequence[Cell]]:
    renderer, wanted = Renderer(), columns(register)
    for batch in batches(register, rows):
        yield from zip(*renderer.columns(wanted, batch), strict=True)


def _csv(register: Register, rows: "QuerySet[Any]", file: IO[bytes]) -> None:
    renderer, wanted = Renderer(), columns(register)
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        writer = csv.writer(text)
        writer.writerow(column.code for column in wanted)
        for batch in batches(register, rows):
            writer.writerows(zip(*map(as_texts, renderer.columns(wanted, batch)), strict=True))
    finally:
        text.detach()


def _xlsx(register: Register, rows: "QuerySet[Any]", file: IO[bytes]) -> None:
    wanted = columns(register)
    labels, codes = [str(column) for column in wanted], [column.code for column in wanted]
    write_book(_sheet_name(register), labels, codes, _fitting(_rows(register, rows)), file)


def _fitting(rows: Iterator[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    for number, cells in enumerate(rows, start=3):
        if number > sheets.ROWS:
            raise NotExported(
                _("A spreadsheet holds no more than a million rows. Narrow the list or export it as CSV.")
            )
        yield cells


def _sheet_name(register: Register) -> str:
    return "".join(" " if mark in "[]:*?/\\" else mark for mark in register.title)[:31]


def _items(register: Register, rows: "QuerySet[Any]") -> Iterator[tuple[Any, dict[str, Any]]]:
    renderer = Renderer()
    for batch in batches(register, rows):
        for record in batch.records:
            cited = batch.citations.get(record.pk, ())
            yield record, item(register, record, renderer=renderer, citations=cited, links=batch.links)


def _json(register: Register, rows: "QuerySet[Any]", file: IO[bytes]) -> None:
    head = {"register": register.key, "title": register.title, "columns": _described(register)}
    file.write(_line(head)[:-1] + b', "records": [')
    _separated(file, (_line(told) for _record, told in _items(register, rows)))
    file.write(b"\n]}\n")


def _described(register: Register) -> list[dict[str, str]]:
    return [{"code": column.code, "label": str(capfirst(str(column)))} for column in columns(register)]


def _geojson(register: Register, rows: "QuerySet[Any]", file: IO[bytes]) -> None:
    placed = rows.filter(latitude__isnull=False, longitude__isnull=False)
    left_out = rows.count() - placed.count()  # counted, not written out to be thrown away
    file.write(b'{"type": "FeatureCollection", "features": [')

    def features() -> Iterator[bytes]:
        for record, told in _items(register, placed):
            shape = {"type": "Point", "coordinates": point(record)}
            yield _line({"type": "Feature", "id": record.pk, "geometry": shape, "properties": told})

    _separated(file, features())
    file.write(f'\n], "left_out": {left_out}}}\n'.encode())


def _separated(file: IO[bytes], lines: Iterator[bytes]) -> None:
    for number, line in enumerate(lines):
        file.write((b",\n" if number else b"\n") + line)


def _line(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode()


_WRITING: dict[str, Callable[[Register, "QuerySet[Any]", IO[bytes]], None]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "json": _json,
    "geojson": _geojson,
    "ics": write_calendar,
    "vcf": write_cards,
}
