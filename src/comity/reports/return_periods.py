"""Which accepted returns stand beside a report: those for its own period, or those for shorter ones that fill it without a gap."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.translation import get_language

from comity.core.returns import Answer, Return
from comity.domain import period as periods
from comity.domain import returning as rule
from comity.domain.returning import Stated
from comity.reports import returning
from comity.reports.figures import Report

Spans = dict[tuple[date, date], tuple[Return, Stated]]


@dataclass(frozen=True)
class Answered:
    """What a unit states of a figure over a report's period, where it does so, and the shorter periods that it comes from."""

    said: Stated
    href: str
    periods: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """What was accepted for a report's period, by unit and figure, and how many returns are accepted and open."""

    answers: Mapping[tuple[int, str], Answered]
    accepted: int
    open: int


def of(report: Report) -> Found:
    """Return what units state over the report's period. One statement."""
    days = report.period
    inside = Return.objects.filter(request__starts__gte=days.first, request__ends__lte=days.last)
    rows = list(inside.select_related("request").order_by("id"))
    given: dict[tuple[int, str], Spans] = defaultdict(dict)
    for one in rows:
        if one.state == Answer.ACCEPTED:
            for said in returning.stated_of(one):
                given[one.unit_id, said.key][one.request.starts, one.request.ends] = one, said
    adds = {line.code for line in report.counted if line.rule and line.rule.adds}
    found = {}
    for (unit, key), spans in given.items():
        if (days.first, days.last) in spans:
            one, said = spans[days.first, days.last]
            found[unit, key] = Answered(said, reverse("return", args=[one.pk]))
        elif key.partition(".")[0] in adds and (answered := _together(report, _filled(unit, key, spans, given))):
            found[unit, key] = answered
    accepted = sum(1 for one in rows if one.state == Answer.ACCEPTED)
    return Found(found, accepted, len(rows) - accepted)


def _filled(unit: int, key: str, spans: Spans, given: Mapping[tuple[int, str], Spans]) -> Spans:
    """Return a figure's spans; of money in a currency also those in which other currencies alone were stated: there it is nought."""
    code, dot, currency = key.partition(".")
    if not dot:
        return spans
    found = dict(spans)
    for (other, of_key), its in given.items():
        if other == unit and of_key.startswith(f"{code}."):
            for span, (one, said) in its.items():
                nought = Stated(code, said.recorded * 0, said.recorded * 0, currency=currency)
                found.setdefault(span, (one, nought))
    return found


def _together(report: Report, spans: Spans) -> Answered | None:
    """Return what returns for shorter periods come to where they fill the report's, None where days are missing."""
    tiles = rule.tiling(report.period.first, report.period.last, spans)
    if not tiles:
        return None
    parts = [(_label(spans[span][0]), *spans[span]) for span in tiles]
    named = [(label, reverse("return", args=[one.pk])) for label, one, _said in parts]
    return Answered(rule.together([(label, said) for label, _one, said in parts]), named[0][1], named)


def _label(one: Return) -> str:
    return periods.parse(one.request.period).label(get_language() or "en")
