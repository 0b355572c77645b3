"""Proposals of activities: what their page shows of the answer, what waits for one, and what a unit's own have come to."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.core import identity
from comity.core.people import Writes
from comity.domain.proposing import MORE, OVER, PROPOSED
from comity.gate import proposals, values
from comity.gate.access import may
from comity.registers.proposals import PROPOSALS, STATES, Proposal
from comity.web import present

EACH = 12
LISTED = 8


def context_for(proposal: Proposal) -> dict[str, Any]:
    """Return what the page of a proposal shows beside its facts, and what the reader may do there."""
    answers, over = bool(proposals.may_answer(proposal)), proposal.state in OVER
    completes = bool(may("change", PROPOSALS, proposal)) and not over
    activity = values.linked(proposal, "activity") if proposal.activity_id else None
    return {
        "proposal": {
            "state": proposal.state,
            "text": str(STATES[proposal.state][0]),
            "tone": STATES[proposal.state][1],
            "answer": proposal.answer,
            "by": proposal.answered_by.name if proposal.answered_by else "",
            "at": values.moment(proposal.answered_at) if proposal.answered_at else "",
            "activity": {"title": activity.title, "href": present.address(activity)} if activity else None,
            "may_answer": answers and not over,
            "may_take_back": answers and proposal.state != PROPOSED,
            "may_hand_in": completes and not answers and proposal.state == MORE,
            "waits": proposal.state == PROPOSED and not answers,
        },
        "may_change": completes,
        "may_delete": bool(may("delete", PROPOSALS, proposal)) and (answers or not proposal.turn),
    }


def mine(units: tuple[int, ...] | None) -> list[dict[str, Any]]:
    """Return what a unit proposed last and where it stands, what it has to complete first. One statement."""
    rows = Proposal.objects.filter(unit_id__in=units or ()).order_by("-id")[:LISTED]
    found = sorted(rows, key=lambda one: one.state != MORE)
    return [
        {
            "title": one.title,
            "href": present.address(one),
            "sub": _summed(one),
            "state": str(STATES[one.state][0]),
            "tone": STATES[one.state][1],
            "is_sample": one.is_sample,
        }
        for one in found
    ]


def _summed(one: Proposal) -> str:
    return ". ".join(part for part in (values.span(one.starts, one.ends, False), one.answer) if part)


def waiting(units: tuple[int, ...] | None) -> Iterator[tuple[str, str, str, str]]:
    """Yield what waits as title, address, icon and what is under it: for the office an answer, for a unit what more is asked for."""
    who = identity.current()
    if who.writes == Writes.NONE:
        return
    own = who.writes == Writes.OWN
    rows = (
        Proposal.objects.filter(state=MORE, unit_id__in=units or ()) if own else Proposal.objects.filter(state=PROPOSED)
    )
    found = list(rows.prefetch_related("unit").order_by("id")[: EACH + 1])
    act = _("Complete the proposal: %(title)s") if own else _("Answer the proposal: %(title)s")
    for one in found[:EACH]:
        sub = (
            one.answer
            if own
            else ", ".join(
                part for part in (one.unit.title if one.unit else "", values.span(one.starts, one.ends, False)) if part
            )
        )
        yield act % {"title": one.title}, present.address(one), "speakerphone", sub
    if len(found) > EACH:
        said = ngettext("More than %(count)s proposal waits", "More than %(count)s proposals wait", EACH)
        yield (
            said % {"count": EACH},
            f"{reverse('list', args=[PROPOSALS.key])}?state={MORE if own else PROPOSED}",
            "list",
            "",
        )
