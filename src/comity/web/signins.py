"""How an officer's sign-in is given, taken away, and joined with the city's provider; for administrators."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from comity.core.attached import Feed
from comity.core.http import Request
from comity.core.people import Officer
from comity.gate.passwords import give_first_password
from comity.web.administration import administers, of_city, record_act, shown_once


class SubjectForm(forms.Form):
    """By which name the city's provider knows the officer."""

    subject = forms.CharField(
        label=_lazy("Name at the provider (subject)"),
        max_length=255,
        help_text=_lazy("Who signs in without being joined is shown this name; take it from the person, face to face."),
    )


@require_POST
@administers
def officer_reset(request: Request, pk: int) -> HttpResponse:
    """Give an officer a new first password, shown once; sessions and calendar feeds end. Second steps and passkeys go unless they are kept."""
    officer = get_object_or_404(of_city(request), pk=pk)
    if officer.pk == request.user.pk:
        messages.error(request, _("Change your own password and second step on the page of your account."))
        return redirect("profile")
    password = give_first_password(officer, now=timezone.now())
    officer.save(update_fields=["password", "first_password_until"])
    kept = request.POST.get("keep") == "steps"  # a forgotten password is no reason to take the second step away
    if not kept:
        Authenticator.objects.filter(user_id=officer.pk).delete()
    Feed.objects.filter(officer=officer, revoked_at=None).update(revoked_at=timezone.now())
    end_sessions(officer)
    record_act(request, "gave a new password to" if kept else "reset the sign-in of", officer)
    return password_page(request, officer, password)


@require_POST
@administers
def officer_signout(request: Request, pk: int) -> HttpResponse:
    """Sign an officer out everywhere."""
    officer = get_object_or_404(of_city(request), pk=pk)
    end_sessions(officer, but=request.session.session_key or "")
    record_act(request, "signed out everywhere", officer)
    messages.success(request, _("Signed %(name)s out everywhere.") % {"name": officer.name})
    return redirect("officer_edit", pk)


@require_POST
@administers
def officer_join(request: Request, pk: int) -> HttpResponse:
    """Let an officer sign in through the city's provider under this subject."""
    officer = get_object_or_404(of_city(request), pk=pk)
    form = SubjectForm(request.POST)
    if not settings.OIDC_ID:
        raise Http404
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["subject"])))
        return redirect("officer_edit", pk)
    joined, made = SocialAccount.objects.get_or_create(
        provider=settings.OIDC_ID, uid=form.cleaned_data["subject"], defaults={"user": officer}
    )
    if made:
        record_act(request, f"joined the subject {joined.uid!r} of the provider with", officer)
        messages.success(request, _("%(name)s can now sign in through the provider.") % {"name": officer.name})
    elif joined.user_id != officer.pk:
        messages.error(request, _("This name at the provider is joined with another account."))
    return redirect("officer_edit", pk)


@require_POST
@administers
def officer_part(request: Request, pk: int) -> HttpResponse:
    """Let an officer no longer sign in through the city's provider; sessions end."""
    officer = get_object_or_404(of_city(request), pk=pk)
    SocialAccount.objects.filter(user_id=officer.pk).delete()
    end_sessions(officer, but=request.session.session_key or "")
    record_act(request, "parted from the provider", officer)
    messages.success(request, _("%(name)s can no longer sign in through the provider.") % {"name": officer.name})
    return redirect("officer_edit", pk)


def joined(officer: Officer | None) -> dict[str, Any]:
    """Return what the page of an officer says about the city's provider."""
    subjects = SocialAccount.objects.filter(user_id=officer.pk, provider=settings.OIDC_ID) if officer else ()
    name = settings.OIDC_NAME if settings.OIDC_ID else ""
    return {"provider": name, "subjects": [one.uid for one in subjects], "subject_form": SubjectForm()}


def end_sessions(officer: Officer, *, but: str = "") -> None:
    """Sign the officer out everywhere, except in the session of this key."""
    for session in UserSession.objects.filter(user_id=officer.pk).exclude(session_key=but):
        session.end()


def password_page(request: Request, officer: Officer, password: str) -> HttpResponse:
    """Show the first password once."""
    facts = [
        {"label": _("User name"), "value": officer.username},
        {"label": _("Role"), "value": str(officer.standing.label)},
    ]
    advice = _("Hand it over in person or by telephone. It opens for a week, and must be changed at the first sign-in.")
    return shown_once(
        request,
        _("First password of %(name)s") % {"name": officer.name},
        password,
        facts=facts,
        advice=advice,
        back="officers",
    )
