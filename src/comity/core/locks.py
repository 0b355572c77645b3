"""What is done one at a time, held until the transaction ends, and taken before any row is locked."""

from collections.abc import Iterable

import psycopg
from django.db import connection

from comity.core.records import Record


def one_at_a_time(what: str, numbers: Iterable[int]) -> None:
    """Wait until nobody else does this with any of these; what is read from then on is what they left."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock_shared(hashtext(%s), 0)", [what])
        for number in sorted(numbers):  # in one order for all, so that no two wait for each other
            cursor.execute("select pg_advisory_xact_lock(hashtext(%s), %s)", [what, number % 2**31])


def alone(what: str) -> None:
    """Wait until nobody else does this with anything, and let nobody begin."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s), 0)", [what])


def moving(model: type[Record]) -> None:
    """Wait until nobody else puts a record of the kind under another; the database takes the same lock (records.sql)."""
    with connection.cursor() as cursor:
        table = model._meta.db_table
        cursor.execute("select pg_advisory_xact_lock(hashtext('comity_tree'), hashtext(%s))", [table])


def crossed(error: BaseException | None) -> bool:
    """Say whether it failed because two waited for each other: of this one nothing is stored."""
    while error is not None:
        if isinstance(error, psycopg.errors.DeadlockDetected):
            return True
        error = error.__cause__ or error.__context__
    return False
