"""Persons of an activity that are fewer than the delegates it states: refused, for it cannot be."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from comity.domain.delegates import too_few

PARTS = ("delegates_national", "delegates_resident", "delegates_abroad")


def refused(data: Mapping[str, Any], _activity: Any) -> Iterator[tuple[str, str]]:
    """Yield why the number of persons cannot be."""
    parts = [data.get(name) for name in PARTS]
    if together := too_few(data.get("persons"), parts):
        said = _("%(persons)s persons are fewer than the delegates stated: %(parts)s = %(sum)s.")
        shown = " + ".join(str(one) for one in parts if one)
        yield "persons", said % {"persons": data["persons"], "parts": shown, "sum": together}
