"""On which line of a TOML text a key stands: asked of the reader itself, so that nothing is guessed."""

import tomllib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

Place = Sequence[str | int]


class Wrong(ValueError):
    """Something that is said in a file is wrong; `at` is its place, seen from the part of the file that was being checked."""

    def __init__(self, said: str, at: Place) -> None:
        super().__init__(said)
        self.at = tuple(at)


def line_of(text: str, place: Place) -> int:
    """Return the line on which the statement begins that says what lies at the place, or as far towards it as is said."""
    lines = text.splitlines(keepends=True)
    while place and not _says(lines, place):
        place = place[:-1]
    least, most = 0, len(lines)  # the first `least` lines do not say it, the first `most` do
    while middle := _between(lines, least, most):
        if _says(lines[:middle], place):
            most = middle
        else:
            least = middle
    return least + 1


def _between(lines: list[str], least: int, most: int) -> int:
    """Return a number of first lines between the two that can be read, the nearest to half way; 0 if there is none."""
    half = (least + most) // 2
    candidates = [*range(half, least, -1), *range(half + 1, most)]
    return next((count for count in candidates if _read(lines[:count]) is not None), 0)


def _read(lines: list[str]) -> dict[str, Any] | None:
    return _parsed("".join(lines))


# A file with hundreds of mistakes asks for the same beginnings of it again and again. What is kept is only looked at.
@lru_cache(maxsize=256)
def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _says(lines: list[str], place: Place) -> bool:
    found: Any = _read(lines)
    try:
        for step in place:
            found = found[step]
    except (KeyError, IndexError, TypeError):
        found = None
    return found is not None
