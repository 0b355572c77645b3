"""A city's own packs: checked as a whole, with what reports count, before a version of them comes into force."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from comity.core import identity, pack_files, procedure_copies, procedure_reader, procedures
from comity.core.fields import TermField, TermsField
from comity.core.pack_files import BUILT_IN, WORLD, BadPack, Problems, names, open_pack
from comity.core.pack_parts import Pack
from comity.core.pack_reader import read
from comity.core.people import City
from comity.domain.legal_clock import Calendar
from comity.registers import ALL
from comity.reports import cases, indicators

KEEP = 5  # versions that stay on the disk


def check(name: str, shelves: Sequence[Path]) -> list[str]:
    """Return every problem of one pack, one line each."""
    problems = Problems()
    pack = read(name, tuple(shelves), problems)
    if pack is not None:
        declared = indicators.read(pack, problems)
        if declared is not None:
            cases.read(pack, declared, problems)
        _enough(pack, problems)
        procedures.check(pack, problems)
    elif (files := open_pack(name, tuple(shelves), Problems())).folders:
        procedure_reader.read(files, (), Calendar(), problems)  # what can be told without the words of the pack
    return problems.said


def edited(name: str, shelves: Sequence[Path]) -> list[str]:
    """Return what files of cities that use a pack came under and reads otherwise now, one line for each version and city."""
    pack = read(name, tuple(shelves), Problems())
    found = procedures.read(pack, Problems()) if pack else None
    said = []
    for city in City.objects.filter(pack=name).order_by("code") if found else ():
        with identity.acting(identity.system(city, door="packs")):
            said += [_told(city, one) for one in procedure_copies.edited(found)] if found else []
    return said


def _told(city: City, one: procedure_copies.Edited) -> str:
    files = "1 file" if one.files == 1 else f"{one.files} files"
    return (
        f"{city.code}: {one.title}: version {one.number} was edited after {files} came under it. They stand by it as it was;"
        " give the new text a new number, or move them with a reason."
    )


def check_folder(folder: Path) -> dict[str, list[str]]:
    """Return the problems of the pack in a folder, or of every pack in it, by name. Raises BadPack if there is none."""
    folder = folder.resolve()
    if (folder / pack_files.HEAD).is_file():
        return {folder.name: check(folder.name, (folder.parent, BUILT_IN))}
    if not (found := names((folder,))):
        raise BadPack(f"{folder}: there is no pack; expected a file {pack_files.HEAD} in it or in a folder of it")
    return {name: _taken(name) + check(name, (folder, BUILT_IN)) for name in found}


def shelves_of(folder: Path | None, name: str) -> tuple[Path, ...]:
    """Return where a pack that was checked, and what it builds on, lies."""
    if folder is None or (BUILT_IN / name).is_dir():
        return (BUILT_IN,)
    folder = folder.resolve()
    return (folder.parent if (folder / pack_files.HEAD).is_file() else folder, BUILT_IN)


def use(wanted: Sequence[str]) -> str:
    """Put the city's own packs in force as they are now, all or none, and return the version's name; "" for none.

    `wanted` are the packs that cities use. Raises BadPack; then the version before stays in force.
    """
    own = Path(settings.PACKS)
    found = names((own,)) if own.is_dir() else []
    said = [line for name in found for line in [*_taken(name), *check(name, (BUILT_IN, own))]]
    there = {*found, *names((BUILT_IN,))}
    said += [f"{own}: there is no pack {name}, which a city uses" for name in sorted(set(wanted) - there)]
    if said:
        raise BadPack("\n".join(dict.fromkeys(said)))
    version = _digest(own, found) if found else ""
    if version and not (pack_files.kept() / version).is_dir():
        _copy(own, found, version)
    _point(version)
    return version


def _taken(name: str) -> list[str]:
    if name == WORLD or (BUILT_IN / name).is_dir():
        return [f'packs/{name}: a pack of this name comes with Comity; choose another and say extends = "{name}" in it']
    return []


def _enough(pack: Pack, problems: Problems) -> None:
    """Note the vocabularies that a register cannot do without and that have no code."""
    words = pack.files.merged("terms.toml", Problems(), depth=2)
    for register in ALL:
        for field in register.model._meta.local_fields:
            if not isinstance(field, TermField | TermsField) or field.blank:
                continue
            if not pack.vocabulary(field.vocabulary):
                problems.add(words.at([]), f"{field.vocabulary}: is missing; {register.key} need a {field.name}")


def _files(own: Path, found: Sequence[str]) -> list[Path]:
    known = [own / name / file for name in found for file in pack_files.KNOWN if (own / name / file).is_file()]
    return known + [path for name in found for path in procedure_reader.paths(own / name)]


def _digest(own: Path, found: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for path in _files(own, found):
        data = path.read_bytes()
        digest.update(f"{path.relative_to(own)}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()[:16]


def _copy(own: Path, found: Sequence[str], version: str) -> None:
    """Keep the files under the version's name; the name appears only when all of them are there."""
    kept = pack_files.kept()
    kept.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(dir=kept, prefix="half-"))
    for path in _files(own, found):
        to = half / path.relative_to(own)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, to)
    try:
        half.rename(kept / version)
    except OSError:  # another process was first
        shutil.rmtree(half)


def _point(version: str) -> None:
    kept = pack_files.kept()
    if not kept.is_dir():
        return
    handle, path = tempfile.mkstemp(dir=kept, prefix="half-")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(version)
    Path(path).replace(kept / "current")
    old = sorted(
        (one for one in kept.iterdir() if one.is_dir() and one.name != version), key=lambda one: one.stat().st_mtime
    )
    for one in old[: max(0, len(old) - KEEP + 1)]:
        shutil.rmtree(one)
