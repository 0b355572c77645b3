"""Data sets: a city and its records in TOML files, stored through the same gate and door as everything else."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils import translation

from comity.core import identity, write
from comity.core.people import City
from comity.core.records import Entry, Record
from comity.gate.form import Wrong, check
from comity.registers import BY_KEY, Register

EXTRAS = ("citations", "is_sample")


class BadDataSet(ValueError):
    """A file of the data set does not say what it must; `args[0]` names file, record, field and what was expected."""


@dataclass
class Loaded:
    """How many records of each register were stored."""

    counts: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())


def city_of(name: str) -> City:
    """Return the data set's city, made if it is not there yet. Raises BadDataSet."""
    said = _read(name, "city")
    with_titles = {
        f"{word}_{language}": text for word in ("title", "office") for language, text in said.get(word, {}).items()
    }
    plain = {key: said[key] for key in ("pack", "country", "latitude", "longitude", "time_zone")}
    city, _ = City.objects.update_or_create(code=said["code"], defaults=plain | with_titles)
    return city


def load(name: str, *, progress: Callable[[str, int], None]) -> Loaded:
    """Store every record of the data set that is not there yet, all or none. Raises BadDataSet."""
    loaded = Loaded()
    order = _read(name, "city")["registers"]["order"]
    with translation.override("en"), transaction.atomic():
        who = identity.system(city_of(name), door="data set")
        with identity.acting(who, reason=f"data set {name}"):
            for key in order:
                loaded.counts[key] = _register(name, BY_KEY[key])
                progress(key, loaded.counts[key])
    return loaded


def _register(name: str, register: Register) -> int:
    have = set(Entry.objects.filter(register=register.key).values_list("code", flat=True))
    later: list[tuple[Record, Mapping[str, Any]]] = []
    own = {
        one.name for one in register.model._meta.get_fields() if one.related_model is register.model and one.concrete
    }
    stored = 0
    for row in _read(name, register.key).get(register.key, []):
        if row["code"] in have:
            continue
        values = {key: value for key, value in row.items() if key not in EXTRAS and key not in own}
        record = _store(name, register, row["code"], values, None, sample=row.get("is_sample", False))
        write.cite(record, [(_source(name, said["source"]), said.get("says", "")) for said in row.get("citations", [])])
        if inner := {key: row[key] for key in own if key in row}:
            later.append((record, inner))
        stored += 1
    for record, references in later:
        _store(name, register, record.code, references, record)
    return stored


def _store(
    name: str, register: Register, code: str, values: Mapping[str, Any], record: Record | None, *, sample: bool = False
) -> Record:
    try:
        form = check(register, values, instance=record)
    except Wrong as error:
        raise BadDataSet(f"{name}/{register.key}.toml: {code}: {error}") from error
    if sample:
        form.instance.is_sample = True
    return write.save(form.instance, links=form.linked())


def _source(name: str, code: str) -> int:
    found = Entry.objects.filter(register="sources", code=code).values_list("pk", flat=True).first()
    if found is None:
        raise BadDataSet(f"{name}: there is no source {code}.")
    return found


def _read(name: str, part: str) -> dict[str, Any]:
    path = files("comity").joinpath("datasets", name, f"{part}.toml")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        if part != "city":
            return {}
        raise BadDataSet(f"There is no data set called {name}.") from error
    except tomllib.TOMLDecodeError as error:
        raise BadDataSet(f"{name}/{part}.toml: {error}") from error


def sample_units(name: str) -> dict[str, str]:
    """Return the unit of each sample account's role, by reference."""
    units: dict[str, str] = _read(name, "city").get("sample_units", {})
    return units
