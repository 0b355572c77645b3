"""A table comes in: first a rehearsal that shows every difference and every error, then all of it or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction
from django.utils.translation import gettext as _

from comity.core import write
from comity.core.records import Record
from comity.exchange import matching
from comity.exchange.batches import by_number
from comity.exchange.cells import Cell, Renderer, as_text, tidy
from comity.exchange.columns import Column, by_code, columns
from comity.exchange.parsing import BadCell, parsed, plain
from comity.exchange.reading import Table
from comity.exchange.rows import CHANGED, ERROR, IGNORE, NEW, SAME, Difference, Preview, Row
from comity.gate import access
from comity.gate.form import RecordForm, Wrong, check
from comity.registers.declare import Register


class NotStored(Exception):
    """Nothing was stored; `preview` has what is wrong, by row."""

    def __init__(self, preview: Preview) -> None:
        super().__init__("Nothing was stored.")
        self.preview = preview


class _Rehearsal(Exception):
    """Ends a transaction that was only to show what would happen."""


def preview(register: Register, table: Table, mapping: Mapping[str, str] | None = None) -> Preview:
    """Return what storing the table would do, every error at once. Nothing is stored.

    `mapping` gives a column's code, or `ignore`, for names over columns that are not known.
    """
    found = _assigned(register, table, mapping or {})
    if not found.errors:
        matching.match(register, found.rows)
        _rehearse(found)
    return found


def commit(rehearsed: Preview, *, reason: str = "", seen: Mapping[str, Sequence[int]] | None = None) -> int:
    """Store all of it in one transaction and return how many records were made or changed. Raises NotStored.

    `seen` is what `Preview.seen` gave when a person looked; a row whose record is another or of another version since
    is an error. Without it the rehearsed preview itself counts as seen.
    """
    if not rehearsed.is_good:
        raise NotStored(rehearsed)
    looked_at = seen if seen is not None else rehearsed.seen()
    again = _assigned(rehearsed.register, rehearsed.table, rehearsed.mapping)
    matching.match(again.register, again.rows)
    for row in again.rows:
        if not row.errors and list(row.matched or ()) != list(looked_at.get(str(row.line), ())):
            row.wrong("", _("Somebody changed this record since you looked. Look at the differences again."))
    try:
        with transaction.atomic():
            _Run(again, reason).go()
            if not again.is_good:
                raise _Rehearsal
    except _Rehearsal:
        raise NotStored(again) from None
    return again.counts[NEW] + again.counts[CHANGED]


def _rehearse(found: Preview) -> None:
    try:
        with transaction.atomic():
            _Run(found, "").go()
            raise _Rehearsal
    except _Rehearsal:
        pass


def _assigned(register: Register, table: Table, mapping: Mapping[str, str]) -> Preview:
    known = by_code(register)
    codes = []
    for header, code in zip(table.headers, table.codes, strict=True):
        chosen = mapping.get(header, code)
        codes.append(chosen if chosen in known or chosen == IGNORE else "")
    found = Preview(register=register, table=table, rows=[], mapping=dict(mapping))
    found.unknown = [header for header, code in zip(table.headers, codes, strict=True) if header and not code]
    taken = [code for code in codes if code and code != IGNORE]
    for code in sorted({code for code in taken if taken.count(code) > 1}):
        found.errors.append(_("The column %(column)s is in the file twice.") % {"column": known[code]})
    if not table.lines:
        found.errors.append(_("There are no rows under the names of the columns."))
    places = {code: place for place, code in enumerate(codes) if code and code != IGNORE}
    found.rows = [
        Row(line.number, register, {code: line.at(place) for code, place in places.items()}) for line in table.lines
    ]
    return found


@dataclass
class _Run:
    """One pass over the rows inside a transaction: each row is checked at the gate and goes through the door."""

    preview: Preview
    reason: str
    renderer: Renderer = field(default_factory=Renderer)
    resolved: dict[type[Record], dict[str, int]] = field(default_factory=dict)

    @property
    def register(self) -> Register:
        """The register that the rows belong to."""
        return self.preview.register

    def go(self) -> None:
        """Work through all rows without errors, those that others refer to first."""
        rows = [row for row in self.preview.rows if not row.errors]
        named = matching.named_in_file(rows)
        for part in matching.pieces([row for row in matching.ordered(self.register, rows, named) if not row.errors]):
            self.resolved = matching.resolved(self.register, part, named)
            records = by_number(self.register, [row.matched[0] for row in part if row.matched])
            for row in part:
                self._row(row, records.get(row.matched[0]) if row.matched else None)

    def _row(self, row: Row, record: Record | None) -> None:
        if row.matched and record is None:
            row.wrong("id", _("There is no such record."))
            return
        row.title = record.title if record else row.text("title_vi") or row.text("title_en")
        values = self._values(row, record)
        if row.errors or (record and not values):
            return
        answer = access.may("change" if record else "add", self.register, record)
        if not answer:
            row.wrong("", answer.reason)
            return
        before = self._held(record) if record else {}
        try:
            form = check(self.register, values, instance=record)
        except Wrong as wrong:
            for name, messages in wrong.errors.items():
                row.wrong(name, *messages)
            return
        self._compare(row, form, before)
        if row.state in (NEW, CHANGED):
            self._store(row, form)

    def _values(self, row: Row, record: Record | None) -> dict[str, Any]:
        """The cells that say something else than the record: what nobody touched is neither checked nor written."""
        found: dict[str, Any] = {}
        for code, cell in row.cells.items():
            column = by_code(self.register)[code]
            if not column.takes_values or self._untouched(column, cell, record):
                continue
            try:
                found[code] = parsed(
                    column, cell, resolved=self.resolved.get(column.target, {}) if column.target else {}
                )
            except BadCell as bad:
                row.wrong(code, str(bad))
        return found

    def _untouched(self, column: Column, cell: Cell, record: Record | None) -> bool:
        if record is None:
            return not plain(cell).strip()
        now = self.renderer.cell(record, column)
        return tidy(as_text(now)) in (tidy(as_text(cell)), tidy(plain(cell)))

    def _held(self, record: Record) -> dict[str, Any]:
        return {
            column.code: self.renderer.held(record, column) for column in columns(self.register) if column.takes_values
        }

    def _compare(self, row: Row, form: RecordForm, before: Mapping[str, Any]) -> None:
        """Note the differences, in the order of the columns."""
        for column in columns(self.register):
            if not column.takes_values:
                continue
            now = self._cleaned(column, form)
            was = before.get(column.code)
            if row.matched and _alike(was, now):
                continue
            shown = self.renderer.told(column, now)
            if row.matched or shown:
                row.differences.append(
                    Difference(column.code, str(column), self.renderer.told(column, was) if row.matched else "", shown)
                )
        row.title = form.instance.title
        row.state = NEW if not row.matched else CHANGED if row.differences else SAME
        if row.state == CHANGED and row.text("version") not in ("", str(row.matched[1] if row.matched else "")):
            row.wrong("version", _("Somebody changed this record after the file was made. Export it again."))

    def _cleaned(self, column: Column, form: RecordForm) -> Any:
        if column.code == "shown_to" or not isinstance(column.field, models.ManyToManyField | models.ForeignKey):
            return self.renderer.held(form.instance, column)
        return form.cleaned_data[column.code]

    def _store(self, row: Row, form: RecordForm) -> None:
        try:
            write.save(
                form.instance, links=form.linked(), seen=row.matched[1] if row.matched else None, reason=self.reason
            )
        except write.Conflict:
            row.wrong("", _("Somebody changed this record since you looked. Look at the differences again."))
        except write.Refused:
            row.wrong("", _("You may not store this record."))
        except (IntegrityError, DataError, ValidationError):
            row.wrong("", _("This does not go together with what is stored already."))


def _alike(was: Any, now: Any) -> bool:
    if isinstance(was, list) and any(isinstance(one, Record) for one in (*was, *now)):
        return {one.pk for one in was} == {one.pk for one in now}
    if isinstance(was, str) and isinstance(now, str):
        return tidy(was) == tidy(now)
    return bool(was == now)


__all__ = ["ERROR", "NotStored", "Preview", "commit", "preview"]
