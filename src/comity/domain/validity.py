"""Whether a legal text is in force on a day, as far as its dates are known."""

from collections.abc import Iterable
from datetime import date

from comity.domain.partial_date import PartialDate


def validity(
    *,
    begins: PartialDate | None,
    ends: PartialDate | None,
    replaced: Iterable[PartialDate | None],
    review: PartialDate | None,
    today: date,
) -> str:
    """Return how a text stands on a day.

    `replaced` holds the first day in force of each text that replaces this one. A partly known date has come only once its
    last possible day has: nothing is in force, or out of it, on a guess.
    """
    if any(other is not None and other.last <= today for other in replaced):
        return "replaced"
    if ends is not None and ends.last < today:
        return "ended"
    if begins is None:
        return "unknown"
    if begins.first > today:
        return "coming"
    return "to_review" if review is not None and review.last < today else "in_force"
