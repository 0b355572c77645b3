"""What the page of a person says about the passport and private contacts that are kept apart."""

from typing import Any

from django.urls import reverse

from comity.core import identity, personal
from comity.core.people import PersonalRight
from comity.gate import values
from comity.gate.personal import ReasonForm
from comity.registers.people import Person


def panel(person: Person) -> dict[str, Any]:
    """Return what the panel on a person's page says: whether something is kept, for who has the right."""
    who = identity.current()
    kept = personal.kept(person.pk) if who.personal else None
    return {
        "may": bool(who.personal),
        "may_write": who.personal == PersonalRight.WRITE,
        "kept": kept,
        "when": values.moment(kept.changed_at) if kept else "",
        "form": ReasonForm(),
        "show": reverse("personal", args=[person.pk]),
        "edit": reverse("personal_edit", args=[person.pk]),
    }
