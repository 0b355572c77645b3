"""What the typefaces that come with the program can set on paper, and what is put where they cannot."""

import re
import unicodedata
from bisect import bisect_right
from pathlib import Path
from typing import Any

MISSING = "[?]"
RUN = re.compile(f"{re.escape(MISSING)}(?: *{re.escape(MISSING)})+")
LETTERS = Path(__file__).with_name("letters.txt")
JOINERS = "\u200c\u200d"  # without shape of their own; Persian, Sinhala and others change shape by them


def ranges(written: str) -> list[tuple[int, int]]:
    """Return the first and last number of each run of letters in a list like `20-7E A0`; lines with # are remarks."""
    runs = [run for line in written.splitlines() if not line.startswith("#") for run in line.split()]
    ends = [run.partition("-") for run in runs]
    return [(int(first, 16), int(last or first, 16)) for first, _dash, last in ends]


RANGES = ranges(LETTERS.read_text(encoding="ascii"))
_FIRST = [first for first, _last in RANGES]


def holds(letter: str) -> bool:
    """Say whether the typefaces hold a letter."""
    at = bisect_right(_FIRST, ord(letter)) - 1
    return at >= 0 and ord(letter) <= RANGES[at][1]


def settable(text: str) -> str:
    """Return a text composed and without control characters, with one mark for each run that the typefaces do not hold.

    The mark is of plain letters: a box would look as if the printer had failed.
    """
    said: list[str] = []
    for letter in unicodedata.normalize("NFC", text):
        if holds(letter) or letter in JOINERS:
            said.append(letter)
        elif letter.isspace():
            said.append(" ")
        elif unicodedata.category(letter) not in ("Cc", "Cf", "Mn"):
            said.append(MISSING)
    return RUN.sub(MISSING, "".join(said))


def prepared(data: Any) -> Any:
    """Return data of lists, mappings and texts with every text settable."""
    if isinstance(data, str):
        return settable(data)
    if isinstance(data, dict):
        return {key: prepared(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [prepared(value) for value in data]
    return data


def lacks(data: Any) -> bool:
    """Say whether prepared data has a mark for what cannot be set."""
    if isinstance(data, str):
        return MISSING in data
    if isinstance(data, dict):
        return any(lacks(value) for value in data.values())
    return isinstance(data, list) and any(lacks(value) for value in data)
