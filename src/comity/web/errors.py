"""Pages for what went wrong: what happened, that work is kept, what to do next."""

import logging
import secrets

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

log = logging.getLogger(__name__)


def page(request: HttpRequest, status: int, **context: object) -> HttpResponse:
    """Return the page for a status, with a code that the log has too."""
    code = secrets.token_hex(3).upper()
    log.warning("%s %s %r code %s", status, request.method, request.path, code)
    return render(request, f"errors/{status}.html", {"error_code": code, **context}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    return page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404; the same for what is not there and for what may not be seen."""
    return page(request, 404)


@login_not_required
def shut(request: HttpRequest) -> HttpResponse:
    """Answer 404 for a page of the sign-in library that this office does not use."""
    return page(request, 404)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer 500."""
    return page(request, 500)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that came without its key, usually from a page left open overnight."""
    return page(request, 403, csrf=True)
