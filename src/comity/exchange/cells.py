"""What stands in the cells: stored values as one reader's words, numbers and days; and formulas defused."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core.attached import Citation
from comity.core.fields import CountriesField, CountryField, NamesField, PartialDateField, TermField, TermsField
from comity.core.pack import Label, of_city
from comity.core.records import Record
from comity.domain.numbers import MARKS
from comity.domain.partial_date import read
from comity.domain.text import fold
from comity.exchange.columns import Column, linked
from comity.gate import values
from comity.registers.units import Unit

Cell = str | int | float | Decimal | bool | date | None

LONGEST = 32000  # a spreadsheet's cell holds 32,767 characters
PRECISE = 15  # and a number in it 15 digits
FORMULA = re.compile("^'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def defused(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula; `undefused` gives it back."""
    return f"'{text}" if FORMULA.match(text) else text


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


def tidy(text: str) -> str:
    """Return a text as it is compared: composed letters, one kind of line end, no space around it."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()


class Renderer:
    """Turns stored values into cells for the one who reads; made anew for every file."""

    def __init__(self) -> None:
        self.pack = of_city()
        self.today = values.today()
        self._words: dict[str, Mapping[str, str]] = {}
        self._units: dict[int, Unit | None] = {}

    def row(self, record: Record, columns: Iterable[Column], citations: Sequence[Citation] = ()) -> list[Cell]:
        """Return the record's cells."""
        return [self.cell(record, column, citations) for column in columns]

    def cell(self, record: Record, column: Column, citations: Sequence[Citation] = ()) -> Cell:
        """Return one cell: a number or a full day as such, everything else as text."""
        if column.code == "sources":
            return joined(self.name(citation.source) for citation in citations)
        if column.computed:
            return self.computed(column, record)
        if column.field is None:
            held: Cell = getattr(record, column.code)
            return held
        return self.value(column, self.held(record, column))

    def computed(self, column: Column, record: Record) -> str:
        """Return what the column works out, in words."""
        rule = column.computed
        code = rule.value(record, self.today) if rule else ""
        return str(rule.states[code][0]) if rule and code in rule.states else code

    def held(self, record: Record, column: Column) -> Any:
        """Return the stored value, linked records as such."""
        if column.code == "shown_to":
            return [unit for unit in map(self._unit, record.shown_to) if unit]
        if isinstance(column.field, models.ManyToManyField):
            return list(getattr(record, column.code).all())
        if isinstance(column.field, models.ForeignKey):
            return linked(record, column.code)
        return getattr(record, column.code)

    def value(self, column: Column, held: Any) -> Cell:
        """Return a stored value as a cell."""
        if held is None or held == "" or held == []:
            return ""
        if column.target:
            return joined(map(self.name, held)) if isinstance(held, list) else self.name(held)
        if isinstance(column.field, TermField | CountryField):
            return self.words(_vocabulary(column.field)).get(str(held), str(held))
        if isinstance(column.field, TermsField | CountriesField):
            words = self.words(_vocabulary(column.field))
            return joined(words.get(code, code) for code in held)
        return _plain(column.field, held)

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


def _word(code: str, label: str, names: Mapping[str, int]) -> str:
    own = 2 if fold(label) == fold(code) else 1
    return label if names[fold(label)] == own and ";" not in label else code


def _vocabulary(field: Any) -> str:
    return getattr(field, "vocabulary", "country")


def _plain(field: Any, held: Any) -> Cell:
    if field.choices:
        return str(dict(field.flatchoices).get(held, held))
    for kinds, tell in _PLAIN:
        if isinstance(field, kinds):
            return tell(held)
    return _fitting(str(held))


def _fitting(text: str) -> str:
    text = UNPRINTABLE.sub("", text)
    return text if len(text) <= LONGEST else text[:LONGEST] + _(" [too long for a cell]")


def _day(held: str) -> Cell:
    found = read(held)
    return found.first if found and found.day else held


def _number(held: Any) -> Cell:
    exact = Decimal(str(held)).normalize()
    return held if len(exact.as_tuple().digits) <= PRECISE else number_text(held)


_PLAIN: tuple[tuple[Any, Callable[[Any], Cell]], ...] = (
    (PartialDateField, _day),
    (NamesField, lambda held: _fitting(joined(held))),
    (models.BooleanField, lambda held: _("yes") if held else _("no")),
    (models.IntegerField | models.FloatField | models.DecimalField, _number),
    (models.DateTimeField, lambda held: held.isoformat(timespec="seconds")),
)
