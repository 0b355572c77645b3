"""Who may sign in and which programs act for whom; for administrators. Each act is in the log `comity.accounts`."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from comity.core.http import Request
from comity.core.people import ROLES, Officer, Writes
from comity.core.records import Fold, SortKey
from comity.domain.numbers import record_ids
from comity.domain.text import fold
from comity.gate import inputs, values
from comity.gate.passwords import give_first_password
from comity.registers.units import Unit
from comity.web import stand_ins
from comity.web.administration import administers, of_city, record_act
from comity.web.signins import end_sessions, joined, password_page

ON_PAGE = 50
KEPT_TRACK_OF = ("username", "role", "unit_id", "is_active", "personal", "contacts", "audits")


class OfficerForm(forms.ModelForm):  # type: ignore[type-arg]
    """An officer's account: who, in which role, at which unit."""

    unit = inputs.RecordInput(model=Unit, label=_lazy("Unit"), required=False)
    language = forms.ChoiceField(
        label=_lazy("Language"), choices=lambda: [("", _("as the browser asks")), *settings.LANGUAGES], required=False
    )

    class Meta:
        model = Officer
        fields = (
            "name",
            "username",
            "role",
            "unit",
            "email",
            "language",
            "personal",
            "contacts",
            "audits",
            "is_active",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            del self.fields["is_active"]
        unit = self.fields["unit"]
        assert isinstance(unit, inputs.RecordInput)
        unit.widget.choices = unit.menu(record_ids([self["unit"].value()]))
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
        password = give_first_password(officer, now=timezone.now())
        form.save()
        record_act(request, "created", officer)
        return password_page(request, officer, password)
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
        **joined(officer),
        "stand_ins": stand_ins.of_officer(officer.pk) if officer else [],
        "second_steps": Authenticator.objects.filter(user_id=officer.pk).count() if officer else 0,
    }
    return render(request, "accounts/officer.html", context, status=422 if form.errors else 200)
