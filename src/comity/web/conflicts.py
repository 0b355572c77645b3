"""Two editors at once: the second is shown both versions, and what only the first one touched is kept."""

import json
from typing import Any

from django.db.models import Max
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.core.history import Change
from comity.core.http import Request
from comity.core.records import Record
from comity.domain.numbers import is_record_id
from comity.gate import values
from comity.gate.form import RecordForm
from comity.registers import Register
from comity.web import present


def latest(record: Record) -> int:
    """Return the number of the record's last change."""
    found: int | None = Change.objects.filter(record_id=record.pk).aggregate(last=Max("pk"))["last"]
    return found or 0


def both_versions(request: Request, of: Register, form: RecordForm, theirs: Any) -> HttpResponse:
    """Show both versions; a field only the other one touched is taken from them."""
    opened = request.POST.get("opened_at", "")
    before = _before(of, theirs, int(opened)) if is_record_id(opened) else {}
    last = Change.objects.filter(record_id=theirs.pk, register=of.key).select_related("officer").order_by("-id").first()
    yours = {name: form.data.getlist(name) for name in of.fields} if isinstance(form.data, QueryDict) else {}
    rows, taken = [], {}
    for name in of.fields:
        row = _compared(of, form, theirs, name, before)
        if row["same"] and row.pop("untouched"):
            taken[f"take_{name}"] = "theirs"
        rows.append(row)
    context = {
        "register": of,
        "rows": [row for row in rows if not row["same"]] or rows[:1],
        "hidden": {"yours": json.dumps(yours), "opened_at": latest(theirs), **taken},
        "version": theirs.version,
        "who": last.officer.name if last and last.officer else "",
        "when": values.moment(last.at) if last else "",
        "action": reverse("edit", args=[of.key, theirs.pk]),
        "cancel": present.address(theirs),
        "page_title": theirs.title,
        "crumbs": [
            (of.title, reverse("list", args=[of.key])),
            (theirs.title, present.address(theirs)),
            (_("Both versions"), None),
        ],
    }
    return render(request, "registers/conflict.html", context, status=409)


def _before(of: Register, theirs: Any, opened: int) -> dict[str, Any]:
    """Return what the record held after the change `opened`: columns as stored, links as sets of ids."""
    # Taken back from now, step by step: a save that changes links alone leaves no row of the record's own.
    links = {name: _ids(theirs, name) for name in of.links}
    columns: dict[str, Any] = {}
    tables = {of.model._meta.get_field(name).m2m_db_table(): name for name in of.links}  # type: ignore[union-attr]
    for change in Change.objects.filter(record_id=theirs.pk, pk__gt=opened).order_by("-id"):
        if change.relation == of.model._meta.db_table:
            columns = change.was or {}
        elif name := tables.get(change.relation):
            other = of.model._meta.get_field(name).m2m_reverse_name()  # type: ignore[union-attr]
            if change.operation != "d" and change.became:
                links[name].discard(change.became[other])
            if change.operation != "i" and change.was:
                links[name].add(change.was[other])
    return columns | links


def _ids(record: Record, name: str) -> set[int]:
    return set(getattr(record, name).values_list("pk", flat=True))


def _stored(field: Any, value: Any) -> Any:
    """Return a value of the history as the record holds it: there, a number or a date is as JSON has it."""
    return value if field.is_relation or isinstance(value, list) else field.to_python(value)


def _compared(of: Register, form: RecordForm, theirs: Any, name: str, before: dict[str, Any]) -> dict[str, Any]:
    field = of.model._meta.get_field(name)
    if name in of.links:
        chosen = form.cleaned_data.get(name, ())
        ids = {one.pk for one in chosen}
        mine = ", ".join(one.title for one in chosen)
        same = name not in form.cleaned_data or ids == _ids(theirs, name)
        untouched = not same and ids == before.get(name)
    else:
        mine = values.of(form.instance, name)
        column = field.attname  # type: ignore[union-attr]
        chosen = getattr(form.instance, column)
        same = chosen == getattr(theirs, column)
        untouched = not same and column in before and _stored(field, before[column]) == chosen
    return {
        "name": name,
        "label": present.label(of, name),
        "yours": mine,
        "theirs": values.of(theirs, name),
        "same": same or untouched,
        "untouched": untouched,
    }
