"""What a register declares; everything else is derived from this and from its model."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import capfirst
from django_stubs_ext import StrOrPromise

from comity.core.protect import Guarded
from comity.core.records import Record


@dataclass(frozen=True)
class Group:
    """Some fields of the form and the page under one heading."""

    title: StrOrPromise
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Related:
    """Records of another register that point at this one: shown on its page, counted on its tab."""

    register: str
    field: str
    title: StrOrPromise = ""


@dataclass(frozen=True, eq=False)
class Computed:
    """A code worked out when it is read, with the words and tone of each; shown everywhere, never stored."""

    name: str
    label: StrOrPromise
    value: Callable[[Any, date], str]
    states: Mapping[str, tuple[StrOrPromise, str]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Register:
    """One list of one kind of record. Its name in both numbers is its model's."""

    key: str
    model: type[Record]
    icon: str
    columns: tuple[str, ...]
    groups: tuple[Group, ...]
    filters: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    starts: str = ""
    ends: str = ""
    country: str = ""
    order: str = "title"
    prefetch: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    computed: tuple[Computed, ...] = ()
    entitle: Callable[[Any], tuple[str, str]] | None = None
    expects: tuple[str, ...] = ()
    alike: tuple[str, ...] = ("title_en", "title_vi")
    once: tuple[str, ...] = ()  # no two records that one person sees have the same value here
    writers: tuple[str, ...] = ("officer", "head", "administrator", "colleague")
    template: str = "registers/detail.html"

    @property
    def title(self) -> str:
        """The name of the list."""
        return str(capfirst(str(self.model._meta.verbose_name_plural)))

    @property
    def one(self) -> str:
        """The name of one record."""
        return str(self.model._meta.verbose_name)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the form, in order."""
        return tuple(name for group in self.groups for name in group.fields)

    @property
    def guarded(self) -> Guarded:
        """The table as policies, history and index are laid over it."""
        return Guarded(
            register=self.key,
            model=self.model,
            starts=self.starts,
            ends=self.ends,
            country=self.country,
            search=self.search,
        )

    @property
    def links(self) -> tuple[str, ...]:
        """The fields that link to several records."""
        return tuple(field.name for field in self.model._meta.local_many_to_many)


EVERYBODY = ("officer", "head", "administrator", "colleague", "ward", "member")
GUARD: Sequence[str] = ("code", "unit", "sensitivity", "shown_to", "to_verify", "note_en", "note_vi")
