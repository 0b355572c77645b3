"""Agreements that end, or of which notice is to be given: what waits for a decision, by the end that counts."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from comity.domain.agreement import EXPIRING_WITHIN
from comity.domain.partial_date import read
from comity.gate import values
from comity.gate.filters import touching
from comity.registers.agreement_actions import moved, moving
from comity.registers.agreements import Agreement, ends, notice, status
from comity.web import present

AHEAD = timedelta(days=60)  # to the day of notice
AFTER = timedelta(days=90)  # an agreement that ended longer ago is no longer news
EACH = 12
OVER = ("terminated", "succeeded", "suspended")
Waiting = tuple[str, str, str, str, str, bool]


def waiting(of: Callable[["QuerySet[Any]"], "QuerySet[Any]"], today: date) -> Iterator[Waiting]:
    """Yield what waits for a decision: title, address, icon, what else, until when, whether it is a sample."""
    rows = Agreement.objects.filter(pk__in=_perhaps(of, today))
    found = [(ends(one, today), one) for one in rows.select_related("unit").prefetch_related("actions", "partners")]
    shown = 0
    for end, one in sorted(found, key=lambda pair: (pair[0], pair[1].pk)):
        told = _asked(one, end, today)
        if told and shown < EACH:
            shown += 1
            act, on = told
            names = ", ".join(partner.title for partner in one.partners.all()[:3])
            until = _("ends %(date)s") % {"date": values.when(end)} if end else ""
            sub = ", ".join(part for part in (names, until) if part)
            yield act % {"title": one.title}, present.address(one), "hourglass", sub, on, one.is_sample


def _perhaps(of: Callable[["QuerySet[Any]"], "QuerySet[Any]"], today: date) -> list[int]:
    """Return the agreements that may be meant: by their text, by what was done to them, by the day of notice."""
    # Three readings of three indexes; with "or" between them every agreement would be read.
    first, last = today - AFTER, today + EXPIRING_WITHIN
    by_text = of(Agreement.objects.filter(touching("expires", first, last)).exclude(moved(today)))
    by_act = moving(today).filter(
        touching("until", first, last), agreement__in=of(Agreement.objects.all()).values("pk")
    )
    by_notice = of(Agreement.objects.filter(touching("notice_by", first, today + AHEAD)))
    named = (
        by_text.order_by("expires", "pk").values_list("pk", flat=True)[:EACH],
        by_act.order_by("until", "pk").values_list("agreement", flat=True)[:EACH],
        by_notice.order_by("notice_by", "pk").values_list("pk", flat=True)[: 3 * EACH],  # some are of an end put off
    )
    return list(named[0].union(*named[1:]))


def _asked(one: Agreement, end: str, today: date) -> tuple[str, str] | None:
    """Return what is to be decided about an agreement, and until when; None if nothing is."""
    state, by, day = status(one, today), read(notice(one, today)), read(end)
    if state in OVER or (day and day.last < today - AFTER):
        return None
    if state == "expired":
        return _("Record what follows: %(title)s"), end
    if by and by.last >= today - AFTER and (by.first <= today + AHEAD or _soon(end, today)):
        return _("Give notice or let it renew: %(title)s"), one.notice_by
    return (_("Decide on renewal: %(title)s"), end) if _soon(end, today) else None


def _soon(end: str, today: date) -> bool:
    day = read(end)
    return day is not None and day.first <= today + EXPIRING_WITHIN
