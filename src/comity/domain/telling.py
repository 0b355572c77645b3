"""What there is to tell of a file: that it waits for somebody, is due soon, is late, was decided or returned, has lapsed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Wanted:
    """Something a file waits for: since when, until when, and whose turn it is."""

    key: str
    on: date | None
    due: date | None
    roles: tuple[str, ...]
    unit: int | None


@dataclass(frozen=True)
class Event:
    """One thing to tell, once: `of` what, and a mark that tells it from the next of its kind.

    To whom: those whose turn it is (`roles`, `unit`), heads too when it is late, or those whose file it is.
    """

    kind: str
    of: str
    mark: str
    due: date | None = None
    roles: tuple[str, ...] = ()
    unit: int | None = None
    to_heads: bool = False
    to_owners: bool = False


def of_waits(waits: Iterable[Wanted], *, today: date, until: date, turn: str) -> Iterator[Event]:
    """Yield what is to be told of what a file waits for.

    `until` is the day up to which a term ends soon; `turn` marks the last time the dossier changed hands, for what has no
    day of its own.
    """
    for one in waits:
        kind = "asked" if one.key.startswith("ask:") else "waits"
        yield Event(kind, one.key, one.on.isoformat() if one.on else turn, one.due, one.roles, one.unit)
        if one.due and one.due < today:
            yield Event("late", one.key, one.due.isoformat(), one.due, one.roles, one.unit, to_heads=True)
        elif one.due and one.due <= until and (one.on is None or one.on < today):  # else the first notice says so
            yield Event("soon", one.key, one.due.isoformat(), one.due, one.roles, one.unit)


def of_acts(acts: Iterable[tuple[int, str, str]], decides: Iterable[str]) -> Iterator[Event]:
    """Yield what is to be told of what was done: number, kind and step of each act that was not taken back."""
    deciding = frozenset(decides)
    for number, what, of in acts:
        if what == "returned":
            yield Event("returned", "", str(number), to_owners=True)
        elif what == "refused" or (what == "done" and of in deciding):  # a refusal, of consent too, ends the file
            yield Event("decided", of, str(number), to_owners=True)


def of_state(state: str, *, turn: str) -> Iterator[Event]:
    """Yield that a file has lapsed, which days alone may do; told once for each time the dossier changed hands."""
    if state == "lapsed":
        yield Event("lapsed", "", turn, to_owners=True)
