"""Records read a batch at a time with everything that an export shows of them, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import models

from comity.core.attached import Citation
from comity.core.records import Record
from comity.exchange.naming import Links
from comity.registers.declare import Register

if TYPE_CHECKING:
    from django.db.models import QuerySet

SIZE = 1000
UNSEEN = ("sort_en", "sort_vi")  # long, and no file shows them


@dataclass(frozen=True)
class Batch:
    """Some records with their citations by record, and the names of what they link to."""

    records: Sequence[Record]
    citations: dict[int, list[Citation]]
    links: Links


def linking(register: Register) -> list[str]:
    """Return what is to be fetched along with the register's records.

    Never by a join: a link to a record that the reader may not see would hide the record that links.
    """
    single = [name for name in register.fields if isinstance(register.model._meta.get_field(name), models.ForeignKey)]
    return list(dict.fromkeys([*single, *register.links, *register.prefetch]))


def batches(register: Register, rows: "QuerySet[Any]", *, size: int = SIZE) -> Iterator[Batch]:
    """Yield the rows in their order, from a cursor on the server; what they link to is named, not fetched."""
    names = [field.attname for field in register.model._meta.concrete_fields if field.name not in UNSEEN]
    values = rows.select_related(None).prefetch_related(None).values_list(*names)
    stream, using = values.iterator(chunk_size=size), values.db
    while found := list(islice(stream, size)):
        records = [register.model.from_db(using, names, one) for one in found]
        models.prefetch_related_objects(records, *register.prefetch)
        yield Batch(records, citations([record.pk for record in records]), Links(register, records))


def by_number(register: Register, ids: Sequence[int]) -> dict[int, Record]:
    """Return the visible ones of these records, with what they link to."""
    rows = register.model._default_manager.filter(pk__in=ids).prefetch_related(*linking(register))
    return {row.pk: row for row in rows}


def citations(ids: Sequence[int]) -> dict[int, list[Citation]]:
    """Return the citations of these records."""
    found: dict[int, list[Citation]] = defaultdict(list)
    for citation in Citation.objects.filter(entry__id__among=frozenset(ids)).order_by("id").prefetch_related("source"):
        found[citation.entry_id].append(citation)
    return found
