"""A dashboard: the year in one picture, by month, divided, and whether the work has an effect; in the shapes that macros draw."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from comity.domain.period import Period
from comity.domain.span import Span
from comity.gate import values
from comity.reports import board_counts, board_effect, board_months, counting, dividing, indicators, words
from comity.reports.board_effect import Block
from comity.reports.board_months import Trend
from comity.reports.board_rules import Divided
from comity.reports.counting import Recorded
from comity.reports.dividing import Division, Share
from comity.reports.indicators import Declared
from comity.reports.rules import Indicator, Rule

PARTS = 8  # of a division that are drawn


@dataclass(frozen=True)
class Board:
    """Everything on the page of dashboards."""

    period: Period
    label: str
    against: str
    before: str
    large: list[dict[str, Any]]
    large_how: list[tuple[str, str]]
    months: list[Block]
    divided: list[Block]
    effect: list[Block]
    is_empty: bool


def of(period: Period, today: date) -> Board:
    """Return the dashboards of a period as far as the reader may see them. Raises BadPack.

    One statement for each register and date of the large figures, of the months and of the counts, one for each division, and
    three for all ties.
    """
    declared, span = indicators.of_city(), Span(period)
    language = get_language() or "en"
    ago, previous = board_months.against(span), span.before
    mains = _mains(declared)
    told = counting.recorded(mains, span)
    before = previous.label(language) if previous else ""
    months = _months(declared, mains)
    return Board(
        period=period,
        label=period.label(language),
        against=ago.label(language) if ago else "",
        before=before,
        large=_larges(mains, told, span),
        large_how=[(called(code, rule), words.how_counted(rule)) for code, rule in mains.items()],
        months=[_trend(one) for one in board_months.trends(months, span)],
        divided=[_divided(one, declared, span) for one in declared.dashboard.divided],
        effect=board_effect.blocks(declared, span, today),
        is_empty=bool(told) and not any(one.certain.records or one.perhaps.records for one in told.values()),
    )


def large(period: Period) -> list[dict[str, Any]]:
    """Return the pack's main numbers over a period, as the dashboards show them. Raises BadPack."""
    span = Span(period)
    mains = _mains(indicators.of_city())
    return _larges(mains, counting.recorded(mains, span), span)


def _mains(declared: Declared) -> dict[str, Indicator]:
    return {code: rule for code, rule in declared.indicators.items() if rule.main}


def _larges(mains: dict[str, Indicator], told: dict[str, Recorded], span: Span) -> list[dict[str, Any]]:
    before = span.before.label(get_language() or "en") if span.before else ""
    return [_large(code, mains[code], one, before) for code, one in told.items()]


def called(code: str, rule: Rule) -> str:
    """Return what a number is called."""
    return board_effect.called(code, rule)


def _months(declared: Declared, mains: dict[str, Indicator]) -> dict[str, Indicator]:
    known = declared.dashboard.known(declared.indicators)
    said = declared.dashboard.months or [code for code, one in mains.items() if one.how == "count" and not one.stock]
    return {code: known[code] for code in said}


def _large(code: str, rule: Indicator, found: Recorded, before: str) -> dict[str, Any]:
    note = ""
    if found.before is not None:
        note = _("%(period)s: %(count)s") % {"period": before, "count": found.before.shown}
    return {"label": called(code, rule), "value": found.shown, "href": found.certain.href, "note": note}


def _trend(trend: Trend) -> Block:
    data = [
        {
            "label": values.number(step.days.first.month) if step.days.months <= 1 else str(step.days.first.year),
            "title": step.days.label(get_language() or "en"),
            "value": float(step.now.value),
            "shown": step.now.shown,
            "href": step.now.href,
            "prev": float(step.before.value) if step.before else None,
            "prev_shown": step.before.shown if step.before else "",
            "prev_href": step.before.href if step.before else "",
        }
        for step in trend.steps
    ]
    title = called(trend.code, trend.rule)
    said = [_most(data)]
    if trend.unplaced:
        text = ngettext(
            "%(count)s record lies in no single month.", "%(count)s records lie in no single month.", trend.unplaced
        )
        said.append(text % {"count": values.number(trend.unplaced)})
    return Block("trend", title, data, said=" ".join(filter(None, said)), how=[(title, words.how_counted(trend.rule))])


def _most(data: Iterable[dict[str, Any]]) -> str:
    most = max(data, key=lambda one: one["value"], default=None)
    if most is None or not most["value"]:
        return ""
    return _("Most: %(part)s, %(count)s.") % {"part": most["title"], "count": most["shown"]}


def _divided(said: Divided, declared: Declared, span: Span) -> Block:
    rule: Rule = declared.tables.get(said.of) or declared.dashboard.known(declared.indicators)[said.of]
    found = dividing.beside(rule, said.by, board_counts.spans(span))
    now, earlier = found[board_counts.NOW], found.get(board_counts.BEFORE)
    past = {_key(share): share for share in earlier.shares} if earlier else {}
    name = called(said.of, rule) if said.of not in declared.tables else dividing.title(rule)
    title = _("%(records)s by %(field)s") % {"records": name, "field": _field(now, rule)}
    data = [_part(share, past.get(_key(share))) for share in now.shares[:PARTS]]
    left = [share for share in now.shares[PARTS:] if share.number.records]
    text = _("Further: %(parts)s.") % {
        "parts": "; ".join(f"{share.label} {values.number(share.number.records)}" for share in left)
    }
    rest = [_part(share, past.get(_key(share))) for share in left]
    note = text if left and len(left) <= PARTS else _left(len(left))
    return Block("pairs", title, data, rest=rest, said=_most(data), note=note, how=[(title, words.how_counted(rule))])


def _left(count: int) -> str:
    said = ngettext("%(count)s further part is in the table.", "%(count)s further parts are in the table.", count)
    return said % {"count": values.number(count)} if count else ""


def _field(division: Division, rule: Rule) -> Any:
    return _("region") if division.field == "region" else rule.column(division.field).verbose_name


def _key(share: Share) -> tuple[str, ...]:
    return share.label, *list(share.number.params.values())[-1]


def _part(share: Share, past: Share | None) -> dict[str, Any]:
    before = past.number if past else None
    return {
        "label": share.label,
        "title": share.label,
        "value": share.number.records,
        "shown": values.number(share.number.records),
        "href": share.number.href,
        "prev": before.records if before else 0,
        "prev_shown": values.number(before.records) if before else values.number(0),
        "prev_href": before.href if before else "",
    }
