"""The hours of a week: half hours as rows, what meets in an hour side by side."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from comity.web.calendar import hours, layout
from comity.web.calendar.asked import Asked
from comity.web.calendar.entries import Item
from comity.web.calendar.hours import Hours
from comity.web.calendar.items import Found

HALF = 30
EARLY, LATE = 8 * 60, 17 * 60  # shown where anything is; earlier and later where something is
ABOVE = 8  # entries of a day above its hours: they would push the hours out of sight
ABREAST, COLUMNS = 3, 6  # side by side: more would be too narrow to be read; of a day, for one, two or three abreast


def week(asked: Asked, found: Found, timed: Hours, today: date, *, in_cell: int) -> dict[str, Any]:
    """Return the one week asked for: its cells with the hours of each, and the hours beside them, none if nothing has one."""
    weeks = layout.month(asked, found, today, in_cell=ABOVE if timed.items else in_cell)
    if not timed.items:
        return {"weeks": weeks, "hours": []}
    spans = [hours.span(one) for one in timed.items]
    begins = min([EARLY, *(first for first, _last in spans)]) // 60
    ends = -(-max([LATE, *(last for _first, last in spans)]) // 60)
    cells = [_hours(cell, timed, found, begins * 60) for cell in weeks[0]]
    return {
        "weeks": [cells],
        "hours": [{"label": f"{hour:02d}:00", "row": 2 * (hour - begins) + 1} for hour in range(begins, ends)],
        "halves": 2 * (ends - begins),
    }


def _hours(cell: dict[str, Any], timed: Hours, found: Found, begins: int) -> dict[str, Any]:
    day = date.fromisoformat(cell["iso"])
    items = timed.on(day)
    shown = [
        layout.shown(one, found) | _place(one, lane, min(among, ABREAST), begins)
        for one, (lane, among) in zip(items, _abreast([hours.span(one) for one in items]), strict=True)
        if lane < ABREAST
    ]
    return cell | {"hours": shown, "more_hours": len(shown) < len(items) or day in timed.more}


def _place(one: Item, lane: int, among: int, begins: int) -> dict[str, Any]:
    """Return the half hours and the columns that an entry takes, of as many columns as divide by each number abreast."""
    first, last = hours.span(one)
    row, wide = (first - begins) // HALF, COLUMNS // among
    halves = max(1, -(-(last - begins) // HALF) - row)
    return {"row": row + 1, "halves": halves, "column": lane * wide + 1, "wide": wide, "narrow": among == ABREAST}


def _abreast(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return of each span, in order of when they begin, the first lane free by then and how many lanes those that meet take.

    What is drawn in half hours is as long as it is drawn: two that touch the same half hour stand side by side.
    """
    free: list[int] = []
    lanes: list[int] = []
    met: list[list[int]] = []  # those that meet, one by one or through others
    for number, (first, last) in enumerate(spans):
        begins, ends = first // HALF * HALF, max(-(-last // HALF) * HALF, first // HALF * HALF + HALF)
        if all(until <= begins for until in free):
            free = []
            met.append([])
        lane = next((at for at, until in enumerate(free) if until <= begins), len(free))
        free[lane : lane + 1] = [ends]
        lanes.append(lane)
        met[-1].append(number)
    return [(lanes[number], max(lanes[one] for one in those) + 1) for those in met for number in those]
