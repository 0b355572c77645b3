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

from comity.core.records import Record

MOST = 20_000  # records kept of one kind, so that memory stays bounded whatever the file names
FEW = 500  # values kept of one field
ALIKE = (str, int, bool, NoneType)  # kinds of values that are the same where they are equal


class _Shared(dict[str, Any]):
    """Fields that forms copy only by name; none of the many is ever drawn, so none changes a field."""

    def __deepcopy__(self, memo: Any) -> dict[str, Any]:
        return dict(self)


class Known:
    """Records by kind and number; what is asked for and was not fetched yet is fetched then."""

    def __init__(self) -> None:
        self._fields: dict[Any, _Shared] = {}
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
        """Return what a field makes of the data; of what was given before, what it made of it then. Raises ValidationError.

        Most fields of most rows are left empty, and looking at those again takes longer than all else.
        """
        given = data.get(name, _Shared)
        key = () if given == [] else (type(given), given) if given is _Shared or type(given) in ALIKE else None
        kept = self._cleaned[form, name]
        if field is not self.fields(form)[name]:
            key = None  # a field of its own: a link out of sight
        if key in kept:
            cleaned = kept[key]
            return list(cleaned) if type(cleaned) is list else cleaned
        cleaned = field.clean(field.widget.value_from_datadict(data, {}, name))
        if key is not None and len(kept) < FEW and not (cleaned and hasattr(field, "known")):  # records may change
            kept[key] = cleaned
        return cleaned

    def put(self, record: Record) -> None:
        """Let later forms of the run see the record as it is going to be."""
        if record.pk is not None and not record._state.adding:
            self._found[type(record)][record.pk] = record
