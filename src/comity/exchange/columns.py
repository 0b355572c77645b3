"""The columns in which a register leaves and comes back: codes that never change, labels in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from comity.core.fields import CountriesField, NamesField, TermsField
from comity.core.records import Record
from comity.domain.text import fold
from comity.registers.declare import Computed, Register
from comity.registers.delegations import DelegationMember
from comity.registers.units import Unit

HEAD, HEAD_POST, HEAD_RANK = "head", "head_post", "head_rank"
IGNORE = "ignore"  # what a person says of a column that is to be left out


@dataclass(frozen=True)
class Column:
    """One column; only those with `takes_values` come back in an import."""

    code: str
    label: StrOrPromise
    field: "models.Field[Any, Any] | None" = None
    computed: Computed | None = None
    takes_values: bool = False

    def __str__(self) -> str:
        return str(self.label)

    @property
    def target(self) -> type[Record] | None:
        """The kind of records the column links to."""
        if self.code == "shown_to":
            return Unit
        related: Any = self.field.related_model if self.takes_values and self.field else None
        return related or None

    @property
    def is_list(self) -> bool:
        """Whether a cell holds several values."""
        return isinstance(self.field, models.ManyToManyField | ArrayField | TermsField | CountriesField | NamesField)


@cache
def columns(register: Register) -> tuple[Column, ...]:
    """Return the register's columns in order: number, version, the fields, what is worked out, when changed, sources."""
    model = register.model
    head = [Column("id", _("Record number")), Column("version", _("Version"))]
    if register.entitle:
        head.append(Column("title", _("Title")))
    fields = [
        Column(name, capfirst(register.label(name)), _field(model, name), takes_values=True) for name in register.fields
    ]
    computed = [Column(one.name, capfirst(one.label), computed=one) for one in register.computed]
    tail = [
        Column("changed_at", _label(model, "changed_at"), _field(model, "changed_at")),
        Column("sources", _("cited sources")),
    ]
    return (*head, *fields, *computed, *tail)


@cache
def beside(register: Register) -> tuple[Column, ...]:
    """Return the columns that come in and are no fields of the register: who leads a delegation, kept as its member."""
    if not any(one.register == "delegation_members" and one.field == "activity" for one in register.related):
        return ()
    rank = _field(DelegationMember, "rank")
    return (
        Column(HEAD, _("Head of the delegation")),
        Column(HEAD_POST, _("Post of the head")),
        Column(HEAD_RANK, _("Rank of the head"), rank),
    )


def _field(model: type[Record], name: str) -> Any:
    return model._meta.get_field(name)


def _label(model: type[Record], name: str) -> StrOrPromise:
    label: StrOrPromise = capfirst(_field(model, name).verbose_name)
    return label


def by_code(register: Register) -> Mapping[str, Column]:
    """Return the register's columns by code, those among them that only come in."""
    return {column.code: column for column in (*columns(register), *beside(register))}


def known(register: Register) -> Mapping[str, str]:
    """Return the code for every folded code and label, the labels in every language of the program."""
    names: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for column in by_code(register).values():
                names.setdefault(fold(str(column.label)), column.code)
            for name in register.called.keys() & set(register.fields):
                names.setdefault(fold(str(_label(register.model, name))), name)  # as files of other offices head it
    return names | {fold(code): code for code in by_code(register)}


def linked(record: Record, name: str) -> Any:
    """Return the record that a field links to, None where there is none or the reader may not see it."""
    try:
        return getattr(record, name)
    except ObjectDoesNotExist:
        return None
