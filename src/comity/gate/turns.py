"""Whose turn it is: that of the one who acts, or of an absent one in whose place they act today."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from comity.core import identity
from comity.core.people import RESTRICTED, Writes
from comity.core.stand_ins import Absent
from comity.registers import BY_KEY

ESCALATES = ("head",)  # whom it reaches when a term is over


def is_mine(wait: Any) -> bool:
    """Say whether something that is waited for waits for the one who acts themselves."""
    who = identity.current()
    return bool(wait.is_for(who.role, who.below))


def absent_for(wait: Any, record: Any) -> Absent | None:
    """Return the absent one for whom it waits and who sees the file, if the one who acts stands in for them."""
    return next((one for one in seeing(record) if wait.is_for(one.role, one.below)), None)


def seeing(record: Any) -> Iterable[Absent]:
    """Yield the absent ones who see the file, out of those for whom the one who acts stands in."""
    return (one for one in identity.current().instead if one.sees(record))


def changing(record: Any) -> Absent | None:
    """Return an absent one who may change the file."""
    return next((one for one in seeing(record) if _changes(one, record)), None)


def _changes(one: Absent, record: Any) -> bool:
    keeps = one.role in BY_KEY["cases"].writers
    return keeps and (one.writes == Writes.ALL or (one.writes == Writes.OWN and record.unit_id in one.below))


def waiting(late: Q) -> Q:
    """Return the condition on queues that a file waits for the one who acts, or for somebody in whose place they act."""
    who = identity.current()
    found = _for(who.role, who.below, late)
    for one in who.instead:
        found |= _for(one.role, one.below, late) & _seen_by(one)
    return found


def of_absent(one: Absent) -> Q:
    """Return the condition on queues that a file waits for an absent one who sees it."""
    return _for(one.role, one.below, Q(pk__in=[])) & _seen_by(one)


def _for(role: str, below: Iterable[int], late: Q) -> Q:
    own = Q(roles__overlap=[role]) | Q(units__overlap=list(below))
    return own | late if role in ESCALATES else own


def _seen_by(one: Absent) -> Q:
    plain = Q(case__sensitivity__lte=one.clearance) | Q(case__unit_id__in=one.below)
    plain |= Q(case__shown_to__overlap=list(one.below))
    shown = Q(case__sensitivity=RESTRICTED, case__shown_to__overlap=list(one.above))
    return shown | (Q(case__sensitivity__lt=RESTRICTED) & plain)


def told(wait: dict[str, Any], record: Any, today: date) -> tuple[bool, str]:
    """Say whether what a queue keeps as waited for is shown to the one who acts, and in whose place."""
    who = identity.current()
    over = bool(wait["due"]) and date.fromisoformat(wait["due"]) < today
    if _is_for(wait, who.role, who.below, over=over):
        return True, ""
    away = next((one for one in seeing(record) if _is_for(wait, one.role, one.below, over=over)), None)
    return away is not None, away.name if away else ""


def _is_for(wait: dict[str, Any], role: str, below: Iterable[int], *, over: bool) -> bool:
    return role in wait["roles"] or wait["unit"] in below or (over and role in ESCALATES)
