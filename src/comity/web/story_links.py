"""Where the story of a partner is read: all of it, of one kind, from a place on."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from comity.web import story


def filters(partner: int, kind: str) -> list[dict[str, Any]]:
    """Return the kinds of which there is anything, each as a link."""
    there = {*story.kinds(partner), kind}
    held = [one for one in story.KINDS if one in there]
    chosen = [("", _("Everything")), *((one, str(story.KINDS[one])) for one in held)]
    return [{"label": label, "href": address(partner, one), "active": one == kind} for one, label in chosen]


def address(partner: int, kind: str = "", after: str = "") -> str:
    """Return the address of a piece of the story."""
    asked = {name: value for name, value in (("kind", kind), ("after", after)) if value}
    return reverse("story", args=[partner]) + (f"?{urlencode(asked)}" if asked else "")
