"""What is worked out when it is read, as a cell shows it: a word with its tone, a day, a number."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from comity.domain.spending import Compared, Line, compared
from comity.gate import values
from comity.registers.declare import Computed


def cell(computed: Computed, record: Any, today: date) -> dict[str, str]:
    """Return the cell of a computed column; a number has no tone unless it is short, a difference none unless it is too much."""
    code = computed.value(record, today)
    if computed.is_difference:
        return signed(Decimal(code)) if code else {"text": ""}
    said, tone = computed.states.get(code, (values.when(code) if computed.is_day else code, "secondary"))
    tone = "danger" if code.startswith("-") else tone if computed.states else ""
    return {"text": str(said)} | ({"tone": tone} if tone else {})


def signed(difference: Decimal, unit: str = "") -> dict[str, str]:
    """Return a difference with its sign, marked where it is more than nothing."""
    sign = "+" if difference > 0 else "−" if difference < 0 else ""
    text = f"{sign}{values.number(abs(difference))} {unit}".strip()
    return {"text": text} | ({"tone": "danger"} if difference > 0 else {})


def against_estimate(costs: Any) -> list[dict[str, str]]:
    """Return the difference of what was spent from what was estimated, in total by currency, and how much is not compared."""
    lines = (Line(*one) for one in costs.order_by().values_list("currency", "estimate", "actual"))
    found = sorted(compared(lines).items())
    told = [_difference(currency, one) for currency, one in found if one.lines]
    alone = sum(one.alone for _currency, one in found)
    if told and alone:
        told.append({"label": _("Lines not compared: only one of the two is on record"), "value": values.number(alone)})
    return told


def _difference(currency: str, one: Compared) -> dict[str, str]:
    shown = signed(one.difference, currency)
    if one.percent:
        sign = "+" if one.percent > 0 else "−"
        shown["text"] += f" ({sign}{values.number(abs(one.percent))}%)"
    return {"label": _("Difference from the estimate"), "value": shown["text"], "tone": shown.get("tone", "")}
