"""Changes as pages show them: who, when, why, and each value before and after."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from comity.core import told as told_of
from comity.core.history import Change
from comity.gate import causes, values
from comity.registers import BY_KEY, register
from comity.registers.units import Unit


def history(changes: Iterable[Change], *, undoable: bool) -> list[dict[str, Any]]:
    """Return changes as read, newest first, those of one act to one record together."""
    acts: dict[tuple[str, int], list[Change]] = {}
    shown = list(changes)
    for change in shown:
        acts.setdefault((change.act, change.record_id), []).append(change)
    differences = told_of.differences([one for one in shown if one.operation == "u"])
    return [_act(group, differences, undoable) for group in acts.values()]


def _act(group: list[Change], differences: dict[int, told_of.Differences], undoable: bool) -> dict[str, Any]:
    newest = group[0]
    main = next((one for one in group if one.relation == _table(newest.register)), newest)
    done = {"i": _("added it"), "u": _("changed it"), "d": _("deleted it")}[main.operation]
    row_ = main.became or main.was or {}
    return {
        "who": newest.officer.name if newest.officer else _("The program"),
        "when": values.moment(newest.at),
        "iso": newest.at.isoformat(),
        "act": done,
        "why": causes.why(newest.reason),
        "via": causes.door(newest.door),
        "undo": reverse("undo", args=[newest.act, newest.record_id]) if undoable else "",
        "fields": [field for change in group if change.pk in differences for field in _told(change, differences)],
        "record": row_.get("title_vi") or row_.get("title_en") or "",
        "register": newest.register,
        "record_id": newest.record_id,
        "deleted": main.operation == "d",
    }


def _table(key: str) -> str:
    return BY_KEY[key].model._meta.db_table if key in BY_KEY else ""


def _told(change: Change, differences: dict[int, told_of.Differences]) -> list[dict[str, str]]:
    of = register(change.register)
    fields = {one.column: one for one in of.model._meta.concrete_fields}
    return [
        {
            "label": str(capfirst(str(of.label(fields[name].name)))),
            "before": told(fields[name], was),
            "after": told(fields[name], became),
        }
        for name, (was, became) in differences[change.pk].items()
        if name in fields
    ]


def told(field: Any, value: Any) -> str:
    """Return a stored value of the past as read; a linked record out of sight is as if there were none."""
    if isinstance(field, models.ForeignKey) and value:
        return told_of.titles([value]).get(value, "")
    if field.name == "shown_to":
        return ", ".join(unit.title for unit in Unit.objects.filter(pk__in=value or []))
    return values.shown(field, value)
