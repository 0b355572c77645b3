"""Cars, rooms, interpreters and equipment: when each is taken and free, and what a booking would meet."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _


def views(active: str) -> list[dict[str, Any]]:
    """Return the two views of the resources: as they are kept, and when they are free."""
    return [
        {"label": _("List"), "href": reverse("list", args=["resources"]), "active": active == "list"},
        {"label": _("Free and taken"), "href": reverse("free"), "active": active == "free"},
    ]
