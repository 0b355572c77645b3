"""Records that are called after others: a name that few may see is not borne by a record that more may see."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from comity.core.people import RESTRICTED
from comity.core.records import Record
from comity.registers import ALL, BY_MODEL, Register

FEW = 20


def refused(register: Register, data: Mapping[str, Any], titles: tuple[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the fields whose record gives this one a name that fewer may see, with what to say of it."""
    whole = data.get(register.within) if register.within else None
    level, shown_to = _guard(whole) if whole is not None else (data.get("sensitivity"), data.get("shown_to"))
    for name in _links(register):
        other = data.get(name)
        if isinstance(other, Record) and _bears(titles, other) and _more_may_see(level, shown_to, other):
            said = _(
                "Fewer people may see %(title)s than this record, which would bear its name. Restrict this record to the same units."
            )
            yield name, said % {"title": other.title}


def bearing(record: Record, shown_to: Collection[int]) -> list[Record]:
    """Return records that bear this one's name and more may see than some units, once it is restricted to these."""
    found: list[Record] = []
    for register in (one for one in ALL if one.entitle):
        for name in _links(register):
            if register.model._meta.get_field(name).related_model is not type(record):
                continue
            rows: QuerySet[Any] = register.model._default_manager.filter(**{name: record.pk})
            for one in rows.order_by("pk")[:FEW]:
                wide = one.sensitivity != RESTRICTED or not set(one.shown_to) <= set(shown_to)
                if wide and _bears((one.title_en, one.title_vi), record):
                    found.append(
                        getattr(one, register.within) if register.within else one
                    )  # a part is guarded as its whole
    return list(dict.fromkeys(found))


def _links(register: Register) -> list[str]:
    """Return the fields of a register that link one other record, its whole apart: it is guarded as that is."""
    return [
        field.name
        for field in register.model._meta.concrete_fields
        if field.many_to_one and field.related_model in BY_MODEL and field.name != register.within
    ]


def _guard(record: Record) -> tuple[int, list[int]]:
    return record.sensitivity, record.shown_to


def _bears(titles: tuple[str, str], other: Record) -> bool:
    return any(name and name in title for title in titles for name in (other.title_en, other.title_vi))


def _more_may_see(level: Any, shown_to: Any, other: Record) -> bool:
    if other.sensitivity != RESTRICTED:
        return False
    return level != RESTRICTED or not set(shown_to or ()) <= set(other.shown_to)
