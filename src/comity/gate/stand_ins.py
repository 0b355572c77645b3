"""The door for stand-ins: who may name whom, what cannot be and why, and what stays out of a stand-in's sight."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import DatabaseError, IntegrityError, ProgrammingError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from psycopg import errors

from comity.core import identity
from comity.core.case_acts import CaseQueue
from comity.core.people import INTERNAL, ROLES, Officer, Writes
from comity.core.stand_ins import Absent, StandIn
from comity.gate import turns
from comity.gate.access import NotAllowed


class Unfit(ValueError):
    """The stand-in cannot be; `args` are the field and why, in the reader's language."""


def absentees(me: Officer) -> "QuerySet[Officer]":
    """Return for whom somebody may name a stand-in: themselves; heads for their units, administrators for everybody."""
    who = identity.current()
    people = Officer.objects.filter(city=me.city_id, is_active=True).select_related("unit").order_by("name", "pk")
    if who.manages:
        return people
    own = Q(pk=me.pk)
    return people.filter(own | Q(unit_id__in=who.below) if who.role == "head" else own)


def candidates(me: Officer) -> "QuerySet[Officer]":
    """Return who may stand in: of those who read what the whole office reads, all such; else of the own line of units."""
    who = identity.current()
    people = Officer.objects.filter(city=me.city_id, is_active=True).select_related("unit").order_by("name", "pk")
    if who.clearance >= INTERNAL:
        inside = [name for name, role in ROLES.items() if role.clearance >= INTERNAL and not role.audits]
        return people.filter(Q(role__in=inside) | Q(unit_id__in=who.below))
    return people.filter(unit_id__in=who.below)


def add(absent: Officer, stand_in: Officer, first: date, last: date, today: date) -> StandIn:
    """Set a stand-in. Raises Unfit, NotAllowed."""
    if last < today:
        raise Unfit("last", _("These days are over."))
    who = identity.current()
    row = StandIn(city_id=who.city, absent=absent, stand_in=stand_in, first=first, last=last)
    row.set_by_id = who.officer or 0
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Unfit(*_why(error)) from error
    except ProgrammingError as error:
        raise _refused(error) from error
    return row


def end(row: StandIn, at: datetime) -> bool:
    """End one early, at once; say whether it had not ended already. Raises NotAllowed."""
    running = StandIn.objects.filter(pk=row.pk, ended_at=None)
    if not identity.current().officer or not may(row):
        raise NotAllowed(_("Officers end their own stand-ins, heads those of their units, administrators anybody's."))
    try:
        with transaction.atomic():
            return bool(running.update(ended_at=at, ended_by_id=identity.current().officer))
    except ProgrammingError as error:
        raise _refused(error) from error


def may(row: StandIn) -> bool:
    """Say whether the one who acts may end it; the database says it too (comity_standin_may)."""
    who = identity.current()
    mine = row.absent_id == who.officer
    return mine or who.manages or (who.role == "head" and row.absent.unit_id in who.below)


def _refused(error: DatabaseError) -> Exception:
    if isinstance(error.__cause__, errors.InsufficientPrivilege):
        return NotAllowed(_("The database refuses this."))
    return error


def _why(error: IntegrityError) -> tuple[str, str]:
    diag = getattr(error.__cause__, "diag", None)
    said = {
        "standin_self": ("stand_in", _("Nobody stands in for themselves.")),
        "standin_days": ("last", _("The last day is before the first.")),
        "standin_people": ("stand_in", _("Both must be officers of this city who may sign in.")),
        "standin_twice": ("first", _("Somebody stands in on some of these days already.")),
        "standin_chain": (
            "stand_in",
            _("Who stands in must be there themselves: on some of these days one of the two is away or stands in."),
        ),
    }
    found = said.get(getattr(diag, "constraint_name", "") or "")
    if found is None:
        raise error
    return found


def out_of_sight(absent: Officer, stand_in: Officer) -> int:
    """Return how many of the files that wait for the absent one, and that the one who acts sees, the stand-in does not see."""
    above, below = identity.family(absent.unit_id)
    away = Absent(absent.pk, absent.name, absent.role, tuple(above), tuple(below))
    waiting = _ids(CaseQueue.objects.filter(turns.of_absent(away)))
    if not waiting:
        return 0
    with identity.acting(identity.of(stand_in, door="stand-in")):
        return len(waiting - _ids(CaseQueue.objects.filter(case_id__in=waiting)))


def _ids(rows: "QuerySet[CaseQueue]") -> set[int]:
    return set(rows.values_list("case_id", flat=True))


def lines_of(officer: int) -> "QuerySet[StandIn]":
    """Return the stand-ins that somebody is in, on either side, the latest first."""
    return _rows().filter(Q(absent_id=officer) | Q(stand_in_id=officer))


def lines(most: int) -> "Collection[StandIn]":
    """Return the stand-ins that the reader may know of, the latest first."""
    return _rows()[:most]


def _rows() -> "QuerySet[StandIn]":
    return StandIn.objects.select_related("absent", "stand_in", "set_by", "ended_by").order_by("-first", "-pk")


def may_name_others(who: identity.Identity) -> bool:
    """Say whether somebody may name stand-ins for others."""
    return who.manages or (who.role == "head" and who.writes != Writes.NONE)
