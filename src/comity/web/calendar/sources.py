"""Where the calendar's entries come from: the records that its marks and filters leave, by one of their dates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from comity.core.pack import of_city
from comity.registers.agreement_actions import moved, moving
from comity.web.calendar.asked import HELD, OF_ACTIVITIES, Asked


@dataclass(frozen=True, eq=False)
class Source:
    """Records that stand in the calendar by one of their dates; `marks` are the kinds they may have."""

    rows: "QuerySet[Any]"
    column: str
    marks: tuple[str, ...]
    fetch: tuple[str, ...] = ()


def sources(asked: Asked, today: date) -> list[Source]:
    """Return the records that the marks and filters leave."""
    found = []
    unit = ("unit",) if asked.view == "lanes" and asked.by == "unit" else ()
    if marks := [mark for mark in asked.marks if mark in HELD]:
        found.append(Source(marked(asked.activities(), marks), "starts", tuple(marks), unit))
    if "deadline" in asked.marks and not asked.has(*OF_ACTIVITIES):
        found.append(Source(asked.commitments(), "due", ("deadline",), unit))
        of_texts = ("actions", *unit)
        texts = asked.agreements()
        acts = moving(today).filter(agreement__in=texts.values("pk"))
        found += [
            Source(texts.filter(~moved(today)), "expires", ("deadline",), of_texts),
            Source(acts, "until", ("deadline",), tuple(f"agreement__{one}" for one in of_texts)),
            Source(texts, "notice_by", ("deadline",), of_texts),
        ]
    return found


def marked(rows: "QuerySet[Any]", marks: Iterable[str]) -> "QuerySet[Any]":
    """Return the activities of these marks; a kind without a mark counts as an event."""
    kinds, wanted = of_city().vocabulary("activity_kind"), tuple(marks)
    if set(wanted) == set(HELD):
        return rows
    return rows.exclude(kind__in=[code for code, kind in kinds.items() if (kind.mark or "event") not in wanted])
