"""What agencies returned beside what is on record: the sums of the accepted returns, and where units differ from their records."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import translation

from comity.core import identity
from comity.core.issued import Issued
from comity.core.people import INTERNAL
from comity.core.records import Entry
from comity.core.returns import Return
from comity.domain import returning as rule
from comity.domain.returning import Stated, Sum
from comity.reports import return_periods, returning, snapshot
from comity.reports.figures import Line, Report
from comity.reports.return_periods import Answered
from comity.reports.snapshot import Content

HIDDEN = "–"
TOLD = ("gaps", "parts", "made")  # what a row tells of one unit


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
class Made:
    """A unit whose figure comes from its returns for shorter periods: what these are called, and where they stand."""

    unit: int
    title: str
    periods: list[tuple[str, str]]


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
    made: list[Made]


@dataclass(frozen=True)
class Returns:
    """The returns for a report's period."""

    lines: list[Beside]
    accepted: int
    open: int


def beside(report: Report) -> Returns:
    """Return what units returned for the report's period beside what is on record. Three statements."""
    found = return_periods.of(report)
    by_unit: dict[int, list[Stated]] = {}
    for (unit, _key), one in found.answers.items():
        by_unit.setdefault(unit, []).append(one.said)
    titles = (
        {unit.pk: unit.title for unit in Entry.objects.defer("words").filter(pk__in=list(by_unit))} if by_unit else {}
    )
    sums = rule.summed(by_unit, identity.below(by_unit))
    named = _Named(titles, found.answers)
    lines = [_beside(line, one, named) for line in report.counted for one in sums.values() if one.code == line.code]
    return Returns(lines, found.accepted, found.open)


@dataclass(frozen=True)
class _Named:
    """What units are called, and where their figures stand."""

    titles: Mapping[int, str]
    answers: Mapping[tuple[int, str], Answered]

    def gap(self, unit: int, said: Stated) -> Gap:
        """Return what a unit states beside its records."""
        recorded, gap = returning.shown(said.recorded, said.currency), returning.signed(said.gap, said.currency)
        return Gap(
            unit,
            self.titles.get(unit, ""),
            self.answers[unit, said.key].href,
            _stated(said),
            recorded,
            gap,
            said.reason,
        )

    def part(self, unit: int, over: int, said: Stated) -> Part:
        """Return what is part of another unit's."""
        return Part(
            unit, self.titles.get(unit, ""), self.answers[unit, said.key].href, _stated(said), self.titles.get(over, "")
        )

    def made(self, key: str) -> list[Made]:
        """Return the units whose figure is put together from returns for shorter periods."""
        return [
            Made(unit, self.titles.get(unit, ""), one.periods)
            for (unit, of), one in self.answers.items()
            if of == key and one.periods
        ]


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
    made = named.made(rule.key(one.code, money))
    return Beside(line.code, money, line.title, on_record, stated, recorded, gap, one.units, gaps, parts, made)


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
         "gap": snapshot.Words(gap.gap), "reason": snapshot.Words(gap.reason)}  # it names the months that it is about
        for gap in one.gaps
    ]  # fmt: skip
    parts = [
        {"unit": part.unit, "title": snapshot.Words(part.title), "shown": snapshot.Words(part.stated), "over": snapshot.Words(part.over)}
        for part in one.parts
    ]  # fmt: skip
    made = [
        {"unit": told.unit, "title": snapshot.Words(told.title),
         "periods": [{"label": snapshot.Words(label), "href": href} for label, href in told.periods]}
        for told in one.made
    ]  # fmt: skip
    words = {name: snapshot.Words(getattr(one, name)) for name in ("on_record", "stated", "recorded", "gap")}
    head = {"code": one.code, "currency": one.currency, "units": one.units}
    return head | {"gaps": gaps, "parts": parts, "made": made} | words


def seen(one: Issued, content: Content) -> Content:
    """Return what an issued report says to whoever reads it: of returns that they may not see neither figures nor reasons, and no sum of them."""
    rows = content.get("returns")
    if not rows or identity.current().clearance >= INTERNAL:  # the office sees every return
        return content
    units = {told["unit"] for row in rows for name in TOLD for told in row.get(name, ())}
    mine = Return.objects.filter(unit_id__in=units, request__starts__gte=one.starts, request__ends__lte=one.ends)
    own = set(mine.values_list("unit_id", flat=True))
    left = [row | {name: [told for told in row.get(name, ()) if told["unit"] in own] for name in TOLD} for row in rows]
    hidden = {name: {"en": HIDDEN, "vi": HIDDEN} for name in ("stated", "recorded", "gap")} | {"units": 0}
    shown = [row | hidden for row in left if any(row[name] for name in TOLD)]
    return content | {"returns": shown, "left_out": ["returns"]}
