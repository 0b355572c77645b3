"""A report as it is kept: everything that it says in both languages, as JSON of which the same content has the same bytes."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import translation

from comity.core.pack import of_city
from comity.domain.period import Period
from comity.domain.receipt import Row
from comity.gate import values
from comity.reports import checks, figures, monthly
from comity.reports.checks import Check
from comity.reports.counting import Number
from comity.reports.dividing import Division
from comity.reports.figures import Line, Report
from comity.reports.monthly import Monthly
from comity.reports.reported import Reported
from comity.reports.rules import fingerprint
from comity.reports.text import heading
from comity.reports.words import basis_words, how_counted

FORMAT = 1
Content = dict[str, Any]


class Unsettled(RuntimeError):
    """Two counts of the same thing differ: somebody is changing records right now."""


class Words(str):
    """A text that each language has its own of."""

    __slots__ = ()


def written(content: Content) -> bytes:
    """Return the content as the bytes that are kept, signed and verified."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read(kept: bytes) -> Content:
    """Return the content of such bytes."""
    found: Content = json.loads(kept)
    return found


def digest(kept: bytes) -> str:
    """Return the hash by which a report is known."""
    return hashlib.sha256(kept).hexdigest()


def drawn(asked: Period, name: str) -> tuple[Report, Content]:
    """Count a report and return it with what it says in both languages. Raises Unsettled, BadPack, KeyError."""
    said: list[Content] = []
    report = None
    for language in ("en", "vi"):
        with translation.override(language):
            report = figures.of(asked, name)
            said.append(_content(report, checks.of(report)))
    assert report is not None
    return report, both(*said)


def both(english: Any, vietnamese: Any) -> Any:
    """Join what two languages say; what is no text must be the same in both. Raises Unsettled."""
    if isinstance(english, Words):
        return {"en": str(english), "vi": str(vietnamese)}
    if isinstance(english, dict) and english.keys() == vietnamese.keys():
        return {key: both(one, vietnamese[key]) for key, one in english.items()}
    if isinstance(english, list) and len(english) == len(vietnamese):
        return [both(one, other) for one, other in zip(english, vietnamese, strict=True)]
    if type(english) is not type(vietnamese) or english != vietnamese:
        raise Unsettled(f"{english!r} is {vietnamese!r}")
    return english


def of_rows(rows: Iterable[Row]) -> str:
    """Return the hash of the records behind a figure."""
    kept = [[row.record, None if row.adds is None else plain(row.adds), row.key] for row in rows]
    kept.sort(key=lambda row: (row[0], row[2], row[1] or ""))
    return digest(json.dumps(kept, separators=(",", ":")).encode())


def plain(value: Any) -> str:
    """Return a number as it is kept: no exponent, no zeros at its end."""
    text = format(Decimal(value), "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def moment(at: datetime) -> str:
    """Return a point in time as it is kept."""
    return at.isoformat(timespec="microseconds")


def _content(report: Report, doubts: Sequence[Check]) -> Content:
    return {
        "format": FORMAT,
        "title": Words(heading(report)),
        "form": {
            "code": report.name,
            "title": Words(report.form.title),
            "to": Words(report.form.to or ""),
            "note": Words(report.form.note or ""),
        },
        "period": {
            "asked": str(report.span.asked),
            "first": report.period.first.isoformat(),
            "last": report.period.last.isoformat(),
            "label": Words(report.label),
            "days": Words(report.days),
            "before": Words(report.label_before),
            "year_ago": Words(report.label_year_ago),
        },
        "figures": [_figure(line) for line in report.lines],
        "tables": [
            {
                "title": Words(table.title),
                "number": _number(table.recorded.certain),
                "divisions": [_division(one) for one in table.divisions],
            }
            for table in report.tables
        ],
        "months": [_by_month(one) for one in monthly.of(report)],
        "sources": [{"n": one.n, "id": one.source.pk, "title": Words(one.title)} for one in report.sources],
        "remarks": [_remark(one) for one in doubts],
    }


def _figure(line: Line) -> Content:
    found: Content = {
        "code": line.code,
        "title": Words(line.title),
        "unit": line.unit,
        "unit_title": Words(_unit(line.unit)),
        "version": line.rule.version if line.rule else 0,
        "rule": fingerprint(line.rule) if line.rule else None,
        "how": line.rule.how if line.rule else "",
        "at_least": line.rule.at_least if line.rule else "",
        "main": line.main,
        "counted": Words(" ".join(one for one in (line.counts, how_counted(line.rule), line.note) if one)),
        "law": Words(basis_words(line.rule)),
        "recorded": None,
        "reported": [_beside(one) for one in line.reported],
        "planned": [_beside(one) for one in line.planned],
    }
    if line.recorded:
        one = line.recorded
        names = ("certain", "perhaps", "undated", "before", "year_ago", "to_date")
        found["recorded"] = {name: _number(getattr(one, name)) for name in names}
        found["recorded"] |= {"blank": one.blank, "shown": Words(one.shown)}
    return found


def _unit(code: str) -> str:
    return of_city().term("measure_unit", code) if code else ""


def _number(number: Number | None) -> Content | None:
    if number is None:
        return None
    amounts = sorted([code, plain(amount)] for code, amount in number.amounts)
    shown = Words(number.shown)
    return {
        "value": plain(number.value),
        "records": number.records,
        "amounts": amounts,
        "shown": shown,
        "href": number.href,
    }


def _division(division: Division) -> Content:
    shares = [
        {
            "codes": list(list(share.number.params.values())[-1]),
            "label": Words(share.label),
            "records": share.number.records,
            "href": share.number.href,
        }
        for share in division.shares
    ]
    return {"field": division.field, "title": Words(division.title), "shares": sorted(shares, key=_by_codes)}


def _by_month(one: Monthly) -> Content:
    return {
        "code": one.code,
        "title": Words(one.title),
        "now": Words(one.label),
        "against": Words(one.against),
        "said": Words(one.said),
        "months": [
            {"label": Words(m.label), "title": Words(m.title), "now": _number(m.now), "before": _number(m.before)}
            for m in one.months
        ],
    }


def _by_codes(share: Content) -> tuple[int, list[str]]:
    return -share["records"], share["codes"]


def _beside(one: Reported) -> Content:
    figure = one.figure
    return {
        "id": figure.pk,
        "value": plain(figure.value),
        "qualifier": figure.value_qualifier,
        "currency": figure.currency,
        "printed": figure.as_printed,
        "doubtful": figure.doubtful,
        "period": [figure.starts, figure.ends],
        "shown": Words(one.shown),
        "gap": None if one.gap is None else plain(one.gap),
        "gap_words": Words(one.gap_words),
        "source": one.cited.n if one.cited else None,
    }


def _remark(check: Check) -> Content:
    answer = check.answer
    said = None
    if answer:
        said = {"id": answer.pk, "verdict": Words(values.of(answer, "verdict")), "why": answer.why}
    about = check.finding
    return {
        "key": about.key,
        "indicator": about.indicator,
        "rule": about.rule,
        "records": list(about.ids),
        "title": Words(check.title),
        "words": Words(check.words),
        "answer": said,
        "answer_words": Words(check.answer_words),
    }
