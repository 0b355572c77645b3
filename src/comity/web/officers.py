"""Who may sign in and which programs act for whom; for administrators. Each act is in the log `comity.accounts`."""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comity.core.attached import Feed
from comity.core.http import Request
from comity.core.people import ROLES, Officer, Writes
from comity.core.records import Fold, SortKey
from comity.domain.text import fold
from comity.gate import inputs, values
from comity.registers.units import Unit
from comity.web import errors

log = logging.getLogger("comity.accounts")
log.setLevel(logging.INFO)  # who may sign in is always on record, however quiet the rest of the log is

ON_PAGE = 50
KEPT_TRACK_OF = ("username", "role", "unit_id", "is_active", "personal", "audits")
A_YEAR = timedelta(days=365)
UNMISTAKABLE = "abcdefghjkmnpqrstuvwxyz23456789"
Given = ParamSpec("Given")
View = Callable[Concatenate[Request, Given], HttpResponse]


def administers(view: View[Given]) -> View[Given]:
    """Let only administrators through; others are told why not."""

    @wraps(view)
    def answer(request: Request, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        if not request.identity.manages:
            return errors.page(request, 403, reason=_("Accounts and API tokens are kept by the city's administrators."))
        return view(request, *args, **kwargs)

    return answer


class OfficerForm(forms.ModelForm):  # type: ignore[type-arg]
    """An officer's account: who, in which role, at which unit."""

    unit = inputs.RecordInput(model=Unit, label=_lazy("Unit"), required=False)
    language = forms.ChoiceField(
        label=_lazy("Language"), choices=lambda: [("", _("as the browser asks")), *settings.LANGUAGES], required=False
    )

    class Meta:
        model = Officer
        fields = ("name", "username", "role", "unit", "email", "language", "personal", "audits", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            del self.fields["is_active"]
        unit = self.fields["unit"]
        assert isinstance(unit, inputs.RecordInput)
        chosen = str(self["unit"].value() or "")
        unit.widget.choices = unit.menu([int(chosen)] if chosen.isdecimal() else [])
        unit.widget.attrs["data-lookup"] = reverse("pick", args=["units"])

    def clean_username(self) -> str:
        """Return the user name; sign-in does not tell capitals apart."""
        name: str = self.cleaned_data["username"]
        UnicodeUsernameValidator()(name)
        if Officer.objects.filter(username__iexact=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("This user name is taken."))
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        role = data.get("role", "")
        if role and ROLES[role].writes == Writes.OWN and not data.get("unit") and "unit" not in self.errors:
            self.add_error("unit", _("This role keeps records of its own unit: choose the unit."))
        if not self.instance._state.adding and self._is_last_administrator(data):
            self.add_error(
                "role" if role != "administrator" else "is_active",
                _("The city needs an administrator who may sign in."),
            )
        return data

    def _is_last_administrator(self, data: dict[str, Any]) -> bool:
        if data.get("role") == "administrator" and data.get("is_active"):
            return False
        # Locked in one order, so that two administrators cannot dismiss each other at the same moment.
        rows = Officer.objects.select_for_update().filter(
            city=self.instance.city_id, role="administrator", is_active=True
        )
        remaining = list(rows.order_by("pk").values_list("pk", flat=True))
        return remaining == [self.instance.pk]


@require_GET
@administers
def officers(request: Request) -> HttpResponse:
    """List the city's officers."""
    asked = request.GET
    words, roles, states = asked.get("q", "").strip(), asked.getlist("role"), asked.getlist("state")
    rows = of_city(request).select_related("unit").order_by(SortKey(F("name")), "pk")
    if words:
        rows = rows.alias(folded=Fold(F("name"))).filter(Q(folded__contains=fold(words)) | Q(username__icontains=words))
    if roles:
        rows = rows.filter(role__in=roles)
    if len(states) == 1:
        rows = rows.filter(is_active=states[0] == "active")
    page = Paginator(rows, ON_PAGE).get_page(asked.get("page"))
    context = {
        "page_title": _("Officers"),
        "crumbs": [(_("Officers"), None)],
        "rows": [_row(one) for one in page],
        "q": words,
        "filters": [
            {
                "name": "role",
                "label": _("Role"),
                "choices": [(key, str(role.label), None) for key, role in ROLES.items()],
                "chosen": roles,
            },
            {
                "name": "state",
                "label": _("Sign-in"),
                "choices": [("active", _("may sign in"), None), ("not", _("may not sign in"), None)],
                "chosen": states,
            },
        ],
        "filtered": bool(words or roles or states),
        "line": _count(page.paginator.count),
        "prev": _link(request, page.number - 1) if page.has_previous() else None,
        "next": _link(request, page.number + 1) if page.has_next() else None,
    }
    return render(request, "accounts/officers.html", context)


@require_http_methods(["GET", "POST"])
@administers
def officer_new(request: Request) -> HttpResponse:
    """Add an officer; the first password is shown once."""
    officer = Officer(city=request.user.city)
    form = OfficerForm(request.POST if request.method == "POST" else None, instance=officer)
    if request.method == "POST" and form.is_valid():
        officer.set_password(password := first_password())
        form.save()
        record_act(request, "created", officer)
        return _password(request, officer, password)
    return _form(request, form, _("New officer"))


@require_http_methods(["GET", "POST"])
@administers
def officer_edit(request: Request, pk: int) -> HttpResponse:
    """Change an officer's account; one who may no longer sign in is signed out everywhere at once."""
    officer = get_object_or_404(of_city(request), pk=pk)
    title, was = officer.name, {name: getattr(officer, name) for name in KEPT_TRACK_OF}
    form = OfficerForm(request.POST if request.method == "POST" else None, instance=officer)
    if request.method == "GET" or not form.is_valid():
        return _form(request, form, title, officer=officer)
    form.save()
    if not officer.is_active:
        end_sessions(officer)
    record_act(
        request,
        f"changed {[f'{name}: {was[name]!r} > {getattr(officer, name)!r}' for name in was if was[name] != getattr(officer, name)]} of",
        officer,
    )
    messages.success(request, _("Saved %(title)s.") % {"title": officer.name})
    return redirect("officers")


@require_POST
@administers
def officer_reset(request: Request, pk: int) -> HttpResponse:
    """Give an officer a new first password, shown once; second steps and passkeys go, sessions and calendar feeds end."""
    officer = get_object_or_404(of_city(request), pk=pk)
    if officer.pk == request.user.pk:
        messages.error(request, _("Change your own password and second step on the page of your account."))
        return redirect("profile")
    officer.set_password(password := first_password())
    officer.save(update_fields=["password"])
    Authenticator.objects.filter(user_id=officer.pk).delete()
    Feed.objects.filter(officer=officer, revoked_at=None).update(revoked_at=timezone.now())
    end_sessions(officer)
    record_act(request, "reset the sign-in of", officer)
    return _password(request, officer, password)


def first_password() -> str:
    """Return a password of twenty letters and digits that cannot be mistaken for each other, in fours."""
    return "-".join(get_random_string(4, UNMISTAKABLE) for _four in range(5))


def end_sessions(officer: Officer) -> None:
    """Sign the officer out everywhere."""
    for session in UserSession.objects.filter(user_id=officer.pk):
        session.end()


def of_city(request: Request) -> QuerySet[Officer]:
    """Return the officers of the reader's city."""
    return Officer.objects.filter(city=request.user.city_id)


def record_act(request: Request, act: str, officer: Officer) -> None:
    """Put into the log who did what to whose account."""
    log.info(
        "officer %s %r %s officer %s %r", request.user.pk, request.user.username, act, officer.pk, officer.username
    )


def _count(number: int) -> str:
    return ngettext("%(count)s officer", "%(count)s officers", number) % {"count": values.number(number)}


def _link(request: Request, page: int) -> str:
    return "?" + urlencode(
        [*((key, said) for key, said in request.GET.lists() if key != "page"), ("page", page)], doseq=True
    )


def _row(officer: Officer) -> dict[str, Any]:
    state = (
        {"text": _("may sign in"), "tone": "success"}
        if officer.is_active
        else {"text": _("may not sign in"), "tone": "secondary"}
    )
    href = reverse("officer_edit", args=[officer.pk])
    named = {"text": officer.name, "href": href, "sub": officer.username, "is_sample": officer.is_sample}
    seen = values.moment(officer.seen_at) if officer.seen_at else _("never")
    cells = [named, str(officer.standing.label), officer.unit.title if officer.unit else "", seen, state]
    return {"id": officer.pk, "href": href, "label": officer.name, "cells": cells}


def _form(request: Request, form: OfficerForm, title: str, *, officer: Officer | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "page_title": title,
        "crumbs": [(_("Officers"), reverse("officers")), (title, None)],
        "form": form,
        "account": officer,
        "is_own": form.instance.pk == request.user.pk,
        "sessions": UserSession.objects.filter(user_id=officer.pk).count() if officer else 0,
        "second_steps": Authenticator.objects.filter(user_id=officer.pk).count() if officer else 0,
    }
    return render(request, "accounts/officer.html", context, status=422 if form.errors else 200)


def _password(request: Request, officer: Officer, password: str) -> HttpResponse:
    facts = [
        {"label": _("User name"), "value": officer.username},
        {"label": _("Role"), "value": str(officer.standing.label)},
    ]
    advice = _(
        "Hand it over in person or by telephone. The officer changes it on the page of the account after the first sign-in."
    )
    return shown_once(
        request,
        _("First password of %(name)s") % {"name": officer.name},
        password,
        facts=facts,
        advice=advice,
        back="officers",
    )


def shown_once(
    request: Request, title: str, secret: str, *, facts: list[dict[str, str]], advice: str, back: str
) -> HttpResponse:
    """Show a secret once, with what it is for and how to keep it."""
    context = {
        "page_title": title,
        "crumbs": [(title, None)],
        "secret": secret,
        "facts": facts,
        "advice": advice,
        "back": reverse(back),
    }
    return render(request, "accounts/once.html", context)
