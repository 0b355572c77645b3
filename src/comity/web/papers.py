"""What every paper made of records carries: whose it is, how closely it is to be kept, when it was made and by whom."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from comity.core.http import Request
from comity.core.people import INTERNAL, PUBLIC, RESTRICTED, Officer
from comity.gate import kinds, values
from comity.registers import Register
from comity.registers.cases import ABOUT

PDF = "application/pdf"
BRIEFED = ("partners", "people", "activities")
MET = {"delegation", "guests", "meeting"}  # traits of the kinds of activities in which somebody is met


def offered(of: Register, record: Any) -> list[dict[str, str]]:
    """Return the papers that the page of a record offers: for those one meets, and what has a programme."""
    traits = kinds.traits(of, record)
    found = []
    if of.key == "partners" or (of.key == "people" and not record.is_ours) or (of.key == "activities" and MET & traits):
        href = reverse("brief", args=[of.key, record.pk])
        found.append({"label": _("Brief"), "href": href, "icon": "clipboard-list"})
    if of.key == "activities" and "programme" in traits:
        href = reverse("programme", args=[record.pk, "formal"])
        found.append({"label": _("Programme"), "href": href, "icon": "clock"})
    if of.key == "resources" and "vehicle" in traits:
        href = reverse("car_day", args=[record.pk])
        found.append({"label": _("Driver's sheet of a day"), "href": href, "icon": "clock"})
    if of.key in ABOUT.values():
        href = reverse("rules", args=[of.key, record.pk])
        found.append({"label": _("Check against the rules"), "href": href, "icon": "scale"})
    return found


def classification(level: int) -> str:
    """Return how closely a paper is to be kept, in a word."""
    words = {
        PUBLIC: pgettext("classification", "public"),
        INTERNAL: pgettext("classification", "internal"),
        RESTRICTED: pgettext("classification", "restricted"),
    }
    return str(capfirst(words[level]))


def made(officer: Officer) -> str:
    """Say when a paper was made, and for whom."""
    return _("Made %(moment)s for %(name)s") % {"moment": values.moment(timezone.now()), "name": officer.name}


def heading(title: str, level: int, officer: Officer) -> dict[str, Any]:
    """Return what stands at the head and the foot of a printed sheet."""
    return {
        "title": title,
        "office": officer.city.office or str(officer.city),
        "by": officer.name,
        "made": made(officer),
        "level": level,
        "classification": classification(level),
        "language": get_language() or "en",
        "words": {
            "lacking": _("[?] stands for writing that the typefaces of this paper do not hold; it is on the page.")
        },
    }


def sent(content: bytes, name: str) -> HttpResponse:
    """Send a PDF to be opened in the browser."""
    answer = HttpResponse(content, content_type=PDF)
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def not_printed(request: Request, back: str) -> HttpResponse:
    """Say that there is no PDF, on the page that holds the same."""
    messages.error(request, _("The PDF was not made. This page holds the same; print it, or try again in a minute."))
    return redirect(back)
