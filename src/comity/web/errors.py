"""Pages for what went wrong: what happened, that work is kept, what to do next."""

import errno
import logging
import secrets
import sys

import psycopg
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core.locks import crossed

CROSSED, AWAY, FULL = 409, 503, 507
API = "/api/"  # programs are answered in JSON, whatever went wrong
FULL_ERRNO = (errno.ENOSPC, errno.EDQUOT)
LOST = (psycopg.OperationalError, psycopg.InterfaceError)
log = logging.getLogger(__name__)


def page(request: HttpRequest, status: int, **context: object) -> HttpResponse:
    """Return the page for a status, with a code that the log has too."""
    code = secrets.token_hex(3).upper()
    log.warning("%s %s %r code %s", status, request.method, request.path, code)
    if request.path.startswith(API):
        return JsonResponse({"message": _refused(status), "errors": {}}, status=status)
    return render(request, f"errors/{status}.html", {"error_code": code, **context}, status=status)


def _refused(status: int) -> str:
    """Say to a program why it is refused where the API itself did not come to answer."""
    if status == 404:
        return _("There is nothing at this address. /api/v1/openapi.json names what there is.")
    return _("This request may not be made.") if status == 403 else _("This request cannot be read.")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400; as `failed` does when the session could not be stored, which is tried when all else is stored already."""
    if isinstance(exception, SessionInterrupted):
        status = _status(exception)
        return _told(request, FULL if status == FULL else AWAY)
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
    """Answer 500; 409 when two waited for each other, 503 when the database is away, 507 when a disk is full.

    Needs no database itself.
    """
    return _told(request, _status(sys.exc_info()[1]))


def _told(request: HttpRequest, status: int) -> HttpResponse:
    code = secrets.token_hex(3).upper()
    if status == CROSSED and request.headers.get("HX-Request"):
        status = AWAY  # a whole page in place of a part would take away what was typed
    log.error("%s %s %s code %s", status, request.method, request.path, code)
    if request.path.startswith(API):
        answer: HttpResponse = JsonResponse({"message": _said(status), "errors": {}}, status=status)
    else:
        context = {"error_code": code, "lang": get_language()}
        answer = HttpResponse(render_to_string(f"errors/{status}.html", context), status=status)
    if status == AWAY:
        answer["Retry-After"] = "10"
    return answer


def _status(error: BaseException | None) -> int:
    """Return what an error and those behind it come to."""
    if crossed(error):
        return CROSSED
    while error is not None:
        if isinstance(error, psycopg.errors.DiskFull) or (isinstance(error, OSError) and error.errno in FULL_ERRNO):
            return FULL
        state = error.sqlstate or "" if isinstance(error, psycopg.Error) else None
        # 57P..: the server is stopping or starting; 08...: the connection broke; none at all: there was no server.
        if state is not None and isinstance(error, LOST) and (not state or state.startswith(("57P", "08"))):
            return AWAY
        error = error.__cause__ or error.__context__
    return 500


def _said(status: int) -> str:
    if status == FULL:
        return _("The disk is full, so nothing was stored. Make room, then send it again.")
    if status == CROSSED:
        return _("Somebody else was saving the same records at that moment, so nothing was stored. Send it again.")
    if status == AWAY:
        return _(
            "The database does not answer; it may be starting. Read before you send again: it may have been stored."
        )
    return _("Something failed on our side. Nothing was stored.")


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that came without its key, usually from a page left open overnight."""
    return page(request, 403, csrf=True)
