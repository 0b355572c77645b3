"""The whole story of a partner, page by page, of all kinds or of one."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comity.core.http import Request
from comity.gate import values
from comity.gate.form import Wrong
from comity.registers import BY_KEY
from comity.web import present, story, story_links
from comity.web.records import of_number

PAGE = 40


@require_GET
def page(request: Request, pk: int) -> HttpResponse:
    """Show the story from its newest end, or from where the page before ended."""
    register, errors = BY_KEY["partners"], {}
    partner = of_number(register, pk)
    kind = request.GET.get("kind", "")
    kind = kind if kind in story.KINDS else ""
    try:
        told = story.told(pk, kind, request.GET.get("after", ""), PAGE, values.today())
    except Wrong as error:
        errors, told = error.errors, story.told(pk, kind, "", PAGE, values.today())
    context = {
        "page_title": _("The story of %(partner)s") % {"partner": partner.title},
        "crumbs": [
            (register.title, reverse("list", args=[register.key])),
            (partner.title, present.address(partner)),
            (_("Story"), None),
        ],
        "kinds": story_links.filters(pk, kind),
        "years": told.years,
        "more": story_links.address(pk, kind, told.after) if told.after else "",
        "first": story_links.address(pk, kind) if request.GET.get("after") else "",
        "kind": kind,
        "errors": errors,
    }
    return render(request, "registers/story.html", context, status=400 if errors else 200)
