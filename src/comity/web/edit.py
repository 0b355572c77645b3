"""Making and changing records: the form, two editors at once, duplicates, many at a time."""

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.core import identity, write
from comity.core.http import Request
from comity.core.pack import of_city
from comity.core.people import Writes
from comity.core.records import Record
from comity.gate import alike, texts, values
from comity.gate.access import NotAllowed, require
from comity.gate.form import RecordForm, currencies, form_class
from comity.gate.kinds import traits_by_kind
from comity.registers import Register
from comity.web import conflicts, errors, present
from comity.web.conflicts import both_versions
from comity.web.pickers import offered
from comity.web.records import of_number


@require_http_methods(["GET", "POST"])
def new(request: Request, of: Register) -> HttpResponse:
    """Add a record; `?field=value` fills the form beforehand."""
    try:
        require("add", of)
    except NotAllowed as error:
        return errors.page(request, 403, reason=str(error))
    if request.method == "POST":
        form, same = form_class(of)(_without_idle_currencies(of, request.POST)), []
        is_valid = form.is_valid()
        form.data = request.POST  # shown again as it was typed, with the currency that was laid aside
        if is_valid:
            same = [] if request.POST.get("confirmed") else alike.similar(of, alike.names_of(of, form.instance))
            if not same:
                return _store(request, of, form, None)
        return _form(request, of, form, same=same, status=422)
    given = {name: request.GET.getlist(name) for name in request.GET if name in of.fields}
    initial = {name: said if name in of.links else said[0] for name, said in given.items()}
    if "unit" not in initial and request.user.unit_id:
        initial["unit"] = str(request.user.unit_id)
    for name in currencies(of).values():
        initial.setdefault(name, of_city().head.currency)
    return _form(request, of, form_class(of)(initial=initial))


@require_http_methods(["GET", "POST"])
def change(request: Request, of: Register, pk: int) -> HttpResponse:
    """Change a record; whoever saves second chooses between both versions."""
    record = of_number(of, pk)
    try:
        require("change", of, record)
    except NotAllowed as error:
        return errors.page(request, 403, reason=str(error))
    if request.method == "GET":
        return _form(request, of, form_class(of)(instance=record))
    data = _chosen(request.POST, of, record)
    form = form_class(of)(data, instance=record)
    if not form.is_valid():
        return _form(request, of, form, status=422)
    seen = request.POST.get("version", "")
    return _store(request, of, form, int(seen) if seen.isdecimal() and len(seen) < 10 else -1)


def _without_idle_currencies(of: Register, posted: QueryDict) -> QueryDict:
    """Return what was typed without the currency that the form itself put beside an amount left empty."""
    data = posted.copy()
    for amount, currency in currencies(of).items():
        if data.get(currency) == of_city().head.currency and not data.get(amount, "").strip():
            data[currency] = ""
    return data


def _store(request: Request, of: Register, form: RecordForm, seen: int | None) -> HttpResponse:
    adding = form.instance._state.adding
    try:
        reason = texts.reason(request.POST.get("reason", ""))
        record = write.save(form.instance, links=form.linked(), seen=seen, reason=reason)
    except ValidationError as error:
        form.add_error(None, error)
        return _form(request, of, form, status=422)
    except write.Conflict as conflict:
        return both_versions(request, of, form, conflict.theirs)
    except write.Refused:
        return errors.page(request, 403)
    except IntegrityError as error:
        form.clashed(error)
        return _form(request, of, form, status=422)
    said = _("Added %(title)s.") if adding else _("Saved %(title)s.")
    undo = reverse("undo", args=[request.identity.act, record.pk])
    messages.success(request, said % {"title": record.title}, extra_tags=f"undo:{undo}")
    whole = values.linked(record, of.within) if of.within else None
    return redirect(f"{present.address(whole)}#part-{of.key}" if whole else present.address(record))


def _form(request: Request, of: Register, form: RecordForm, *, same: Any = (), status: int = 200) -> HttpResponse:
    record = form.instance
    adding = record._state.adding
    title = _("New: %(one)s") % {"one": of.one} if adding else of.model._default_manager.get(pk=record.pk).title
    back = _back(of, form.instance)
    context = {
        "register": of,
        "form": offered(form),
        "groups": of.groups,
        "apart": _apart(form),
        "adding": adding,
        "traits": json.dumps(traits_by_kind(of)) if any(group.trait for group in of.groups) else "",
        "same": [
            {"title": one.title, "href": reverse("detail", args=[of.key, one.pk]), "code": one.code} for one in same
        ],
        "version": None if adding else (request.POST.get("version") or record.version),
        "hidden": ({"confirmed": "1"} if same else {}) | ({} if adding else {"opened_at": _opened_at(request, record)}),
        "page_title": title,
        "crumbs": [
            (of.title, reverse("list", args=[of.key])),
            *([] if adding else [(title, back)]),
            (_("New") if adding else _("Edit"), None),
        ],
        "cancel": back,
        "taken": f"{reverse('taken')}?but={'' if adding else record.pk}" if of.key == "programme_items" else "",
        "draft": f"{of.key}/{'new' if adding else record.pk}",
    }
    return render(request, "registers/form.html", context, status=status)


def _apart(form: RecordForm) -> dict[str, str]:
    """Return the empty boxes of the language the reader does not read, each with its partner, for who writes twice a year.

    Who keeps the records of one unit writes in one language; whoever keeps the office's writes in both.
    """
    if identity.current().writes != Writes.OWN:
        return {}
    mine, other = ("vi", "en") if get_language() == "vi" else ("en", "vi")
    found = {name: f"{name.removesuffix(other)}{mine}" for name in form.fields if name.endswith(f"_{other}")}
    return {
        name: partner
        for name, partner in found.items()
        if partner in form.fields and not form[name].value() and name not in form.errors
    }


def _opened_at(request: Request, record: Record) -> str:
    """Return the last change before the form was opened, by which the two versions can later be told apart."""
    return request.POST.get("opened_at") or str(conflicts.latest(record))


def _back(of: Register, record: Record) -> str:
    """Return where a form goes back to: the whole of a part, the record, or else the list."""
    whole = values.linked(record, of.within) if of.within and getattr(record, f"{of.within}_id") else None
    if whole is not None:
        return f"{present.address(whole)}#part-{of.key}"
    return reverse("list", args=[of.key]) if record._state.adding else present.address(record)


def _chosen(posted: QueryDict, of: Register, record: Record) -> QueryDict:
    """Return what was posted; after a conflict, each field as the person chose."""
    if "yours" not in posted:
        return posted
    try:
        yours = json.loads(posted.get("yours", ""))
    except (ValueError, RecursionError):
        return posted
    if not isinstance(yours, dict):
        return posted
    merged = QueryDict(mutable=True)
    theirs = form_class(of)(instance=record)
    for name in of.fields:
        if posted.get(f"take_{name}") == "theirs":
            held = theirs[name].value()
            merged.setlist(name, [str(one) for one in held] if isinstance(held, list | tuple) else [as_posted(held)])
        elif isinstance(yours.get(name), list):
            merged.setlist(name, [str(one) for one in yours[name]])
    merged.setlist("reason", posted.getlist("reason"))
    return merged


def as_posted(value: Any) -> str:
    """Return a value as a browser would post it."""
    if value is None or value is False:
        return ""
    return "on" if value is True else str(value)
