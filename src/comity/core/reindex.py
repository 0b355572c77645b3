"""Renews the index rows of registers whose declaration changed: what is searched, what places a record in time and space.

The digest of the declaration that the rows were made from stands as a comment on the trigger that makes them, so it is
never older or newer than the rows and travels with every copy of the database.
"""

import hashlib
from collections.abc import Callable, Iterable

from django.db import connections, transaction

from comity.core.protect import Guarded

MADE = "2"  # raise it when the trigger makes words from the same columns in another way
BATCH = 5000
Progress = Callable[[str, int, int], None]


def noted(using: str) -> dict[str, str]:
    """Return the digest by table for which index rows were made."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            """select tgrelid::regclass::text, obj_description(oid, 'pg_trigger') from pg_trigger
                where tgname = 'comity_2_index' and obj_description(oid, 'pg_trigger') is not null"""
        )
        return dict(cursor.fetchall())


def note(using: str, guarded: Guarded, digest: str) -> None:
    """Write down for which digest the register's index rows were made."""
    table = connections[using].ops.quote_name(guarded.model._meta.db_table)
    with connections[using].cursor() as cursor:
        cursor.execute(f"comment on trigger comity_2_index on {table} is '{digest}'")


def digest_of(guarded: Guarded) -> str:
    """Return the digest of what a register's index rows are made from."""
    said = (MADE, guarded.register, guarded.starts, guarded.ends, guarded.country, *guarded.search)
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:16]


def stale(using: str, guarded: Iterable[Guarded]) -> list[Guarded]:
    """Return the registers whose index rows were made from another declaration than today's."""
    known = noted(using)
    return [one for one in guarded if known.get(one.model._meta.db_table) != digest_of(one)]


def renew(using: str, guarded: Guarded, *, progress: Progress) -> int:
    """Make the register's index rows anew and return how many; versions, dates of change and history stay as they are.

    It works in batches; broken off, it begins again the next time.
    """
    table = connections[using].ops.quote_name(guarded.model._meta.db_table)
    done = 0
    last: int | None = 0
    with connections[using].cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")  # noqa: S608  a table of ours
        (total,) = cursor.fetchone() or (0,)
        while last is not None:
            with transaction.atomic(using=using):
                cursor.execute("select set_config('comity.reindexing', 'on', true)")
                cursor.execute(
                    f"with batch as (select id from {table} where id > %s order by id limit {BATCH} for update),"  # noqa: S608
                    f" renewed as (update {table} as t set version = version from batch where t.id = batch.id returning t.id)"
                    " select max(id), count(*) from renewed",
                    [last],
                )
                last, count = cursor.fetchone() or (None, 0)
            done += count
            if count:
                progress(guarded.register, done, max(done, total))
    note(using, guarded, digest_of(guarded))
    return done
