"""Where packs lie and what their files say, merged along what they build on; each problem with file, line and key."""

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from django.conf import settings
from pydantic import BaseModel, ValidationError

from comity.core import expected
from comity.core.mending import mended
from comity.domain.toml_place import Place, line_of

BUILT_IN = Path(__file__).resolve().parent.parent / "packs"
WORLD, HEAD = "world", "pack.toml"
KNOWN = (
    HEAD, "terms.toml", "indicators.toml", "cases.toml", "markings.toml", "map.toml", "invented.toml", "layout.toml",
    "relations.csv", "country_names.csv", "working_days.csv",
)  # fmt: skip
GREATEST = 4 * 1024 * 1024
Checked = TypeVar("Checked", bound=BaseModel)


class BadPack(ValueError):
    """A pack does not say what it must; `args[0]` has one line per problem: file, line, key and what was expected."""


@dataclass(frozen=True)
class Layer:
    """One file of one pack."""

    shown: str
    text: str
    data: Mapping[str, Any]

    def at(self, place: Place) -> str:
        """Return the file and the line of a key as a message names them."""
        return f"{self.shown}: line {line_of(self.text, place)}"


@dataclass(frozen=True)
class Merged:
    """The same file of a pack and of the packs it builds on, nearest first, and what they say together."""

    layers: tuple[Layer, ...]
    data: Mapping[str, Any]
    name: str

    def at(self, place: Place) -> str:
        """Return the file and the line that say what lies at the place."""
        if not self.layers:
            return self.name
        return max(self.layers, key=lambda layer: _depth(layer.data, place)).at(place)


def laid_together(name: str, layers: Sequence[Layer], *, depth: int) -> Merged:
    """Return what files say together, the nearest first."""
    data: dict[str, Any] = {}
    for layer in reversed(layers):
        data = _laid_over(data, layer.data, depth)
    return Merged(tuple(layers), data, name)


class Several(ValueError):
    """Several things in a file are wrong; `args` are these, each a Wrong with its place."""


@dataclass
class Problems:
    """What is wrong, gathered so that all of it can be told at once."""

    said: list[str] = field(default_factory=list)
    shapes: set[tuple[str, str]] = field(default_factory=set)  # keys of files whose shape is wrong

    def add(self, where: str, what: str) -> None:
        """Note a problem; what would follow from a wrong shape that was noted before says nothing new."""
        file, key = where.partition(": line ")[0], what.partition(": ")[0]
        if not any(file == one and (key == of or key.startswith(f"{of}.")) for one, of in self.shapes):
            self.said.append(f"{where}: {what}")

    def refuse(self) -> None:
        """Raise BadPack if there is any problem."""
        if self.said:
            raise BadPack("\n".join(dict.fromkeys(self.said)))

    def model(self, model: type[Checked], said: Any, merged: Merged, place: Place = ()) -> Checked | None:
        """Return the checked value; None with the problems noted."""
        try:
            return model.model_validate(said)
        except ValidationError as error:
            self.told(error, model, merged, place)
            return None

    def told(self, error: ValidationError, model: type[BaseModel], merged: Merged, place: Place = ()) -> None:
        """Note every problem that pydantic found."""
        wrong = set()
        for one in error.errors():
            whole = (*place, *one["loc"])
            key, cause = ".".join(map(str, whole)), one.get("ctx", {}).get("error")
            if isinstance(cause, Several):
                for each in cause.args:
                    self.add(merged.at((*whole, *each.at)), ": ".join(filter(None, (key, str(each)))))
                continue
            where = merged.at((*whole, *expected.within(dict(one))))
            self.add(where, ": ".join(part for part in (key, expected.said(dict(one), model)) if part))
            wrong |= {(where.partition(": line ")[0], key)} if key else set()
        self.shapes |= wrong

    def mended(
        self, model: type[Checked], said: Any, merged: Merged, stands_for: Mapping[str, Any], place: Place = ()
    ) -> tuple[Checked | None, list[tuple[str | int, ...]]]:
        """Return the value with the problems noted and what is at fault left out, and where that was."""
        if found := self.model(model, said, merged, place):
            return found, []
        found, places = mended(model, said, stands_for)
        return found, [(*place, *one) for one in places]


@dataclass(frozen=True)
class Files:
    """The folders of one pack and of the packs it builds on, nearest first, by name."""

    name: str
    folders: tuple[tuple[str, Path], ...]

    def merged(self, name: str, problems: Problems, *, depth: int) -> Merged:
        """Return a TOML file of all of them; what a nearer one says of a key replaces what a farther one says."""
        layers = []
        for pack, folder in self.folders:
            if (folder / name).is_file() and (layer := read_toml(folder / name, f"packs/{pack}/{name}", problems)):
                layers.append(layer)
        return laid_together(f"packs/{self.name}/{name}", layers, depth=depth)

    def rows(
        self, name: str, key: str, needed: Sequence[str], problems: Problems
    ) -> dict[str, tuple[str, dict[str, str]]]:
        """Return the rows of a CSV file of all of them by key, each with the place it stands at."""
        found: dict[str, tuple[str, dict[str, str]]] = {}
        for pack, folder in reversed(self.folders):
            if (folder / name).is_file():
                found |= read_csv(folder / name, f"packs/{pack}/{name}", key, needed, problems)
        return found


def open_pack(name: str, shelves: Sequence[Path], problems: Problems) -> Files:
    """Return the folders of a pack, along what it builds on."""
    folders: list[tuple[str, Path]] = []
    wanted, where = name, f"packs/{name}"
    while wanted:
        if wanted in [pack for pack, _folder in folders]:
            problems.add(where, f"extends: {wanted} builds on itself by way of {folders[-1][0]}")
            break
        folder = next((shelf / wanted for shelf in shelves if (shelf / wanted / HEAD).is_file()), None)
        if folder is None:
            there = ", ".join(names(shelves)) or "none"
            problems.add(
                where,
                f'extends: found "{wanted}"; expected one of the packs {there}' if folders else _none(name, there),
            )
            break
        folders.append((wanted, folder))
        layer = read_toml(folder / HEAD, f"packs/{wanted}/{HEAD}", Problems())
        over = layer.data.get("extends", "") if layer else ""
        where = layer.at(["extends"]) if layer else where
        if not isinstance(over, str):
            problems.add(where, f"extends: found {expected.shown(over)}; expected the name of a pack")
            break
        wanted = over
    return Files(name, tuple(folders))


def _none(name: str, there: str) -> str:
    return f'there is no pack "{name}" with a file {HEAD}; there are {there}'


def names(shelves: Sequence[Path]) -> list[str]:
    """Return the names of the packs on the shelves."""
    return sorted({one.parent.name for shelf in shelves for one in shelf.glob(f"*/{HEAD}") if one.is_file()})


def read_toml(path: Path, shown: str, problems: Problems) -> Layer | None:
    """Return what a TOML file says; None with the problem noted."""
    text = _text(path, shown, problems)
    if text is None:
        return None
    try:
        return Layer(shown, text, tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        problems.add(shown, f"this is not TOML: {error or 'it is nested too deeply'}")
        return None


def read_csv(
    path: Path, shown: str, key: str, needed: Sequence[str], problems: Problems
) -> dict[str, tuple[str, dict[str, str]]]:
    """Return the rows of a CSV file by key, each with its place."""
    found: dict[str, tuple[str, dict[str, str]]] = {}
    reader = csv.DictReader((_text(path, shown, problems) or "").splitlines())
    try:
        for row in reader:
            where = f"{shown}: line {reader.line_num}"
            if lacking := [name for name in needed if not row.get(name)]:
                problems.add(where, f"{', '.join(lacking)}: is missing; expected the columns {', '.join(needed)}")
            elif None in row:
                problems.add(where, "there are more cells than columns; put quotes round text with commas")
            elif row[key] in found:
                problems.add(where, f"{key}: {row[key]} stands here twice; expected it once")
            else:
                found[row[key]] = (where, {name: value or "" for name, value in row.items()})
    except csv.Error as error:
        problems.add(f"{shown}: line {reader.line_num}", f"this is not CSV: {error}")
    return found


def _text(path: Path, shown: str, problems: Problems) -> str | None:
    try:
        if path.stat().st_size > GREATEST:
            problems.add(shown, f"the file is larger than {GREATEST // 1024**2} MB")
            return None
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        problems.add(f"{shown}: line {line}", "found letters that are not UTF-8; save the file as UTF-8")
    except OSError as error:
        problems.add(shown, f"cannot be read: {error.strerror}")
    return None


def _laid_over(under: Mapping[str, Any], over: Mapping[str, Any], depth: int) -> dict[str, Any]:
    laid = dict(under)
    for key, value in over.items():
        below = laid.get(key)
        deeper = depth > 1 and isinstance(below, dict) and isinstance(value, dict)
        laid[key] = _laid_over(below, value, depth - 1) if deeper and isinstance(below, dict) else value
    return laid


def _depth(data: Any, place: Place) -> int:
    for depth, step in enumerate(place):
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return depth
    return len(place)


# --- which packs are in force ---


def kept() -> Path:
    """Return the folder that holds the city's own packs that are in force, version by version.

    It lies among the attachments, so that a backup holds it and a restore brings back what was in force then.
    """
    return Path(settings.DATA) / "files" / "packs"


def version() -> str:
    """Return the name of the version that is in force, looked up once a second; empty where there is none."""
    return _version(settings.DATA, int(monotonic()))


@lru_cache(maxsize=4)
def _version(_data: object, _second: int) -> str:
    try:
        return (kept() / "current").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def in_force(name: str) -> tuple[Path, ...]:
    """Return the folders in which packs of a version lie."""
    return (BUILT_IN, kept() / name) if name else (BUILT_IN,)
