"""A record as plain values for JSON: codes with their words, links as number, reference and title."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models

from comity.core.attached import Citation
from comity.core.fields import CountriesField, CountryField, TermField, TermsField
from comity.core.records import Record
from comity.exchange.cells import Renderer
from comity.exchange.columns import Column, columns
from comity.exchange.naming import Links
from comity.registers.declare import Register


def link(record: Any) -> dict[str, Any] | None:
    """Return a linked record by number, reference and title."""
    return None if record is None else {"id": record.pk, "code": record.code, "title": record.title}


def item(
    register: Register,
    record: Record,
    *,
    renderer: Renderer,
    citations: Iterable[Citation] = (),
    links: Links | None = None,
) -> dict[str, Any]:
    """Return all of a record; `links` names what it and others link to, else that must have been fetched. Decimal numbers are text, so that none loses a digit; days are as far as they are known."""
    told: dict[str, Any] = {
        "id": record.pk,
        "version": record.version,
        "title": record.title,
        "is_sample": record.is_sample,
    }
    for column in columns(register):
        if column.takes_values:
            told |= _field(renderer, column, renderer.held(record, column, links))
        elif column.computed:
            told[column.code] = column.computed.value(record, renderer.today)
            told[f"{column.code}_label"] = renderer.computed(column, record)
    told["changed_at"] = record.changed_at.isoformat()
    told["sources"] = [(link(one.source) or {}) | {"says_en": one.says_en, "says_vi": one.says_vi} for one in citations]
    return told


def labelled(column: Column) -> bool:
    """Say whether the column's value is a code that comes with its words."""
    return bool(column.field and column.field.choices) or isinstance(
        column.field, TermField | TermsField | CountryField | CountriesField
    )


def _field(renderer: Renderer, column: Column, held: Any) -> dict[str, Any]:
    if column.target:
        return {column.code: [link(one) for one in held] if isinstance(held, list) else link(held)}
    told = {column.code: _plain(held)}
    if labelled(column):
        told[f"{column.code}_label"] = _words(renderer, column, held)
    return told


def _words(renderer: Renderer, column: Column, held: Any) -> str | list[str]:
    if isinstance(held, list):
        return [_word(renderer, column.field, one) for one in held]
    return renderer.told(column, held)


def _word(renderer: Renderer, field: Any, code: str) -> str:
    return (
        renderer.pack.country(code) if isinstance(field, CountriesField) else renderer.pack.term(field.vocabulary, code)
    )


def _plain(held: Any) -> Any:
    if isinstance(held, Decimal):
        return f"{held.normalize():f}"
    if isinstance(held, datetime):
        return held.isoformat()
    return held


def point(record: Record) -> Sequence[float] | None:
    """Return the record's longitude and latitude, None where they are not known."""
    longitude, latitude = getattr(record, "longitude", None), getattr(record, "latitude", None)
    return None if longitude is None or latitude is None else (longitude, latitude)


def has_places(register: Register) -> bool:
    """Say whether records of the register lie somewhere."""
    names = {field.name for field in register.model._meta.concrete_fields if isinstance(field, models.FloatField)}
    return {"latitude", "longitude"} <= names
