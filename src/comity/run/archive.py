"""The file of a backup: one tar with the database, the attachments, and a manifest at its end."""

import hashlib
import json
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO

from comity.run.errors import LaunchError

FORMAT = 1
DATABASE = "database.dump"
MANIFEST = "manifest.json"
FILES = "files/"
UNFINISHED = "new-"  # see comity.core.files
BLOCK = 1024 * 1024


@dataclass
class Manifest:
    """What a backup holds: rows of each table, size and SHA-256 of each member."""

    format: int
    comity: str
    postgresql: int
    made: str
    counts: dict[str, int] = field(default_factory=dict)
    members: dict[str, tuple[int, str]] = field(default_factory=dict)


class Hashed:
    """A file that is read and hashed in one go."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        block = self._file.read(size)
        self._digest.update(block)
        return block

    def digest(self) -> str:
        """Return the SHA-256 of what was read so far."""
        return self._digest.hexdigest()


def add(tar: tarfile.TarFile, path: Path, *, name: str, manifest: Manifest) -> None:
    """Add a file to the archive and to the manifest."""
    info = tar.gettarinfo(path, arcname=name)
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mode = 0o600
    with path.open("rb") as file:
        hashed = Hashed(file)
        tar.addfile(info, hashed)
    manifest.members[name] = (info.size, hashed.digest())


def finish(tar: tarfile.TarFile, *, manifest: Manifest) -> None:
    """Add the manifest; a file that was cut off has none."""
    text = json.dumps(asdict(manifest), indent=1, sort_keys=True).encode()
    info = tarfile.TarInfo(MANIFEST)
    info.size = len(text)
    info.mode = 0o600
    tar.addfile(info, BytesIO(text))


def verify(file: Path) -> Manifest:
    """Read the whole archive and return its manifest. Raises LaunchError if anything is amiss."""
    try:
        with tarfile.open(file, "r:") as tar:
            return _verify(tar, file)
    except FileNotFoundError:
        raise LaunchError(f"There is no file {file}.", "Name a file of 'comity backup'.") from None
    except PermissionError:
        raise LaunchError(f"You may not read {file}.", "Nothing was changed.") from None
    except (tarfile.TarError, EOFError, OSError):
        raise _broken(file, "it is not a backup of comity, or it was cut off") from None


def _verify(tar: tarfile.TarFile, file: Path) -> Manifest:
    found, text = _weigh(tar, file)
    if not text:
        raise _broken(file, "its end is missing, so it was cut off")
    manifest = _read(text, file)
    for name, expected in manifest.members.items():
        if found.pop(name, None) != expected:
            raise _broken(file, f"{name} in it is missing or was changed")
    if found or DATABASE not in manifest.members:
        raise _broken(file, "its contents are not what its manifest says")
    return manifest


def _weigh(tar: tarfile.TarFile, file: Path) -> tuple[dict[str, tuple[int, str]], bytes]:
    """Return size and hash of every member, and the text of the manifest."""
    found: dict[str, tuple[int, str]] = {}
    text = b""
    for member in tar:
        source = tar.extractfile(member)
        if source is None or not _is_safe(member.name):
            raise _broken(file, f"it holds {member.name!r}, which no backup does")
        if member.name == MANIFEST:
            text = source.read()
            continue
        hashed = Hashed(source)
        while hashed.read(BLOCK):
            pass
        found[member.name] = (member.size, hashed.digest())
    return found, text


def _read(text: bytes, file: Path) -> Manifest:
    try:
        values = json.loads(text)
        if values["format"] > FORMAT:
            raise LaunchError(
                f"{file} was written by a newer comity ({values['comity']}).",
                "Restore it with that version. Nothing was changed.",
            )
        members = {name: (int(size), str(sha)) for name, (size, sha) in values["members"].items()}
        return Manifest(**{**values, "members": members})
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _broken(file, "its manifest cannot be read") from None


def _is_safe(name: str) -> bool:
    parts = Path(name).parts
    inside = name.startswith(FILES) and ".." not in parts and not name.startswith("/")
    return name in (DATABASE, MANIFEST) or inside


def _broken(file: Path, why: str) -> LaunchError:
    return LaunchError(f"{file} cannot be restored: {why}.", "Nothing was changed. Use another copy of the backup.")


def attachments(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield every file below the folder with its name in the archive; one that is still coming in is nobody's yet."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and not path.name.startswith(UNFINISHED):
            yield FILES + path.relative_to(folder).as_posix(), path
