"""How sign-in differs from allauth's defaults: administrators make accounts, and each sign-in is in the log."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from comity.core import second_step
from comity.core.people import Officer
from comity.web import errors
from comity.web.directory import CityProvider
from comity.web.signins import end_sessions

log = logging.getLogger("comity.accounts")


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Officer, **kwargs: Any) -> HttpResponse | None:
        """Turn away who comes too late with a first password."""
        if user.first_password_until and user.first_password_until < timezone.now():
            log.warning("officer %s %r came too late with a first password", user.pk, user.username)
            messages.error(request, _("This first password has expired. Ask an administrator for a new one."))
            return redirect("account_login")
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def post_login(self, request: HttpRequest, user: Officer, **kwargs: Any) -> HttpResponse:
        means = [one["method"] for one in request.session.get("account_authentication_methods", [])]
        ip = self.get_client_ip(request)
        log.info("officer %s %r signed in from %s by %s", user.pk, user.username, ip, ", ".join(means))
        answer: HttpResponse = super().post_login(request, user, **kwargs)
        return answer

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Put the failure into the log; a name that nobody has may be a password typed into the wrong field."""
        name = str(credentials.get("username", ""))
        known = Officer.objects.filter(username__iexact=name).exists()
        log.warning(
            "sign-in failed from %s for %s", self.get_client_ip(request), repr(name) if known else "an unknown name"
        )

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, Officer):
            log.info("officer %s %r signed out", request.user.pk, request.user.username)
        super().logout(request)

    def set_password(self, user: Officer, password: str) -> None:
        """Set the officer's own new password: the first one is done with, other sessions end."""
        user.set_password(password)
        user.first_password_until = None
        user.save(update_fields=["password", "first_password_until"])
        end_sessions(user, but=self.request.session.session_key or "")
        log.info("officer %s %r changed the own password", user.pk, user.username)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("profile")


class SecondStep(DefaultMFAAdapter):  # type: ignore[misc]
    """Second steps whose secrets are sealed in the database."""

    def encrypt(self, text: str) -> str:
        return second_step.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return second_step.unseal(encrypted_text)


class Federated(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The city's provider opens accounts that were joined with it - by issuer and subject, which nobody can choose."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> CityProvider:
        return CityProvider(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def get_requests_session(self) -> Any:
        """Return a session that goes nowhere else: the provider's addresses are known and do not move."""
        session = super().get_requests_session()
        session.max_redirects = 0
        session.trust_env = False
        return session

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return reverse("profile")

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Let in who is joined or joins now, after signing in here; others learn the name to give an administrator."""
        claims = sociallogin.account.extra_data.get("id_token", {})
        sent = str(sociallogin.state.get("nonce", ""))
        same = constant_time_compare(str(claims.get("nonce", "")), sent) and bool(sent)
        if not same or str(claims.get("iss", "")).rstrip("/") != settings.OIDC_ISSUER.rstrip("/"):
            log.warning("an answer of the provider did not belong to the sign-in that was begun")
            raise ImmediateHttpResponse(errors.page(request, 400))
        if sociallogin.is_existing or sociallogin.state.get("process") == "connect":
            return
        log.warning("subject %r of the provider is joined with no account", sociallogin.account.uid)
        context = {"subject": sociallogin.account.uid, "provider": settings.OIDC_NAME}
        raise ImmediateHttpResponse(render(request, "accounts/unjoined.html", context, status=403))

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        log.warning("sign-in through the provider failed: %s %s", error or "", type(exception).__name__)
