"""The brief as a page and as PDF."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comity.core.http import Request
from comity.gate import values
from comity.registers import Register
from comity.reports.press import NotPrinted
from comity.web import papers, present
from comity.web.briefing import composed, printed
from comity.web.records import of_number

ASIDE = ("days", "gifts", "knows", "contacts")


@require_GET
def brief(request: Request, of: Register, pk: int) -> HttpResponse:
    """Show what is on record for a meeting."""
    record = of_number(_with_brief(of), pk)
    made = composed.of(of, record, values.today())
    context = {
        "page_title": _("Brief: %(title)s") % {"title": record.title},
        "crumbs": [
            (of.title, reverse("list", args=[of.key])),
            (record.title, present.address(record)),
            (_("Brief"), None),
        ],
        "brief": made,
        "main": [one for one in made.sections if one.key not in ASIDE],
        "aside": [one for one in made.sections if one.key in ASIDE],
        "classification": papers.classification(made.classified),
        "made": papers.made(request.user),
        "pdf": reverse("brief_pdf", args=[of.key, pk]),
        "back": present.address(record),
    }
    return render(request, "papers/brief.html", context)


@require_GET
def brief_pdf(request: Request, of: Register, pk: int) -> HttpResponse:
    """Send the brief on two pages."""
    record = of_number(_with_brief(of), pk)
    try:
        content = printed.pdf(composed.of(of, record, values.today()), request.user)
    except NotPrinted:
        return papers.not_printed(request, reverse("brief", args=[of.key, pk]))
    return papers.sent(content, f"brief-{of.key}-{pk}")


def _with_brief(of: Register) -> Register:
    if of.key not in papers.BRIEFED:
        raise Http404
    return of
