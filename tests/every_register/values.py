"""Three acceptable values for every field of every register, so that two editors can each choose another."""

from collections.abc import Callable
from typing import Any, cast

from django.core.validators import MaxValueValidator
from django.db import models

from comity.core import pack
from comity.core.fields import (
    ClockField,
    CountriesField,
    CountryField,
    NamesField,
    PartialDateField,
    TermField,
    TermsField,
)
from comity.core.records import Record
from comity.registers import BY_MODEL, Register
from tests.entries import ENTRIES

# Who may see a record is one choice in two fields: a record that is not restricted is shown to no named units.
TOGETHER = ("sensitivity", "shown_to")
COUNTRIES = ("FR", "JP", "KR")
LAST = ("until_time", "ends_at")
WHOLE = ("persons",)  # as many as all of its parts together at least
FIRST = ("starts", "valid_from", "signed", "on", "effective", "since", "arrives")


class Choices:
    """Records to link to, made once, and three values for each field."""

    def __init__(self, made: Callable[..., Any], units: dict[str, Record]) -> None:
        self._made = made
        self._units = units
        self._records: dict[type[Record], list[int]] = {}

    def records(self, model: type[Record]) -> list[int]:
        """Return three records of a register to link to."""
        if model not in self._records:
            key = BY_MODEL[model].key
            if key == "units":
                self._records[model] = [self._units[name].pk for name in ("department", "desk", "trade")]
            else:
                self._records[model] = [self._made(key, **ENTRIES[key](self._made, 50 + n)).pk for n in range(3)]
                if key == "gifts":  # of which so many may be given
                    for gift in self._records[model]:
                        self._made("gift_moves", title_en="Stock", direction="bought", gift=gift, quantity=1000)
        return self._records[model]

    def value(self, of: Register, name: str, which: int) -> Any:
        """Return the field's value number 0, 1 or 2, as JSON would send it."""
        column = cast("models.Field[Any, Any]", of.model._meta.get_field(name))
        if name == "sensitivity":
            return 2
        if name == "shown_to":
            return [self._units["desk"].pk, *([self._units[("trade", "ward")[which - 1]].pk] if which else [])]
        if isinstance(column, models.ManyToManyField):
            return [self.records(cast(type[Record], column.related_model))[which]]
        if isinstance(column, models.ForeignKey):
            return self.records(cast(type[Record], column.related_model))[which]
        return _plain(name, column, which)


def _plain(name: str, column: "models.Field[Any, Any]", which: int) -> Any:
    for kind, value in KINDS:
        if isinstance(column, kind):
            return value(name, column, which)
    return f"{which} {name}"[: column.max_length or 60]


def _codes(column: Any) -> list[str]:
    return list(pack.load("vn").vocabulary(column.vocabulary))


def _greatest(column: Any) -> list[int]:
    return [one.limit_value for one in column.validators if isinstance(one, MaxValueValidator)]


KINDS: tuple[tuple[type, Callable[[str, Any, int], Any]], ...] = (
    (PartialDateField, lambda name, _column, which: f"{2010 if name in FIRST else 2030}-0{which + 1}"),
    (ClockField, lambda name, _column, which: f"{'1' if name in LAST else '0'}{which}:30"),
    (TermField, lambda _name, column, which: _codes(column)[which % len(_codes(column))]),
    (TermsField, lambda _name, column, which: [_codes(column)[which]]),
    (CountryField, lambda _name, _column, which: COUNTRIES[which]),
    (CountriesField, lambda _name, _column, which: [COUNTRIES[which]]),
    (NamesField, lambda _name, _column, which: [f"Other name {which}"]),
    (models.BooleanField, lambda _name, _column, which: bool(which % 2)),
    (models.DecimalField, lambda _name, _column, which: 11 + which),
    (
        models.IntegerField,
        lambda name, column, which: (
            60 + which if name in WHOLE else min([11, *(most - 2 for most in _greatest(column))]) + which
        ),
    ),
    (models.FloatField, lambda _name, _column, which: 11.5 + which),
    (models.URLField, lambda _name, _column, which: f"https://vesper-{which}.example/"),
    (models.EmailField, lambda _name, _column, which: f"desk-{which}@vesper.example"),
)
