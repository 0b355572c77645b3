"""What stands in the cells: stored values as one reader's words, numbers and days; and formulas defused."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core.fields import CountriesField, CountryField, NamesField, PartialDateField, TermField, TermsField
from comity.core.pack import Label, of_city
from comity.core.records import Record
from comity.domain.numbers import MARKS
from comity.domain.partial_date import read
from comity.domain.text import fold
from comity.domain.typed import WHITE
from comity.exchange.batches import Batch
from comity.exchange.columns import Column, linked
from comity.exchange.naming import Links
from comity.gate import values
from comity.registers.units import Unit

Cell = str | int | float | Decimal | bool | date | None

LONGEST = 32000  # a spreadsheet's cell holds 32,767 characters
PRECISE = 15  # and a number in it 15 digits
FORMULA = re.compile("^'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
SUSPECT = frozenset("'=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def defused(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula; `undefused` gives it back."""
    return f"'{text}" if text[:1] in SUSPECT and FORMULA.match(text) else text


def undefused(text: str) -> str:
    """Return the text without the apostrophe that `defused` put before it."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def joined(parts: Iterable[str]) -> str:
    """Return several values as one cell: parted by `; `, or by lines where one of them holds a `;`."""
    given = [part for part in parts if part]
    if any(";" in part or "\n" in part for part in given):
        return "\n".join(" ".join(part.split("\n")) for part in given) + ("\n" if len(given) == 1 else "")
    return "; ".join(given)


def parted(text: str) -> list[str]:
    """Return the values of a cell that `joined` or a person wrote."""
    parts = text.split("\n" if "\n" in text else ";")
    return [part.strip() for part in parts if part.strip()]


def number_text(value: int | float | Decimal) -> str:
    """Return a number without groups and never with three decimals, so that no language takes its mark for a group's."""
    if type(value) is int:
        return str(value)
    text = f"{Decimal(str(value)):f}"
    whole, point, decimals = text.partition(".")
    decimals = decimals.rstrip("0")
    if len(decimals) == 3:
        decimals += "0"
    mark = MARKS.get(get_language() or "en", MARKS["en"])[1]
    return f"{whole}{mark}{decimals}" if point and decimals else whole


def as_text(cell: Cell) -> str:
    """Return a cell as CSV has it."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return cell
    return number_text(cell)


def as_texts(column: Sequence[Cell]) -> Sequence[Cell]:
    """Return a column's cells as CSV has them, formulas defused; the column itself where there is nothing to do."""
    if set(map(type, column)) != {str}:
        return [defused(one) if isinstance(one, str) else as_text(one) for one in column]
    begun = {one[:1] for one in column}  # type: ignore[index]
    return column if SUSPECT.isdisjoint(begun) else list(map(defused, column))  # type: ignore[arg-type]


def tidy(text: str) -> str:
    """Return a text as it is compared: composed letters, one kind of line end, no space around it."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip(WHITE)


class Renderer:
    """Turns stored values into cells for the one who reads; made anew for every file."""

    def __init__(self) -> None:
        self.pack = of_city()
        self.today = values.today()
        self._words: dict[str, Mapping[str, str]] = {}
        self._units: dict[int, Unit | None] = {}

    def columns(self, columns: Sequence[Column], batch: Batch) -> Iterator[list[Cell]]:
        """Yield the cells of each column, all records' at once: how one is written is found once for the batch."""
        return (self._column(column, batch) for column in columns)

    def _column(self, column: Column, batch: Batch) -> list[Cell]:
        records, links, code = batch.records, batch.links, column.code
        if code == "sources":
            cited = (batch.citations.get(record.pk, ()) for record in records)
            return [joined(self.name(one.source) for one in found) if found else "" for found in cited]
        if rule := column.computed:
            told = {state: str(words) for state, (words, _tone) in rule.states.items()}
            return [told.get(state, state) for state in (rule.value(record, self.today) for record in records)]
        if code == "shown_to":
            return [joined(links.called(record.shown_to)) for record in records]
        if isinstance(column.field, models.ManyToManyField):
            return [joined(map(self.name, links.several(code, record.pk))) for record in records]
        if isinstance(column.field, models.ForeignKey):
            return [*links.called(map(attrgetter(column.field.attname), records))]
        held = map(attrgetter(code), records)
        if column.field is None:
            return list(held)
        tell = self._telling(column)
        return [tell(one) if one or one == 0 else "" for one in held]

    def cell(self, record: Record, column: Column) -> Cell:
        """Return one cell of one record: a number or a full day as such, everything else as text."""
        held = self.held(record, column)
        return self._telling(column)(held) if held or held == 0 else ""

    def computed(self, column: Column, record: Record) -> str:
        """Return what the column works out, in words."""
        rule = column.computed
        code = rule.value(record, self.today) if rule else ""
        return str(rule.states[code][0]) if rule and code in rule.states else code

    def held(self, record: Record, column: Column, links: Links | None = None) -> Any:
        """Return the stored value, linked records as such, or only named where `links` of many records are at hand."""
        if links is not None and column.target:
            return _named(record, column, links)
        if column.code == "shown_to":
            return [unit for unit in map(self._unit, record.shown_to) if unit]
        if isinstance(column.field, models.ManyToManyField):
            return list(getattr(record, column.code).all())
        if isinstance(column.field, models.ForeignKey):
            return linked(record, column.code)
        return getattr(record, column.code)

    def _telling(self, column: Column) -> Callable[[Any], Cell]:
        """Return what makes a cell of a stored value, where there is one."""
        field = column.field
        if column.target:
            return (lambda held: joined(map(self.name, held))) if column.is_list else self.name
        if isinstance(field, TermField | CountryField):
            words = self.words(_vocabulary(field))
            return lambda held: words.get(held, held)
        if isinstance(field, TermsField | CountriesField):
            words = self.words(_vocabulary(field))
            return lambda held: joined(words.get(code, code) for code in held)
        return _plain(field)

    def told(self, column: Column, held: Any) -> str:
        """Return a stored value as people read it, linked records by title."""
        if column.target:
            return "; ".join(one.title for one in held) if isinstance(held, list) else (held.title if held else "")
        return values.shown(column.field, held) if column.field else str(held)

    def name(self, record: Any) -> str:
        """Return what a linked record is called in a file: its reference, or else its title."""
        return (record.code or record.title) if record is not None else ""

    def words(self, vocabulary: str) -> Mapping[str, str]:
        """Return each code's words; the code itself where other codes are called the same. `country` has the countries."""
        if vocabulary not in self._words:
            labels: Mapping[str, Label] = self.pack.vocabulary(vocabulary)
            if vocabulary == "country":
                labels = {code: country.name for code, country in self.pack.countries.items()}
            names = Counter(name for label in labels.values() for name in {fold(label.en), fold(label.vi)})
            names.update(map(fold, labels))
            self._words[vocabulary] = {code: _word(code, str(label), names) for code, label in labels.items()}
        return self._words[vocabulary]

    def _unit(self, pk: int) -> Unit | None:
        if pk not in self._units:
            self._units[pk] = Unit.objects.filter(pk=pk).first()
        return self._units[pk]


def _named(record: Record, column: Column, links: Links) -> Any:
    if column.code == "shown_to":
        return links.all(record.shown_to)
    if isinstance(column.field, models.ForeignKey):
        return links.one(getattr(record, column.field.attname))
    return links.several(column.code, record.pk)


def _word(code: str, label: str, names: Mapping[str, int]) -> str:
    own = 2 if fold(label) == fold(code) else 1
    return label if names[fold(label)] == own and ";" not in label else code


def _vocabulary(field: Any) -> str:
    return getattr(field, "vocabulary", "country")


def _plain(field: Any) -> Callable[[Any], Cell]:
    if field.choices:
        labels = {value: str(label) for value, label in field.flatchoices}
        return lambda held: labels[held] if held in labels else str(held)
    if isinstance(field, models.BooleanField):
        words = {True: _("yes"), False: _("no")}
        return words.__getitem__
    return next((tell for kinds, tell in _PLAIN if isinstance(field, kinds)), lambda held: _fitting(str(held)))


def _fitting(text: str) -> str:
    if not text.isprintable():
        text = UNPRINTABLE.sub("", text)
    return text if len(text) <= LONGEST else text[:LONGEST] + _(" [too long for a cell]")


@lru_cache(10_000)  # the days of ten years
def _day(held: str) -> Cell:
    found = read(held)
    return found.first if found and found.day else held


def _number(held: Any) -> Cell:
    if type(held) is int and abs(held) < 10**PRECISE:
        return held
    exact = Decimal(str(held)).normalize()
    return held if len(exact.as_tuple().digits) <= PRECISE else number_text(held)


_PLAIN: tuple[tuple[Any, Callable[[Any], Cell]], ...] = (
    (PartialDateField, _day),
    (NamesField, lambda held: _fitting(joined(held))),
    (models.IntegerField | models.FloatField | models.DecimalField, _number),
    (models.DateTimeField, lambda held: held.isoformat(timespec="seconds")),
)
