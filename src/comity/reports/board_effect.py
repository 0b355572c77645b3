"""Whether the work has an effect: chains, shares, prices, waits, ties and comparisons, as blocks of a dashboard."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from comity.core.pack import Label, of_city
from comity.domain.span import Span
from comity.gate import values
from comity.reports import board_counts, board_ties, words
from comity.reports.board_counts import Pair, Wait
from comity.reports.board_rules import Chain, Contrast, Delay, Price, Share, Ties
from comity.reports.board_ties import Turns
from comity.reports.counting import Number
from comity.reports.indicators import Declared
from comity.reports.rules import Indicator, Rule


@dataclass(frozen=True)
class Block:
    """One picture of a dashboard: how it is drawn, what it says, and how each number of it is counted."""

    kind: str
    title: str
    data: list[dict[str, Any]]
    rest: list[dict[str, Any]] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    said: str = ""
    note: str = ""
    how: list[tuple[str, str]] = field(default_factory=list)


def called(code: str, rule: Rule) -> str:
    """Return what a number is called: by its own title, or by the word of the vocabulary."""
    return str(rule.title or of_city().vocabulary("indicator").get(code) or code)


def blocks(declared: Declared, span: Span, today: date) -> list[Block]:
    """Return the blocks in their order: one statement for what is counted together."""
    board = declared.dashboard
    known = board.known(declared.indicators)
    counted = board_counts.counted({code: known[code] for code in _named(declared)}, span)
    found = [_chain(one, known, counted) for one in board.chains.values()]
    tiles = [
        *(_tile(one, (one.part, one.whole), percent, (known, counted), span) for one in board.shares.values()),
        *(_tile(one, (one.money, one.per), each, (known, counted), span) for one in board.prices.values()),
        *(_delay(one, span) for one in board.delays.values()),
    ]
    if tiles:
        how = [pair for tile in tiles for pair in tile["how"]]
        found.append(Block("tiles", _("What comes of it, how soon and for what money"), tiles, how=how))
    if board.ties:
        found.append(_ties(board.ties, known, counted, span, today))
    return [*found, *(_contrast(one, known, span) for one in board.contrasts.values())]


def _named(declared: Declared) -> list[str]:
    board = declared.dashboard
    codes = [code for one in board.chains.values() for code in one.steps]
    codes += [code for one in board.shares.values() for code in (one.part, one.whole)]
    codes += [code for one in board.prices.values() for code in (one.money, one.per)]
    return list(dict.fromkeys([*codes, *([board.ties.gained] if board.ties else [])]))


def _said(note: Label | None) -> str:
    return str(note) if note else ""


def _how(known: dict[str, Indicator], *codes: str) -> list[tuple[str, str]]:
    return [(called(code, known[code]), words.how_counted(known[code])) for code in codes]


def pair(label: str, now: Number, before: Number | None, suffix: str = "") -> dict[str, Any]:
    """Return one line of a picture: a number beside the one before."""
    return {
        "label": label,
        "title": label,
        "value": float(now.value),
        "shown": f"{now.shown}{suffix}",
        "href": now.href,
        "prev": float(before.value) if before else None,
        "prev_shown": before.shown if before else "",
        "prev_href": before.href if before else "",
    }


def percent(part: Number, whole: Number) -> str:
    """Return how much of a whole a part is, a dash where there is no whole."""
    if not whole.value:
        return "–"
    share = round(100 * Decimal(part.value) / Decimal(whole.value))
    return "<1%" if part.value and not share else f"{share}%"


def _chain(said: Chain, known: dict[str, Indicator], counted: dict[str, Pair]) -> Block:
    first = counted[said.steps[0]].now
    data = []
    for code in said.steps:
        now, before = counted[code].now, counted[code].before
        share = f" ({percent(now, first)})" if code != said.steps[0] and first.value else ""
        data.append(pair(called(code, known[code]), now, before, share))
    text = _("Of %(all)s, the last step holds %(last)s.") % {
        "all": first.shown,
        "last": counted[said.steps[-1]].now.shown,
    }
    return Block("pairs", str(said.title), data, said=text, note=_said(said.note), how=_how(known, *said.steps))


def each(money: Number, per: Number) -> str:
    """Return what one of a count costs, each currency by itself."""
    if not per.value or not money.amounts:
        return "–"
    said = [
        f"{values.number((amount / Decimal(per.value)).quantize(Decimal(1)))} {code}" for code, amount in money.amounts
    ]
    return "; ".join(one.strip() for one in said)


Worked = Callable[[Number, Number], str]
Counts = tuple[dict[str, Indicator], dict[str, Pair]]


def _tile(said: Share | Price, codes: tuple[str, str], worked: Worked, counts: Counts, span: Span) -> dict[str, Any]:
    """Return what is worked out of two counts, now and before: a share, or the price of one."""
    known, counted = counts
    one, other = (counted[code] for code in codes)
    before = worked(one.before, other.before) if one.before and other.before else ""
    return {
        "label": str(said.title),
        "value": worked(one.now, other.now),
        "of": [(called(code, known[code]), counted[code].now, "") for code in codes],
        "note": _earlier(before, span),
        "text": _said(said.note),
        "how": _how(known, *codes),
    }


def _delay(said: Delay, span: Span) -> dict[str, Any]:
    now, before = board_counts.waited(said, span)
    title = str(said.title)
    return {
        "label": title,
        "value": _days(now),
        "of": [(_("Records"), now.number, _("(%(known)s with both days)") % {"known": values.number(now.records)})],
        "note": _earlier(_days(before) if before else "", span),
        "text": _said(said.note),
        "how": [(title, " ".join([words.how_counted(said), words.how_waited(said)]))],
    }


def _days(wait: Wait) -> str:
    if wait.days is None:
        return "–"
    return ngettext("%(count)s day", "%(count)s days", round(wait.days)) % {"count": wait.shown}


def _earlier(shown: str, span: Span) -> str:
    if shown in ("", "–") or not span.before:
        return ""
    return _("%(period)s: %(count)s") % {"period": span.before.label(get_language() or "en"), "count": shown}


def _ties(said: Ties, known: dict[str, Indicator], counted: dict[str, Pair], span: Span, today: date) -> Block:
    found = board_ties.turns(said, span, today)
    gained = counted[said.gained]
    data = [pair(called(said.gained, known[said.gained]), gained.now, gained.before)]
    names = {"fell": _("Fell dormant"), "woke": _("Revived"), "asleep": _("Dormant at the end")}
    data += [_turn(label, name, found) for name, label in names.items() if board_counts.NOW in found]
    kinds = words.kinds(said.contact)
    limit = {"days": values.number(of_city().judging.dormant_after)}
    text = _(
        "A tie is dormant when its last contact is more than %(days)s days ago; a contact is an activity, a signing, or its own "
        "beginning. A tie that has ended, or of which no dated contact is known, is not counted. Revived is a tie that was dormant on the eve of the "
        "period and had a contact in it. A period still running is counted up to today."
    )
    how = [*_how(known, said.gained), (_("Dormant, revived"), " ".join(filter(None, [text % limit, kinds])))]
    return Block("pairs", str(said.title), data, note=_said(said.note), how=how)


def _turn(label: str, name: str, found: dict[str, Turns]) -> dict[str, Any]:
    now: Number = getattr(found[board_counts.NOW], name)
    past = found.get(board_counts.BEFORE)
    before: Number | None = getattr(past, name) if past else None
    line = pair(label, now, before)
    line["href"] = now.href if board_ties.opens(now) else ""
    line["prev_href"] = before.href if before and board_ties.opens(before) else ""
    return line


def _contrast(said: Contrast, known: dict[str, Indicator], span: Span) -> Block:
    found = board_counts.sides(said, known, span)
    per = [pairs.now for pairs in found[0][1]]
    rows = []
    for compared, (rule, pairs) in zip(said.rows, found, strict=True):
        cells = [
            {"number": one.now, "before": one.before, "each": _each(rule, one.now, per[at])}
            for at, one in enumerate(pairs)
        ]
        rows.append({"label": called(compared.count, rule), "cells": cells, "how": rule.how})
    heads = [str(side.title) for side in said.sides]
    drawn = list(_drawn(rows, per))
    return Block(
        "contrast",
        str(said.title),
        rows,
        rest=drawn,
        heads=heads,
        note=_said(said.note),
        how=_how(known, *(row.count for row in said.rows)),
    )


def _drawn(rows: list[dict[str, Any]], per: list[Number]) -> Iterator[dict[str, Any]]:
    """Yield what can be drawn on one scale: records per record of the first row."""
    for row in rows[1:]:
        if row["how"] != "count" or not all(one.value for one in per):
            continue
        first, second = row["cells"]
        sides = [Decimal(cell["number"].value) / Decimal(per[at].value) for at, cell in enumerate(row["cells"])]
        yield {
            "label": row["label"],
            "title": row["label"],
            "value": float(sides[0]),
            "shown": first["each"],
            "href": first["number"].href,
            "prev": float(sides[1]),
            "prev_shown": second["each"],
            "prev_href": second["number"].href,
        }


def _each(rule: Indicator, number: Number, per: Number) -> str:
    if rule.how == "money":
        return each(number, per)
    if not per.value:
        return "–"
    ratio = Decimal(number.value) / Decimal(per.value)
    return values.number(round(ratio, 1 if ratio >= 1 else 3))
