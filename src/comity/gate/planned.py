"""Statements whose plan is kept by the connection: where planning takes longer than the reading itself.

Row-level security adds some five small plans for each table that a statement names. One that names twenty tables is planned
for tens of milliseconds and run in four; kept, it is planned a few times in the life of a connection.
"""

from typing import Any, cast

import psycopg
from django.db import connection
from django.db.models import QuerySet


NEVER_UNASKED = 2**31  # executions; where Django leaves none, the driver keeps nothing, even what is to be kept


class _Kept(psycopg.Cursor[Any]):
    """Sends every statement as one that PostgreSQL keeps."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        return super().execute(query, params, **(options | {"prepare": True}))


def rows(asked: "QuerySet[Any, Any]") -> list[tuple[Any, ...]]:
    """Return the rows of a `values_list` as the database gives them. The statement must be the same but for its parameters."""
    statement, params = asked.query.sql_with_params()
    connection.ensure_connection()
    connection.connection.prepare_threshold = NEVER_UNASKED
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with wrap(cast("Any", _Kept(connection.connection))) as cursor:
        cursor.execute(statement, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
