"""Lines of a programme or a trip that lie outside of the days of their activity: said over them, for it may be meant so."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from comity.core.records import Record
from comity.domain.partial_date import order_problem
from comity.gate import values
from comity.registers import Register

SPANS = {"programme_items": ("on", "on"), "legs": ("arrives", "leaves")}
TOLD = 5


def warnings(part: Register, activity: Record, items: Iterable[Any]) -> list[str]:
    """Return in words which of the first lines are on other days than their activity."""
    if part.key not in SPANS:
        return []
    first, last = SPANS[part.key]
    starts = getattr(activity, "starts", "")
    ends = getattr(activity, "ends", "") or starts
    odd = [one for one in items if _is_out(getattr(one, first), getattr(one, last), starts, ends)]
    said = _("“%(title)s” is on %(day)s, outside of the days of this activity.")
    return [
        said % {"title": one.title, "day": values.when(getattr(one, first) or getattr(one, last))} for one in odd[:TOLD]
    ]


def _is_out(first: str, last: str, starts: str, ends: str) -> bool:
    if not starts:
        return False
    early = any(order_problem(starts, day) for day in (first, last) if day)
    return early or any(order_problem(day, ends) for day in (first, last) if day)
