"""Who may take which step with a report, and why not; whether it still is what they read."""

from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from comity.core import identity
from comity.core.issued import Issued, State
from comity.core.people import ROLES, Writes
from comity.core.protect_reports import SIGNERS
from comity.domain import signing
from comity.domain.signing import Signer
from comity.gate import values
from comity.gate.access import NotAllowed


class Changed(NotAllowed):
    """The report is not any more what was read."""


def may_draft() -> str:
    """Return why the one who acts may not draft reports, empty if they may."""
    return said("reads") if identity.current().writes == Writes.NONE else ""


def why_not(step: signing.Step, issued: Issued) -> str:
    """Return why the one who acts may not take a step, empty if they may."""
    who = identity.current()
    writes = who.writes == Writes.ALL or (who.writes == Writes.OWN and issued.unit_id in who.below)
    signer = Signer(writes, who.signs, who.officer is not None and who.officer == issued.drafted_by_id)
    no = signing.may(step, issued.state, signer, others=_others(issued))
    return said("other_unit" if no == "reads" and who.writes == Writes.OWN else no)


def require(step: signing.Step, issued: Issued) -> None:
    """Raise NotAllowed with the reason unless the one who acts may take the step."""
    if step in ("sign", "back") and issued.state == State.SIGNED:
        raise NotAllowed(_already(issued))
    if no := why_not(step, issued):
        raise NotAllowed(no)


def said(no: str) -> str:
    """Return a reason in the reader's language."""
    roles = ", ".join(str(ROLES[one].label) for one in SIGNERS)
    return {
        "": "",
        "state": _("The report is not at this step."),
        "reads": _("Your role reads reports; it does not write them."),
        "other_unit": _("This report was drafted by another unit."),
        "role": _("Reports are signed by: %(roles)s.") % {"roles": roles},
        "own": _("You drafted this report, so somebody else signs it."),
        "nobody": _("Nobody who may sign sees this report. Draft one of what every officer of the office sees."),
    }[no]


def held(issued: Issued) -> None:
    """Hold a report until the transaction ends. Raises NotAllowed unless it still is what was read: the same words and figures, at the same step."""
    now = Issued.objects.select_for_update(of=("self",)).filter(pk=issued.pk).first()
    if now is None:
        raise NotAllowed(said("state"))
    if now.state == State.SIGNED != issued.state:
        raise NotAllowed(_already(now))
    if now.sha256 != issued.sha256:
        raise changed()
    if now.state != issued.state:
        raise NotAllowed(said("state"))


def changed() -> Changed:
    """Return the refusal of a step with a report that is not any more what was read."""
    return Changed(_("The report was changed since you opened it, so nothing was done. Read it again."))


def _already(issued: Issued) -> str:
    by, at = issued.signed_by, issued.signed_at
    told = {"name": by.name if by else "", "moment": values.moment(at) if at else ""}
    return _("The report is already signed: by %(name)s, %(moment)s.") % told


def _others(issued: Issued) -> int:
    """Return how many besides the one who acts could sign the report."""
    with connection.cursor() as cursor:
        given: list[Any] = [
            issued.city_id,
            issued.sensitivity,
            issued.shown_to,
            identity.current().officer,
            list(SIGNERS),
        ]
        cursor.execute("select comity_other_signers(%s, %s::smallint, %s::bigint[], %s::bigint, %s)", given)
        (found,) = cursor.fetchone() or (0,)
    return int(found)
