"""Invented rows made from the fields of a register: for the many whose rows need no more thought than their kinds of fields."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models

from comity.core import fields as ours
from comity.core.people import INTERNAL
from comity.core.records import Record
from comity.registers import ALL, BY_KEY, Register

if TYPE_CHECKING:
    from comity.management.invention import Invention

Row = dict[str, Any]
KEYS: dict[Any, str] = {one.model: one.key for one in ALL}
LINES = 6  # of a part on one record
WHOLE_DAY = len("2006-01-02")
AT_HOME = {
    "host",
    "lead",
    "interpreter",
    "assignee",
    "directed_by",
    "president",
    "stated_by",
    "to_person",
}  # people of the city
AT_HOME_IN = ("resources", "competences", "attendances", "presences", "enrolments")
LATER = {"ends", "until", "leaves", "expires", "valid_to", "due", "done_on", "answered_on", "congress_due", "review_on"}
RANGES = {"rating": (1, 5), "rate": (23_000, 26_000), "quantity": (1, 12), "edition": (1, 20), "hours": (8, 80)}
ASSOCIATIONS = ("mandates", "enrolments")


class Filling:
    """Makes rows with the chance, the words and the numbers of an invention."""

    def __init__(self, made: "Invention") -> None:
        self.made, self.chance = made, made.chance
        self.wholes: dict[str, dict[int, Row]] = {}  # what parts are parts of: guard, days, kind
        self.having: dict[str, list[int]] = {}
        # The first kind that a field is of; the narrower ones stand first.
        self.makers: tuple[tuple[type | tuple[type, ...], Callable[[Any, str, int], Any]], ...] = (
            (ours.TermField, self._term),
            (ours.TermsField, self._terms),
            (ours.PartialDateField, self._date),
            (ours.ClockField, self._clock),
            (ours.CountryField, self._country),
            (ours.CountriesField, self._countries),
            (ours.NamesField, self._names),
            (models.URLField, self._nothing),
            (models.ForeignKey, self._record),
            (models.BooleanField, self._rarely),
            ((models.IntegerField, models.DecimalField), self._number),
            ((models.CharField, models.TextField), self._said),
        )

    def keep(self, key: str, row: Row) -> Row:
        """Remember a row of which others are parts, and return it."""
        kept = ("unit_id", "sensitivity", "shown_to", "starts", "kind")
        self.wholes.setdefault(key, {})[row["id"]] = {name: row.get(name) for name in kept}
        return row

    def row(self, key: str, number: int, pk: int) -> Row:
        """Return a row of the register, its dates in order and its links to rows there are."""
        of = BY_KEY[key]
        row = self._guard(of, number)
        day = row.pop("day")
        row |= self.given(key, (one.name for one in _own(of.model) if one.attname not in row), day, number)
        for link in of.model._meta.local_many_to_many:
            there = self.made.ids.get(KEYS[link.related_model], [])
            if there and there != self.made.ids[key]:
                self.made.link(key, link.name, pk, self.chance.sample(there, min(len(there), 1 + number % 2)))
        if key == "gift_moves":
            row |= self._bought(number)
        return row | self._titles(key, number, row.get("country"))

    def _bought(self, number: int) -> Row:
        """Return what makes the first move of each gift one into stock, enough for those that follow."""
        gifts, moves = self.made.ids["gifts"], self.made.pack.vocabulary("gift_move").items()
        comes = [code for code, term in moves if term.rank > 0]
        return (
            {"gift_id": gifts[number], "direction": comes[0], "quantity": 300} if number < len(gifts) and comes else {}
        )

    def given(self, key: str, names: Iterable[str], day: str, number: int) -> Row:
        """Return values for some fields of a register, its dates from the day on."""
        fields: list[Any] = [BY_KEY[key].model._meta.get_field(name) for name in names]
        return {one.attname: self._value(one, day, number) for one in fields}

    def _guard(self, of: Register, number: int) -> Row:
        """Return what guards the row: for a part what guards its whole, with the link to it; and the day it is about."""
        chance = self.chance
        if of.within:
            whole_of = KEYS[of.model._meta.get_field(of.within).related_model]
            wholes = self._wholes(whole_of, of.key)
            pk = wholes[(number // LINES) % len(wholes)]
            whole = self.wholes[whole_of][pk]
            guard = {name: whole[name] for name in ("unit_id", "sensitivity", "shown_to")}
            return guard | {f"{of.within}_id": pk, "day": whole["starts"] or self.made.day(0)}
        found: Row = {"day": self.made.day(0)}
        if of.key == "points":
            found |= {"sensitivity": INTERNAL, "shown_to": []}
        if of.key in ASSOCIATIONS:
            found["unit_id"] = chance.choice(self.made.associations)
        return found

    def _wholes(self, whole_of: str, key: str) -> list[int]:
        """Return the rows that have parts of this register: those whose kind has the trait that shows them."""
        if key not in self.having:
            self.having[key] = self._found(whole_of, key)
        return self.having[key]

    def _found(self, whole_of: str, key: str) -> list[int]:
        shown = [one.trait for one in BY_KEY[whole_of].related if one.register == key]
        kinds = self.made.pack.with_trait(BY_KEY[whole_of].kinds, shown[0]) if shown and shown[0] else None
        found = [pk for pk, row in self.wholes[whole_of].items() if kinds is None or row["kind"] in kinds]
        return found or list(self.wholes[whole_of])

    def _value(self, field: Any, day: str, number: int) -> Any:
        made: Any = next((make for kind, make in self.makers if isinstance(field, kind)), self._nothing)(
            field, day, number
        )
        return made

    def _term(self, field: ours.TermField, _day: str, _number: int) -> str:
        codes = self.made.codes.get(field.vocabulary)
        return "" if not codes or (field.blank and self.chance.random() < 0.15) else self.chance.choice(codes)

    def _terms(self, field: ours.TermsField, _day: str, _number: int) -> list[str]:
        codes = self.made.codes.get(field.vocabulary, [])
        return self.chance.sample(codes, min(len(codes), self.chance.randrange(1, 3)))

    def _date(self, field: models.Field[Any, Any], day: str, _number: int) -> str:
        if field.name in LATER:
            if len(day) < WHOLE_DAY or (field.name in ("done_on", "answered_on") and self.chance.random() < 0.4):
                return ""
            return str(date.fromisoformat(day) + timedelta(days=self.chance.randrange(1, 400)))
        return day

    def _clock(self, field: models.Field[Any, Any], _day: str, number: int) -> str:
        return f"{8 + number % LINES * 2 + (field.name == 'until_time'):02}:{(number // LINES) % 2 * 30:02}"

    def _record(self, field: models.ForeignKey[Any, Any], _day: str, _number: int) -> int | None:
        key = KEYS[field.related_model]
        there: Sequence[int] = self.made.ids.get(key, [])
        at_home = field.name in AT_HOME or (KEYS[field.model], key) in {(one, "people") for one in AT_HOME_IN}
        if key == "people":
            there = self.made.ours if at_home else self.made.theirs
        if not there or (field.null and field.name != "partner" and self.chance.random() < 0.4):
            return None
        return self.made.partner()[0] if key == "partners" else self.chance.choice(there)

    def _number(self, field: models.Field[Any, Any], _day: str, number: int) -> int | None:
        if field.name == "precedence":
            return number % LINES + 1
        if isinstance(field, models.DecimalField) and field.name not in RANGES:
            return int(self.chance.randrange(1, 900) * 10 ** self.chance.randrange(3, 7))
        first, last = RANGES.get(field.name, (1, 80))
        return self.chance.randint(first, last)

    def _said(self, field: models.Field[Any, Any], _day: str, number: int) -> str:
        base, _line, language = (
            field.name.rpartition("_") if field.name[-3:] in ("_en", "_vi") else (field.name, "", "")
        )
        said = self.made.said["texts"].get(base)
        if isinstance(said, dict):
            said = said[language or "vi"]
        elif language == "en":
            said = None
        return str(said).format(n=number % 300 + 1, p=self.made.partner()[1]) if said else str(field.get_default())

    def _titles(self, key: str, number: int, known: str | None) -> Row:
        """Return both titles from the pattern of the register, or the next of its patterns."""
        patterns = self.made.said["titles"][key]
        pattern = patterns[number % len(patterns)] if isinstance(patterns, list) else patterns
        (_pk, partner, country), field = self.made.partner(), self.chance.choice(self.made.codes["field"])
        country = known or country
        words = {"n": number + 1, "p": partner, "w": self.made.somebody(country)[0]}
        where, about = self.made.pack.countries[country].name, self.made.pack.vocabulary("field")[field]
        return {
            f"title_{one}": text.format(**words, c=getattr(where, one), f=getattr(about, one).lower())[:300]
            for one, text in pattern.items()
        }

    def _names(self, _field: Any, _day: str, number: int) -> list[str]:
        return [self.made.somebody(self.made.partner()[2])[0] for _place in range(number % 3)]

    def _country(self, _field: Any, _day: str, _number: int) -> str:
        return self.made.partner()[2]

    def _countries(self, _field: Any, _day: str, _number: int) -> list[str]:
        return [self.made.partner()[2]]

    def _rarely(self, _field: Any, _day: str, _number: int) -> bool:
        return self.chance.random() < 0.1

    def _nothing(self, field: Any, _day: str, _number: int) -> Any:
        return field.get_default()


def _own(model: type[Record]) -> list[Any]:
    """Return the fields that the register's model has besides those of every record."""
    shared = {one.name for one in Record._meta.get_fields()}
    return [
        one
        for one in model._meta.concrete_fields
        if one.name not in shared and not one.primary_key and not getattr(one, "generated", False)
    ]
