"""What a file says of linked records: their reference and title, looked up for many at once and not fetched whole."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import get_language

from comity.core.records import Entry, Record
from comity.registers.declare import Register


class Named(NamedTuple):
    """A record by its number, its reference and its title in the reader's language."""

    pk: int
    code: str
    title: str


class Links:
    """What some records of a register link to, as far as the reader may see it, in one statement and one for each list."""

    def __init__(self, register: Register, records: Sequence[Record]) -> None:
        fields = (register.model._meta.get_field(name) for name in register.fields)
        single = [field.attname for field in fields if isinstance(field, models.ForeignKey)]
        self._several = {name: _pairs(register, name, [record.pk for record in records]) for name in register.links}
        wanted = {getattr(record, name) for record in records for name in single}
        for pairs in self._several.values():
            wanted.update(other for others in pairs.values() for other in others)
        wanted.update(unit for record in records for unit in record.shown_to)
        self._found = _looked_up(wanted - {None})

    def one(self, pk: int | None) -> Named | None:
        """Return the record of this number, None where there is none to see."""
        return Named(*self._found[pk]) if pk in self._found else None

    def all(self, ids: Iterable[int]) -> list[Named]:
        """Return those of these records that are to be seen."""
        return [Named(*self._found[pk]) for pk in ids if pk in self._found]

    def called(self, ids: Iterable[int | None]) -> list[str]:
        """Return what each of these records is called in a file: its reference, or else its title; `` where there is none to see."""
        unseen = (0, "", "")
        return [code or title for _pk, code, title in (self._found.get(pk, unseen) for pk in ids)]  # type: ignore[arg-type]

    def several(self, name: str, pk: int) -> list[Named]:
        """Return what the list `name` of the record `pk` holds."""
        return self.all(self._several[name].get(pk, ()))


def _looked_up(ids: Iterable[int]) -> dict[int, tuple[int, str, str]]:
    """Return what makes a `Named` of the visible ones of these records, by number, from the index over all registers."""
    titles = ("title_vi", "title_en") if get_language() == "vi" else ("title_en", "title_vi")
    rows = Entry.objects.filter(pk__among=frozenset(ids)).values_list("pk", "code", *titles)
    return {pk: (pk, code, mine or other) for pk, code, mine, other in rows}


def _pairs(register: Register, name: str, ids: Sequence[int]) -> Mapping[int, list[int]]:
    field: Any = register.model._meta.get_field(name)
    found: dict[int, list[int]] = defaultdict(list)
    rows = field.remote_field.through._default_manager.filter(
        **{f"{field.m2m_field_name()}__id__among": frozenset(ids)}
    )
    for pk, linked in rows.order_by("id").values_list(field.m2m_column_name(), field.m2m_reverse_name()):
        found[pk].append(linked)
    return found
