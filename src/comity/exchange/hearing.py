"""What a cell says that is no plain date or number: read where it can only mean one thing, and told beside its row."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core.fields import PartialDateField
from comity.domain import partial_date
from comity.exchange import spoken
from comity.exchange.cells import Cell, tidy
from comity.exchange.columns import Column
from comity.exchange.parsing import BadCell, number, plain
from comity.exchange.rows import Row
from comity.exchange.units import Unit, currency, shortens
from comity.gate import values
from comity.gate.form import CURRENCIES

PAIRS = {"starts": "ends", "valid_from": "valid_to", "on": "until", "since": "ended", "arrives": "leaves"}
LANGUAGES = ("vi", "en")
MONEY = CURRENCIES.keys()
LONGEST = 80  # letters of a cell beyond which it is a text, not a date or a number


def heard(row: Row, column: Column, cell: Cell) -> Mapping[str, Any]:
    """Return values by field, none where the cell is plain or says nothing that can be read."""
    text = tidy(plain(cell))
    if not text or len(text) > LONGEST:
        return {}
    if isinstance(column.field, PartialDateField):
        return _dates(row, column, text)
    if isinstance(column.field, models.IntegerField | models.FloatField | models.DecimalField):
        return _number(row, column, cell, text)
    return {}


def _dates(row: Row, column: Column, text: str) -> dict[str, Any]:
    try:
        partial_date.parse(text)
    except partial_date.NotADate:
        found = spoken.span(text)
    else:
        return {}
    if found is None:
        return {}
    begins, ends = found
    if not ends:
        return {column.code: begins}
    last = PAIRS.get(column.code)
    if last in row.register.fields and not row.text(last):
        said, read = {column.code: begins, last: ends}, values.span(begins, ends)
    elif last in row.register.fields:
        said, read = {column.code: begins}, values.when(begins)
    elif column.code in PAIRS.values():
        said, read = {column.code: ends}, values.when(ends)
    else:
        return {}
    _tell(row, column, text, read)
    return said


def _number(row: Row, column: Column, cell: Cell, text: str) -> dict[str, Any]:
    unit = row.units.get(column.code, Unit())
    plainly = number(cell, text, whole=isinstance(column.field, models.IntegerField) and unit.scale == 1)
    if isinstance(plainly, Decimal):
        return _scaled(row, column, text, plainly, unit)
    reader = get_language() or "en"
    both = (spoken.amount(text, language) for language in sorted(LANGUAGES, key=lambda one: one != reader))
    found = next((one for one in both if one), None)
    if found is None:
        return {}
    value, beside = found
    if unit.scale > 1:
        said_twice = _("%(typed)s: the head of the column says in what it counts. Write the number alone.")
        raise BadCell(said_twice % {"typed": text})
    said: dict[str, Any] = {column.code: value}
    read = values.number(value)
    if column.code in MONEY and CURRENCIES[column.code] in row.register.fields and beside:
        said |= (code := _in_currency(row, column, text, beside))
        read = " ".join([read, *code.values()])
    _tell(row, column, text, read)
    return said


def _scaled(row: Row, column: Column, text: str, value: Decimal, unit: Unit) -> dict[str, Any]:
    """Return a number of a column that counts in thousands or millions as it is stored."""
    if unit.scale == 1:
        return {}
    _tell(row, column, text, " ".join(filter(None, [values.number(value * unit.scale), unit.currency])))
    return {column.code: value * unit.scale}


def _in_currency(row: Row, column: Column, text: str, beside: str) -> dict[str, str]:
    """Return the currency that stands beside an amount; what holds for all rows gives way to it. Raises BadCell."""
    needed = CURRENCIES[column.code]
    code, held = currency(beside), row.text(needed)
    of_row = currency(held) or held
    if not code and shortens(beside, of_row):
        return {}
    if not code:
        said = _(
            "%(typed)s: what stands beside the number is no currency, or may be several."
            " Write the number alone, or with a code such as USD."
        )
        raise BadCell(said % {"typed": text})
    if held and needed not in row.common and of_row != code:
        said = _("%(typed)s is in another currency than the row: %(currency)s.")
        raise BadCell(said % {"typed": text, "currency": held})
    return {needed: code}


def _tell(row: Row, column: Column, text: str, read: str) -> None:
    said = _("%(field)s: “%(typed)s” is read as %(read)s.")
    row.warnings.append(said % {"field": column, "typed": text, "read": read})
