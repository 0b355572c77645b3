"""What a record holds already, as a form starts from it."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.db import models

from comity.core.records import Record
from comity.gate.known import Known
from comity.registers import Register


def hidden_links(register: Register, record: Record, known: Known | None = None) -> list[str]:
    """Return the fields that link to a record out of sight: they look empty, and left so they are not overwritten."""
    ids = _linked(register, record)
    seen = (known or Known()).seen(ids.values())
    return [name for name, pk in ids.items() if pk not in seen]


def look_for_links(register: Register, records: Iterable[Record], known: Known) -> None:
    """Ask once which of the records that these link to are in sight."""
    known.see({pk for record in records for pk in _linked(register, record).values()})


def filled(
    register: Register, values: Mapping[str, Any], instance: Record | None, known: Known | None = None
) -> dict[str, Any]:
    """Return the values laid over what the record holds, or over the defaults of a new one."""
    if instance is None:
        return {column.name: column.get_default() for column in _beginning(register)} | dict(values)
    hidden = hidden_links(register, instance, known)
    return {
        name: values[name] if name in values else (None if name in hidden else _held(instance, name))
        for name in register.fields
    }


def _linked(register: Register, record: Record) -> dict[str, int]:
    columns = (column for column in form_columns(register) if isinstance(column, models.ForeignKey))
    return {column.name: pk for column in columns if (pk := getattr(record, column.attname))}


@cache
def form_columns(register: Register) -> "tuple[models.Field[Any, Any], ...]":
    """Return the columns that the register's form sets; links to several records are none."""
    return tuple(column for column in register.model._meta.concrete_fields if column.name in register.fields)


@cache
def _beginning(register: Register) -> "tuple[models.Field[Any, Any], ...]":
    return tuple(column for column in form_columns(register) if column.has_default())


def _held(record: Record, name: str) -> Any:
    column = record._meta.get_field(name)
    if isinstance(column, models.ManyToManyField):
        return link_ids(record, name)
    assert isinstance(column, models.Field)
    return getattr(record, column.attname)


def link_ids(record: Record, name: str) -> list[int]:
    """Return the numbers of the records that a field links to; without asking where they were fetched along."""
    links = getattr(record, name)
    if name in getattr(record, "_prefetched_objects_cache", {}):
        return [one.pk for one in links.all()]
    return list(links.values_list("pk", flat=True))
