"""What a register declares; everything else is derived from this and from its model."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.text import capfirst
from django_stubs_ext import StrOrPromise

from comity.core.fields import TermField
from comity.core.protect import Guarded
from comity.core.records import Record


@dataclass(frozen=True)
class Group:
    """Some fields of the form and the page under one heading; with a trait, only for kinds that the pack gives it.

    A `folded` one is closed on the form of a new record until somebody opens it, or something in it is wrong.
    """

    title: StrOrPromise
    fields: tuple[str, ...]
    trait: str = ""
    folded: bool = False


@dataclass(frozen=True)
class Related:
    """Records of another register that point at this one: shown on its page, for kinds with the trait if one is named.

    Parts of the record are added and filled in on its page, line by line.
    """

    register: str
    field: str
    title: StrOrPromise = ""
    trait: str = ""


@dataclass(frozen=True)
class Face:
    """A list of its own for the kinds that the pack gives a trait, such as the delegations among the activities."""

    key: str
    title: StrOrPromise
    trait: str
    icon: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Lines:
    """Records of another register that say in detail what a column sums up; where one states an amount, they count.

    `link` leads to them, `back` from them.
    """

    link: str
    back: str
    amount: str
    currency: str


def not_over(name: str, day: date) -> Q:
    """Return the condition that a partial date is not over on a day: `2024` is over on 1 January 2025, an unknown one never."""
    on = day.isoformat()
    return Q(**{f"{name}__gte": on}) | Q(**{f"{name}__in": ["", on[:4], on[:7]]})


@dataclass(frozen=True)
class Stands:
    """Until when a record stands: until the date in `ends`, or as `on` says of a day with the records in `links`."""

    ends: str
    on: Callable[[date], Q] | None = None
    links: tuple[str, ...] = ()

    def at(self, day: date) -> Q:
        """Return the condition that what has begun stands on a day."""
        return self.on(day) if self.on else not_over(self.ends, day)


@dataclass(frozen=True, eq=False)
class Noted:
    """How parts are read from the lines of a letter, and how such lines look.

    `read` is given the lines and the day on which the whole begins, and returns number and columns of each part; `cells` is
    given what a row of a spreadsheet says and adds what can be told from it.
    """

    read: Callable[[Iterable[str], str], list[tuple[int, dict[str, str]]]]
    example: StrOrPromise
    cells: Callable[[Mapping[str, str]], dict[str, str]] | None = None


@dataclass(frozen=True, eq=False)
class Computed:
    """A code worked out when it is read, with the words and tone of each; shown everywhere, never stored.

    Where a `column` holds the code as it stands, the list is narrowed by it.
    """

    name: str
    label: StrOrPromise
    value: Callable[[Any, date], str]
    states: Mapping[str, tuple[StrOrPromise, str]]
    column: str = ""
    is_day: bool = False
    is_difference: bool = False  # an amount, above zero where more was spent than there was to be


@dataclass(frozen=True, kw_only=True, eq=False)
class Register:
    """One list of one kind of record. Its name in both numbers is its model's."""

    key: str
    model: type[Record]
    icon: str
    columns: tuple[str, ...]
    groups: tuple[Group, ...]
    faces: tuple[Face, ...] = ()
    quick: tuple[str, ...] = ()
    sums: tuple[tuple[str, str], ...] = ()
    stands: Stands | None = None
    lines: Mapping[str, Lines] = field(default_factory=dict)  # by column of money
    carry: tuple[tuple[str, str], ...] = ()
    begin: tuple[tuple[str, str], ...] = ()
    called: Mapping[str, StrOrPromise] = field(
        default_factory=dict
    )  # what "title", "title_en", "unit" … are called here
    complete: Callable[[Mapping[str, str], str], dict[str, str]] | None = None
    noted: Noted | None = None
    in_passing: bool = False  # may be added by its name alone, from the menu of another record's form
    filters: tuple[str, ...] = ()
    linked_filters: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    starts: str = ""
    ends: str = ""
    country: str = ""
    order: str = "title"
    prefetch: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    computed: tuple[Computed, ...] = ()
    entitle: Callable[[Any], tuple[str, str]] | None = None
    untitled: Callable[[Mapping[str, Any]], tuple[str, str]] | None = None  # both titles, where none was typed
    expects: tuple[str, ...] = ()
    expects_if: Mapping[str, tuple[str, str]] = field(
        default_factory=dict
    )  # a field that is missing only where another one says so
    alike: tuple[str, ...] = ("title_en", "title_vi")
    # fields that cannot be so, and why: of what is wanted, of which record, and how that was
    refuses: Callable[[Mapping[str, Any], Any, Mapping[str, Any]], Iterable[tuple[str, str]]] | None = None
    refuses_alone: bool = False  # that looks at the record by itself: of many, each is looked at before it is stored
    refusing: tuple[str, ...] = ()  # what that looks up, fetched together for many
    one_by_one: str = ""  # the link to what is looked at so: of two who store for one of these, the second waits
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

    def label(self, name: str) -> StrOrPromise:
        """Return what a column is called here."""
        return self.called.get(name) or self.model._meta.get_field(name).verbose_name  # type: ignore[union-attr]

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
    def within(self) -> str:
        """The link to the record that these are parts of, `` where they stand alone."""
        return self.model.within

    @property
    def kinds(self) -> str:
        """The vocabulary that says of what kind a record is and so which traits it has, `` where there is none."""
        found = {field.name: field for field in self.model._meta.concrete_fields}.get("kind")
        return found.vocabulary if isinstance(found, TermField) else ""

    def face(self, key: str) -> Face | None:
        """Return the face of this name."""
        return next((one for one in self.faces if one.key == key), None)

    @property
    def links(self) -> tuple[str, ...]:
        """The fields that link to several records."""
        return tuple(field.name for field in self.model._meta.local_many_to_many)


EVERYBODY: tuple[str, ...] = ("officer", "head", "administrator", "colleague", "ward", "member")
PART: Sequence[str] = ("code", "to_verify", "note_en", "note_vi")  # who may see a part follows from its whole
GUARD: Sequence[str] = ("code", "unit", "sensitivity", "shown_to", "to_verify", "note_en", "note_vi")
