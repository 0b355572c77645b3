"""Data sets: a city and its records in TOML files, stored through the same gate and door as everything else."""

import tomllib
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.utils import translation
from pydantic import Field

from comity.core import identity, write
from comity.core.pack import Label
from comity.core.pack import load as load_pack
from comity.core.pack_files import Layer, Merged, Problems
from comity.core.pack_parts import Strict
from comity.core.people import City
from comity.core.records import Entry, Record
from comity.exchange.dataset_acts import BadAct, DoneBefore, day_of, do
from comity.gate import causes
from comity.gate.form import Wrong, check
from comity.registers import BY_KEY, Register
from comity.registers.cases import Case

BUILT_IN = Path(__file__).resolve().parent.parent / "datasets"
Part = TypeVar("Part", bound=Strict)
EXTRAS = ("citations", "is_sample", "acts")


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


class _Registers(Strict):
    order: list[str]


class _City(Strict):
    """What city.toml says."""

    code: Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,50}$")]
    pack: str
    country: str
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    time_zone: str = ""
    title: Label
    office: Label
    registers: _Registers
    sample_units: dict[str, str] = {}


class _Citation(Strict):
    source: str
    says_en: str = ""
    says_vi: str = ""


def _said(name: str) -> _City:
    """Return what city.toml says. Raises BadDataSet, BadPack."""
    text, problems = _text(name, "city"), Problems()
    layer = Layer(f"{name}/city.toml", text, tomllib.loads(text))
    said = problems.model(_City, dict(layer.data), Merged((layer,), layer.data, layer.shown))
    for at, key in enumerate(said.registers.order if said else ()):
        if key not in BY_KEY:
            place = ("registers", "order", at)
            problems.add(layer.at(place), f'registers.order: found "{key}"; expected one of {", ".join(BY_KEY)}')
    if problems.said or said is None:
        raise BadDataSet("\n".join(problems.said))
    if said.time_zone not in ("", *zoneinfo.available_timezones()):
        where = layer.at(["time_zone"])
        raise BadDataSet(f'{where}: time_zone: found "{said.time_zone}"; expected one such as Europe/Paris')
    return said


def city_of(name: str) -> City:
    """Return the data set's city, made if it is not there yet. Raises BadDataSet, BadPack."""
    said = _said(name)
    values = {
        "title_en": said.title.said("en"),
        "title_vi": said.title.said("vi"),
        "office_en": said.office.said("en"),
        "office_vi": said.office.said("vi"),
        "pack": said.pack,
        "country": said.country,
        "latitude": said.latitude,
        "longitude": said.longitude,
        "time_zone": said.time_zone or load_pack(said.pack).head.time_zone,
    }
    city, _ = City.objects.update_or_create(code=said.code, defaults=values)
    return city


def load(name: str, *, progress: Callable[[str, int], None]) -> Loaded:
    """Store every record of the data set that is not there yet, all or none. Raises BadDataSet, BadPack."""
    loaded = Loaded()
    order = _said(name).registers.order
    with translation.override("en"), transaction.atomic():
        who = identity.system(city_of(name), door="data set")
        with identity.acting(who, reason=f"{causes.DATA_SET}{name}"):
            for key in order:
                loaded.counts[key] = _register(name, BY_KEY[key])
                progress(key, loaded.counts[key])
    return loaded


def _register(name: str, register: Register) -> int:
    have = set(Entry.objects.filter(register=register.key).values_list("code", flat=True))
    later: list[tuple[_Row, Record, Mapping[str, Any]]] = []
    own = {
        one.name for one in register.model._meta.get_fields() if one.related_model is register.model and one.concrete
    }
    stored = 0
    for row in _rows(name, register):
        if row.code in have:
            continue
        first = {key: value for key, value in row.values.items() if key not in own}
        if filed := next((act for act in row.acts if act.what == "filed"), None):
            first["received"] = day_of(filed).isoformat()
        record = _store(row, first, None)
        write.cite(record, [(_source(row, said), said.says_en, said.says_vi) for said in row.citations])
        _act(row, record)
        if inner := {key: row.values[key] for key in own if key in row.values}:
            later.append((row, record, inner))
        stored += 1
    for row, record, references in later:
        _store(row, references, record)
    return stored


@dataclass(frozen=True)
class _Row:
    """One record of a file."""

    register: Register
    layer: Layer
    at: int
    code: str
    values: Mapping[str, Any]
    citations: tuple[_Citation, ...]
    is_sample: bool
    acts: tuple[DoneBefore, ...] = ()  # of a file on its way

    def where(self, key: str = "") -> str:
        return f"{self.layer.at([self.register.key, self.at, key])}: {self.code}"


def _rows(name: str, register: Register) -> list[_Row]:
    """Return the records of a file. Raises BadDataSet with everything that is wrong in how they are written."""
    text, problems, found = _text(name, register.key), Problems(), []
    layer = Layer(f"{name}/{register.key}.toml", text, tomllib.loads(text))
    merged = Merged((layer,), layer.data, layer.shown)
    for other in set(layer.data) - {register.key}:
        problems.add(layer.at([other]), f"{other}: there is no such key; expected tables under [[{register.key}]]")
    for at, said in enumerate(layer.data.get(register.key, ())):
        if not isinstance(said, dict) or not isinstance(said.get("code"), str) or not said["code"]:
            problems.add(layer.at([register.key, at]), f"expected a table under [[{register.key}]] with a code")
            continue
        values = {key: value for key, value in said.items() if key not in EXTRAS}
        citations = _listed(_Citation, said, (register.key, at, "citations"), merged, problems)
        acts = _listed(DoneBefore, said, (register.key, at, "acts"), merged, problems)
        found.append(_Row(register, layer, at, said["code"], values, citations, said.get("is_sample") is True, acts))
    if problems.said:
        raise BadDataSet("\n".join(problems.said))
    return found


def _listed(
    model: type[Part], said: Mapping[str, Any], place: tuple[str, int, str], merged: Merged, problems: Problems
) -> tuple[Part, ...]:
    given = said.get(place[-1], [])
    listed = given if isinstance(given, list) else [given]
    parts = [problems.model(model, one, merged, (*place, number)) for number, one in enumerate(listed)]
    return tuple(one for one in parts if one is not None)


def _store(row: _Row, values: Mapping[str, Any], record: Record | None) -> Record:
    try:
        form = check(row.register, values, instance=record)
    except Wrong as error:
        told = [f"{row.where(name)}: {name}: {' '.join(said)}" for name, said in error.errors.items()]
        raise BadDataSet("\n".join(told)) from error
    if record is None and row.is_sample:
        form.instance.is_sample = True
    return write.save(form.instance, links=form.linked())


def _act(row: _Row, record: Record) -> None:
    if not row.acts:
        return
    if not isinstance(record, Case):
        raise BadDataSet(f"{row.where('acts')}: acts: only files on their way have them")
    try:
        do(record, row.acts)
    except BadAct as error:
        raise BadDataSet(f"{row.where('acts')}: {error.args[0]}") from error


def _source(row: _Row, said: _Citation) -> int:
    found = Entry.objects.filter(register="sources", code=said.source).values_list("pk", flat=True).first()
    if found is None:
        raise BadDataSet(f"{row.where('citations')}: citations: there is no source {said.source}")
    return found


def _text(name: str, part: str) -> str:
    """Return what a file says, "" where there is none. Raises BadDataSet."""
    path = _folder(name) / f"{part}.toml"
    try:
        text = path.read_text(encoding="utf-8-sig")
        tomllib.loads(text)
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        said = f"{name}/{part}.toml: line {line}: found letters that are not UTF-8; save the file as UTF-8"
        raise BadDataSet(said) from error
    except OSError as error:
        raise BadDataSet(f"{name}/{part}.toml: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadDataSet(f"{name}/{part}.toml: {error}") from error
    return text


def _folder(name: str) -> Path:
    """Return where a data set lies: the city's own first, then those that come with the program. Raises BadDataSet."""
    shelves = (Path(settings.DATASETS), BUILT_IN)
    plain = name not in ("", ".", "..") and "/" not in name and "\0" not in name
    for shelf in shelves:
        if plain and (shelf / name / "city.toml").is_file():
            return shelf / name
    there = sorted({one.parent.name for shelf in shelves for one in shelf.glob("*/city.toml")})
    raise BadDataSet(
        f"There is no data set called {name}. There are: {', '.join(there)}; your own lie in {shelves[0]}."
    )


def sample_units(name: str) -> dict[str, str]:
    """Return the unit of each sample account's role, by reference. Raises BadDataSet."""
    return _said(name).sample_units
