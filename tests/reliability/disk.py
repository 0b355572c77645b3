"""A small disk that fills up: the database's and that of the attachments."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MB = 1024 * 1024


class NotPermitted(Exception):
    """A small disk cannot be mounted here."""


@contextmanager
def small(place: Path, *, megabytes: int) -> Iterator[Path]:
    """Mount a file system of this size at the place. Raises NotPermitted."""
    place.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "comity-test", str(place)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise NotPermitted("there is no mount program") from None
    if done.returncode:
        raise NotPermitted(done.stderr.strip() or "mount failed")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=False)


class Ballast:
    """A file that takes all the room there is, to the last byte."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "ballast"

    def fill(self) -> None:
        """Take the room."""
        with suppress(OSError), self._path.open("ab", buffering=0) as file:
            for size in (MB, 4096, 1):
                with suppress(OSError):
                    while file.write(b"\0" * size) == size:
                        pass

    def go(self) -> None:
        """Give it back."""
        self._path.unlink(missing_ok=True)


def free(folder: Path) -> int:
    """Return how many bytes are free."""
    told = os.statvfs(folder)
    return told.f_bavail * told.f_frsize
