"""How long a sign-in lasts: ends after idling, ends after a working day, and begins with a password of one's own."""

import time
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from comity.core.people import Officer

NOTICED_EVERY = 60  # seconds between notes in the session that somebody is there
FREE = ("/accounts/password/change/", "/accounts/logout/", "/language/", "/static/", "/healthz", "/api/")


def limited(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: end sessions that idled or lasted too long; send who has a first password to change it."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        officer = request.user
        if not isinstance(officer, Officer):
            return get_response(request)
        if ended(request.session, now=time.time()):
            logout(request)
            messages.info(request, _("Your sign-in has ended because of the time. Sign in again."))
        elif officer.first_password_until and not request.path.startswith(FREE):
            change = reverse("account_change_password")
            return HttpResponseClientRedirect(change) if request.headers.get("HX-Request") else redirect(change)
        elif (
            settings.SECOND_STEP
            and not request.path.startswith((*FREE, "/accounts/"))
            and not _has_two(request, officer)
        ):
            messages.warning(
                request, _("This office asks for a second step: set up an authenticator app or a passkey first.")
            )
            return redirect("mfa_index")
        return get_response(request)

    return answer


def _has_two(request: HttpRequest, officer: Officer) -> bool:
    """Say whether more than a password guards the sign-in; the city's provider looks after its own."""
    means = [one.get("method") for one in request.session.get("account_authentication_methods", [])]
    return "socialaccount" in means or is_mfa_enabled(officer)


def ended(session: SessionBase, *, now: float) -> bool:
    """Say whether the session has idled or lasted too long; note that somebody is there if not."""
    began, seen = session.get("began"), session.get("seen", now)
    if began is None:
        session["began"] = session["seen"] = now
        return False
    if now - began > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE:
        return True
    if now - seen > NOTICED_EVERY:
        session["seen"] = now
    return False
