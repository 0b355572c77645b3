"""What an office itself says of single days: closed, or worked, whatever the country's list of holidays has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from comity.domain.legal_clock import Calendar

CLOSED, WORKED, AS_LISTED = "closed", "worked", "listed"


@dataclass(frozen=True)
class Said:
    """What was said of a day; as_listed takes back what was said before."""

    day: date
    what: str
    en: str = ""
    vi: str = ""


def in_force(said: Sequence[Said]) -> dict[date, Said]:
    """Return what counts of all that was said, oldest first: of each day the last word."""
    last = {one.day: one for one in said}
    return {day: one for day, one in sorted(last.items()) if one.what != AS_LISTED}


def problem(what: str, day: date, swapped: date | None, calendar: Calendar) -> str:
    """Return why a day cannot be said so: it `is_off` or `is_worked` already, or the other day does not make up for it.

    `swapped` is the day that makes up for it: worked where this one is closed, closed where this one is worked.
    """
    works = calendar.works(day)
    if works == (what == WORKED):
        return "is_worked" if works else "is_off"
    if swapped is None:
        return ""
    if swapped == day:
        return "same_day"
    if calendar.works(swapped) == works:
        return "swapped_is_worked" if works else "swapped_is_off"
    return ""


def undone(said: Sequence[Said], day: date) -> Said | None:
    """Return what is to be said so that the last word on a day does not count; nothing if none does."""
    of_day = [one for one in said if one.day == day]
    if not of_day or of_day[-1].what == AS_LISTED:
        return None
    before = of_day[-2] if len(of_day) > 1 else None
    return before if before and before != of_day[-1] else Said(day, AS_LISTED)
