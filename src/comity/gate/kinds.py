"""What a record's kind brings with it: the traits that the city's pack gives to kinds."""

from collections.abc import Iterable

from comity.core.pack import of_city
from comity.core.records import Record
from comity.gate import values
from comity.registers.declare import Group, Register, Related


def traits(register: Register, record: Record) -> frozenset[str]:
    """Return the traits of the record's kind; none where the register has no kinds."""
    term = of_city().vocabulary(register.kinds).get(getattr(record, "kind", "")) if register.kinds else None
    return frozenset((term.mark, *term.traits)) if term else frozenset()


def traits_by_kind(register: Register) -> dict[str, list[str]]:
    """Return the traits of every kind of the register's records."""
    terms = of_city().vocabulary(register.kinds) if register.kinds else {}
    return {code: sorted({term.mark, *term.traits} - {""}) for code, term in terms.items()}


def kinds_with(register: Register, trait: str) -> list[str]:
    """Return the kinds of the register's records that have a trait."""
    return of_city().with_trait(register.kinds, trait)


def groups(register: Register, record: Record) -> Iterable[Group]:
    """Return the groups of fields that belong to the record: those of its kind, and others that hold something."""
    mine = traits(register, record)
    return [one for one in register.groups if not one.trait or one.trait in mine or _filled(record, one)]


def related(register: Register, record: Record) -> Iterable[Related]:
    """Return the related lists that belong to a record of this kind."""
    mine = traits(register, record)
    return [one for one in register.related if not one.trait or one.trait in mine]


def _filled(record: Record, group: Group) -> bool:
    """Say whether a group holds something that the reader may see: a link to a hidden record is none."""
    several = record_links(record)
    return any(values.linked(record, name) not in (None, "", []) for name in group.fields if name not in several)


def record_links(record: Record) -> set[str]:
    """Return the names of the fields that link the record to several others."""
    return {field.name for field in record._meta.local_many_to_many}
