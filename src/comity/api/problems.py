"""Errors as every program gets them: a status, a message in the reader's language, the fields that are wrong."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from comity.core import write
from comity.exchange.batches import by_number, citations
from comity.exchange.cells import Renderer
from comity.exchange.plain import item, link
from comity.gate import access
from comity.gate.form import WITHIN, Wrong
from comity.registers import BY_MODEL

BODY = ("body", "values", "undo")


class Clash(Exception):
    """Somebody else saved first: which record, and what was sent."""

    def __init__(self, conflict: write.Conflict, *, sent: dict[str, Any]) -> None:
        super().__init__(str(conflict))
        self.theirs = conflict.theirs
        self.sent = sent


def install(api: NinjaAPI) -> None:
    """Make the API answer our errors."""
    answers: dict[type[Exception], Callable[..., HttpResponse]] = {
        AuthenticationError: _who,
        HttpError: _stated,
        RequestDataTooBig: _too_large,
        Http404: _missing,
        ValidationError: _misshapen,
        Wrong: _wrong,
        access.NotAllowed: _not_allowed,
        write.Refused: _refused,
        Clash: _clash,
        write.StillUsed: _still_used,
        write.CannotUndo: _cannot_undo,
        IntegrityError: _cannot_be,
    }
    for error, answer in answers.items():
        api.add_exception_handler(error, partial(answer, api))


def _say(api: NinjaAPI, request: HttpRequest, status: int, message: str, **more: Any) -> HttpResponse:
    return api.create_response(request, {"message": message, "errors": {}} | more, status=status)


def _who(api: NinjaAPI, request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    answer = _say(api, request, 401, _("Send a valid token: Authorization: Bearer …"))
    answer["WWW-Authenticate"] = 'Bearer realm="Comity"'
    return answer


def _stated(api: NinjaAPI, request: HttpRequest, error: HttpError) -> HttpResponse:
    said = error.__cause__ if isinstance(error.__cause__, HttpError) else error  # ninja wraps what our parser says
    return _say(api, request, said.status_code, said.message)


def _too_large(api: NinjaAPI, request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    return _say(api, request, 413, _("This request is too large."))


def _missing(api: NinjaAPI, request: HttpRequest, _error: Http404) -> HttpResponse:
    return _say(api, request, 404, _("There is no such record."))


def _misshapen(api: NinjaAPI, request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors: dict[str, list[str]] = {}
    for one in error.errors:
        place = [str(step) for step in one["loc"] if step not in BODY and step != "query"]
        errors.setdefault(place[0] if place else "", []).append(_shape(one))
    return _say(api, request, 422, _("Some values cannot be taken."), errors=errors)


def _shape(one: dict[str, Any]) -> str:
    known = {"missing": _("This field is needed."), "extra_forbidden": _("There is no such field.")}
    return known.get(one["type"]) or str(one["msg"]).removeprefix("Value error, ")  # what we say ourselves


def _wrong(api: NinjaAPI, request: HttpRequest, error: Wrong) -> HttpResponse:
    return _say(api, request, 422, _("Some values cannot be taken."), errors=error.errors)


def _not_allowed(api: NinjaAPI, request: HttpRequest, error: access.NotAllowed) -> HttpResponse:
    return _say(api, request, 403, str(error))


def _refused(api: NinjaAPI, request: HttpRequest, _error: write.Refused) -> HttpResponse:
    return _say(api, request, 403, _("You may not store this record."))


def _clash(api: NinjaAPI, request: HttpRequest, error: Clash) -> HttpResponse:
    register = BY_MODEL[type(error.theirs)]
    pk = error.theirs.pk
    now = by_number(register, [pk])[pk]
    told = item(register, now, renderer=Renderer(), citations=citations([pk]).get(pk, ()))
    message = _("Somebody else saved this record first; it is at version %(version)s now.") % {"version": now.version}
    return _say(api, request, 409, message, theirs=told, yours=error.sent)


def _still_used(api: NinjaAPI, request: HttpRequest, error: write.StillUsed) -> HttpResponse:
    users = [link(user) for user in error.users if type(user) in BY_MODEL]
    return _say(api, request, 409, _("Other records point at this one."), used_by=users)


def _cannot_undo(api: NinjaAPI, request: HttpRequest, _error: write.CannotUndo) -> HttpResponse:
    return _say(api, request, 409, _("This was changed again since and cannot be taken back."))


def _cannot_be(api: NinjaAPI, request: HttpRequest, error: IntegrityError) -> HttpResponse:
    if isinstance(error, write.Within):
        return _wrong(api, request, Wrong({error.link: [str(WITHIN)]}))
    return _say(api, request, 409, _("This does not go together with what is stored already."))
