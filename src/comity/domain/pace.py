"""Whether a project keeps its pace: begun in time, milestones and end not passed."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from comity.domain.partial_date import PartialDate


def pace(
    *,
    closed: str,
    approved: PartialDate | None,
    begun: bool,
    ends: PartialDate | None,
    milestones: Iterable[PartialDate | None],
    idle_after: int,
    today: date,
) -> str:
    """Return how a project stands.

    `closed` is `finished` or `stopped` for one that is over. `idle` is one that was approved more than `idle_after`
    months ago and has not begun (0: no such rule). `late` is one whose end or whose open milestone has passed on its last
    possible day. `proposed` is one not approved yet; all others are `on_time`.
    """
    if closed in ("finished", "stopped"):
        return closed
    if not begun:
        if approved is None:
            return "proposed"
        if idle_after and months_after(approved.last, idle_after) < today:
            return "idle"
    passed = [one for one in (ends, *milestones) if one is not None and one.last < today]
    return "late" if passed else "on_time"


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
