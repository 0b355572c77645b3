"""What agencies returned beside what is on record: the sums of the accepted returns, and where units differ from their records."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import translation

from comity.core import identity
from comity.core.records import Entry
from comity.core.returns import Answer, Return
from comity.domain import returning as rule
from comity.domain.returning import Stated, Sum
from comity.reports import returning, snapshot
from comity.reports.figures import Line, Report
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
class Part:
    """What a unit states that is part of what the unit over it states, and so is not added."""

    unit: int
    title: str
    href: str
    stated: str
    over: str


@dataclass(frozen=True)
class Beside:
    """One figure of a report: what is on record in all, what the accepted returns come to, what is on those units' own records."""

    code: str
    currency: str
    title: str
    on_record: str
    stated: str
    recorded: str
    gap: str
    units: int
    gaps: list[Gap]
    parts: list[Part]


@dataclass(frozen=True)
class Returns:
    """The returns for a report's period."""

    lines: list[Beside]
    accepted: int
    open: int


def beside(report: Report) -> Returns:
    """Return what units returned for the report's period beside what is on record. Three statements."""
    days = report.period
    rows = list(Return.objects.filter(request__starts=days.first, request__ends=days.last).order_by("id"))
    latest: dict[tuple[int, str], tuple[Return, Stated]] = {}
    for one in rows:
        if one.state == Answer.ACCEPTED:
            latest |= {(one.unit_id, said.key): (one, said) for said in returning.stated_of(one)}
    by_unit: dict[int, list[Stated]] = {}
    hrefs = {}
    for (unit, key), (one, said) in latest.items():
        by_unit.setdefault(unit, []).append(said)
        hrefs[unit, key] = reverse("return", args=[one.pk])
    titles = (
        {unit.pk: unit.title for unit in Entry.objects.defer("words").filter(pk__in=list(by_unit))} if by_unit else {}
    )
    sums = rule.summed(by_unit, identity.below(by_unit))
    named = _Named(titles, hrefs)
    found = [_beside(line, one, named) for line in report.counted for one in sums.values() if one.code == line.code]
    accepted = sum(1 for one in rows if one.state == Answer.ACCEPTED)
    return Returns(found, accepted, len(rows) - accepted)


@dataclass(frozen=True)
class _Named:
    """What units are called, and where their figures stand."""

    titles: Mapping[int, str]
    hrefs: Mapping[tuple[int, str], str]

    def gap(self, unit: int, said: Stated) -> Gap:
        """Return what a unit states beside its records."""
        recorded, gap = returning.shown(said.recorded, said.currency), returning.signed(said.gap, said.currency)
        return Gap(
            unit, self.titles.get(unit, ""), self.hrefs[unit, said.key], _stated(said), recorded, gap, said.reason
        )

    def part(self, unit: int, over: int, said: Stated) -> Part:
        """Return what is part of another unit's."""
        return Part(
            unit, self.titles.get(unit, ""), self.hrefs[unit, said.key], _stated(said), self.titles.get(over, "")
        )


def _stated(said: Stated) -> str:
    return returning.shown(said.stated, said.currency) if said.stated is not None else ""


def _beside(line: Line, one: Sum, named: _Named) -> Beside:
    """Return one figure; money in one of its currencies."""
    assert line.recorded
    certain, money = line.recorded.certain, one.currency
    on_record = returning.shown(Decimal(certain.amount(money)), money) if money else certain.shown
    if money and not certain.amounts:
        on_record = returning.shown(Decimal(0), money)
    stated, recorded = returning.shown(one.stated, money), returning.shown(one.recorded, money)
    gap = returning.signed(one.stated - one.recorded, money)
    gaps = [named.gap(unit, said) for unit, said in one.gaps]
    parts = [named.part(unit, over, said) for unit, over, said in one.parts]
    return Beside(line.code, money, line.title, on_record, stated, recorded, gap, one.units, gaps, parts)


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
    parts = [
        {"unit": part.unit, "title": snapshot.Words(part.title), "shown": snapshot.Words(part.stated), "over": snapshot.Words(part.over)}
        for part in one.parts
    ]  # fmt: skip
    words = {name: snapshot.Words(getattr(one, name)) for name in ("on_record", "stated", "recorded", "gap")}
    return {"code": one.code, "currency": one.currency, "units": one.units, "gaps": gaps, "parts": parts, **words}
