"""Records that many forms of one run look up: fetched together beforehand, so that a row costs no question of its own.

Only what the reader may see is in it, as everywhere: it is filled by the same questions that a single form asks.
"""

import copy
from collections import defaultdict
from collections.abc import Collection, Mapping
from types import NoneType
from typing import Any

from django.db.models import Q
from django.forms import Field

from comity.core.records import Entry, Record

MOST = 20_000  # records kept of one kind, so that memory stays bounded whatever the file names
FEW, SHORT = 500, 60  # values kept of one field, and letters of each
ALIKE = (str, int, bool, NoneType)  # kinds of values of which equal ones are the same
NOT_GIVEN = object()


class _Shared(dict[str, Any]):
    """Fields that forms copy only by name; none of the many is ever drawn, so none changes a field."""

    def __deepcopy__(self, memo: Any) -> dict[str, Any]:
        return dict(self)


class Known:
    """Records by kind and number, fetched when they are first asked for, and what fields made of values that come often."""

    def __init__(self) -> None:
        self._fields: dict[Any, _Shared] = {}
        self._asked: set[int] = set()
        self._seen: set[int] = set()
        self._cleaned: dict[tuple[Any, str], dict[Any, Any]] = defaultdict(dict)
        self._called: dict[type[Record], dict[str, list[Record]]] = defaultdict(dict)
        self._found: dict[type[Record], dict[int, Record | None]] = defaultdict(dict)

    def get(self, model: type[Record], ids: Collection[int]) -> dict[int, Record]:
        """Return the visible ones of these records."""
        kept = self._found[model]
        missing = [pk for pk in ids if pk not in kept]
        if missing:
            if len(kept) + len(missing) > MOST:
                kept.clear()
                missing = list(ids)
            kept |= dict.fromkeys(missing)
            kept |= {row.pk: row for row in model._default_manager.filter(pk__in=missing)}
        return {pk: found for pk in ids if (found := kept[pk]) is not None}

    def call(self, model: type[Record], texts: Collection[str]) -> None:
        """Look for all that are called so, by reference or title, in one question; what was looked for before is forgotten."""
        wanted = sorted(texts)
        named = Q(code__in=wanted) | Q(title_en__in=wanted) | Q(title_vi__in=wanted)
        self._called[model] = {text: [] for text in wanted}
        for row in model._default_manager.filter(named) if wanted else ():
            for text in {row.code, row.title_en, row.title_vi} & self._called[model].keys():
                self._called[model][text].append(row)

    def called(self, model: type[Record], text: str) -> list[Record] | None:
        """Return what is called so, None if nobody looked for it."""
        return self._called[model].get(text)

    def fields(self, form: Any) -> dict[str, Any]:
        """Return the fields for all forms of this kind; those for linked records look here."""
        if form not in self._fields:
            self._fields[form] = _Shared(copy.deepcopy(form.base_fields))
            for field in self._fields[form].values():
                if hasattr(field, "known"):
                    field.known = self
        return self._fields[form]

    def clean(self, form: Any, name: str, field: Field, data: Mapping[str, Any]) -> Any:
        """Return what a field makes of the data. Raises ValidationError.

        What it made of something short is kept for the next row that says the same: most fields of most rows are left empty, and
        looking at those again and again takes longer than all else.
        """
        kept, key = self._cleaned[form, name], _key(data.get(name, NOT_GIVEN))
        if field is not self.fields(form)[name]:
            key = None  # the form's own: a link out of sight may stay empty in it
        if key in kept:
            return _own(kept[key])
        cleaned = field.clean(field.widget.value_from_datadict(data, {}, name))
        links = hasattr(field, "known")  # a record is asked for each time: it may have been changed since
        if key is not None and len(kept) < FEW and not (links and cleaned):
            kept[key] = _own(cleaned)
        return cleaned

    def see(self, ids: Collection[int]) -> None:
        """Ask anew which of these records are in sight, whatever their registers; what was asked before is forgotten."""
        self._asked, self._seen = set(), set()
        self.seen(ids)

    def seen(self, ids: Collection[int]) -> set[int]:
        """Return those of these records that are in sight."""
        if missing := frozenset(ids) - self._asked:
            self._asked |= missing
            self._seen.update(Entry.objects.filter(pk__among=missing).values_list("pk", flat=True))
        return self._seen.intersection(ids)

    def put(self, record: Record) -> None:
        """Let later forms of the run see the record as it is going to be."""
        if record.pk is not None and not record._state.adding:
            self._found[type(record)][record.pk] = record


def _key(given: Any) -> Any:
    """Return by what a given value is kept, None if it is not: it is long, or not what is equal is the same."""
    if given == []:
        return ()
    short = given is NOT_GIVEN or (type(given) in ALIKE and len(str(given)) <= SHORT)
    return (type(given), given) if short else None


def _own(cleaned: Any) -> Any:
    return list(cleaned) if type(cleaned) is list else cleaned
