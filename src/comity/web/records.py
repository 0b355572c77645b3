"""The page of one record, its history, and taking things back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.text import capfirst
from django.utils.timezone import get_current_timezone, is_naive
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from comity.core import many, write
from comity.core.history import Change
from comity.core.http import Request
from comity.core.records import Entry, Record
from comity.gate import texts, values
from comity.gate.access import NotAllowed, may, require
from comity.registers import BY_KEY, BY_MODEL, Register
from comity.web import (
    concluded,
    contact_panel,
    editions,
    errors,
    kept_apart,
    papers,
    partner,
    parts,
    past,
    present,
    project_money,
    proposals,
)
from comity.web.cases import page as case_page

CHANGES = 40
# What the pages of some registers show beside what every page does.
BESIDE: dict[str, Callable[[Any], dict[str, Any]]] = {
    "cases": case_page.context_for,
    "proposals": proposals.context_for,
    "appointments": contact_panel.context_for,
}


def of_number(of: Register, pk: int) -> Any:
    """Return the record. Raises Http404 for one that is not there or may not be seen."""
    rows: QuerySet[Any] = of.model._default_manager.prefetch_related(*of.prefetch)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_GET
def show(request: Request, of: Register, pk: int) -> HttpResponse:
    """Show a record with what is known of it, what is related to it, and what it rests on."""
    record = of_number(of, pk)
    return render(request, of.template, context(of, record))


def context(of: Register, record: Any) -> dict[str, Any]:
    """Return what the page of a record shows."""
    edit = reverse("edit", args=[of.key, record.pk])
    acts = present.acts(of, record)
    related = parts.sections(of, record)
    today = values.today()
    found: dict[str, Any] = {
        "register": of,
        "record": record,
        "page_title": record.title,
        "crumbs": [(of.title, reverse("list", args=[of.key])), (record.title, None)],
        "facts": present.facts(of, record, edit),
        "states": present.standings(of, record, today),
        "related": related,
        "sources": present.sources(record),
        "attachments": present.attachments(record, acts["may_change"]),
        "unit": values.linked(record, "unit"),
        "edit": edit,
        "version": record.version,
        "papers": papers.offered(of, record),
        **acts,
    }
    if of.key in BESIDE:
        found |= BESIDE[of.key](record)
    if of.key == "partners":
        found |= partner.context_for(record, found) | contact_panel.context_for(record)
    if of.key == "series":
        found["compared"] = editions.compared(record)
    if of.key == "activities":
        found["around"] = editions.around(record)
        found["points"] = concluded.points(record)
    if of.key == "projects":
        found |= {"money": project_money.told(record), "rate": project_money.rate(record)}
    if of.key == "people":
        found["panel"] = kept_apart.panel(record)
    if of.key == "sources":
        found["cited_by"] = [
            one.entry for one in record.citations.select_related("entry").order_by("entry__register", "-entry_id")[:200]
        ]
        found["register_titles"] = {key: one.title for key, one in BY_KEY.items()}
    return found


@require_GET
def history(request: Request, of: Register, pk: int) -> HttpResponse:
    """Show who changed what, when and why; with `at`, the record as it was then."""
    entry = Entry.objects.filter(pk=pk, register=of.key).first()
    changes = Change.objects.filter(record_id=pk, register__in=[of.key, "citation", "attachment"]).select_related(
        "officer"
    )
    shown = list(changes.order_by("-id")[: CHANGES * 3])
    if entry is None and not shown:
        raise Http404
    record = of.model._default_manager.filter(pk=pk).first()
    title = record.title if record else _deleted_title(shown)
    undoable = bool(may("change", of, record)) if record else bool(may("delete", of))
    found = {
        "register": of,
        "record": record,
        "page_title": title,
        "crumbs": [
            (of.title, reverse("list", args=[of.key])),
            (title, present.address(record) if record else None),
            (_("History"), None),
        ],
        "entries": past.history(shown, undoable=undoable)[:CHANGES],
        "as_of": _as_of(request, of, pk),
    }
    return render(request, "registers/history.html", found)


def _deleted_title(changes: list[Change]) -> str:
    row: dict[str, Any] = next(
        (one.was for one in changes if one.operation == "d" and one.was and "title_en" in one.was), {}
    )
    return row.get("title_vi") or row.get("title_en") or _("deleted record")


def _as_of(request: Request, of: Register, pk: int) -> dict[str, Any] | None:
    asked = request.GET.get("at", "")
    if not asked:
        return None
    try:
        moment = parse_datetime(asked)
    except ValueError:
        moment = None
    if moment is None:
        return {
            "error": _("%(typed)s is not a point in time. Write 2025-01-31T12:00.") % {"typed": asked},
            "asked": asked,
        }
    if is_naive(moment):
        moment = moment.replace(tzinfo=get_current_timezone())
    try:
        row, missing = write.as_of(moment, record_id=pk, model=of.model), _("It did not exist then.")
    except write.NotShown:
        row, missing = None, _("What it held then is not shown to you.")
    held = row or {}
    fields = [
        one
        for one in of.model._meta.concrete_fields
        if one.editable and held.get(str(one.column)) not in (None, "", [])
    ]
    facts = [
        {"label": str(capfirst(str(of.label(one.name)))), "value": said}
        for one in fields
        if (said := past.told(one, held[str(one.column)]))
    ]
    return {
        "asked": asked,
        "when": values.moment(moment),
        "facts": facts,
        "error": "" if row else missing,
    }


@require_POST
def remove(request: Request, of: Register, pk: int) -> HttpResponse:
    """Delete the record; the message that follows takes it back."""
    record = of_number(of, pk)
    title = record.title
    try:
        require("delete", of, record)
        act = write.remove(record, reason=texts.reason(request.POST.get("reason", "")))
    except ValidationError as error:
        messages.error(request, error.message)
        return redirect("detail", of.key, pk)
    except (NotAllowed, write.Refused) as error:
        return errors.page(request, 403, reason=str(error))
    except write.StillUsed as error:
        names = ", ".join(dict.fromkeys(_called(user) for user in error.users[:5])) or _("records of other units")
        messages.error(
            request, _("It was not deleted, because these records point at it: %(names)s.") % {"names": names}
        )
        return redirect("detail", of.key, pk)
    messages.success(
        request, _("Deleted %(title)s.") % {"title": title}, extra_tags=f"undo:{reverse('undo', args=[act, pk])}"
    )
    whole = values.linked(record, of.within) if of.within else None
    return redirect(present.address(whole) + f"#part-{of.key}") if whole else redirect("list", of.key)


def _called(user: Any) -> str:
    return user.title if isinstance(user, Record) else str(user)


@require_POST
def undo(request: Request, act: str, pk: int) -> HttpResponse:
    """Take back what one act did to one record; where the address asks for it with what it did to its parts, or all that it did."""
    told = set(Change.objects.filter(act=act, record_id=pk).values_list("register", flat=True))
    entry = Entry.objects.filter(pk=pk).first()
    if not told or (entry and entry.register not in BY_KEY):
        raise Http404
    # A record that is gone is told by its own change; files and sources that went with it name no register of ours.
    found = [entry.register] if entry else sorted(told & BY_KEY.keys())
    if not found:
        raise Http404
    of, parts, whole = BY_KEY[found[0]], request.GET.get("parts") == "1", request.GET.get("all") == "1"
    try:
        require("change", of, of.model._default_manager.filter(pk=pk).first())
        _take_back(request, act, pk, parts=parts, whole=whole)
    except (NotAllowed, write.Refused) as error:
        return errors.page(request, 403, reason=str(error))
    except write.CannotUndo:
        messages.error(
            request, _("It was not undone, because it has been changed again since. The history shows each step.")
        )
        return redirect("history", of.key, pk)
    record = of.model._default_manager.filter(pk=pk).first()
    there = request.GET.get("next", "")
    inside = url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure())
    asked = ({"all": "1"} if whole else {"parts": "1"} if parts else {}) | ({"next": there} if inside else {})
    again = reverse("undo", args=[request.identity.act, pk]) + (f"?{urlencode(asked)}" if asked else "")
    messages.success(request, _("Undone."), extra_tags=f"undo:{again}")
    if inside:
        return redirect(there)
    return redirect("detail", of.key, pk) if record else redirect("list", of.key)


def _take_back(request: Request, act: str, pk: int, *, parts: bool, whole: bool) -> None:
    if not whole:
        write.undo(act=act, record_id=pk, parts=parts)
        return
    if Change.objects.filter(act=act).exclude(officer_id=request.user.pk).exists():
        raise NotAllowed(_("Only whoever did it takes all of it back at once."))
    many.undo_all(act=act)


def register_of(record: Record) -> Register:
    """Return the register a record lies in."""
    return BY_MODEL[type(record)]
