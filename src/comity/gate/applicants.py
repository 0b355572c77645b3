"""What the unit that applies does with its own file: it completes the dossier, hands it in again, withdraws it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from comity.core import identity
from comity.core.people import Officer, Writes
from comity.gate import turns
from comity.gate.access import may as may_do
from comity.registers import BY_KEY
from comity.registers.cases import Case

# In which states; the database says it too (comity_case_applies).
STATES = {
    "paper": ("incomplete", "returned"),
    "back": ("returned",),
    "withdrawn": ("incomplete", "running", "returned"),
}


# What others do with a file: who writes for their own unit alone does none of it with a file by which that unit applies,
# unless it is their turn. An applicant takes in no file of its own, and records no decision on it.
OTHERS = ("returned", "lapsed", "waived", "moved", "done", "refused", "opinion")


def is_mine(case: Any) -> bool:
    """Say whether the unit of the one who acts applies."""
    who = identity.current()
    return bool(who.writes) and case.applicant_id in who.below


def may(case: Any, what: str, state: str) -> bool:
    """Say whether the one who acts may do this because their unit applies."""
    return state in STATES.get(what, ()) and is_mine(case)


def bars(who: Any, file: Any, what: str, of: str = "") -> bool:
    """Say whether this is not for somebody, an identity or an absent one, because their own unit applies; turns apart."""
    if who.writes != Writes.OWN or file.case.applicant_id not in who.below:
        return False
    if what == "taken_back":
        row = next((one for one in file.rows if str(one.pk) == of), None)
        return row is not None and row.what in OTHERS
    if what == "opinion":  # those that the applicant collects itself it records
        asking = (one for one in file.version.rules.steps if any(ask.id == of for ask in one.asks))
        return all(one.by != file.version.said.submits for one in asking)
    return what in OTHERS


def works(case: Case) -> bool:
    """Say whether the desk's papers are the business of the one who acts: of who keeps the file, and of who reads for the office."""
    keeps = may_do("change", BY_KEY["cases"], case) or turns.changing(case) is not None
    return bool(keeps) or identity.current().writes != Writes.OWN


def out_of_sight(case: Case, unit: int | None) -> bool:
    """Say whether people of a unit could sign in, and none of them sees the file."""
    return unit is not None and unseen(case, (), unit)


def unseen(case: Case, roles: Iterable[str], unit: int | None) -> bool:
    """Say whether people of these roles or of this unit could sign in, and none of them sees the file."""
    whose = Q(role__in=list(roles)) | (Q(unit_id=unit) if unit is not None else Q(pk__in=[]))
    people = list(Officer.objects.filter(whose, city_id=case.city_id, is_active=True).order_by("pk"))
    return bool(people) and not any(_sees(one, case) for one in people)


def _sees(one: Officer, case: Case) -> bool:
    """Ask the database whether somebody sees the file, as it would answer them."""
    with identity.acting(identity.of(one, door="question")):
        return Case.objects.filter(pk=case.pk).exists()
