"""Office contacts of partners and posts: shown to who has the right and says why; every act is on record."""

import logging
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from comity.core import personal, sealing
from comity.core.http import Request
from comity.core.people import PersonalRight
from comity.core.records import Entry
from comity.core.write import Refused
from comity.gate.personal import ContactForm, ReasonForm, facts
from comity.registers import BY_KEY
from comity.web import contact_panel, errors, present

log = logging.getLogger("comity.accounts")

OF = ("partners", "appointments")


@require_http_methods(["GET", "POST"])
def show(request: Request, pk: int) -> HttpResponse:
    """Ask for the reason; with it, show what is kept."""
    one = _of_number(pk)
    if request.identity.contacts == PersonalRight.NONE:
        return _refused(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        return _page(request, one, "ask", status=422 if form.errors else 200, form=form)
    why = form.cleaned_data["why"]
    held, problem = _read(pk, why)
    return _page(request, one, "shown", facts=facts(held), why=why, problem=problem)


@require_http_methods(["GET", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Fill in or change what is kept; what is already kept is opened with a reason first."""
    one = _of_number(pk)
    if request.identity.contacts != PersonalRight.WRITE:
        return _refused(request, pk)
    if request.method == "GET":
        return redirect("contacts", pk) if personal.kept(pk) else _page(request, one, "edit", form=ContactForm())
    if "open" in request.POST:
        return _opened(request, one)
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _page(request, one, "edit", status=422, form=form)
    try:
        personal.write(pk, form.held(), reason=form.cleaned_data["why"])
    except (Refused, sealing.BadKeys) as error:
        return _refused(request, pk, error)
    messages.success(request, _("Saved. Only who has the right sees it, and each look goes on record."))
    return redirect(present.page_of(one.register, pk))


@require_POST
def erase(request: Request, pk: int) -> HttpResponse:
    """Erase what is kept, for good."""
    one = _of_number(pk)
    if request.identity.contacts != PersonalRight.WRITE:
        return _refused(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, one, "ask", status=422, form=form)
    personal.erase(pk, reason=form.cleaned_data["why"])
    messages.success(request, _("Erased. It cannot be brought back."))
    return redirect(present.page_of(one.register, pk))


def _of_number(pk: int) -> Entry:
    """Return the partner or post. Raises Http404 for one that is not there or may not be seen."""
    one = Entry.objects.filter(pk=pk, register__in=OF).first()
    if one is None:
        raise Http404
    return one


def _opened(request: Request, one: Entry) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, one, "ask", status=422, form=form)
    why = form.cleaned_data["why"]
    held, problem = _read(one.pk, why)
    if problem:
        return _page(request, one, "shown", facts=[], why=why, problem=problem)
    return _page(request, one, "edit", form=ContactForm(initial=held | {"why": why}))


def _read(pk: int, why: str) -> tuple[dict[str, str], str]:
    """Return what is kept, or what stands in the way."""
    try:
        return personal.read(pk, reason=why) or {}, ""
    except sealing.NoKey as error:
        log.error("the key %s that opens the contacts of record %s is missing", error.args[0], pk)
        said = _("It cannot be opened: the key %(key)s is missing. Ask who runs the system to put it back.")
        return {}, said % {"key": error.args[0]}
    except (sealing.Broken, sealing.BadKeys):
        log.exception("the contacts of record %s cannot be opened", pk)
        return {}, _("It cannot be opened: what is stored was altered, or a key is damaged. Ask who runs the system.")


def _page(request: Request, one: Entry, step: str, *, status: int = 200, **found: Any) -> HttpResponse:
    here, of = _("Office contacts"), BY_KEY[one.register]
    there = present.page_of(one.register, one.pk)
    context = {
        "of_whom": {"title": one.title, "href": there},
        "step": step,
        "page_title": here,
        "crumbs": [(of.title, reverse("list", args=[of.key])), (one.title, there), (here, None)],
        **contact_panel.context_for(one),
        **found,
    }
    return render(request, "contacts/page.html", context, status=status)


def _refused(request: Request, pk: int, error: Exception | None = None) -> HttpResponse:
    log.warning("officer %s was refused the contacts of record %s", request.user.pk, pk)
    if isinstance(error, sealing.BadKeys):
        log.error("contacts cannot be sealed: %s", error)
        return errors.page(request, 500)
    return errors.page(request, 403, reason=_("Office contacts are seen by whom an administrator has given the right."))
