"""Where a request becomes somebody's: the identity is set, one transaction spans the request, an error takes it all back."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from comity.core import identity
from comity.core.attached import Token
from comity.core.people import Officer
from comity.web.throttle import held_back

AWAY = timedelta(minutes=30)
NOTICED_EVERY = timedelta(minutes=5)


def identified(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: run the rest under the identity of the officer who is signed in, or of the token's officer."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith("/api/"):
            if settings.HTTPS and not request.is_secure():
                return _unsealed()
            return _as_agency(request, get_response)
        officer = request.user if isinstance(request.user, Officer) and request.user.is_active else None
        if officer and officer.language:
            translation.activate(officer.language)
            request.LANGUAGE_CODE = officer.language
        if held := held_back(request):
            return held
        if officer:
            _notice(request, officer)
            return _as(request, identity.of(officer, door="web"), get_response)
        return get_response(request)

    return answer


def _as(
    request: HttpRequest, who: identity.Identity, get_response: Callable[[HttpRequest], HttpResponseBase]
) -> HttpResponseBase:
    with identity.acting(who) as acting:
        request.identity = acting  # type: ignore[attr-defined]
        response = get_response(request)
        if hasattr(response, "render") and not getattr(response, "is_rendered", True):
            response = response.render()
        if response.status_code >= 500:
            transaction.set_rollback(True)
    return response


def _unsealed() -> HttpResponseBase:
    """Refuse a program that sends its token without encryption; leading it on would hide that."""
    said = _("Use HTTPS, and revoke this token: it was sent without encryption.")
    return JsonResponse({"message": said, "errors": {}}, status=403)


def _as_agency(request: HttpRequest, get_response: Callable[[HttpRequest], HttpResponseBase]) -> HttpResponseBase:
    token = find_token(request.headers.get("Authorization", ""))
    request.token = token  # type: ignore[attr-defined]
    if held := held_back(request):
        return held
    if token is None:
        return get_response(request)
    request.user = token.officer
    return _as(request, identity.of(token.officer, door="api", token=token), get_response)


def find_token(header: str) -> Token | None:
    """Return the valid token that an Authorization header carries."""
    scheme, _space, key = header.partition(" ")
    if scheme.lower() != "bearer" or not key:
        return None
    now = timezone.now()
    token = (
        Token.objects.select_related("officer__city")
        .filter(sha256=hashlib.sha256(key.strip().encode()).hexdigest(), revoked_at=None, officer__is_active=True)
        .first()
    )
    if token is None or (token.expires_on and token.expires_on < now.date()):
        return None
    if token.used_at is None or now - token.used_at > NOTICED_EVERY:
        Token.objects.filter(pk=token.pk).update(used_at=now)
    return token


def _notice(request: HttpRequest, officer: Officer) -> None:
    """Note now and then that the officer is here, and from where."""
    now = timezone.now()
    if officer.seen_at and now - officer.seen_at < NOTICED_EVERY:
        return
    if officer.seen_at is None or now - officer.seen_at > AWAY:
        officer.seen_before = officer.seen_at
    officer.seen_at = now
    officer.save(update_fields=["seen_at", "seen_before"])
    if request.session.session_key:
        UserSession.objects.create_from_request(request)
