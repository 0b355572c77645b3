"""What state an agreement is in, from its dates and what was done to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from comity.domain.partial_date import read

# The state that an act leaves an agreement in; empty where its dates tell again.
DECISIVE = {"terminate": "terminated", "withdraw": "terminated", "succeed": "succeeded", "suspend": "suspended"}
DECISIVE |= dict.fromkeys(("amend", "extend", "renew", "resume"), "")
# What gives a new end if it says until when. An amendment too: a day under "until" of a change of the text can be no other.
MOVES_THE_END = ("amend", "extend", "renew")
EXPIRING_WITHIN = timedelta(days=180)


@dataclass(frozen=True)
class Action:
    """Something done to an agreement: its kind, its partial date and until when, as stored: a new end, or that of a suspension."""

    kind: str
    on: str
    until: str = ""


def status(*, signed: str, effective: str, expires: str, actions: Iterable[Action], today: date) -> str:
    """Return draft, signed, in_force, expiring, expired, suspended, terminated or succeeded.

    What is known only in part counts when it is certain: an agreement that ends "2025" has ended on 1 January 2026.
    An end that is not on record is no end: the agreement stays in force.
    """
    done = _done(actions, today)
    # A report or a copy sent changes nothing, nor a suspension that has run out by itself.
    decisive = [action.kind for action in done if action.kind in DECISIVE and not _ran_out(action, today)]
    if decisive and (state := DECISIVE[decisive[-1]]):
        return state
    begun, end = read(signed) or read(effective), read(ends(expires, done, today))
    if end and end.last < today:
        return "expired"
    if begun is None or begun.first > today:
        return "draft"
    starts = read(effective)
    if starts and starts.first > today:
        return "signed"
    if end and end.last - today <= EXPIRING_WITHIN:
        return "expiring"
    return "in_force"


def ends(expires: str, actions: Iterable[Action], today: date) -> str:
    """Return the end that counts on a day, as stored: that of the last act that gave a new one, else what the text says."""
    moved = [one.until for one in _done(actions, today) if one.kind in MOVES_THE_END and one.until]
    return moved[-1] if moved else expires


def notice(notice_by: str, expires: str, end: str) -> str:
    """Return until when notice is to be given, empty where that was before an end that has been put off.

    A day after the end in the text was written down for the new end, and counts.
    """
    day, own, now = read(notice_by), read(expires), read(end)
    put_off = day and own and now and own.last < now.last and day.first <= own.last
    return "" if put_off else notice_by


def _done(actions: Iterable[Action], today: date) -> list[Action]:
    return sorted((action for action in actions if _happened(action.on, today)), key=lambda action: action.on)


def _happened(on: str, today: date) -> bool:
    day = read(on)
    return day is None or day.first <= today


def _ran_out(action: Action, today: date) -> bool:
    until = read(action.until) if action.kind == "suspend" else None
    return until is not None and until.last < today
