"""The only door by which the program changes records: one transaction, the seen version checked, history by trigger."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, models, transaction
from django.db.models import ProtectedError, Q
from psycopg import errors, sql

from comity.core import identity
from comity.core.attached import Attachment, Citation
from comity.core.history import Change
from comity.core.records import Entry, Record, parts_of


class Refused(PermissionError):
    """The one who acts may not write this record."""


class Conflict(Exception):
    """Somebody else saved first; `theirs` is the record as it is now, `yours` the one that was to be saved."""

    def __init__(self, *, theirs: Record, yours: Record) -> None:
        super().__init__(f"{theirs} is at version {theirs.version}.")
        self.theirs = theirs
        self.yours = yours


class StillUsed(Exception):
    """Other records point at this one; `users` are those of them that could be named."""

    def __init__(self, users: Iterable[models.Model]) -> None:
        super().__init__("Other records point at this one.")
        self.users = list(users)


class Within(IntegrityError):
    """The record would lie within itself by `link`: others were moved at the same moment, or lie between out of sight."""

    def __init__(self, link: str) -> None:
        super().__init__(f"It would lie within itself: {link}.")
        self.link = link


class CannotUndo(Exception):
    """What was changed has been changed again since."""


class NotShown(Exception):
    """What a record held at some moment is not for the one who asks."""


def save(
    record: Record, *, links: Mapping[str, Sequence[int]] | None = None, seen: int | None = None, reason: str = ""
) -> Record:
    """Store the record with its links. Raises Conflict if its version is not the one seen, Refused, IntegrityError, of it Within."""
    with transaction.atomic(), identity.because(reason), Refusals():
        if record._state.adding:
            record.city_id = identity.current().city
            record.save(force_insert=True)
            for name, ids in (links or {}).items():
                if ids:
                    getattr(record, name).add(*ids)
        else:
            now = _locked(record)
            if seen is not None and now.version != seen:
                raise Conflict(theirs=now, yours=record)
            record.save(force_update=True)
            for name, ids in (links or {}).items():
                getattr(record, name).set(ids)
            record.refresh_from_db(fields=["version", "changed_at"])
    return record


def remove(record: Record, *, reason: str = "") -> str:
    """Delete the record with its parts and what hangs on it and return the act by which it can be undone. Raises StillUsed, Refused."""
    with transaction.atomic(), identity.because(reason), Refusals():
        _locked(record, keeps_key=False)
        for part, link in parts_of(type(record)):
            for one in part._default_manager.filter(**{link: record.pk}):
                remove(one)
        Citation.objects.filter(entry_id=record.pk).delete()
        Attachment.objects.filter(entry_id=record.pk).delete()
        try:
            with transaction.atomic():
                record.delete()
                with connection.cursor() as cursor:  # records that the one who acts may not see point at it too
                    cursor.execute("set constraints all immediate")
        except ProtectedError as error:
            raise StillUsed(_whole(error.protected_objects)) from error
        except IntegrityError as error:
            raise StillUsed([]) from error
    return identity.current().act


def _whole(users: Iterable[models.Model]) -> Iterable[models.Model]:
    """Return records that the refusal gives with their keys alone as they are; they cannot be read any more later."""
    return [found for one in users if (found := type(one)._default_manager.filter(pk=one.pk).first())]


def cite(record: Record, citations: Iterable[tuple[int, str, str]]) -> None:
    """Add citations (source id, what it states in English and in Vietnamese) that the record does not have yet."""
    have = set(Citation.objects.filter(entry_id=record.pk).values_list("source_id", "says_en", "says_vi"))
    wanted = [pair for pair in citations if pair not in have]
    with transaction.atomic(), Refusals():
        Citation.objects.bulk_create(
            Citation(entry_id=record.pk, source_id=source, says_en=english, says_vi=vietnamese)
            for source, english, vietnamese in wanted
        )


def uncite(record: Record, citation: int) -> None:
    """Take a citation off the record; what does not hang on it is left alone. Raises Refused."""
    with transaction.atomic(), Refusals():
        Citation.objects.filter(pk=citation, entry_id=record.pk).delete()


def undo(*, act: str, record_id: int, reason: str = "", parts: bool = False) -> None:
    """Take back all that one act did to one record and the parts that came or went with it, with `parts` also to parts it changed.

    Raises CannotUndo if any was changed since, Refused.
    """
    records = _with_parts(act, record_id) | (_changed_parts(act, record_id) if parts else set())
    changes = list(Change.objects.filter(act=act, record_id__in=records).order_by("-id"))
    if not changes:
        raise CannotUndo
    with transaction.atomic(), identity.because(reason or f"undo {act}"), Refusals():
        try:
            for change in changes:
                take_back(change)
            for change in changes:
                rests_on_something(change)
        except IntegrityError as error:
            raise CannotUndo from error


def _with_parts(act: str, record_id: int) -> set[int]:
    """Return the record's id and those of the parts that came or went with it in one act."""
    whole = Change.objects.filter(act=act, record_id=record_id, operation__in=["i", "d"])
    found = {record_id}
    for relation in set(whole.values_list("relation", flat=True)):
        for part, link in (pair for model in _models(relation) for pair in parts_of(model)):
            rows = Change.objects.filter(act=act, relation=part._meta.db_table, operation__in=["i", "d"])
            column = f"{link}_id"
            held = Q(**{f"was__{column}": record_id}) | Q(**{f"became__{column}": record_id})
            for pk in set(rows.filter(held).values_list("record_id", flat=True)):
                found |= _with_parts(act, pk)
    return found


def _changed_parts(act: str, record_id: int) -> set[int]:
    """Return the ids of the record's parts that one act changed, and of the records that go with it with theirs."""
    changed = Change.objects.filter(act=act, operation="u")
    whole = changed.filter(record_id=record_id).values_list("relation", flat=True)
    kinds = [model for relation in set(whole) for model in _models(relation)]
    beside, held = {record_id}, Q(pk__in=())
    for kind in (kind for kind in kinds if kind.goes_with):
        with_it = Q(relation=kind._meta.db_table, **{f"became__{kind.goes_with}_id": record_id})
        beside |= set(changed.filter(with_it).values_list("record_id", flat=True))
    for part, link in (pair for kind in kinds for pair in parts_of(kind)):
        held |= Q(relation=part._meta.db_table, **{f"became__{link}_id__in": list(beside)})
    return beside | set(changed.filter(held).values_list("record_id", flat=True))


def _models(table: str) -> list[type[Record]]:
    models_ = apps.get_app_config("comity").get_models()
    return [one for one in models_ if issubclass(one, Record) and one._meta.db_table == table]


def as_of(moment: datetime, *, record_id: int, model: type[Record]) -> dict[str, Any] | None:
    """Return the record's columns as they were at the moment; None if it did not exist. Raises NotShown."""
    last, at_moment = _last_change(record_id, model, None), _last_change(record_id, model, moment)
    if at_moment is None:
        return None
    change = Change.objects.filter(pk=at_moment).first()
    if change is not None:
        became: dict[str, Any] | None = change.became
        return became
    if at_moment == last:  # how it came to be so is not shown, but so it is now
        return _row(record_id, model)
    raise NotShown


def _last_change(record_id: int, model: type[Record], moment: datetime | None) -> int | None:
    with connection.cursor() as cursor:
        until = moment.isoformat() if moment else "infinity"
        cursor.execute("select comity_last_change(%s, %s, %s)", [record_id, model._meta.db_table, until])
        (found,) = cursor.fetchone() or (None,)
    return found


def _row(record_id: int, model: type[Record]) -> dict[str, Any] | None:
    table = sql.Identifier(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("select to_jsonb(t) from {} as t where id = %s").format(table), [record_id])
        (found,) = cursor.fetchone() or (None,)
    return json.loads(found) if isinstance(found, str) else found


def _locked(record: Record, *, keeps_key: bool = True) -> Record:
    """Return the record as it is, nobody else writing it; who stores a link to it meanwhile need not wait unless it goes."""
    model = type(record)
    found = model._default_manager.select_for_update(no_key=keeps_key).filter(pk=record.pk).first()
    if found is None:
        raise Refused
    return found


class Refusals:
    """Turn the database's refusal into ours."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ProgrammingError) and isinstance(error.__cause__, errors.InsufficientPrivilege):
            raise Refused from error
        if isinstance(error, IntegrityError) and isinstance(error.__cause__, errors.CheckViolation):
            told = error.__cause__.diag
            if told.constraint_name == "comity_tree" and told.column_name:
                raise Within(told.column_name.removesuffix("_id")) from error


def take_back(change: Change) -> None:
    """Take back one change of one row. Raises CannotUndo if the row was changed since."""
    columns = columns_of(change.relation)
    table = sql.Identifier(change.relation)
    if change.operation == "i":
        assert change.became is not None
        _one(sql.SQL("delete from {} where id = %s").format(table), [change.became["id"]])
        return
    assert change.was is not None
    if change.operation == "d":
        if _put_back(change):
            return
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        query = sql.SQL(
            "insert into {t} ({n}) select {n} from jsonb_populate_record(null::{t}, (select was from comity_change where id = %s))"
        )
        _one(query.format(t=table, n=names), [change.pk])
        return
    assert change.became is not None
    differ = [
        name
        for name in columns
        if name not in ("version", "changed_at") and change.was.get(name) != change.became.get(name)
    ]
    sets = sql.SQL(", ").join(sql.SQL("{c} = old.{c}").format(c=sql.Identifier(name)) for name in differ)
    same = sql.SQL(" and ").join(
        sql.SQL("now_.{c} is not distinct from new_.{c}").format(c=sql.Identifier(name)) for name in differ
    )
    query = sql.SQL(
        "update {t} as now_ set {sets} from comity_change as kept, jsonb_populate_record(null::{t}, kept.was) as old,"
        " jsonb_populate_record(null::{t}, kept.became) as new_ where kept.id = %s and now_.id = old.id and {same}"
    )
    _one(query.format(t=table, sets=sets, same=same), [change.pk])


def _put_back(change: Change) -> bool:
    """Take a deleted record back out of its stub, False where it left none."""
    with connection.cursor() as cursor:
        cursor.execute("select comity_return(%s)", [change.pk])
        (done,) = cursor.fetchone() or (False,)
    return bool(done)


def rests_on_something(change: Change) -> None:
    """Raise CannotUndo for a link to a record that was deleted, also where a stub of it is kept."""
    held = change.was or {}
    if change.operation == "i" or "id" not in held:
        return
    with connection.cursor() as cursor:
        cursor.execute("select comity_points_at_stub(%s::text::regclass, %s)", [change.relation, held["id"]])
        if cursor.fetchone() == (True,):
            raise CannotUndo


def _one(query: sql.Composed, params: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        if cursor.rowcount != 1:
            raise CannotUndo


def columns_of(table: str) -> list[str]:
    """Return the columns of one of our tables that are not worked out from others. Raises CannotUndo."""
    for model in apps.get_app_config("comity").get_models(include_auto_created=True):
        if model._meta.db_table == table:
            return [str(f.column) for f in model._meta.concrete_fields if not getattr(f, "generated", False)]
    raise CannotUndo


def entry_of(record: Record) -> Entry:
    """Return the record's index row."""
    return Entry.objects.get(pk=record.pk)
