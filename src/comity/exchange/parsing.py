"""What a cell says, for the register's form: words back into codes, several values apart, numbers whoever wrote them."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.domain import numbers
from comity.domain.text import fold
from comity.exchange.cells import Cell, as_text, parted, tidy
from comity.exchange.columns import Column


class BadCell(ValueError):
    """The cell says nothing that its column can hold; `args[0]` says why, in the reader's language."""


def parsed(column: Column, cell: Cell, *, resolved: Mapping[str, int]) -> Any:
    """Return the value for the form, linked records as numbers where they are known already. Raises BadCell."""
    text = tidy(plain(cell))
    if column.is_list:
        return [resolved.get(one, one) for one in parted(plain(cell))]
    if column.target:
        return resolved.get(text, text)
    if column.field is not None and column.field.choices:
        return _choice(column.field, text)
    if isinstance(column.field, models.BooleanField):
        return _yes_no(text)
    if isinstance(column.field, models.IntegerField | models.FloatField | models.DecimalField):
        return number(cell, text, whole=isinstance(column.field, models.IntegerField))
    return text


def plain(cell: Cell) -> str:
    """Return a cell as text: whole numbers without decimals, whatever the spreadsheet made of them."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float | Decimal):
        exact = f"{Decimal(str(cell)):f}"
        return exact.rstrip("0").rstrip(".") if "." in exact else exact
    return as_text(cell)


def number(cell: Cell, text: str, *, whole: bool = False) -> Decimal | str | None:
    """Return the number that a cell is or says, its text where it says none."""
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        return Decimal(str(cell))
    return read_number(text, whole=whole) if text else None


def read_number(typed: str, *, whole: bool = False) -> Decimal | str:
    """Read a number in the reader's writing, or in another language's where only that makes sense of it."""
    reader = get_language() or "en"
    for language in [reader, *(code for code, _name in settings.LANGUAGES if code != reader)]:
        try:
            return numbers.parse(typed, language, whole=whole)
        except numbers.NotANumber:
            continue
    return typed


def _choice(field: Any, text: str) -> Any:
    wanted = fold(text)
    for value, label in _in_all_languages(lambda: [(one, str(words)) for one, words in field.flatchoices]):
        if text and wanted in (fold(label), str(value)):
            return value
    if text:
        some = ", ".join(str(label) for _value, label in field.flatchoices)
        raise BadCell(_("%(typed)s is not one of the choices: %(some)s.") % {"typed": text, "some": some})
    return ""


def _yes_no(text: str) -> bool:
    word = fold(text)
    yes, no = _words_for_yes_and_no()
    if word in yes:
        return True
    if word in no:
        return False
    raise BadCell(_("%(typed)s is neither yes nor no.") % {"typed": text})


@cache
def _words_for_yes_and_no() -> tuple[frozenset[str], frozenset[str]]:
    yes = _in_all_languages(lambda: [fold(_("yes"))])
    no = _in_all_languages(lambda: [fold(_("no"))])
    return frozenset({"1", "x", "true", *yes}), frozenset({"", "0", "false", *no})


def _in_all_languages(tell: Callable[[], list[Any]]) -> list[Any]:
    found: list[Any] = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found += tell()
    return found
