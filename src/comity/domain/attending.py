"""How much of a course somebody attended: the hours of the sessions that they sat through, of the hours of the course."""

from collections.abc import Mapping
from decimal import Decimal

WHOLE = Decimal(100)


def share(attended: Mapping[int, Decimal | None], sessions: int, hours: int | None) -> Decimal | None:
    """Return the percentage attended, None for a course without sessions.

    `attended` gives the hours by session, None for all of it. The course's hours are spread evenly over its sessions; where
    nobody states them, sessions are counted.
    """
    if not sessions:
        return None
    if not hours:
        return WHOLE * len(attended) / sessions
    each = Decimal(hours) / sessions
    total = sum((each if of is None else of for of in attended.values()), Decimal(0))
    return min(WHOLE, WHOLE * total / hours)
