"""Exports beside a bare loop that writes the same file: seconds, and how much the process grows meanwhile."""

import csv
import gc
import io
import os
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from django.http import QueryDict
from openpyxl import Workbook

from comity.core import identity
from comity.core.people import City
from comity.core.records import Record
from comity.exchange import export
from comity.exchange.columns import columns
from comity.gate import query
from comity.registers import register


def both(kind: str) -> None:
    """Print one kind of export of a whole register beside two bare loops: of stored values alone, and with what is linked named as in the file."""
    of = register("commitments")
    city = City.objects.get(code="generated")
    with identity.acting(identity.system(city, door="benchmark")):
        rows = query.all_of(of, QueryDict()).prefetch_related(None)
        count = rows.order_by().count()
        ours, grown = _taken(lambda file: export.write(of, rows.all(), kind, file))
        stored, its = _taken(lambda file: _bare(of, rows.all(), kind, file))
        named, _grown = _taken(lambda file: _bare(of, rows.prefetch_related(*_linked(of)), kind, file, named=True))
    print(
        f"| {kind} | {count} | {ours:.1f} | {named:.1f} | {ours / named:.1f} | {stored:.1f} | {ours / stored:.1f} "
        f"| {grown:.0f} | {its:.0f} |",
        flush=True,
    )


def _linked(of: Any) -> list[str]:
    return [name for name in of.fields if of.model._meta.get_field(name).is_relation]


def _bare(of: Any, rows: Any, kind: str, file: IO[bytes], *, named: bool = False) -> None:
    """Write the same columns as they are stored, or with what is linked by its reference or title."""
    names = [one.code for one in columns(of)]
    held = [one for one in of.model._meta.concrete_fields if one.name != "city"][: len(names)]
    fields = [one.name if named else one.attname for one in held]
    tell = _told if named else _as_is
    if kind == "csv":
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        writer = csv.writer(text)
        writer.writerow(names)
        for row in rows.iterator(2000):
            writer.writerow([tell(getattr(row, name)) for name in fields])
        text.detach()
        return
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(names)
    for row in rows.iterator(2000):
        sheet.append([str(tell(getattr(row, name))) for name in fields])
    book.save(file)


def _as_is(value: Any) -> Any:
    return value


def _told(value: Any) -> Any:
    return (value.code or value.title) if isinstance(value, Record) else value


def _taken(write: Callable[[IO[bytes]], None]) -> tuple[float, float]:
    gc.collect()
    before, peak, done = _resident(), [0.0], threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            peak[0] = max(peak[0], _resident())

    watcher = threading.Thread(target=watch)
    watcher.start()
    began = time.perf_counter()
    with tempfile.TemporaryFile() as file:
        write(file)
    taken = time.perf_counter() - began
    done.set()
    watcher.join()
    return taken, peak[0] - before


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024
