"""How long there still is for something that a file waits for: counted as its term counts, on every page alike."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.core.procedure_parts import Version
from comity.domain.legal_clock import Calendar, Days
from comity.domain.working_days import working_days_between

SOON = 2  # days, as the term counts them


def is_of_calendar_days(version: Version | None, key: str) -> bool:
    """Say whether the term of what is waited for, by its key in the queue, runs in calendar days; else days off do not count."""
    within = _within(version, key) if version else None
    return within is not None and within.kind == "calendar"


def _within(version: Version, key: str) -> Days | None:
    rules = version.rules
    found: dict[str, Days | None] = {f"duty:{one.id}": one.within for one in rules.duties}
    for step in rules.steps:
        found |= {f"ask:{one.id}": one.within for one in step.asks}
        found[f"step:{step.id}"] = step.within or next((one.within for one in step.asks), None)
    return rules.lapse.within if rules.lapse and key == "back" else found.get(key)


def left(due: date, today: date, calendar: Calendar, *, calendar_days: bool) -> dict[str, Any]:
    """Return how long there is until a day, or how late it is: words and tone."""
    if due == today:
        return {"text": _("today"), "tone": "now"}
    days = (due - today).days if calendar_days else _working(today, due, calendar)
    if due < today:
        return {"text": _late(max(-days, 1), calendar_days=calendar_days), "tone": "late"}
    if calendar_days:
        said = ngettext("%(num)s day left", "%(num)s days left", days) % {"num": days}
    else:
        said = ngettext("%(num)s working day left", "%(num)s working days left", days) % {"num": days}
    return {"text": said, "tone": "soon" if days <= SOON else ""}


def _late(days: int, *, calendar_days: bool) -> str:
    if calendar_days:
        return ngettext("%(count)s day late", "%(count)s days late", days) % {"count": days}
    return ngettext("%(num)s working day late", "%(num)s working days late", days) % {"num": days}


def _working(begins: date, ends: date, calendar: Calendar) -> int:
    return working_days_between(
        begins, ends, holidays=calendar.holidays, swapped=calendar.swapped, weekend=calendar.weekend
    )
