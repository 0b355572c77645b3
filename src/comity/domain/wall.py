"""A wall planner: twelve rows of thirty-seven columns aligned on weekdays, what lies in a month placed in lanes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from comity.domain.period import Period

COLUMNS = 37  # the longest month, beginning on the last day of a week
LETTER, ROOM, COLUMN = 6.2, 22, 29.5  # pixels: a letter, the mark before it, a column


@dataclass(frozen=True)
class Bar:
    """Something in a row: its number in what was given, its first column from 1, how many, its lane; `flip` puts the label left."""

    number: int
    column: int
    span: int
    lane: int
    flip: bool


def row(
    month: Period, spans: Sequence[tuple[date, date, int]], most: int, *, aligned: bool = True, begins: int = 0
) -> tuple[list[Bar], list[int]]:
    """Place spans (first day, last day, letters of the label) in a month's row of at most so many lanes; return what did not fit too.

    Columns count from 1, aligned on weekdays (from `begins` on, 0 for Monday) or on the month's own days; a span that begins before the month or ends after it is
    cut to it.
    """
    offset, columns = ((month.first.weekday() - begins) % 7, COLUMNS) if aligned else (0, month.last.day)
    lanes: list[list[tuple[int, int]]] = [[] for _lane in range(most)]
    placed, left_out = [], []
    for number, (first, last, letters) in enumerate(spans):
        begin, end = max(first, month.first), min(last, month.last)
        column, span = offset + begin.day, (end - begin).days + 1
        need = max(span, ceil((letters * LETTER + ROOM) / COLUMN))
        flip = column + need - 1 > columns
        busy = (column + span - need, column + span - 1) if flip else (column, column + need - 1)
        lane = _free(lanes, busy)
        if lane == most:
            left_out.append(number)
            continue
        lanes[lane].append(busy)
        placed.append(Bar(number, column, span, lane, flip))
    return placed, left_out


def _free(lanes: Sequence[Sequence[tuple[int, int]]], wanted: tuple[int, int]) -> int:
    """Return the first lane in which the columns are free; how many there are if in none."""
    return next(
        (at for at, busy in enumerate(lanes) if all(wanted[1] < a or wanted[0] > b for a, b in busy)), len(lanes)
    )


def weeks(month: Period, begins: int = 0) -> list[list[date]]:
    """Return the weeks that a month touches; they begin on a weekday, 0 for Monday."""
    day = month.first - timedelta(days=(month.first.weekday() - begins) % 7)
    found = []
    while day <= month.last:
        found.append([day + timedelta(days=step) for step in range(7)])
        day += timedelta(days=7)
    return found
