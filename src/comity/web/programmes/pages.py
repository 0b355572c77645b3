"""The programme as a page and as PDF, in its three forms."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from comity.core.http import Request
from comity.registers import BY_KEY
from comity.reports import press
from comity.reports.press import NotPrinted
from comity.web import papers, present
from comity.web.programmes import driving, sheets
from comity.web.programmes import known as found
from comity.web.programmes.known import Known
from comity.web.records import of_number


@require_GET
def programme(request: Request, pk: int, sheet: str) -> HttpResponse:
    """Show one form of the programme."""
    known = _known(pk, sheet)
    record = known.activity
    context: dict[str, Any] = {
        "page_title": f"{sheets.name(sheet)}: {record.title}",
        "crumbs": [
            (BY_KEY["activities"].title, reverse("list", args=["activities"])),
            (record.title, present.address(record)),
            (sheets.name(sheet), None),
        ],
        "forms": [
            {"label": sheets.name(one), "href": reverse("programme", args=[pk, one]), "active": one == sheet}
            for one in sheets.SHEETS
        ],
        **_filled(request, sheet, known),
        "name": sheets.name(sheet),
        "classification": papers.classification(known.level),
        "level": known.level,
        "made": papers.made(request.user),
        "office": request.user.city.office,
        "pdf": f"{reverse('programme_pdf', args=[pk, sheet])}{_query(request, sheet, known)}",
        "back": present.address(record),
    }
    return render(request, f"papers/{sheet}.html", context)


@require_GET
def programme_pdf(request: Request, pk: int, sheet: str) -> HttpResponse:
    """Send one form of the programme."""
    known = _known(pk, sheet)
    data = papers.heading(known.activity.title, known.level, request.user)
    data |= {"name": sheets.name(sheet)} | _filled(request, sheet, known)["sheet"]
    try:
        content = press.pdf(sheet, data)
    except NotPrinted:
        return papers.not_printed(request, reverse("programme", args=[pk, sheet]))
    return papers.sent(content, f"programme-{sheet}-{pk}")


def _filled(request: Request, sheet: str, known: Known) -> dict[str, Any]:
    """Return what the sheet says; for drivers as the address asks, with what else could be asked for."""
    if sheet != sheets.DRIVER:
        return {"sheet": sheets.filled(sheet, known)}
    of = driving.wanted(request.GET, known)
    return {"sheet": driving.filled(known, of), "choices": driving.choices(known, of)}


def _query(request: Request, sheet: str, known: Known) -> str:
    return driving.wanted(request.GET, known).query if sheet == sheets.DRIVER else ""


def _known(pk: int, sheet: str) -> Known:
    if sheet not in sheets.SHEETS:
        raise Http404
    return found.read(of_number(BY_KEY["activities"], pk))
