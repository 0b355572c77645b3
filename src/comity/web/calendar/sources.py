"""Where the calendar's entries come from: the records that its marks and filters leave, by one of their dates."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from comity.core.pack import of_city
from comity.gate import buckets
from comity.registers.activities import Activity
from comity.registers.agreement_actions import AgreementAction, moved, moving
from comity.web.calendar.asked import HELD, OF_ACTIVITIES, Asked, by_name
from comity.web.calendar.dues import Dues
from comity.web.calendar.entries import COLUMNS, Item, activity, of_text


@dataclass(frozen=True, eq=False)
class Source:
    """Records of one register that stand in the calendar by one of their dates; `marks` are the kinds they may have."""

    rows: "QuerySet[Any]"
    column: str
    marks: tuple[str, ...]
    fetch: tuple[str, ...] = ()

    def first_of_each(self, ranges: Sequence[buckets.Range], each: int) -> list[list[Any]]:
        """Return the numbers of the first records of each range."""
        return list(buckets.first_of_each(self.rows, self.column, ranges, each))

    def count_each(self, ranges: Sequence[buckets.Range], most: int) -> list[int]:
        """Return how many records each range has, counting to `most` and no further."""
        return buckets.count_each(self.rows, self.column, ranges, most) if ranges else []

    def count_of(self, mark: str, ranges: Sequence[buckets.Range], most: int) -> list[int]:
        """Return the same of one kind of entries."""
        if mark not in self.marks:
            return [0 for _range in ranges]
        rows = marked(self.rows, [mark]) if self.column == "starts" else self.rows
        return buckets.count_each(rows, self.column, ranges, most)

    def items(self, keys: Collection[Any], today: date) -> dict[Any, list[Item]]:
        """Return the entries of the records of these numbers, of each that is in sight."""
        rows = self.rows.model.objects.prefetch_related(*by_name(self.rows.model, self.fetch))
        if self.rows.model is Activity:  # some hundreds in a month, of which little is read
            rows = rows.only(*COLUMNS)
        return {pk: list(self._items(record, today)) for pk, record in rows.in_bulk(keys).items()}

    def _items(self, record: Any, today: date) -> Iterator[Item]:
        if isinstance(record, Activity):
            yield activity(record)
        elif isinstance(record, AgreementAction):
            yield from of_text(record.agreement, "expires", record.until, today)
        else:
            yield from of_text(record, self.column, getattr(record, self.column), today)


def sources(asked: Asked, today: date) -> list[Source | Dues]:
    """Return the records that the marks and filters leave."""
    found: list[Source | Dues] = []
    unit = ("unit",) if asked.view == "lanes" and asked.by == "unit" else ()
    if marks := [mark for mark in asked.marks if mark in HELD]:
        found.append(Source(marked(asked.activities(), marks), "starts", tuple(marks), unit))
    if "deadline" not in asked.marks:
        return found
    found.append(Dues(asked, unit))
    if not asked.has(*OF_ACTIVITIES):
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
    return rows.exclude(kind__in=unmarked(marks)) if set(marks) != set(HELD) else rows


def unmarked(marks: Iterable[str]) -> list[str]:
    """Return the kinds of activities that have none of these marks."""
    kinds, wanted = of_city().vocabulary("activity_kind"), tuple(marks)
    return [code for code, kind in kinds.items() if (kind.mark or "event") not in wanted]
