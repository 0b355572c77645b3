"""What officers choose for themselves, and whether the office is awake."""

import logging
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comity.core.http import Request
from comity.core.people import Officer
from comity.gate import mails, texts
from comity.registers.units import Unit
from comity.web import stand_ins
from comity.web.calendar import feeds
from comity.web.signins import joined

log = logging.getLogger("comity.accounts")

REMEMBERED = 365 * 24 * 3600


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """What an officer may change about their own account."""

    language = forms.ChoiceField(
        label=_lazy("Language"), choices=lambda: [("", _("as the browser asks")), *settings.LANGUAGES], required=False
    )

    class Meta:
        model = Officer
        fields = ("name", "email", "language", "mails")
        field_classes = {"name": texts.LineInput, "email": texts.MailInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not mails.able():
            del self.fields["mails"]


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Show pages in the chosen language from now on, and go back to where the choice was made."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest(_("There is no such language."), content_type="text/plain; charset=utf-8")
    if isinstance(request.user, Officer):
        request.user.language = chosen
        request.user.save(update_fields=["language"])
    return _remembered(HttpResponseRedirect(_safe(request)), chosen)


@require_http_methods(["GET", "POST"])
def profile(request: Request) -> HttpResponse:
    """Show the officer's own account; change name, e-mail and language."""
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        log.info(
            "officer %s %r changed the own account (%s)",
            request.user.pk,
            request.user.username,
            ", ".join(form.changed_data),
        )
        chosen = form.cleaned_data["language"]
        with translation.override(chosen or translation.get_language()):
            messages.success(request, _("Saved your account."))
        response = redirect("profile")
        return _remembered(response, chosen) if chosen else response
    if request.method == "POST":
        request.user.refresh_from_db()
    context: dict[str, Any] = {
        "page_title": _("Account"),
        "crumbs": [(_("Account"), None)],
        "form": form,
        "account": request.user,
        "unit": Unit.objects.filter(pk=request.user.unit_id or 0).first(),
        "stand_ins": stand_ins.of_officer(request.user.pk),
        "feeds": feeds.of_officer(request),
        "links": [
            (_("Password"), reverse("account_change_password"), "key"),
            (_("Second step and passkeys"), reverse("mfa_index"), "shield-lock"),
            (_("Where I am signed in"), reverse("usersessions_list"), "device-desktop"),
        ],
        **joined(request.user),
        "join": reverse("openid_connect_login", args=[settings.OIDC_ID]) if settings.OIDC_ID else "",
    }
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)


@login_not_required
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer whether pages and database work; for the machine that watches over them."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except Error:
        return HttpResponse("the database does not answer", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


def _safe(request: HttpRequest) -> str:
    """Return where to go next, never to another site."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return wanted
    return "/"


def _remembered(response: HttpResponse, chosen: str) -> HttpResponse:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=REMEMBERED,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response
