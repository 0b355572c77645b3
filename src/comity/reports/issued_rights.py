"""Who may take which step with a report, and why not; whether it still is what they read."""

from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from comity.core import identity
from comity.core.identity import OFFICE
from comity.core.issued import Issued, State
from comity.core.people import RESTRICTED, ROLES, Writes
from comity.core.protect_reports import SIGNERS
from comity.domain import signing
from comity.domain.signing import Signer
from comity.gate import values
from comity.gate.access import NotAllowed

REPLACING = ("replace", "submit", "sign")


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
    if no == "reads" and who.writes == Writes.OWN:
        return said("other_unit")
    if no == "nobody" and not OFFICE.within(who):
        return said("nobody_own")
    if not no and step in REPLACING and (of := issued.pk if step == "replace" else issued.replaces_id):
        other = replaced_by(of)
        return said("replaced") if other and other.pk != issued.pk else ""
    return said(no)


def replaced_by(number: int) -> Issued | None:
    """Return the signed report that replaced one, if any did."""
    return Issued.objects.filter(replaces=number, state=State.SIGNED).first()


def standing(issued: Issued) -> Issued | None:
    """Return another signed report of the same form, period and sight that nobody has replaced and this one does not replace."""
    same = {name: getattr(issued, name) for name in ("city", "form", "starts", "ends", "basis", "shown_to")}
    others = Issued.objects.filter(state=State.SIGNED, **same).exclude(pk__in=[issued.pk, issued.replaces_id or 0])
    return others.exclude(replaced_by__state=State.SIGNED).order_by("-id").first()


def stands(issued: Issued) -> str:
    """Say that another signed report says the same, empty where none does."""
    other = standing(issued)
    if other is None or other.signed_at is None:
        return ""
    said = {"number": other.pk, "moment": values.moment(other.signed_at)}
    return (
        _(
            "Report %(number)s of the same form, period and basis was signed %(moment)s and stands. If this one is to take its place, replace that one instead."
        )
        % said
    )


def unsigned() -> str:
    """Say that nobody can sign what the unit of whoever acts alone sees, and what can be done; empty where somebody can."""
    who = identity.current()
    if who.signs or not who.above or _signers(RESTRICTED, [who.above[0]]):
        return ""
    return _(
        "A report of what only your unit sees cannot be signed here: nobody who may sign sees it. Keep the draft as your unit's own working paper, and send the office your figures by a return when it asks for one."
    )


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
        "nobody_own": _(
            "Nobody who may sign sees this report. Keep the draft as your unit's own working paper, and send the office your figures by a return when it asks for one."
        ),
        "replaced": _("The signed report was replaced already by another; replace that one."),
        "nobody": _("Nobody who may sign sees this report. Draft one of what every officer of the office sees."),
    }[no]


def held(issued: Issued) -> None:
    """Hold a report until the transaction ends. Raises NotAllowed unless it still is what was read: the same words and figures, at the same step."""
    now = Issued.objects.select_for_update(of=("self",), no_key=True).filter(pk=issued.pk).first()
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
    return _signers(issued.sensitivity, issued.shown_to)


def _signers(sensitivity: int, shown_to: list[int]) -> int:
    """Return how many besides the one who acts could sign what is seen so."""
    who = identity.current()
    with connection.cursor() as cursor:
        given: list[Any] = [who.city, sensitivity, shown_to, who.officer, list(SIGNERS)]
        cursor.execute("select comity_other_signers(%s, %s::smallint, %s::bigint[], %s::bigint, %s)", given)
        (found,) = cursor.fetchone() or (0,)
    return int(found)
