"""The lists of a report as it was issued: each record with what it said then, shown to those alone who may see the record now."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils import translation
from django.utils.translation import get_language

from comity.core.issued import Issued, IssuedFigure
from comity.core.records import Entry
from comity.reports import lists
from comity.reports.figures import Report
from comity.reports.lists import Listed
from comity.reports.snapshot import Content, digest, plain

MOST = 5000  # records of one list that are kept with a report
LANGUAGES = ("en", "vi")
SHOWN = 200  # of them on the page of a report; its workbook has all
MARK = "list "  # no figure has a space in its code


@dataclass(frozen=True)
class Counted:
    """The records of one list with what they said, a text of JSON for each."""

    code: str
    records: list[int]
    said: list[str]


@dataclass(frozen=True)
class Line:
    """One record of a list as it was; money and counts are numbers."""

    record: int
    code: str
    date: str
    title: str
    details: str
    unit: str
    cells: list[Any]


@dataclass(frozen=True)
class Shown:
    """A list as a page shows it to one reader: the first of its records that he may see, and how many those are."""

    title: str
    register: str
    date: str
    columns: list[str]
    lines: list[Line]
    count: int
    is_partly_hidden: bool
    is_cut: bool


def counted(report: Report, content: Content) -> list[Counted]:
    """Read the lists of a report for keeping, and write what they are into its content."""
    content["lists"], found = [], []
    for code, listed in zip(report.form.annexes, lists.of(report), strict=True):
        records = list(listed.records(MOST + 1))
        said = [_said(listed, record) for record in records[:MOST]]
        found.append(Counted(code, [record.pk for record in records[:MOST]], said))
        content["lists"].append(
            {
                "code": code,
                "title": _each(lambda listed=listed: listed.title),
                "date": _each(lambda listed=listed: listed.date_label),
                "columns": _each(lambda listed=listed: listed.columns),
                "register": listed.annex.register_key,
                "more": len(records) > MOST,
                "rows_sha256": of_rows([record.pk for record in records[:MOST]], said),
            }
        )
    return found


def of_rows(records: Sequence[int], said: Sequence[str]) -> str:
    """Return the hash of a list."""
    return digest(json.dumps([*zip(records, said, strict=True)], separators=(",", ":"), ensure_ascii=False).encode())


def keep(report: Issued, found: Sequence[Counted]) -> None:
    """Store the lists beside the figures of a report."""
    IssuedFigure.objects.bulk_create(
        IssuedFigure(
            report=report, code=f"{MARK}{one.code}", records=one.records, adds=[None] * len(one.records), keys=one.said
        )
        for one in found
    )


def held(report: Issued) -> dict[str, IssuedFigure]:
    """Return what is kept of the lists, by their code."""
    return {one.code.removeprefix(MARK): one for one in report.figures.filter(code__startswith=MARK)}


def lines(kept: IssuedFigure) -> Iterator[Line]:
    """Yield the records of a list that the reader may see, as they were, in the reader's language. One statement."""
    yield from _lines(kept, _seen(kept))


def shown(report: Issued, content: Content) -> list[Shown]:
    """Return the lists for the page of a report: one statement, and one for each list."""
    kept, language = held(report) if content.get("lists") else {}, get_language() or "en"
    return [_shown(one, kept[one["code"]], language) for one in content.get("lists", ())]


def _shown(told: Content, kept: IssuedFigure, language: str) -> Shown:
    seen = _seen(kept)
    found = list(islice(_lines(kept, seen), SHOWN + 1))
    return Shown(
        title=told["title"][language],
        register=told["register"],
        date=told["date"][language],
        columns=told["columns"][language],
        lines=found[:SHOWN],
        count=sum(1 for record in kept.records if record in seen),
        is_partly_hidden=len(seen) < len(set(kept.records)),
        is_cut=told["more"],
    )


def _seen(kept: IssuedFigure) -> set[int]:
    return set(Entry.objects.filter(pk__in=kept.records).values_list("pk", flat=True))


def _lines(kept: IssuedFigure, seen: set[int]) -> Iterator[Line]:
    language = get_language() or "en"
    for record, said in zip(kept.records, kept.keys, strict=True):
        if record in seen:
            code, date, title, details, unit, cells = json.loads(said)[language]
            yield Line(record, code, date, title, details, unit, [_number(one) for one in cells])


def is_partly_hidden(kept: IssuedFigure) -> bool:
    """Say whether the reader may not see all of a list's records. One statement."""
    return Entry.objects.filter(pk__in=kept.records).count() < len(kept.records)


def _said(listed: Listed, record: Any) -> str:
    said = _each(
        lambda: [
            record.code,
            listed.date(record),
            record.title,
            listed.details(record),
            listed.unit(record),
            [_cell(one) for one in listed.cells(record)],
        ]
    )
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _each(say: Any) -> dict[str, Any]:
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = say()
    return said


def _cell(value: Any) -> Any:
    """Return a cell as JSON holds it: a number with decimals as a list of its text."""
    if isinstance(value, Decimal):
        return [plain(value)]
    return value if value is None or isinstance(value, int) else str(value)


def _number(cell: Any) -> Any:
    return Decimal(cell[0]) if isinstance(cell, list) else cell
