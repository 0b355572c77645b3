"""Persons of an activity that are fewer than the delegates it states: refused, for it cannot be."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from comity.domain.delegates import too_few

PARTS = ("delegates_national", "delegates_resident", "delegates_abroad")


def refused(data: Mapping[str, Any], _activity: Any, _was: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield why the number of persons cannot be."""
    parts = [data.get(name) for name in PARTS]
    if together := too_few(data.get("persons"), parts):
        stated = [str(one) for one in parts if one]
        if len(stated) > 1:
            said = _("%(persons)s persons are fewer than the delegates stated: %(parts)s = %(sum)s.")
        else:
            said = _("%(persons)s persons are fewer than the delegates stated: %(sum)s.")
        yield "persons", said % {"persons": data["persons"], "parts": " + ".join(stated), "sum": together}
