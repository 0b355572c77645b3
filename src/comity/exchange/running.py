"""One pass over the rows of an import: each is checked at the gate, and they go through the door many at a time."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models
from django.utils.translation import gettext as _

from comity.core import many, write
from comity.core.records import Record
from comity.exchange import afterwards, matching
from comity.exchange.batches import by_number, citations
from comity.exchange.cells import Cell, Renderer, as_text, tidy
from comity.exchange.columns import Column, by_code, columns
from comity.exchange.heading import Head, Heading
from comity.exchange.hearing import heard
from comity.exchange.linking import Linking
from comity.exchange.parsing import BadCell, parsed, plain
from comity.exchange.rows import CHANGED, NEW, SAME, Difference, Preview, Row
from comity.gate import access
from comity.gate.alike import names_of
from comity.gate.form import WITHIN, RecordForm, Wrong, check
from comity.gate.held import look_for_links
from comity.gate.known import Known
from comity.registers.declare import Register

Notice = Callable[[int, int], None]
TOLD = 250  # new rows whose every value is told again in words, more than a page shows; of changed rows all are


def unnoticed(_done: int, _total: int) -> None:
    """Take no notice of how far it is."""


@dataclass
class Checked:
    """A row that passed the gate, with its form."""

    row: Row
    form: RecordForm
    sources: list[int] | None = None
    head: Head | None = None

    def draft(self) -> many.Draft:
        """Return what goes through the door."""
        seen = self.row.matched[1] if self.row.matched else None
        return many.Draft(self.form.instance, self.form.linked(), seen, self.sources)


@dataclass
class Run:
    """One pass over the rows inside a transaction."""

    preview: Preview
    reason: str = ""
    notice: Notice = unnoticed
    renderer: Renderer = field(default_factory=Renderer)
    known: Known = field(default_factory=Known)
    told: int = TOLD
    stored: list[tuple[int, int]] = field(default_factory=list)

    once: dict[tuple[str, int], int] = field(default_factory=dict)
    later: list[Checked] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.columns = [column for column in columns(self.register) if column.takes_values]
        self.codes = by_code(self.register)
        self.linking = Linking(self.preview, self.reason)
        self.heading = Heading(self.preview, self.known, self.reason)
        self.looks = self.told > 0

    @property
    def register(self) -> Register:
        """The register that the rows belong to."""
        return self.preview.register

    def go(self) -> None:
        """Work through all rows without errors, those that others refer to first."""
        rows = [row for row in self.preview.rows if row.is_open]
        named = matching.named_in_file(rows)
        done, total = 0, len(self.preview.rows)
        for part in self._parts(rows, named):
            self.linking.prepare(part, named)
            self.linking.fetch(part, self.known)
            self.heading.prepare(part)
            matched = [row.matched[0] for row in part if row.matched]
            records = by_number(self.register, matched)
            look_for_links(self.register, records.values(), self.known)
            cited = citations(matched) if "sources" in part[0].cells else {}
            checked = [
                self._row(
                    row,
                    records.get(row.matched[0]) if row.matched else None,
                    cited.get(row.matched[0], []) if row.matched else [],
                )
                for row in part
            ]
            self._store([one for one in checked if one])
            done += len(part)
            self.notice(done, total)
        afterwards.refuse(self.register, [(one.row, one.form) for one in self.later])
        if self.looks:
            afterwards.warn(self.register, {one.form.instance.pk: one.row for one in self.later})

    def _parts(self, rows: Sequence[Row], named: Mapping[str, Sequence[Row]]) -> Iterator[Sequence[Row]]:
        """Rows a batch at a time; a row comes in a later batch than those it refers to."""
        for level in matching.levels(self.register, rows, named):
            yield from matching.pieces([row for row in level if not row.errors])

    def _row(self, row: Row, record: Record | None, cited: Sequence[Any]) -> Checked | None:
        if row.matched and record is None:
            row.wrong("id", _("There is no such record."))
            return None
        row.title = record.title if record else row.text("title_vi") or row.text("title_en")
        values = self._values(row, record)
        sources = self.linking.sources(row, record, cited)
        head = self.heading.wanted(row)
        if row.errors or (record and not values and sources is None and head is None):
            return None
        before = {column.code: self.renderer.held(record, column) for column in self.columns} if record else {}
        form = self._form(row, record, values)
        if form is None or self._is_again(row, form):
            return None
        self._compare(row, form, before)
        if sources is not None:
            self._told_sources(row, cited, sources)
        if head is not None:
            self.heading.told(row, head)
        return Checked(row, form, sources, head) if row.state in (NEW, CHANGED) else None

    def _form(self, row: Row, record: Record | None, values: Mapping[str, Any]) -> RecordForm | None:
        answer = access.may("change" if record else "add", self.register, record)
        if not answer:
            row.wrong("", answer.reason)
            return None
        try:
            form = check(self.register, values, instance=record, known=self.known)
        except Wrong as wrong:
            for name, messages in wrong.errors.items():
                row.wrong(name, *messages)
            return None
        if record:
            self.known.put(form.instance)
        return form

    def _is_again(self, row: Row, form: RecordForm) -> bool:
        """Say whether an earlier row of the file is on the same thing, where there may be one record of it only."""
        for name in self.register.once:
            value = form.cleaned_data.get(name)
            first = self.once.setdefault((name, value.pk), row.line) if isinstance(value, Record) else row.line
            if first != row.line:
                row.wrong(name, _("This repeats row %(row)s of the file.") % {"row": first})
        return bool(row.errors)

    def _values(self, row: Row, record: Record | None) -> dict[str, Any]:
        """The cells that say something else than the record: what nobody touched is neither checked nor written."""
        found: dict[str, Any] = {}
        spoken: dict[str, Any] = {}
        for code, cell in row.cells.items():
            column = self.codes.get(code)
            if column is None or not column.takes_values or self._untouched(row, column, cell, record):
                continue
            if row.keeps and not plain(cell).strip():
                continue
            try:
                if said := heard(row, column, cell):
                    spoken |= said
                    continue
                found[code] = parsed(column, cell, resolved=self.linking.resolved(column, row))
            except BadCell as bad:
                row.wrong(code, str(bad))
        return found | spoken

    def _untouched(self, row: Row, column: Column, cell: Cell, record: Record | None) -> bool:
        if record is None:
            return not plain(cell).strip()
        if column.code in row.units:  # `12` of a column of millions is not the 12 on record
            return False
        now = self.renderer.cell(record, column)
        return tidy(as_text(now)) in (tidy(as_text(cell)), tidy(plain(cell)))

    def _compare(self, row: Row, form: RecordForm, before: Mapping[str, Any]) -> None:
        """Note the differences, in the order of the columns."""
        row.title = form.instance.title
        if not row.matched:
            row.state, row.names = NEW, names_of(self.register, form.instance)
            row.starts = getattr(form.instance, self.register.starts, "") if self.register.starts else ""
            self.told -= 1
            if self.told < 0:
                return
        for column in self.columns:
            now, was = self._cleaned(column, form), before.get(column.code)
            if row.matched and alike(was, now):
                continue
            shown = self.renderer.told(column, now)
            if row.matched or shown:
                held = self.renderer.told(column, was) if row.matched else ""
                row.differences.append(Difference(column.code, str(column), held, shown))
        if row.matched:
            row.state = CHANGED if row.differences else SAME
            self._stale(row)

    def _stale(self, row: Row) -> None:
        if row.state == CHANGED and row.text("version") not in ("", str(row.matched[1] if row.matched else "")):
            row.wrong("version", _("Somebody changed this record after the file was made. Export it again."))

    def _told_sources(self, row: Row, cited: Sequence[Any], sources: Sequence[int]) -> None:
        column = self.codes["sources"]
        before = "; ".join(dict.fromkeys(one.source.title for one in cited))
        row.differences.append(Difference("sources", str(column), before, self.linking.titles(sources)))
        if row.state == SAME:
            row.state = CHANGED
            self._stale(row)

    def _cleaned(self, column: Column, form: RecordForm) -> Any:
        if column.code == "shown_to" or not isinstance(column.field, models.ManyToManyField | models.ForeignKey):
            return self.renderer.held(form.instance, column)
        # a field that the form left out is a link that the reader may not see: it stays
        return form.cleaned_data.get(column.code)

    def _store(self, checked: Sequence[Checked]) -> None:
        """Store them together; where the database says no, its halves, down to the row that is to blame."""
        if not checked:
            return
        try:
            many.save_all([one.draft() for one in checked], reason=self.reason)
        except (write.Conflict, write.Refused, IntegrityError, DataError, ValidationError) as error:
            if len(checked) == 1:
                self._blame(checked[0], error)
                return
            half = len(checked) // 2
            self._store(checked[:half])
            self._store(checked[half:])
        else:
            self.stored += [(one.row.line, one.form.instance.pk) for one in checked]
            self.later += checked if afterwards.concerns(self.register) else []
            self.heading.store([(one.row, one.form.instance, one.head) for one in checked if one.head])

    def _blame(self, one: Checked, error: Exception) -> None:
        if isinstance(error, write.Conflict):
            one.row.wrong("", _("Somebody changed this record since you looked. Look at the differences again."))
        elif isinstance(error, write.Refused):
            one.row.wrong("", _("You may not store this record."))
        else:
            self._explain(one, error)

    def _explain(self, one: Checked, error: Exception) -> None:
        """Ask the model which rule it is; what it does not know of has to do with what the reader may not see."""
        said: dict[str, list[str]] = defaultdict(list)
        if isinstance(error, write.Within):
            said[error.link].append(str(WITHIN))
        for rule in (one.form.instance.validate_unique, one.form.instance.validate_constraints):
            try:
                rule()
            except ValidationError as error:
                for name, messages in error.message_dict.items():
                    said["" if name == "__all__" else name] += messages
        for name, messages in said.items():
            one.row.wrong(name, *messages)
        if not said:
            one.row.wrong("", _("This does not go together with what is stored already."))


def alike(was: Any, now: Any) -> bool:
    """Say whether two values of a field are the same, links in whatever order, texts however composed."""
    if isinstance(was, list) and any(isinstance(one, Record) for one in (*was, *(now or ()))):
        return {one.pk for one in was} == {one.pk for one in now or ()}
    if isinstance(was, str) and isinstance(now, str):
        return tidy(was) == tidy(now)
    return bool(was == now)
