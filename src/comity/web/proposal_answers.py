"""Answering a proposal on its page, handing it in anew, taking an answer back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comity.core import write
from comity.core.http import Request
from comity.domain.numbers import is_record_id
from comity.gate import proposals, texts
from comity.gate.access import NotAllowed
from comity.registers.proposals import PROPOSALS
from comity.web import errors, present, records


@require_POST
def answer(request: Request, pk: int) -> HttpResponse:
    """Answer a proposal, hand it in anew, or take an answer back; what has no place is refused on its own page, which says why."""
    proposal = records.of_number(PROPOSALS, pk)
    act, said, seen = request.POST.get("act", ""), request.POST.get("answer", ""), request.POST.get("version", "")
    try:
        if act == "again":
            proposals.hand_in_anew(proposal)
        elif act == "back":
            proposals.take_back(proposal)
        else:
            version = int(seen) if is_record_id(seen) else 0
            proposals.answer(proposal, act, texts.reason(said), seen=version)
    except (NotAllowed, write.Refused) as error:
        return errors.page(request, 403, reason=str(error))
    except proposals.Unfit as error:
        proposal.refresh_from_db()
        found = records.context(PROPOSALS, proposal) | {"problem": str(error), "typed": said}
        return render(request, PROPOSALS.template, found, status=422)
    messages.success(request, _done(act))
    return redirect(present.address(proposal))


def _done(act: str) -> str:
    return {
        "accepted": _("Accepted: the activity is on record."),
        "more": _("Asked. The unit is told."),
        "declined": _("Declined. The unit is told."),
        "again": _("Handed in again."),
        "back": _("The answer was taken back."),
    }[act]
