"""What the page of a partner or a post says about the office contacts that are kept apart."""

from typing import Any

from django.urls import reverse

from comity.core import identity, personal
from comity.core.people import PersonalRight
from comity.gate import values
from comity.gate.personal import ReasonForm


def context_for(record: Any) -> dict[str, Any]:
    """Return what the panel says: whether something is kept, for who has the right."""
    who = identity.current()
    kept = personal.kept(record.pk) if who.contacts else None
    return {
        "contact": {
            "may": bool(who.contacts),
            "may_write": who.contacts == PersonalRight.WRITE,
            "kept": kept,
            "when": values.moment(kept.changed_at) if kept else "",
            "form": ReasonForm(),
            "show": reverse("contacts", args=[record.pk]),
            "edit": reverse("contacts_edit", args=[record.pk]),
            "erase": reverse("contacts_erase", args=[record.pk]),
        }
    }
