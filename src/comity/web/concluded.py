"""From what a meeting concluded to what follows: each point opens a filled form of a commitment or a task."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from comity.core.records import in_language
from comity.domain import conclusions
from comity.gate.access import may
from comity.registers import BY_KEY
from comity.registers.activities import Activity

BECOMES = ("commitments", "tasks")


def points(activity: Activity) -> list[dict[str, Any]]:
    """Return each point with the forms that the reader may open; none where they may add neither."""
    open_to = [key for key in BECOMES if may("add", BY_KEY[key])]
    found = conclusions.points(activity.conclusions_en, activity.conclusions_vi)
    if not open_to or not found:
        return []
    shared = {"activity": activity.pk} | ({"unit": activity.unit_id} if activity.unit_id else {})
    partners = list(activity.partners.values_list("pk", flat=True)[:2])
    return [
        {"text": in_language(english, vietnamese)}
        | {key: _form(key, shared, english, vietnamese, partners) for key in open_to}
        for english, vietnamese in found
    ]


def _form(key: str, shared: dict[str, Any], english: str, vietnamese: str, partners: list[int]) -> str:
    given = shared | {name: text for name, text in (("title_en", english), ("title_vi", vietnamese)) if text}
    if key == "commitments" and len(partners) == 1:
        given["partner"] = partners[0]
    return f"{reverse('new', args=[key])}?{urlencode(given)}"
