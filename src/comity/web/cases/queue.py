"""The queues: which files are new, pending, wait for the reader, are late or done; read from what is kept of each."""

from contextlib import suppress
from datetime import date
from typing import Any

from django.db.models import Count, F, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comity.core import procedure_copies
from comity.core import procedures as packs
from comity.core.case_acts import CaseQueue
from comity.core.http import Request
from comity.core.pack_files import BadPack
from comity.core.procedure_parts import Procedures, Version
from comity.domain.legal_clock import Days
from comity.gate import turns, values
from comity.gate.access import may
from comity.registers import BY_KEY
from comity.registers.cases import Case
from comity.web import days, present
from comity.web.cases import terms, told

SHOWN = 100
PENDING = ("incomplete", "running", "returned")


def mine(today: date) -> Q:
    """Return the condition that a file waits for the one who acts; what others are late with waits for heads, too."""
    return turns.waiting(late(today))


def late(today: date) -> Q:
    """Return the condition that a term of a file is over."""
    return Q(due__lt=today) | Q(owed_by__lt=today)


def soon(today: date) -> Q:
    """Return the condition that a term of a file ends today or in the next working days."""
    until = packs.of_city().calendar.ends(today, Days(terms.SOON))
    return Q(due__range=(today, until)) | Q(owed_by__range=(today, until))


def tabs(today: date) -> dict[str, Q]:
    """Return the queues by name."""
    return {
        "mine": mine(today),
        "new": Q(state="draft"),
        "pending": Q(state__in=PENDING),
        "soon": soon(today),
        "late": late(today),
        "owed": Q(owes=True),
        "done": Q(state__in=("granted", "refused", "withdrawn"), owes=False),
        "lapsed": Q(state="lapsed"),
    }


@require_GET
def queue(request: Request) -> HttpResponse:
    """Show one of the queues, with how many there are in each."""
    today = values.today()
    asked = tabs(today)
    chosen = request.GET.get("tab", "mine")
    chosen = chosen if chosen in asked else "mine"
    counted = CaseQueue.objects.aggregate(**{name: Count("pk", filter=where) for name, where in asked.items()})
    rows = CaseQueue.objects.filter(asked[chosen]).select_related("case", "handler", "case__applicant")
    rows = rows.order_by(F("due").asc(nulls_last=True), F("owed_by").asc(nulls_last=True), "-case_id")
    procedures = packs.of_city()
    context = {
        "page_title": _("Queues of files"),
        "crumbs": [(BY_KEY["cases"].title, reverse("list", args=["cases"])), (_("Queues"), None)],
        "tabs": [
            {"label": label, "href": f"?tab={name}", "active": name == chosen, "count": values.number(counted[name])}
            for name, label in _labels().items()
        ],
        "rows": [_row(one, procedures, today) for one in rows[:SHOWN]],
        "more": counted[chosen] > SHOWN,
        "empty": _empty()[chosen],
        "chosen": chosen,
        "all": reverse("list", args=["cases"]),
        "may_add": bool(may("add", BY_KEY["cases"])),
    }
    return render(request, "cases/queue.html", context)


def _labels() -> dict[str, str]:
    return {
        "mine": _("Waits for me"),
        "new": _("Being prepared"),
        "pending": _("On their way"),
        "soon": _("Due soon"),
        "late": _("Late"),
        "owed": _("Reports owed"),
        "done": _("Closed"),
        "lapsed": _("Lapsed"),
    }


def _empty() -> dict[str, str]:
    return {
        "mine": _("No file waits for you"),
        "new": _("No file is being prepared"),
        "pending": _("No file is on its way"),
        "soon": _("Nothing is due in the next two working days"),
        "late": _("Nothing is late"),
        "owed": _("No report is owed"),
        "done": _("No file is closed"),
        "lapsed": _("No file has lapsed"),
    }


def _row(one: CaseQueue, procedures: Procedures, today: date) -> dict[str, Any]:
    case: Case = one.case
    waits = [wait_of(case, one, each, procedures) | {"instead": turns.told(each, case, today)[1]} for each in one.waits]
    on = min((each for each in (one.due, one.owed_by) if each), default=None)
    said, tone = days.due(on.isoformat(), today) if on else ("", "")
    said = late_by(one, on, today, procedures) or said
    return {
        "title": case.title,
        "href": present.address(case),
        "procedure": values.of(case, "procedure"),
        "applicant": case.applicant.title if case.applicant_id and case.applicant else "",
        "state": present.cell(BY_KEY["cases"], case, "state", today),
        "waits": waits,
        "due": said,
        "tone": tone,
        "iso": on.isoformat() if on else "",
        "handler": one.handler.name if one.handler else "",
        "is_sample": case.is_sample,
    }


def late_by(one: CaseQueue, on: date | None, today: date, procedures: Procedures) -> str:
    """Return how late a file is with what was due on a day, as its own page says it; empty if it is not."""
    if on is None or on >= today:
        return ""
    key = next((wait["key"] for wait in one.waits if wait["due"] == on.isoformat()), "")
    in_days = terms.is_of_calendar_days(_version(one.case, one, procedures), key)
    return str(terms.left(on, today, procedures.calendar, calendar_days=in_days)["text"])


def wait_of(case: Case, one: CaseQueue, wait: dict[str, Any], procedures: Procedures) -> dict[str, str]:
    """Return what is waited for and from whom, in the words of the version under which the file runs."""
    version = _version(case, one, procedures)
    what = told.wait(version, wait["key"]) if version else wait["key"]
    return {"what": what, "whom": procedures.party(wait["by"]), "key": wait["key"]}


def _version(case: Case, one: CaseQueue, procedures: Procedures) -> Version | None:
    with suppress(BadPack):
        return procedure_copies.of(one.city_id, case.procedure, one.rules_version, one.rules_digest, procedures)
    return None
