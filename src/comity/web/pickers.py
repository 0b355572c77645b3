"""Menus of linked records in forms: filled at once, or asked for while typing where there are many; what is missing is added there."""

import json
from collections.abc import Collection
from typing import Any

from django.db import IntegrityError
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from comity.core import write
from comity.core.http import Request
from comity.core.pack import of_city
from comity.gate import inputs, query
from comity.gate.access import NotAllowed, may, require
from comity.gate.form import RecordForm, Wrong, check
from comity.registers import BY_MODEL, Register

FOUND = 20


def offered(form: RecordForm, only: Collection[str] = ()) -> RecordForm:
    """Fill the menus of linked records, or only of those fields; long ones ask the server instead."""
    form.offer(only)
    for name, field in form.fields.items():
        if isinstance(field, inputs.RecordInput) and field.model in BY_MODEL and (not only or name in only):
            of = BY_MODEL[field.model]
            address = reverse("pick", args=[of.key])
            if len(list(field.widget.choices)) >= inputs.RecordInput.MENU:
                field.widget.attrs["data-lookup"] = address
            if of.in_passing and may("add", of):
                field.widget.attrs["data-add"] = address
                if kinds := _kinds(of):
                    field.widget.attrs["data-kinds"] = json.dumps(kinds, ensure_ascii=False)
    return form


def _kinds(of: Register) -> list[tuple[str, str]]:
    """Return the kinds of which one has to be named when such a record is added."""
    return [(code, str(label)) for code, label in of_city().vocabulary(of.kinds).items()] if of.kinds else []


@require_http_methods(["GET", "POST"])
def pick(request: Request, of: Register) -> HttpResponse:
    """Answer a picker: records of the register that the words find; or add one that is missing, by its name."""
    if request.method == "POST":
        return _added(request, of)
    words = request.GET.get("q", "").strip()
    found = list(query.entries(words, [of.key], FOUND)) if words else []
    there = set(inputs.still_there(of.model).filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True))
    found = [one for one in found if one.pk in there]
    return JsonResponse({"results": [{"value": one.pk, "label": one.title, "sub": one.code} for one in found]})


def _added(request: Request, of: Register) -> HttpResponse:
    try:
        require("add", of)
    except NotAllowed as error:
        return JsonResponse({"error": str(error)}, status=403)
    try:
        form = check(of, _values(request, of))
        record = write.save(form.instance, links=form.linked())
    except Wrong as error:
        return JsonResponse({"error": " ".join(one for said in error.errors.values() for one in said)}, status=422)
    except (write.Refused, IntegrityError):
        return JsonResponse({"error": ""}, status=403)
    return JsonResponse({"results": [{"value": record.pk, "label": record.title, "sub": record.code}]}, status=201)


def _values(request: Request, of: Register) -> dict[str, Any]:
    """Return name and kind, and the own unit where the one who adds keeps the records of one unit."""
    title = f"title_{'vi' if get_language() == 'vi' else 'en'}"
    said: dict[str, Any] = {title: request.POST.get("title", "")}
    if of.kinds and request.POST.get("kind"):
        said["kind"] = request.POST["kind"]
    if "unit" in of.fields and request.user.unit_id and request.identity.writes == "own":
        said["unit"] = request.user.unit_id
    return {name: value for name, value in said.items() if name in of.fields}
