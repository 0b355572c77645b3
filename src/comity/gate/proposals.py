"""The door for answers to proposals: who may give them, whether they have their place; an accepted one becomes an activity."""

from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.core import identity, write
from comity.core.notices import ProposalNotice
from comity.core.pack import of_city
from comity.core.people import Writes
from comity.core.records import parts_of
from comity.domain import proposing
from comity.domain.proposing import ACCEPTED, MORE, PROPOSED
from comity.gate.access import Answer, NotAllowed, may
from comity.gate.form import Wrong, check
from comity.registers.activities import ACTIVITIES
from comity.registers.delegations import COSTS, Cost
from comity.registers.proposals import PROPOSALS, Proposal

# What an activity takes over from its proposal as it stands there.
TAKEN_OVER = (
    "title_en", "title_vi", "kind", "starts", "ends", "place_en", "place_vi", "purpose_en", "purpose_vi",
    "sensitivity", "shown_to",
)  # fmt: skip


class Unfit(ValueError):
    """The answer has no place; `args[0]` says why, in the reader's language."""


def may_answer(proposal: Proposal) -> Answer:
    """Answer whether the one who acts answers proposals: whoever keeps the records of the whole office."""
    if identity.current().writes == Writes.OWN:
        return Answer(False, _("The office answers proposals."))
    return may("change", PROPOSALS, proposal)


def answer(proposal: Proposal, what: str, said: str, *, seen: int) -> Proposal:
    """Accept, decline or ask for more, and return the proposal as it stands then. Raises NotAllowed, Unfit, write.Refused.

    `seen` is the version that was read: nobody accepts what they have not seen.
    """
    with transaction.atomic(), write.Refusals():
        now = _locked(proposal)
        allowed = may_answer(now)
        if not allowed:
            raise NotAllowed(allowed.reason)
        if problem := proposing.unfit(now.state, what, said):
            raise Unfit(_words(problem))
        if now.version != seen:
            raise Unfit(_("It was changed since you opened it. Read it again before you answer."))
        if what == ACCEPTED:
            now.activity = _activity(now)
        now.state, now.answer, now.answered_at = what, said.strip(), timezone.now()
        now.answered_by_id = identity.current().officer
        return _kept(now, said)


def hand_in_anew(proposal: Proposal) -> Proposal:
    """Hand in again what more was asked for. Raises NotAllowed, Unfit, write.Refused."""
    with transaction.atomic(), write.Refusals():
        now = _locked(proposal)
        allowed = may("change", PROPOSALS, now)
        if not allowed:
            raise NotAllowed(allowed.reason)
        if now.state != MORE:
            raise Unfit(_("Nothing more is asked for."))
        now.state = PROPOSED
        return _kept(now, "")


def take_back(proposal: Proposal) -> Proposal:
    """Take an answer back; the activity goes with it if nobody has touched it since. Raises NotAllowed, Unfit, write.Refused."""
    with transaction.atomic(), write.Refusals():
        now = _locked(proposal)
        allowed = may_answer(now)
        if not allowed:
            raise NotAllowed(allowed.reason)
        if now.state == PROPOSED:
            raise Unfit(_("There is no answer to take back."))
        made, now.activity = now.activity, None
        now.state, now.answer, now.answered_at, now.answered_by = PROPOSED, "", None, None
        found = _kept(now, _("answer taken back"))
        if made is not None:
            _undone(now, made)
        return found


def _undone(proposal: Proposal, made: Any) -> None:
    if made.version > 1 or _went_on(proposal, made):
        raise Unfit(_("The activity was changed since, so the answer stays."))
    try:
        write.remove(made, reason=_("answer taken back"))
    except write.StillUsed as error:
        raise Unfit(_("Other records point at the activity by now.")) from error


def _went_on(proposal: Proposal, made: Any) -> bool:
    """Return whether the activity has parts beside the estimate that it began with: they would go with it."""
    begun = {"version": 1} | estimate if (estimate := _estimate(proposal)) else {}
    for part, link in parts_of(type(made)):
        rows = part._default_manager.filter(**{link: made.pk})
        if (rows.exclude(**begun) if begun and part is Cost else rows).exists():
            return True
    return False


def _locked(proposal: Proposal) -> Proposal:
    found = Proposal.objects.select_for_update(of=("self",), no_key=True).filter(pk=proposal.pk).first()
    if found is None:
        raise write.Refused
    return found


def _kept(proposal: Proposal, reason: str) -> Proposal:
    """Store it, and take what the one who acted was told of it as read."""
    write.save(proposal, reason=reason)
    told = ProposalNotice.objects.filter(officer_id=identity.current().officer or 0, of_id=proposal.pk, seen_at=None)
    told.update(seen_at=Now())
    return proposal


def _activity(proposal: Proposal) -> Any:
    """Make the activity: what the proposal says, led by the unit that proposed it, outside the plan."""
    values = {name: getattr(proposal, name) for name in TAKEN_OVER}
    values |= {"unit": proposal.unit_id, "partners": list(proposal.partners.values_list("pk", flat=True))}
    if "no" in of_city().vocabulary("yes_no"):
        values["in_plan"] = "no"
    try:
        form = check(ACTIVITIES, values)
    except Wrong as error:
        raise Unfit(" ".join(one for said in error.errors.values() for one in said)) from error
    made = write.save(form.instance, links=form.linked())
    if estimate := _estimate(proposal):
        line = check(COSTS, {"activity": made.pk} | estimate)
        write.save(line.instance, links=line.linked())
    return made


def _estimate(proposal: Proposal) -> dict[str, Any]:
    """Return the line of cost that says what the unit reckons with: an estimate as a whole, for nothing is spent yet.

    Nothing where the pack gives the kind no costs, or has no heading for the whole: it stays on the proposal alone.
    """
    pack = of_city()
    wholes = pack.with_trait("cost_heading", "whole")
    if proposal.cost is None or not wholes or proposal.kind not in pack.with_trait("activity_kind", "costs"):
        return {}
    return {"heading": wholes[0], "estimate": proposal.cost, "currency": proposal.cost_currency}


def _words(problem: str) -> str:
    return {
        "unknown": _("Choose an answer: accept, ask for more, or decline."),
        "over": _("It was decided on. Take the answer back first."),
        "waits": _("More is asked for already. It waits for the unit."),
        "unsaid": _("Say what is missing, or why it is declined."),
    }[problem]
