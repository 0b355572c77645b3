"""Pages that need no more than a template."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comity.core.http import Request


@require_GET
def components(request: Request) -> HttpResponse:
    """Show every component in every state."""
    return render(request, "components.html", {"page_title": _("Components and states")})
