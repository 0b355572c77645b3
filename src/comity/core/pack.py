"""A city's pack: its vocabularies, holidays and calendar facts, read once and checked as a whole."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict, ValidationError

from comity.core import identity
from comity.core.people import City


class BadPack(ValueError):
    """A pack's file does not say what it must; `args[0]` names file, place and what was expected."""


Checked = TypeVar("Checked", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(_Strict):
    """A word in both languages."""

    en: str
    vi: str

    def __str__(self) -> str:
        return self.vi if get_language() == "vi" else self.en


class Term(Label):
    """One code of a vocabulary."""

    mark: str = ""
    rank: int = 0
    unit: str = ""
    counts: Label | None = None


class Holiday(Label):
    """A day on which offices are closed."""

    date: date
    verified: bool


class Island(_Strict):
    """A group of islands that maps of this pack's cities name, with the views that have room for the name."""

    name: Label
    lon: float
    lat: float
    label_in: list[str]


class _Head(_Strict):
    id: str
    title: Label
    home_country: str
    languages: list[str]
    pillars: list[str]
    currency: str
    time_zone: str
    week_starts: str
    holidays: list[Holiday]
    islands: list[Island] = []


@dataclass(frozen=True)
class Country:
    """A country by its two-letter code."""

    iso2: str
    name: Label
    region: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Pack:
    """Everything of a pack."""

    head: _Head
    terms: Mapping[str, Mapping[str, Term]]
    countries: Mapping[str, Country]
    relations: Mapping[str, str]
    national_days: Mapping[str, tuple[int, int]]

    def vocabulary(self, name: str) -> Mapping[str, Term]:
        """Return a vocabulary in menu order; an unknown one is empty."""
        return self.terms.get(name, {})

    def term(self, vocabulary: str, code: str) -> str:
        """Return a code's words in the reader's language, the code itself where the pack does not know it."""
        found = self.vocabulary(vocabulary).get(code)
        return str(found) if found else code

    def country(self, iso2: str) -> str:
        """Return a country's name in the reader's language."""
        found = self.countries.get(iso2)
        return str(found.name) if found else iso2

    def holiday(self, day: date) -> Holiday | None:
        """Return the holiday on a day."""
        return next((holiday for holiday in self.head.holidays if holiday.date == day), None)


def of_city() -> Pack:
    """Return the pack of the city for which somebody is acting."""
    return load(_pack_of(identity.current().city))


@cache
def _pack_of(city: int) -> str:
    return City.objects.values_list("pack", flat=True).get(pk=city)


@cache
def load(name: str) -> Pack:
    """Read a pack. Raises BadPack."""
    return Pack(
        head=_checked(_Head, _toml(name, "pack.toml"), f"packs/{name}/pack.toml"),
        terms={
            vocabulary: {
                code: _checked(Term, said, f"packs/{name}/terms.toml: {vocabulary}.{code}")
                for code, said in codes.items()
            }
            for vocabulary, codes in _toml(name, "terms.toml").items()
        },
        countries=_countries(name),
        relations={row["iso2"]: row["established"] for row in _rows(name, "relations.csv")},
        national_days={
            row["iso2"]: (int(row["month"]), int(row["day"]))
            for row in _rows("world", "national_days.csv")
            if row["day"]
        },
    )


def names() -> list[str]:
    """Return the names of all packs that come with the program."""
    return sorted(
        one.name for one in files("comity").joinpath("packs").iterdir() if one.joinpath("pack.toml").is_file()
    )


def _checked(model: type[Checked], said: Any, where: str) -> Checked:
    try:
        return model.model_validate(said)
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise BadPack(f"{where}: {told}") from error


def _toml(pack: str, name: str) -> dict[str, Any]:
    path = files("comity").joinpath("packs", pack, name)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise BadPack(f"packs/{pack}/{name}: {error}") from error


def _rows(pack: str, name: str) -> list[dict[str, str]]:
    path = files("comity").joinpath("packs", pack, name)
    if not path.is_file():
        return []
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def _countries(pack: str) -> dict[str, Country]:
    named = {row["iso2"]: row for row in _rows(pack, "country_names.csv")}
    found = {}
    for row in _rows("world", "countries.csv"):
        said = row | named.get(row["iso2"], {})
        found[row["iso2"]] = Country(
            row["iso2"],
            Label(en=said["name_en"], vi=said["name_vi"]),
            row["region"],
            float(row["lat"]),
            float(row["lng"]),
        )
    return found
