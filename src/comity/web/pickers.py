"""Menus of linked records in forms: filled at once, or asked for while typing where there are many."""

from collections.abc import Collection

from django.urls import reverse

from comity.gate import inputs
from comity.gate.form import RecordForm
from comity.registers import BY_MODEL


def offered(form: RecordForm, only: Collection[str] = ()) -> RecordForm:
    """Fill the menus of linked records, or only of those fields; long ones ask the server instead."""
    form.offer(only)
    for name, field in form.fields.items():
        if isinstance(field, inputs.RecordInput) and field.model in BY_MODEL and (not only or name in only):
            if len(list(field.widget.choices)) >= inputs.RecordInput.MENU:
                field.widget.attrs["data-lookup"] = reverse("pick", args=[BY_MODEL[field.model].key])
    return form
