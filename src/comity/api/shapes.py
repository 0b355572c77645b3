"""What goes in and comes out of the API, made from each register's columns and its form."""

from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal

from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, create_model

from comity.core.fields import CountriesField, CountryField, PartialDateField, TermField, TermsField
from comity.exchange.columns import Column, columns
from comity.exchange.plain import labelled
from comity.gate.form import form_class
from comity.registers.declare import Register

PERIOD = r"^(\d{4}(-\d{2}(-\d{2})?)?)?$"


def _number(given: object) -> object:
    if isinstance(given, bool):
        raise ValueError(_("A number is needed, not a truth value."))
    return given


NUMBER = BeforeValidator(_number)  # pydantic takes true for 1
Whole = Annotated[int, NUMBER]
Named = Annotated[int | str, NUMBER]  # a record by number, reference or title
Finite = Annotated[float, Field(allow_inf_nan=False), NUMBER]


class Strict(Schema):
    """What a program sends: fields that are not known are refused, never ignored."""

    model_config = ConfigDict(extra="forbid")


class Link(Schema):
    """A linked record."""

    id: int
    code: str = Field(description="The record's reference, empty where it has none.")
    title: str


class Cited(Link):
    """A source and what it states."""

    says_en: str
    says_vi: str


class Coded(Schema):
    """A rule of a procedure by its name there, and as readers see it."""

    id: str
    title: str


class Problem(Schema):
    """Why nothing came of a request."""

    message: str
    errors: dict[str, list[str]] = Field(
        default_factory=dict, description="By field; an empty name is the whole record."
    )


class Change(Schema):
    """One change of a record: columns with their value before and after, as stored."""

    id: int
    at: str
    officer: str
    act: str = Field(description="Everything that one request changed has the same act.")
    door: str
    reason: str
    relation: str = Field(description="The table: the register's own, or one of links, citations or files.")
    operation: Literal["i", "u", "d"] = Field(description="i: added, u: changed, d: deleted")
    differences: dict[str, tuple[Any, Any]]


class History(Schema):
    """Changes, newest first."""

    items: list[Change]
    next: str = Field(description="The value of `after` for the next page, empty on the last.")


class Attached(Schema):
    """A file on a record, without its bytes."""

    id: int
    name: str
    kind: str
    size: int = Field(description="In bytes.")
    sha256: str
    added_at: str


class Removed(Schema):
    """A deleted record; POST /undo takes the act back."""

    act: str
    id: int


class Undo(Strict):
    """Take back what one act did to one record."""

    act: str = Field(max_length=60)
    id: Whole


@cache
def new(register: Register) -> type[Schema]:
    """Return what POST takes."""
    return _made(
        register, "New", {column.code: _given(register, column, required=True) for column in _fields(register)}
    )


@cache
def patch(register: Register) -> type[Schema]:
    """Return what PATCH takes: some of the fields, and the version they were read at."""
    fields = {column.code: _given(register, column, required=False) for column in _fields(register)}
    version = Field(None, ge=1, description="The version that was read; needed unless If-Match has it.")
    return _made(register, "Patch", fields | {"version": (Whole | None, version)})


@cache
def item(register: Register) -> type[Schema]:
    """Return what a record comes out as."""
    fields: dict[str, Any] = {
        "id": (int, ...),
        "version": (int, ...),
        "title": (str, Field(description="In the reader's language, or else in the other.")),
        "is_sample": (bool, ...),
    }
    for column in columns(register):
        if column.takes_values:
            fields |= _told(column)
        elif column.computed:
            fields |= {column.code: (str, ...), f"{column.code}_label": (str, ...)}
    fields |= {"changed_at": (str, ...), "sources": (list[Cited], ...)}
    return create_model(register.model.__name__, __base__=Schema, **fields)


@cache
def page(register: Register) -> type[Schema]:
    """Return what a list comes out as."""
    fields: dict[str, Any] = {
        "items": (list[item(register)], ...),  # type: ignore[misc]  # made at run time
        "next": (str, Field(description="The value of `after` for the next page, empty on the last.")),
        "total": (int, Field(description="How many there are, 1000 at most.")),
        "more": (bool, Field(description="Whether there are more than `total`.")),
    }
    return create_model(f"{register.model.__name__}Page", __base__=Schema, **fields)


@cache
def conflict(register: Register) -> type[Schema]:
    """Return what a conflict comes out as: the record as it is now, and what was sent."""
    now: Any = (item(register) | None, Field(None, description="The record as it is now."))
    sent: Any = (dict[str, Any], Field(default_factory=dict, description="What was sent."))
    used: Any = (
        list[Link],
        Field(default_factory=list, description="Records that point at one that was to be deleted."),
    )
    fields: dict[str, Any] = {"theirs": now, "yours": sent, "used_by": used}
    return create_model(f"{register.model.__name__}Conflict", __base__=Problem, **fields)


def _fields(register: Register) -> list[Column]:
    return [column for column in columns(register) if column.takes_values]


def _made(register: Register, name: str, fields: dict[str, Any]) -> type[Schema]:
    return create_model(f"{register.model.__name__}{name}", __base__=Strict, **fields)


def _given(register: Register, column: Column, *, required: bool) -> tuple[Any, Any]:
    asked = form_class(register).base_fields[column.code]
    field: Any = column.field
    needed = required and asked.required and not field.has_default()
    kind = _kind(column)
    return (
        (kind, Field(..., description=_about(column)))
        if needed
        else (kind | None, Field(None, description=_about(column)))
    )


def _kind(column: Column) -> Any:
    if column.target:
        return list[Named] if column.is_list else Named
    if column.is_list:
        return list[str]
    if column.field is not None and column.field.choices:
        return Annotated[Literal[tuple(value for value, _label in column.field.flatchoices)], NUMBER]
    for kinds, kind in KINDS:
        if isinstance(column.field, kinds):
            return kind
    return str


KINDS: tuple[tuple[Any, Any], ...] = (
    (PartialDateField, Annotated[str, Field(pattern=PERIOD)]),
    (models.BooleanField, bool),
    (models.FloatField, Finite),
    (models.DecimalField, Annotated[Decimal, NUMBER]),
    (models.IntegerField, Whole),
)


def _told(column: Column) -> dict[str, Any]:
    about = Field(description=_about(column))
    if column.target:
        return {column.code: (list[Link] if column.is_list else Link | None, about)}
    kind = _kind(column)
    nullable = column.field is not None and column.field.null
    if isinstance(column.field, models.DecimalField):
        kind = str
    if isinstance(column.field, PartialDateField):
        kind = str
    fields: dict[str, Any] = {column.code: (kind | None if nullable else kind, about)}
    if labelled(column):
        fields[f"{column.code}_label"] = (list[str] if column.is_list else str, ...)
    return fields


def vocabulary(column: Column) -> str:
    """Return the vocabulary a column's codes are from, `country` for countries."""
    if isinstance(column.field, CountryField | CountriesField):
        return "country"
    return column.field.vocabulary if isinstance(column.field, TermField | TermsField) else ""


def _about(column: Column) -> str:
    with translation.override("en"):
        about = f"{column}."
        if column.target:
            about += f" {column.target._meta.verbose_name_plural}: by number, reference or title.".capitalize()
        elif name := vocabulary(column):
            about += f" Codes of the vocabulary `{name}`, see /registers."
        elif isinstance(column.field, PartialDateField):
            about += " A year, month or day as far as it is known: 2024, 2024-05, 2024-05-12."
        elif isinstance(column.field, models.DecimalField):
            about += " Comes out as text, so that no digit is lost."
        return about
