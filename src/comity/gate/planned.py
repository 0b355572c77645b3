"""Statements whose plan is kept by the connection: where planning takes longer than the reading itself.

Row-level security adds some five small plans for each table that a statement names. One that names twenty tables is planned
for tens of milliseconds and run in four; kept, it is planned a few times in the life of a connection.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import psycopg
from django.db import connection
from django.db.models import QuerySet

NEVER_UNASKED = 2**31  # executions; where Django leaves none, the driver keeps nothing, even what is to be kept


class _Text(NamedTuple):
    query: bytes


class Kept(psycopg.Cursor[Any]):
    """Sends every statement as one that PostgreSQL keeps."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        super().execute(query, params, **(options | {"prepare": True}))
        self._query = cast("Any", _Text(str(query).encode()))  # where Django's log looks; the driver leaves it empty
        return self


ANY_RECORD = 2**31 - 2  # stands for the number of a record in a statement that is written once


class Statement:
    """A statement about one record, written once: what Django takes to write a long one is more than to ask it."""

    def __init__(self, asked: "QuerySet[Any, Any]") -> None:
        """Take a `values_list` about the record `ANY_RECORD`."""
        self.text, self.parameters = asked.query.sql_with_params()

    def rows(self, record: int) -> list[tuple[Any, ...]]:
        """Return the rows for a record, as the database gives them."""
        return _asked(self.text, [type(one)(record) if one == ANY_RECORD else one for one in self.parameters])


def rows(asked: "QuerySet[Any, Any]") -> list[tuple[Any, ...]]:
    """Return the rows of a `values_list` as the database gives them. The statement must be the same but for its parameters."""
    return _asked(*asked.query.sql_with_params())


def _asked(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    connection.ensure_connection()
    connection.connection.prepare_threshold = NEVER_UNASKED
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with wrap(cast("Any", Kept(connection.connection))) as cursor:
        cursor.execute(statement, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
