"""The registers as a program needs to know them: fields, kinds, vocabularies in every language."""

from typing import Any

from django.conf import settings
from django.utils import translation
from django_stubs_ext import StrOrPromise
from ninja import Schema
from pydantic import Field

from comity.api.shapes import vocabulary
from comity.core.pack import Label, of_city
from comity.exchange.columns import Column, columns
from comity.gate.filters import known
from comity.gate.form import form_class
from comity.gate.query import sortable
from comity.registers import ALL, BY_MODEL
from comity.registers.declare import Register

Words = dict[str, str]


class FieldTold(Schema):
    """One field of a register."""

    name: str
    label: Words
    kind: str = Field(
        description="text, names, yes_no, whole_number, number, partial_date, code, codes, record, records, computed"
    )
    required: bool = False
    vocabulary: str = ""
    links_to: str = Field("", description="The register that linked records are in.")
    longest: int | None = Field(None, description="The greatest number of characters.")
    words: dict[str, Words] = Field(
        default_factory=dict, description="The codes of a computed field or of a fixed choice."
    )


class RegisterTold(Schema):
    """One register."""

    key: str
    title: Words
    columns: list[FieldTold]
    filters: list[str]
    orders: list[str] = Field(description="Values of `order`; with a minus before them they descend.")


class Everything(Schema):
    """All registers and all vocabularies."""

    registers: list[RegisterTold]
    vocabularies: dict[str, dict[str, Words]]


def everything() -> dict[str, Any]:
    """Return what `Everything` describes."""
    pack = of_city()
    vocabularies = {name: {code: _both(label) for code, label in terms.items()} for name, terms in pack.terms.items()}
    vocabularies["country"] = {code: _both(country.name) for code, country in pack.countries.items()}
    return {"registers": [_register(one) for one in ALL], "vocabularies": vocabularies}


def _both(label: Label) -> Words:
    return {"en": label.en, "vi": label.vi}


def _words(said: StrOrPromise) -> Words:
    words = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            words[language] = str(said)
    return words


def _register(register: Register) -> dict[str, Any]:
    return {
        "key": register.key,
        "title": _words(register.model._meta.verbose_name_plural or register.key),
        "columns": [_field(register, one) for one in columns(register) if one.takes_values or one.computed],
        "filters": list(known(register)),
        "orders": sortable(register),
    }


def _field(register: Register, column: Column) -> dict[str, Any]:
    told: dict[str, Any] = {"name": column.code, "label": _words(column.label), "kind": _kind(column)}
    if column.computed:
        return told | {"words": {code: _words(said) for code, (said, _tone) in column.computed.states.items()}}
    field: Any = column.field
    told["required"] = form_class(register).base_fields[column.code].required and not field.has_default()
    told["vocabulary"] = vocabulary(column)
    told["links_to"] = BY_MODEL[column.target].key if column.target else ""
    told["longest"] = getattr(field, "max_length", None)
    told["words"] = {str(value): _words(label) for value, label in field.flatchoices}
    return told


KINDS = {
    "BooleanField": "yes_no",
    "FloatField": "number",
    "DecimalField": "number",
    "IntegerField": "whole_number",
    "PositiveIntegerField": "whole_number",
    "PositiveBigIntegerField": "whole_number",
    "PositiveSmallIntegerField": "whole_number",
    "SmallIntegerField": "whole_number",
    "PartialDateField": "partial_date",
}


def _kind(column: Column) -> str:
    if column.computed:
        return "computed"
    if column.target:
        return "records" if column.is_list else "record"
    if vocabulary(column):
        return "codes" if column.is_list else "code"
    return "names" if column.is_list else KINDS.get(type(column.field).__name__, "text")
