"""What agencies returned beside what is on record: the sums of the accepted returns, and where units differ from their records."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import translation

from comity.core.records import Entry
from comity.core.returns import Answer, Return
from comity.domain import returning as rule
from comity.domain.returning import Stated
from comity.gate import values
from comity.reports import returning, snapshot
from comity.reports.figures import Report
from comity.reports.snapshot import Content


@dataclass(frozen=True)
class Gap:
    """What one unit states beside its own records."""

    unit: int
    title: str
    href: str
    stated: str
    recorded: str
    gap: str
    reason: str


@dataclass(frozen=True)
class Beside:
    """One figure of a report: what is on record in all, what the accepted returns come to, what is on those units' own records."""

    code: str
    title: str
    on_record: str
    stated: str
    recorded: str
    gap: str
    units: int
    gaps: list[Gap]


@dataclass(frozen=True)
class Returns:
    """The returns for a report's period."""

    lines: list[Beside]
    accepted: int
    open: int


def beside(report: Report) -> Returns:
    """Return what units returned for the report's period beside what is on record. Two statements."""
    days = report.period
    rows = list(Return.objects.filter(request__starts=days.first, request__ends=days.last).order_by("id"))
    latest: dict[tuple[int, str], tuple[Return, Stated]] = {}
    for one in rows:
        if one.state == Answer.ACCEPTED:
            latest |= {(one.unit_id, said.code): (one, said) for said in returning.stated_of(one)}
    by_unit: dict[int, list[Stated]] = {}
    hrefs = {}
    for (unit, code), (one, said) in latest.items():
        by_unit.setdefault(unit, []).append(said)
        hrefs[unit, code] = reverse("return", args=[one.pk])
    titles = (
        {unit.pk: unit.title for unit in Entry.objects.defer("words").filter(pk__in=list(by_unit))} if by_unit else {}
    )
    sums = rule.summed(by_unit)
    found = [
        Beside(
            line.code,
            line.title,
            line.recorded.certain.shown,
            values.number(sums[line.code].stated),
            values.number(sums[line.code].recorded),
            returning.signed(sums[line.code].stated - sums[line.code].recorded),
            sums[line.code].units,
            [_gap(unit, titles.get(unit, ""), hrefs[unit, line.code], said) for unit, said in sums[line.code].gaps],
        )
        for line in report.counted
        if line.recorded and line.code in sums
    ]
    accepted = sum(1 for one in rows if one.state == Answer.ACCEPTED)
    return Returns(found, accepted, len(rows) - accepted)


def _gap(unit: int, title: str, href: str, said: Stated) -> Gap:
    stated = values.number(said.stated)
    return Gap(unit, title, href, stated, values.number(said.recorded), returning.signed(said.gap), said.reason)


def kept(report: Report) -> Any:
    """Return what agencies returned as an issued report keeps it, in both languages."""
    said = []
    for language in ("en", "vi"):
        with translation.override(language):
            said.append([_returned(one) for one in beside(report).lines])
    return snapshot.both(*said)


def _returned(one: Beside) -> Content:
    gaps = [
        {"unit": gap.unit, "title": snapshot.Words(gap.title), "shown": snapshot.Words(f"{gap.stated} / {gap.recorded}"),
         "gap": snapshot.Words(gap.gap), "reason": gap.reason}
        for gap in one.gaps
    ]  # fmt: skip
    words = {name: snapshot.Words(getattr(one, name)) for name in ("on_record", "stated", "recorded", "gap")}
    return {"code": one.code, "units": one.units, "gaps": gaps, **words}
