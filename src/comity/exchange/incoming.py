"""An import from its arrival until it is stored: each stage in one transaction, by a request or by the worker.

A stage ends by moving the import on from the state it found. Who finds it moved already (cancelled, or done by a worker that
was thought dead) takes everything back: so each stage happens once, however often it begins.
"""

import json
import secrets
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.core import identity, many, write
from comity.core.contents import BROKEN
from comity.core.imports import Import, Imported, State
from comity.core.people import Officer
from comity.core.records import Entry
from comity.domain.text import fold
from comity.exchange import assist, importing, letters, looking, memory, reading, returned, undoing
from comity.exchange.encodings import OldLetters
from comity.exchange.rows import SAME, Choices, Preview
from comity.exchange.running import Notice, unnoticed
from comity.gate import causes
from comity.gate.access import NotAllowed, require
from comity.registers import register as register_of
from comity.registers.declare import Register

QUICK_SIZE, QUICK_UNPACKED, QUICK_ROWS = 128 * 1024, 2 * 2**20, 250
WORKING = (State.READING, State.STORING, State.UNDOING)


class Moved(Exception):
    """Somebody moved the import on meanwhile; what was done is to be taken back."""


def folder() -> Path:
    """Return where files lie until they are forgotten."""
    path = Path(settings.DATA) / "imports"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def place(batch: Import, ending: str) -> Path:
    """Return the path of a file that belongs to an import."""
    return folder() / f"{batch.officer_id}-{batch.token}.{ending}"


def begin(
    register: Register, officer: Officer, name: str, chunks: Iterable[bytes], fixed: Mapping[str, str] | None = None
) -> Import:
    """Keep a file that came in, with the values that all its rows have where it has no column for them."""
    batch = Import(
        city_id=officer.city_id,
        officer=officer,
        unit_id=officer.unit_id,
        register=register.key,
        token=secrets.token_hex(16),
        name=name[:200],
        fixed=dict(fixed or {}),
    )
    batch.size = 0
    with place(batch, "file").open("wb") as file:
        for chunk in chunks:
            batch.size += file.write(chunk)
    batch.save()
    return batch


def is_quick(batch: Import) -> bool:
    """Say whether the next stage is short enough for a request."""
    if batch.state == State.READING:
        return batch.size <= QUICK_SIZE and _unpacked(batch) <= QUICK_UNPACKED
    rows: int = sum(batch.counts.values())
    return rows <= QUICK_ROWS


def _unpacked(batch: Import) -> int:
    path = place(batch, "file")
    if not zipfile.is_zipfile(path):
        return batch.size
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(part.file_size for part in archive.infolist())
    except BROKEN:  # whoever reads it says so
        return batch.size


def work(batch: Import, notice: Notice = unnoticed) -> None:
    """Do what the import's state asks for. Raises Moved; does nothing if nothing is asked for."""
    stage = {State.READING: _look, State.STORING: _store, State.UNDOING: _undo}.get(State(batch.state))
    if stage:
        stage(batch, notice)


def move(batch: Import, to: State, **values: Any) -> None:
    """Move the import on from the state it is in. Raises Moved."""
    if not Import.objects.filter(pk=batch.pk, state=batch.state).update(state=to, **values):
        raise Moved
    batch.refresh_from_db()


def result(batch: Import) -> dict[str, Any]:
    """Return what was found at the last look, empty if the file is forgotten."""
    path = place(batch, "result")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def _keep(batch: Import, ending: str, found: Any) -> None:
    half = place(batch, "half")
    half.write_text(json.dumps(found, ensure_ascii=False, default=str), encoding="utf-8")
    half.replace(place(batch, ending))


def _table(batch: Import, more: Mapping[str, str]) -> reading.Table:
    register = register_of(batch.register)
    with place(batch, "file").open("rb") as file:
        return reading.read(register, file, more=more, encoding=batch.encoding)


def _choices(batch: Import) -> Choices:
    return Choices(batch.rows, batch.names, tuple(batch.key), batch.fixed)


def _look(batch: Import, notice: Notice) -> None:
    register = register_of(batch.register)
    own = {fold(header).strip(): code for header, code in batch.mapping.items()}
    more = assist.remembered(register) | own
    try:
        require("add", register)
        table = _table(batch, more)
    except (reading.Unreadable, NotAllowed, FileNotFoundError) as error:
        said = _("The file is no longer here. Send it again.") if isinstance(error, FileNotFoundError) else str(error)
        place(batch, "letters").unlink(missing_ok=True)
        if isinstance(error, OldLetters):
            _keep(batch, "letters", letters.choices(error.texts, is_unicode=error.is_unicode))
        move(batch, State.FAILED, message=said)
        return
    notice(0, len(table.lines))
    # fixed now, so that what somebody else says about columns later does not change what was looked at
    mapping = {header: more[fold(header).strip()] for header in table.headers if fold(header).strip() in more}
    fixed, key = memory.whole(register, table.headers)
    held = {*table.codes, *mapping.values()}
    batch.fixed, batch.key = assist.currencies(register, held) | fixed | batch.fixed, batch.key or key
    own, batch.names = batch.names, memory.names(register) | batch.names
    found = importing.preview(register, table, mapping, choices=_choices(batch), notice=notice)
    batch.names = own | {one.key: one.chosen for one in found.settled}
    _looked(batch, found, mapping, "")


def _looked(batch: Import, found: Preview, mapping: Mapping[str, str], message: str) -> None:
    _keep(batch, "result", looking.told(found))
    place(batch, "errors").unlink(missing_ok=True)
    if found.wrong:
        with place(batch, "half").open("wb") as file:
            returned.with_errors(found.table, found, file)
        place(batch, "half").replace(place(batch, "errors"))
    said = {"fixed": dict(batch.fixed), "key": list(batch.key), "names": batch.names}
    move(batch, State.LOOKED, counts=found.counts, mapping=dict(mapping), message=message, **said)


def _store(batch: Import, notice: Notice) -> None:
    register, looked = register_of(batch.register), result(batch)
    try:
        require("add", register)
        table = _table(batch, {fold(header).strip(): code for header, code in batch.mapping.items()})
        found = importing.assigned(register, table, batch.mapping, _choices(batch))
        if not looked.get("is_good") or looked["headers"] != list(table.headers) or found.unknown or found.errors:
            move(batch, State.LOOKED, message=_("Nothing was stored. Answer what is open first."))
            return
        importing.store(found, reason=batch.reason or _("import"), seen=looked["seen"], notice=notice)
    except importing.NotStored as error:
        _looked(batch, error.preview, batch.mapping, _("Nothing was stored. See what has changed since you looked."))
        return
    except (reading.Unreadable, NotAllowed, FileNotFoundError) as error:
        move(batch, State.FAILED, message=_("Nothing was stored: %(why)s") % {"why": error})
        return
    _note(batch, found)


def _note(batch: Import, found: Preview) -> None:
    """Write down what became of each row, in the same transaction."""
    keys = {row.line: row.key for row in found.rows}
    same = [(row.line, row.matched[0]) for row in found.rows if row.state == SAME and row.matched and row.key]
    Imported.objects.bulk_create(
        Imported(city_id=batch.city_id, batch=batch, register=batch.register, record_id=pk, line=line, key=keys[line])
        for line, pk in [*found.stored, *same]
    )
    touched = Entry.objects.filter(pk__in=[pk for _line, pk in found.stored])
    most = touched.aggregate(most=Max("sensitivity"))["most"] or 0
    act = identity.current().act
    counts = found.counts
    move(batch, State.STORED, act=act, counts=counts, sensitivity=most, stored_at=timezone.now(), message="")


def _undo(batch: Import, notice: Notice) -> None:
    kept = undoing.account(batch)
    _keep(batch, "kept", [vars(one) for one in kept])
    if kept and not batch.undo_rest:
        move(batch, State.STORED, message=_("Nothing was undone: some records cannot be taken back any more."))
        return
    try:
        gone = many.undo_all(act=batch.act, but=[one.pk for one in kept], reason=causes.IMPORT_UNDONE)
    except (write.CannotUndo, write.Refused):
        said = _("Nothing was undone: records that you may not see or change depend on this import.")
        move(batch, State.STORED, message=said)
        return
    counts = {**batch.counts, "undone": gone, "kept": len(kept)}
    move(batch, State.UNDONE, counts=counts, undone_at=timezone.now(), message="")


def kept(batch: Import) -> list[dict[str, Any]]:
    """Return the records that could not be taken back when it was last tried."""
    return _list(batch, "kept")


def old_letters(batch: Import) -> list[dict[str, Any]]:
    """Return how the first texts would be read in each of the old encodings, where the file is in one of them."""
    return _list(batch, "letters")


def _list(batch: Import, ending: str) -> list[dict[str, Any]]:
    path = place(batch, ending)
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return found
