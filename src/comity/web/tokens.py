"""Keys with which agencies' programs act for an officer; for administrators."""

import hashlib
import secrets
from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comity.core.attached import Token
from comity.core.http import Request
from comity.gate import values
from comity.web.administration import administers, of_city, record_act, shown_once

A_YEAR = timedelta(days=365)


class TokenForm(forms.ModelForm):  # type: ignore[type-arg]
    """An API token: what it is for, as whom it acts, how far and how long."""

    class Meta:
        model = Token
        fields = ("name", "officer", "may_write", "expires_on")
        widgets = {"expires_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}
        labels = {"officer": _lazy("Acts as")}

    def clean_expires_on(self) -> date | None:
        """Return the last day, which lies ahead."""
        day: date | None = self.cleaned_data["expires_on"]
        if day and day < values.today():
            raise ValidationError(_("This day is past."))
        return day


@require_GET
@administers
def tokens(request: Request) -> HttpResponse:
    """List the API tokens that act for the city's officers."""
    rows = Token.objects.filter(officer__city=request.user.city_id).select_related("officer").order_by("-pk")
    context = {
        "page_title": _("API tokens"),
        "crumbs": [(_("API tokens"), None)],
        "tokens": rows,
        "today": values.today(),
    }
    return render(request, "accounts/tokens.html", context)


@require_http_methods(["GET", "POST"])
@administers
def token_new(request: Request) -> HttpResponse:
    """Add an API token; its key is shown once and only its hash is kept."""
    form = TokenForm(
        request.POST if request.method == "POST" else None, initial={"expires_on": values.today() + A_YEAR}
    )
    form.fields["officer"].queryset = of_city(request).filter(is_active=True).order_by("name", "pk")  # type: ignore[attr-defined]
    if request.method == "GET" or not form.is_valid():
        context = {
            "page_title": _("New API token"),
            "crumbs": [(_("API tokens"), reverse("tokens")), (_("New"), None)],
            "form": form,
        }
        return render(request, "accounts/token.html", context, status=422 if form.errors else 200)
    key = f"comity_{secrets.token_urlsafe(32)}"
    form.instance.sha256 = hashlib.sha256(key.encode()).hexdigest()
    token = form.save()
    record_act(request, f"created API token {token.pk} (may write: {token.may_write}) of", token.officer)
    facts = [
        {"label": _("Acts as"), "value": token.officer.name},
        {"label": _("May write"), "value": _("yes") if token.may_write else _("no")},
    ]
    advice = _("Put it into the program's settings, as Authorization: Bearer. Whoever has the key acts as the officer.")
    return shown_once(
        request, _("Key of %(name)s") % {"name": token.name}, key, facts=facts, advice=advice, back="tokens"
    )


@require_POST
@administers
def token_revoke(request: Request, pk: int) -> HttpResponse:
    """End an API token for good."""
    token = get_object_or_404(
        Token.objects.select_related("officer"), pk=pk, officer__city=request.user.city_id, revoked_at=None
    )
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    record_act(request, f"revoked API token {token.pk} of", token.officer)
    messages.success(request, _("Revoked %(name)s.") % {"name": token.name})
    return redirect("tokens")
