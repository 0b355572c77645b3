"""Many records changed together, all or none; and records rested on sources."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from comity.core import write
from comity.core.http import Request
from comity.domain.numbers import record_ids
from comity.gate import inputs, texts
from comity.gate.access import NotAllowed, require
from comity.gate.form import form_class
from comity.registers import Register
from comity.registers.sources import Source
from comity.web import errors, present
from comity.web.edit import as_posted
from comity.web.pickers import offered
from comity.web.records import of_number


@require_http_methods(["POST"])
def bulk(request: Request, of: Register) -> HttpResponse:
    """Change the same fields of many records, all or none."""
    ids = record_ids(request.POST.getlist("id"))[:1000]
    records = list(of.model._default_manager.filter(pk__in=ids).order_by("pk"))
    names = [name for name in bulk_fields(of) if request.POST.get(f"set_{name}")]
    if not records:
        messages.error(request, _("Choose at least one record."))
        return redirect("list", of.key)
    problems = _apply(request, of, records, names) if names else []
    if names and not problems:
        messages.success(request, _("Changed %(count)s records.") % {"count": len(records)})
        return redirect("list", of.key)
    form = form_class(of)(request.POST if names else None)
    context = {
        "register": of,
        "records": records,
        "fields": [offered(form)[name] for name in bulk_fields(of)],
        "chosen": names,
        "problems": problems,
        "page_title": _("Change many"),
        "crumbs": [(of.title, reverse("list", args=[of.key])), (_("Change many"), None)],
        "cancel": reverse("list", args=[of.key]),
    }
    return render(request, "registers/bulk.html", context, status=422 if problems else 200)


def bulk_fields(of: Register) -> list[str]:
    """Return the fields that make sense for many records at once: choices, units, marks."""
    kinds = (inputs.TermInput, inputs.TermsInput)
    fields = form_class(of).base_fields
    return [
        name
        for name in of.fields
        if isinstance(fields[name], kinds) or name in ("unit", "sensitivity", "shown_to", "to_verify")
    ]


def _apply(request: Request, of: Register, records: list[Any], names: list[str]) -> list[str]:
    try:
        reason = texts.reason(request.POST.get("reason", ""))
    except ValidationError as error:
        return [str(error.message)]
    with transaction.atomic():
        problems = [said for record in records if (said := _change(request, of, record, names, reason))]
        if problems:
            transaction.set_rollback(True)
    return problems


def _change(request: Request, of: Register, record: Any, names: list[str], reason: str) -> str:
    """Change one record; return why it cannot be, or nothing."""
    try:
        require("change", of, record)
        form = form_class(of)(_posted(request, of, record, names), instance=record)
        if form.is_valid():
            write.save(form.instance, links=form.linked(), seen=record.version, reason=reason)
            return ""
    except (NotAllowed, write.Refused) as error:
        return f"{record.title}: {error}"
    except IntegrityError as error:
        form.clashed(error)
    except write.Conflict:
        return _("%(title)s: somebody else saved it just now. Choose the records again.") % {"title": record.title}
    said = "; ".join(
        f"{form.fields[key].label if key in form.fields else ''} {' '.join(map(str, why))}"
        for key, why in form.errors.items()
    )
    return f"{record.title}: {said}"


def _posted(request: Request, of: Register, record: Any, names: list[str]) -> QueryDict:
    """Return the record as its own form would send it, with what is to be changed."""
    data = QueryDict(mutable=True)
    held = form_class(of)(instance=record)
    for name in of.fields:
        value = held[name].value()
        data.setlist(name, [str(one) for one in value] if isinstance(value, list | tuple) else [as_posted(value)])
    for name in names:
        data.setlist(name, request.POST.getlist(name))
    return data


class CitationForm(forms.Form):
    """Which source, and what it states in a few words of our own."""

    source = inputs.RecordInput(model=Source, label=_lazy("Source"))
    says_en = texts.LinesInput(
        label=_lazy("What it states, in a few words of your own"), required=False, max_length=500
    )
    says_vi = texts.LinesInput(
        label=_lazy("What it states, in a few words of your own"), required=False, max_length=500
    )


@require_http_methods(["POST"])
def uncite(request: Request, of: Register, pk: int, citation: int) -> HttpResponse:
    """Take a source off the record."""
    record = of_number(of, pk)
    try:
        require("change", of, record)
    except NotAllowed as error:
        return errors.page(request, 403, reason=str(error))
    write.uncite(record, citation)
    messages.success(
        request,
        _("Removed the source from the record."),
        extra_tags=f"undo:{reverse('undo', args=[request.identity.act, pk])}",
    )
    return redirect("detail", of.key, pk)


@require_http_methods(["GET", "POST"])
def cite(request: Request, of: Register, pk: int) -> HttpResponse:
    """Rest the record on a source."""
    record = of_number(of, pk)
    try:
        require("change", of, record)
    except NotAllowed as error:
        return errors.page(request, 403, reason=str(error))
    form = CitationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        write.cite(record, [(said["source"].pk, said["says_en"], said["says_vi"])])
        messages.success(
            request, _("Added the source."), extra_tags=f"undo:{reverse('undo', args=[request.identity.act, pk])}"
        )
        return redirect("detail", of.key, pk)
    field = form.fields["source"]
    assert isinstance(field, inputs.RecordInput)
    field.widget.choices = field.menu([])
    context = {
        "register": of,
        "record": record,
        "form": form,
        "cancel": present.address(record),
        "page_title": record.title,
        "crumbs": [
            (of.title, reverse("list", args=[of.key])),
            (record.title, present.address(record)),
            (_("Add a source"), None),
        ],
    }
    return render(request, "registers/cite.html", context, status=422 if form.errors else 200)
