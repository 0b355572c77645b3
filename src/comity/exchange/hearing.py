"""What a cell says that is no plain date or number: read where it can only mean one thing, and told beside its row."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core.fields import PartialDateField
from comity.core.pack import of_city
from comity.domain import partial_date
from comity.domain.text import fold
from comity.exchange import spoken
from comity.exchange.cells import Cell, tidy
from comity.exchange.columns import Column
from comity.exchange.parsing import plain, read_number
from comity.exchange.rows import Row
from comity.gate import values
from comity.gate.form import CURRENCIES

PAIRS = {"starts": "ends", "valid_from": "valid_to", "on": "until", "since": "ended", "arrives": "leaves"}
LANGUAGES = ("vi", "en")
LONGEST = 80  # letters of a cell beyond which it is a text, not a date or a number


def heard(row: Row, column: Column, cell: Cell) -> Mapping[str, Any]:
    """Return values by field, none where the cell is plain or says nothing that can be read."""
    text = tidy(plain(cell))
    if not text or len(text) > LONGEST:
        return {}
    if isinstance(column.field, PartialDateField):
        return _dates(row, column, text)
    if isinstance(column.field, models.IntegerField | models.FloatField | models.DecimalField):
        return _number(row, column, text)
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


def _number(row: Row, column: Column, text: str) -> dict[str, Any]:
    if not isinstance(read_number(text), str):
        return {}
    reader = get_language() or "en"
    both = (spoken.amount(text, language) for language in sorted(LANGUAGES, key=lambda one: one != reader))
    found = next((one for one in both if one), None)
    if found is None:
        return {}
    number, beside = found
    said: dict[str, Any] = {column.code: number}
    needed = CURRENCIES.get(column.code)
    read = values.number(number)
    if needed in row.register.fields and not row.text(needed) and (code := _currency(beside)):
        said[needed], read = code, f"{read} {code}"
    _tell(row, column, text, read)
    return said


def _currency(word: str) -> str:
    """Return the currency that a word or sign means, `` if none does or several do."""
    wanted, terms = fold(word).strip(), of_city().vocabulary("currency")
    found = [
        code for code, term in terms.items() if wanted in {fold(one) for one in (code, term.en, term.vi, *term.signs)}
    ]
    return found[0] if len(found) == 1 else ""


def _tell(row: Row, column: Column, text: str, read: str) -> None:
    said = _("%(field)s: “%(typed)s” is read as %(read)s.")
    row.warnings.append(said % {"field": column, "typed": text, "read": read})
