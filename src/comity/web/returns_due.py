"""What Today says of returns and reports: what a unit owes, who is late, what waits for a decision or a signature. One statement each."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from comity.core import identity
from comity.core.issued import Issued, State
from comity.core.people import Writes
from comity.core.returns import Answer, Return
from comity.domain.returning import OPEN
from comity.reports import returning

AHEAD = timedelta(days=60)
EACH = 12
Waiting = tuple[str, str, str, str, str]  # title, address, icon, what is under it, until when


def waiting(units: tuple[int, ...] | None, today: date) -> Iterator[Waiting]:
    """Yield what waits: for a unit its own returns; for the office the late ones and those to decide on."""
    who = identity.current()
    if who.writes == Writes.OWN:
        own = Return.objects.filter(state__in=OPEN, unit_id__in=units or (), request__due__lte=today + AHEAD)
        yield from _listed(own, _("Send your return"), names_unit=False)
    elif returning.may_ask():
        late = Return.objects.filter(state__in=OPEN, request__due__lt=today)
        yield from _listed(late | Return.objects.filter(state=Answer.SENT), "", names_unit=True)


def to_sign() -> Iterator[Waiting]:
    """Yield the reports that wait for the reader's signature."""
    if identity.current().signs:
        for one in Issued.objects.filter(state=State.SUBMITTED).order_by("id")[:EACH]:
            title = _("Sign the report: %(title)s") % {"title": returning.label(one)}
            yield title, reverse("issued", args=[one.pk]), "writing-sign", "", ""


def _listed(rows: returning.Rows, act: str, *, names_unit: bool) -> Iterator[Waiting]:
    found = list(rows.select_related("request").prefetch_related("unit").order_by("request__due", "id")[: EACH + 1])
    for one in found[:EACH]:
        sent = one.state == Answer.SENT
        said = act or (_("Accept or send back") if sent else _("Chase the return"))
        title = f"{said}: {returning.unit_of(one)}" if names_unit else f"{said}: {returning.label(one.request)}"
        sub = returning.label(one.request) if names_unit else one.request.note
        due = "" if sent else one.request.due.isoformat()
        yield title, reverse("return", args=[one.pk]), "clipboard-list", sub, due
    if len(found) > EACH:
        yield _("Open all returns"), reverse("returns"), "list", "", found[EACH].request.due.isoformat()
