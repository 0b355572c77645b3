"""Taking the time of statements and calls, and laying a statement with and without row-level security side by side."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection

from comity.gate.planned import NEVER_UNASKED

TIMES = 25

Statement = tuple[str, Sequence[Any] | None]


@dataclass(frozen=True)
class Compared:
    """Milliseconds of one statement under row-level security and of its plain twin: medians, and the quickest of each."""

    name: str
    guarded: float
    plain: float
    rows: int
    quickest: tuple[float, float]

    @property
    def ratio(self) -> float:
        """How many times the plain statement's time, of the quickest: other work on the machine only ever adds."""
        return self.quickest[0] / self.quickest[1]


def median(call: Callable[[], Any], *, times: int = TIMES, clock: Callable[[], float] = time.perf_counter) -> float:
    """Return the median milliseconds of a call after two rounds that do not count."""
    for _ in range(2):
        call()
    taken = []
    for _ in range(times):
        began = clock()
        call()
        taken.append((clock() - began) * 1000)
    return statistics.median(taken)


def statements(call: Callable[[], Any]) -> list[Statement]:
    """Return the statements that a call sends to the database."""
    seen: list[Statement] = []

    def keep(execute: Any, query: Any, params: Any, many: Any, context: Any) -> Any:
        seen.append((query, params))
        return execute(query, params, many, context)

    with connection.execute_wrapper(keep):
        call()
    return seen


def timed(call: Callable[[], Any]) -> list[tuple[float, str]]:
    """Return the statements that a call sends to the database with the milliseconds of each, slowest first."""
    seen: list[tuple[float, str]] = []

    def keep(execute: Any, query: Any, params: Any, many: Any, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(query, params, many, context)
        finally:
            seen.append(((time.perf_counter() - began) * 1000, str(query)))

    with connection.execute_wrapper(keep):
        call()
    return sorted(seen, reverse=True)


class Session:
    """A connection as the program has it: parameters bound by the client, nothing prepared but what is to be."""

    def __init__(self, url: str, settings: dict[str, str]) -> None:
        self.connection: psycopg.Connection[Any] = psycopg.connect(
            url, cursor_factory=psycopg.ClientCursor, prepare_threshold=NEVER_UNASKED, autocommit=True
        )
        for name, value in settings.items():
            self.connection.execute("select set_config(%s, %s, false)", [name, value])

    def fetch(self, statement: Statement) -> list[tuple[Any, ...]]:
        """Return the rows of a statement."""
        query, params = statement
        return self.connection.execute(query.encode(), params).fetchall()

    def fetch_kept(self, statement: Statement) -> list[tuple[Any, ...]]:
        """Return the rows of a statement whose plan the connection keeps."""
        query, params = statement
        with psycopg.Cursor(self.connection) as cursor:
            return cursor.execute(query.encode(), params, prepare=True).fetchall()

    def explained(self, statement: Statement) -> str:
        """Return the plan of a statement with what it really took."""
        query, params = statement
        lines = self.fetch((f"explain (analyze, buffers, settings) {query}", params))
        return "\n".join(line for (line,) in lines)


@contextmanager
def sessions(app: str, owner: str, settings: dict[str, str]) -> Iterator[tuple[Session, Session]]:
    """Open the guarded session of the program and the plain one of the owner."""
    guarded, plain = Session(app, settings), Session(owner, {})
    try:
        yield guarded, plain
    finally:
        guarded.connection.close()
        plain.connection.close()


def compare(name: str, statement: Statement, twin: Statement, *, guarded: Session, plain: Session) -> Compared:
    """Take both times in turns, so that what else the machine does falls on both. Raises AssertionError if they differ."""
    rows, same = guarded.fetch(statement), plain.fetch(twin)
    assert len(rows) == len(same), f"{name}: {len(rows)} rows under row-level security, {len(same)} without"
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(TIMES + 2):
        for session, asked, kept in ((guarded, statement, taken[0]), (plain, twin, taken[1])):
            began = time.perf_counter()
            session.fetch(asked)
            kept.append((time.perf_counter() - began) * 1000)
    quickest = min(taken[0]), min(taken[1])
    return Compared(name, statistics.median(taken[0][2:]), statistics.median(taken[1][2:]), len(rows), quickest)
