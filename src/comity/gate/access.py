"""May they? The database decides what is visible; this says who may act, and why not."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from comity.core import identity
from comity.core.people import ROLES, Writes
from comity.core.records import Record
from comity.registers import Register

VERBS = ("view", "add", "change", "delete")


class NotAllowed(PermissionError):
    """The one who acts may not; `args[0]` says why, in their language."""


@dataclass(frozen=True)
class Answer:
    """Yes, or no with a reason."""

    yes: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.yes


def may(verb: str, register: Register, record: Record | None = None) -> Answer:
    """Answer whether the one who acts may do this to the register, or to one of its records they see."""
    who = identity.current()
    if verb == "view":
        return Answer(True)
    if who.writes == Writes.NONE:
        if who.role and ROLES[who.role].audits:
            return Answer(False, _("An auditor sees what was done and changes nothing."))
        return Answer(False, _("Your role reads and decides; it does not change records."))
    if who.role and who.role not in register.writers:
        names = ", ".join(str(ROLES[one].label) for one in register.writers)
        return Answer(False, _("%(register)s are kept by: %(roles)s.") % {"register": register.title, "roles": names})
    if who.writes == Writes.OWN and record is not None and record.unit_id not in who.below:
        return Answer(False, _("This record is led by another unit. Your role changes records of its own unit."))
    return Answer(True)


def require(verb: str, register: Register, record: Record | None = None) -> None:
    """Raise NotAllowed with the reason unless the one who acts may."""
    answer = may(verb, register, record)
    if not answer:
        raise NotAllowed(answer.reason)
