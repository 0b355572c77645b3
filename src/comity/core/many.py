"""The door for many records at once: the same transaction, versions, refusals and history, in few statements."""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.db.models.fields.json import KeyTextTransform
from psycopg import sql
from psycopg.types.json import Jsonb

from comity.core import identity
from comity.core.attached import Citation
from comity.core.fields import array, linked_to
from comity.core.history import Change
from comity.core.records import Record
from comity.core.write import CannotUndo, Conflict, Refusals, Refused, columns_of, rests_on_something, take_back


@dataclass(frozen=True)
class Draft:
    """One of many records to be stored together: with its links and sources (none given: left as they are), as it was seen."""

    record: Record
    links: Mapping[str, Sequence[int]] = field(default_factory=dict)
    seen: int | None = None
    sources: Sequence[int] | None = None


def save_all(drafts: Sequence[Draft], *, reason: str = "") -> None:
    """Store records of one register, all or none, in few statements and by the rules of `save`.

    Raises Conflict, Refused, IntegrityError.
    """
    new = [draft for draft in drafts if draft.record._state.adding]
    try:
        _save_all(new, [draft for draft in drafts if not draft.record._state.adding], reason)
    except Exception:
        for draft in new:  # so that they can be tried again in smaller parts
            draft.record.pk, draft.record._state.adding = None, True
        raise


def _save_all(new: Sequence[Draft], changed: Sequence[Draft], reason: str) -> None:
    drafts = [*new, *changed]
    with transaction.atomic(), identity.because(reason), Refusals():
        _insert_all(new)
        _update_all(changed)
        _cite_all([draft for draft in drafts if draft.sources is not None])
        with connection.cursor() as cursor:  # what points at nothing shows here, not at the end of everything
            cursor.execute("set constraints all immediate; set constraints all deferred")


def change_all(records: Sequence[Record], names: Sequence[str], *, reason: str = "") -> None:
    """Store these columns of records of one register, which were read for update, in one statement. Raises Refused."""
    if not records:
        return
    manager = type(records[0])._default_manager
    with transaction.atomic(), identity.because(reason), Refusals():
        if manager.bulk_update(records, names) != len(records):
            raise Refused


def _insert_all(drafts: Sequence[Draft]) -> None:
    if not drafts:
        return
    with connection.cursor() as cursor:
        cursor.execute("select nextval('comity_record_id') from generate_series(1, %s)", [len(drafts)])
        numbers = [number for (number,) in cursor.fetchall()]
    for draft, number in zip(drafts, numbers, strict=True):
        draft.record.pk, draft.record.city_id = number, identity.current().city
    model = type(drafts[0].record)
    _insert([draft.record for draft in drafts])
    for link in model._meta.local_many_to_many:
        _link_all(link, _pairs(link, drafts))


def _insert(records: Sequence[Record]) -> None:
    """Store new records by one statement of one value.

    Django writes a thousand records of seventy columns as seventy thousand values, and takes twice as long over that as the
    database over storing them.
    """
    statement = "insert into {table} (id, {names}) select new.id, {new} from {rows} returning id, changed_at"
    with connection.cursor() as cursor:
        cursor.execute(*_filled(statement, records))
        moments = dict(cursor.fetchall())
    for record in records:
        record.changed_at = moments[record.pk]
        record._state.adding, record._state.db = False, connection.alias


def _update(records: Sequence[Record]) -> None:
    """Store changed records, likewise. Raises Refused."""
    statement = "update {table} as kept set ({names}) = row ({new}) from {rows} where kept.id = new.id"
    with connection.cursor() as cursor:
        cursor.execute(*_filled(statement, records))
        if cursor.rowcount != len(records):
            raise Refused


def _filled(statement: str, records: Sequence[Record]) -> tuple[sql.Composed, list[str]]:
    """Return a statement with its names, and the records as its value."""
    meta = type(records[0])._meta
    columns = [column for column in meta.local_concrete_fields if not column.generated]
    told = [
        {one.column: one.get_db_prep_save(one.pre_save(record, record._state.adding), connection) for one in columns}
        for record in records
    ]
    table = sql.Identifier(meta.db_table)
    names = [sql.Identifier(str(one.column)) for one in columns if not one.primary_key]
    parts = {
        "table": table,
        "names": sql.SQL(", ").join(names),
        "new": sql.SQL(", ").join(sql.SQL("new.{}").format(name) for name in names),
        "rows": sql.SQL("json_populate_recordset(null::{}, %s::json) as new").format(table),
    }
    return sql.SQL(statement).format(**parts), [json.dumps(told, ensure_ascii=False, default=_as_json)]


def _as_json(value: Any) -> Any:
    """Return a value that JSON has no kind of as PostgreSQL reads it from a text."""
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Jsonb):
        return value.obj
    raise TypeError(f"{type(value).__name__} is no column's value")


def _link_all(link: "models.ManyToManyField[Any, Any]", pairs: Iterable[tuple[int, int]]) -> None:
    if not (columns := [array(ids) for ids in zip(*pairs, strict=True)]):
        return
    statement = sql.SQL("insert into {} ({}, {}) select * from unnest(%s::bigint[], %s::bigint[])").format(
        *map(sql.Identifier, (link.m2m_db_table(), link.m2m_column_name(), link.m2m_reverse_name()))
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, columns)


def _pairs(link: "models.ManyToManyField[Any, Any]", drafts: Sequence[Draft]) -> list[tuple[int, int]]:
    return [(draft.record.pk, other) for draft in drafts for other in dict.fromkeys(draft.links.get(link.name, ()))]


def _relink_all(link: "models.ManyToManyField[Any, Any]", drafts: Sequence[Draft]) -> None:
    """Make the visible links of each record the ones of its draft."""
    drafts = [draft for draft in drafts if link.name in draft.links]
    through: Any = link.remote_field.through
    rows = through._default_manager.filter(**linked_to(link.m2m_field_name(), [draft.record.pk for draft in drafts]))
    columns = ("pk", link.m2m_column_name(), link.m2m_reverse_name())
    held = {(mine, other): pk for pk, mine, other in rows.values_list(*columns)}
    wanted = _pairs(link, drafts)
    if gone := [held[pair] for pair in held.keys() - set(wanted)]:
        rows.filter(pk__in=gone).delete()
    _link_all(link, [pair for pair in wanted if pair not in held])
    for draft in drafts:
        getattr(draft.record, "_prefetched_objects_cache", {}).pop(link.name, None)


def _update_all(drafts: Sequence[Draft]) -> None:
    if not drafts:
        return
    model = type(drafts[0].record)
    numbers = sorted(draft.record.pk for draft in drafts)
    locked = model._default_manager.select_for_update(no_key=True).filter(pk__in=numbers).order_by("pk")
    versions = dict(locked.values_list("pk", "version"))
    for draft in drafts:
        if draft.record.pk not in versions:
            raise Refused
        if draft.seen is not None and versions[draft.record.pk] != draft.seen:
            raise Conflict(theirs=model._default_manager.get(pk=draft.record.pk), yours=draft.record)
    _update([draft.record for draft in drafts])
    for link in model._meta.local_many_to_many:
        _relink_all(link, drafts)


def _cite_all(drafts: Sequence[Draft]) -> None:
    """Make the visible citations name exactly these sources; what a kept one states is left alone."""
    wanted = {draft.record.pk: set(draft.sources or ()) for draft in drafts}
    gone, have = [], set()
    for pk, entry, source in Citation.objects.filter(entry_id__in=wanted).values_list("id", "entry_id", "source_id"):
        if source in wanted[entry]:
            have.add((entry, source))
        else:
            gone.append(pk)
    Citation.objects.filter(pk__in=gone).delete()
    Citation.objects.bulk_create(
        Citation(entry_id=entry, source_id=source)
        for entry, sources in wanted.items()
        for source in sorted(sources)
        if (entry, source) not in have
    )


def undo_all(*, act: str, but: Collection[int] = (), reason: str = "") -> int:
    """Take back all that one act did, except to some records; return to how many. Raises CannotUndo, Refused."""
    changes = Change.objects.filter(act=act).exclude(record_id__in=but).order_by("-id")
    found = changes.values_list("pk", "record_id", "relation", "operation", KeyTextTransform("id", "became"))
    records: set[int] = set()
    with transaction.atomic(), identity.because(reason or f"undo {act}"), Refusals():
        try:
            for (relation, operation), part in groupby(found, key=lambda one: (one[2], one[3])):
                rows = list(part)
                records.update(row[1] for row in rows)
                if operation == "i":
                    _take_away(relation, [int(row[4]) for row in rows])
                else:
                    taken = list(Change.objects.filter(pk__in=[row[0] for row in rows]).order_by("-id"))
                    for change in taken:
                        take_back(change)
                    for change in taken:
                        rests_on_something(change)
            with connection.cursor() as cursor:
                cursor.execute("set constraints all immediate; set constraints all deferred")
        except IntegrityError as error:
            raise CannotUndo from error
    return len(records)


def _take_away(relation: str, ids: Sequence[int]) -> None:
    if columns_of(relation):
        with connection.cursor() as cursor:
            query = sql.SQL("delete from {} where id = any(%s)").format(sql.Identifier(relation))
            cursor.execute(query, [list(ids)])
            if cursor.rowcount != len(ids):
                raise CannotUndo
