"""Whose an activity is: who takes part, receives, is in charge, leads or interprets in its programme, travels or comes with it.

Each link is read through its own table, so that one on a record which the reader may not see does not count.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value

from comity.core.fields import array
from comity.domain.partial_date import read
from comity.registers.activities import Activity
from comity.registers.delegations import DelegationMember
from comity.registers.programmes import ProgrammeItem

IN_CHARGE = "in_charge_id"
# rows, their column with the activity, their column with the person
LINKS: tuple[tuple[Any, str, str], ...] = (
    (Activity.participants.through, "activity_id", "person_id"),
    (Activity, "pk", "host_id"),
    (Activity, "pk", IN_CHARGE),
    (DelegationMember, "activity_id", "person_id"),
    (ProgrammeItem, "activity_id", "lead_id"),
    (ProgrammeItem, "activity_id", "interpreter_id"),
)
ANY = array([-1])  # stands in the statement for the activities
BEGINS, ENDS = "00:00", "24:00"


@dataclass(frozen=True)
class Held:
    """Somebody in an activity; in an item of its programme only from one moment to another, `` through all of it."""

    activity: int
    person: int
    first: str = ""
    last: str = ""
    directs: bool = False  # is in charge, and need not be there all the time


def held(activities: Collection[int]) -> list[Held]:
    """Return who is in the activities, in one statement."""
    if not activities:
        return []
    sql, values = _held()
    with connection.cursor() as cursor:
        cursor.execute(sql, [array(activities) if one == ANY else one for one in values])
        return [
            Held(activity, person, *_span(*when), directs) for activity, person, directs, *when in cursor.fetchall()
        ]


@cache
def _held() -> tuple[str, tuple[Any, ...]]:
    """Return the statement, which is written once, and its values; the database decides what is in sight."""
    rows = [_pairs(link, Q(**{f"{link[1].replace('_id', '__id')}__among": [-1]})) for link in LINKS]
    sql, values = rows[0].union(*rows[1:], all=True).query.sql_with_params()
    return str(sql), tuple(values)


def of_people(people: Collection[int]) -> Q:
    """Return the condition that an activity is one of these people's."""
    found = Q()
    for model, activity, person in LINKS:
        theirs = Q(**{f"{person}__in": people})
        found |= theirs if model is Activity else Q(pk__in=model.objects.filter(theirs).order_by().values(activity))
    return found


def of_nobody() -> Q:
    """Return the condition that an activity is nobody's."""
    found = Q(host=None, in_charge=None)
    for model, activity, person in LINKS:
        if model is not Activity:
            named = model.objects.filter(**{activity: OuterRef("pk"), f"{person}__isnull": False})
            found = Q(found, ~Exists(named))
    return found


def _pairs(link: tuple[Any, str, str], which: Q) -> "QuerySet[Any]":
    model, activity, person = link
    dated = model is ProgrammeItem
    columns: dict[str, F | Value] = {"in_charge_of_it": Value(person == IN_CHARGE)}
    columns |= {
        f"in_{name}": F(name) if dated else Value("", output_field=CharField())
        for name in ("on", "begins", "until_time")
    }
    rows: QuerySet[Any] = model.objects.filter(which, **{f"{person}__isnull": False}).order_by()
    pairs: QuerySet[Any] = rows.annotate(**columns).values_list(activity, person, *columns)
    return pairs


def _span(day: str, begins: str, until: str) -> tuple[str, str]:
    """Return from when to when an item takes somebody: its hours as far as they are known, else its day."""
    known = read(day)
    if known is None or known.day is None:
        return "", ""
    if not begins:
        return f"{day} {BEGINS}", f"{day} {ENDS}"
    return f"{day} {begins}", f"{day} {max(until, begins)}"
