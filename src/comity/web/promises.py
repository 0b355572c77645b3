"""Open promises between the city and a partner, those of each side in a column."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from comity.domain.partial_date import read
from comity.domain.tie import Asked, Known, Promise
from comity.gate import values
from comity.gate.access import may
from comity.registers import BY_KEY
from comity.registers.partners import Partner
from comity.web import days, present

MOST = 12


def sides(partner: Partner, known: Known, today: date) -> list[dict[str, Any]]:
    """Return what we owe and what they owe, the most urgent first; what both promised stands on both sides."""
    opened = [one for one in known.promises if one.progress in ("late", "on_time")]
    ours = [one for one in opened if one.side != "them"]
    theirs = [one for one in opened if one.side in ("them", "both")]
    return [
        _side(partner, _("We owe"), "us", [*ours, *known.asked], today),
        _side(partner, _("They owe"), "them", theirs, today),
    ]


def _side(partner: Partner, label: str, side: str, owed: Iterable[Promise | Asked], today: date) -> dict[str, Any]:
    ordered = sorted(owed, key=lambda one: (one.due or "9999", one.record))
    new = f"{reverse('new', args=['commitments'])}?partner={partner.pk}&side={side}"
    late = sum(_is_late(one, today) for one in ordered)
    return {
        "label": label,
        "count": len(ordered),
        "late": _("%(count)s late") % {"count": values.number(late)} if late else "",
        "rows": [_row(one, today) for one in ordered[:MOST]],
        "more": f"{reverse('list', args=['commitments'])}?partner={partner.pk}&state=open"
        if len(ordered) > MOST
        else "",
        "new": new if may("add", BY_KEY["commitments"]) else "",
    }


def _is_late(one: Promise | Asked, today: date) -> bool:
    due = read(one.due)
    return bool(due and due.last < today)


def _row(one: Promise | Asked, today: date) -> dict[str, Any]:
    asked = isinstance(one, Asked)
    said, tone = days.due(one.due, today) if one.due else (_("no day"), "")
    sub = (
        [_("Asked %(date)s, not answered") % {"date": values.when(one.received)}]
        if isinstance(one, Asked) and one.received
        else []
    )
    sub += [values.when(one.due)] if one.due else []
    if isinstance(one, Promise) and one.side == "both":
        sub.append(_("both sides"))
    return {
        "title": one.title,
        "href": present.page_of("applications" if asked else "commitments", one.record),
        "sub": ", ".join(sub),
        "icon": "inbox" if asked else "checkup-list",
        "due": said,
        "tone": tone,
        "is_sample": one.is_sample,
    }
