"""Who could interpret at an activity."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comity.core.http import Request
from comity.core.pack import of_city
from comity.domain.partial_date import read
from comity.gate import values
from comity.gate.access import may
from comity.gate.bookings import at
from comity.gate.kinds import kinds_with
from comity.registers import BY_KEY
from comity.registers.activities import Activity
from comity.registers.programmes import ProgrammeItem
from comity.registers.training import Competence
from comity.web import present
from comity.web.records import of_number

LISTED = 200


@require_GET
def interpreters(request: Request, pk: int) -> HttpResponse:
    """Show who can interpret at an activity: in which language, how well, and when they are wanted elsewhere."""
    of = BY_KEY["activities"]
    activity: Activity = of_number(of, pk)
    first, last = read(activity.starts), read(activity.ends or activity.starts)
    able = Competence.objects.filter(kind__in=kinds_with(BY_KEY["competences"], "interprets"))
    spoken = sorted(set(able.exclude(language="").order_by().values_list("language", flat=True).distinct()))
    language = request.GET.get("language", activity.working_language if activity.working_language in spoken else "")
    if language and language not in spoken:
        raise Http404
    rows = able.filter(language=language) if language else able
    ranks = {code: term.rank for code, term in of_city().vocabulary("competence_grade").items()}
    found = [one for one in rows.prefetch_related("unit").order_by("pk")[:LISTED] if _still(one, first)]
    found.sort(key=lambda one: (one.language, -ranks.get(one.grade, 0), one.sort_vi))
    busy = _busy({one.person_id for one in found}, first.first, last.last) if first and last else {}
    context = {
        "page_title": _("Who can interpret"),
        "crumbs": [
            (of.title, reverse("list", args=[of.key])),
            (activity.title, present.address(activity)),
            (_("Who can interpret"), None),
        ],
        "activity": activity,
        "when": values.when(activity.starts),
        "dated": bool(first),
        "spoken": [(code, of_city().term("language", code)) for code in spoken],
        "language": language,
        "add": _adding(activity),
        "rows": [_able(one, busy.get(one.person_id, [])) for one in found],
    }
    return render(request, "registers/interpreters.html", context)


def _adding(activity: Activity) -> str:
    """Return the form for somebody who can interpret, `` where the reader may not add one."""
    of = BY_KEY["competences"]
    kinds = kinds_with(of, "interprets")
    if not may("add", of) or not kinds:
        return ""
    given = {"kind": kinds[0]} | ({"language": activity.working_language} if activity.working_language else {})
    return f"{reverse('new', args=[of.key])}?{urlencode(given)}"


def _still(competence: Competence, first: Any) -> bool:
    until = read(competence.ends)
    return until is None or first is None or until.last >= first.first


def _busy(people: set[int], first: date, last: date) -> dict[int, list[ProgrammeItem]]:
    rows = ProgrammeItem.objects.filter(
        Q(interpreter__in=people) | Q(lead__in=people), on__gte=first.isoformat(), on__lte=last.isoformat()
    )
    found: dict[int, list[ProgrammeItem]] = {}
    for item in rows.prefetch_related("activity").order_by("at", "pk")[:LISTED]:
        for person in people & {item.interpreter_id or 0, item.lead_id or 0}:
            found.setdefault(person, []).append(item)
    return found


def _able(competence: Competence, busy: list[ProgrammeItem]) -> dict[str, Any]:
    unit = values.linked(competence, "unit")
    return {
        "id": competence.pk,
        "name": competence.title,
        "href": present.address(competence),
        "language": values.of(competence, "language"),
        "grade": values.of(competence, "grade"),
        "certificate": competence.certificate,
        "unit": unit.title if unit else "",
        "busy": [
            {"when": f"{values.when(one.on)} {at(one)}".strip(), "href": present.address(whole), "title": whole.title}
            for one in busy
            if (whole := values.linked(one, "activity")) is not None
        ],
    }
