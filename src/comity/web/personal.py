"""A person's passport and private contacts: shown to who has the right and says why; every act is on record."""

import logging
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comity.core import identity, personal, sealing
from comity.core.http import Request
from comity.core.people import Officer, PersonalRight
from comity.core.personal import PersonalAct
from comity.core.records import Entry
from comity.core.write import Refused
from comity.domain.numbers import is_record_id
from comity.gate import values
from comity.gate.personal import PersonalForm, ReasonForm, facts, named
from comity.registers import BY_KEY
from comity.registers.people import Person
from comity.web import errors
from comity.web.kept_apart import panel
from comity.web.records import of_number

log = logging.getLogger("comity.accounts")

ON_PAGE = 50
PEOPLE = BY_KEY["people"]
ACTS = {
    "read": (_lazy("saw it"), "info"),
    "written": (_lazy("changed it"), "warning"),
    "erased": (_lazy("erased it"), "danger"),
}


@require_http_methods(["GET", "POST"])
def show(request: Request, pk: int) -> HttpResponse:
    """Ask for the reason; with it, show what is kept."""
    person: Person = of_number(PEOPLE, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.identity.personal == PersonalRight.NONE:
        return _refused(request, person)
    if request.method == "GET" or not form.is_valid():
        return _page(request, person, "personal/ask.html", status=422 if form.errors else 200, form=form)
    why = form.cleaned_data["why"]
    held, problem = _read(person, why)
    found = {"facts": facts(held), "why": why, "problem": problem, "erase": reverse("personal_erase", args=[pk])}
    return _page(request, person, "personal/shown.html", **found)


@require_http_methods(["GET", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Fill in or change what is kept; what is already kept is opened with a reason first."""
    person: Person = of_number(PEOPLE, pk)
    if request.identity.personal != PersonalRight.WRITE:
        return _refused(request, person)
    if request.method == "GET":
        if personal.kept(pk):
            return redirect("personal", pk)
        return _page(request, person, "personal/edit.html", form=PersonalForm())
    if "open" in request.POST:
        return _opened(request, person)
    form = PersonalForm(request.POST)
    if not form.is_valid():
        return _page(request, person, "personal/edit.html", status=422, form=form)
    try:
        personal.write(pk, form.held(), reason=form.cleaned_data["why"])
    except (Refused, sealing.BadKeys) as error:
        return _refused(request, person, error)
    messages.success(request, _("Saved. Only who has the right sees it, and each look goes on record."))
    return redirect("detail", "people", pk)


@require_POST
def erase(request: Request, pk: int) -> HttpResponse:
    """Erase what is kept, for good."""
    person: Person = of_number(PEOPLE, pk)
    form = ReasonForm(request.POST)
    if request.identity.personal != PersonalRight.WRITE:
        return _refused(request, person)
    if not form.is_valid():
        return _page(request, person, "personal/ask.html", status=422, form=form)
    personal.erase(pk, reason=form.cleaned_data["why"])
    messages.success(request, _("Erased. It cannot be brought back."))
    return redirect("detail", "people", pk)


@require_GET
def acts(request: Request) -> HttpResponse:
    """List who saw, changed or erased whose personal data, when and why; for administrators and auditors."""
    if not request.identity.audits:
        return errors.page(
            request, 403, reason=_("Administrators, auditors and whom they name see who read personal data.")
        )
    rows = PersonalAct.objects.select_related("officer").order_by("-id")
    person, officer = _number(request.GET.get("person", "")), _number(request.GET.get("officer", ""))
    if person:
        rows = rows.filter(person_id=person)
    if officer:
        rows = rows.filter(officer_id=officer)
    page = Paginator(rows, ON_PAGE).get_page(request.GET.get("page"))
    people = Entry.objects.in_bulk([one.person_id for one in page])
    context = {
        "page_title": _("Who saw personal data"),
        "crumbs": [(_("Who saw personal data"), None)],
        "rows": [_row(one, people.get(one.person_id)) for one in page],
        "chosen": _chosen(Entry.objects.filter(pk=person).first(), officer),
        "line": _("%(from)s–%(to)s of %(all)s")
        % {"from": page.start_index(), "to": page.end_index(), "all": values.number(page.paginator.count)},
        "prev": _link(request, page.number - 1) if page.has_previous() else None,
        "next": _link(request, page.number + 1) if page.has_next() else None,
    }
    return render(request, "personal/acts.html", context)


def _opened(request: Request, person: Person) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, person, "personal/ask.html", status=422, form=form)
    why = form.cleaned_data["why"]
    held, problem = _read(person, why)
    if problem:
        return _page(request, person, "personal/shown.html", facts=[], why=why, problem=problem)
    return _page(request, person, "personal/edit.html", form=PersonalForm(initial=held | {"why": why}))


def _read(person: Person, why: str) -> tuple[dict[str, str], str]:
    """Return what is kept, or what stands in the way."""
    try:
        return personal.read(person.pk, reason=why) or {}, ""
    except sealing.NoKey as error:
        log.error("the key %s that opens the personal data of person %s is missing", error.args[0], person.pk)
        said = _("It cannot be opened: the key %(key)s is missing. Ask who runs the system to put it back.")
        return {}, said % {"key": error.args[0]}
    except (sealing.Broken, sealing.BadKeys):
        log.exception("the personal data of person %s cannot be opened", person.pk)
        return {}, _("It cannot be opened: what is stored was altered, or a key is damaged. Ask who runs the system.")


def _page(request: Request, person: Person, template: str, *, status: int = 200, **found: Any) -> HttpResponse:
    here = _("Passport and private contacts")
    context = {
        "person": person,
        "page_title": here,
        "crumbs": [
            (PEOPLE.title, reverse("list", args=["people"])),
            (person.title, reverse("detail", args=["people", person.pk])),
            (here, None),
        ],
        "panel": panel(person),
        **found,
    }
    return render(request, template, context, status=status)


def _refused(request: Request, person: Person, error: Exception | None = None) -> HttpResponse:
    log.warning("officer %s was refused the personal data of person %s", request.user.pk, person.pk)
    if isinstance(error, sealing.BadKeys):
        log.error("personal data cannot be sealed: %s", error)
        return errors.page(request, 500)
    reason = _("Passports and private contacts are seen by whom an administrator has given the right.")
    return errors.page(request, 403, reason=reason)


def _row(act: PersonalAct, person: Entry | None) -> dict[str, Any]:
    said, tone = ACTS[act.act]
    who = act.officer.name if act.officer else _("The program")
    whom: dict[str, Any] = {"text": _("a deleted record")}
    if person:
        whom = {"text": person.title, "href": reverse("detail", args=[person.register, person.pk])}
    done = {"text": str(said), "tone": tone}
    return {
        "id": act.pk,
        "label": who,
        "cells": [{"text": values.moment(act.at)}, who, done, whom, act.reason, named(act.fields)],
    }


def _chosen(person: Entry | None, officer: int) -> str:
    names = [person.title] if person else []
    names += [one.name for one in Officer.objects.filter(pk=officer, city=identity.current().city)] if officer else []
    return ", ".join(names)


def _number(text: str) -> int:
    return int(text) if is_record_id(text) else 0


def _link(request: Request, page: int) -> str:
    return "?" + urlencode(
        [*((key, said) for key, said in request.GET.lists() if key != "page"), ("page", page)], doseq=True
    )
