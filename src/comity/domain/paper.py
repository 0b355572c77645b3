"""What the typefaces that come with the program can set on paper, and what is put where they cannot."""

import re
import unicodedata
from bisect import bisect_right
from typing import Any

MISSING = "▯"
RUN = re.compile(f"{MISSING}(?: *{MISSING})+")
# Every one of these was set by the typefaces in the wheel, see tests/domain/test_paper.py. Latin with all marks, Greek,
# Cyrillic, Armenian, Hebrew, Georgian; signs. Not Chinese, Japanese, Korean, Thai, Lao, Khmer, Arabic.
RANGES = (
    (0x20, 0x7E),
    (0xA0, 0xAC),
    (0xAE, 0x377),
    (0x37A, 0x37F),
    (0x384, 0x38A),
    (0x38C, 0x38C),
    (0x38E, 0x3A1),
    (0x3A3, 0x4FF),
    (0x531, 0x556),
    (0x559, 0x58A),
    (0x5D0, 0x5EA),
    (0x10D0, 0x10FF),
    (0x1E00, 0x1F15),
    (0x1F18, 0x1F1D),
    (0x1F20, 0x1F45),
    (0x1F48, 0x1F4D),
    (0x1F50, 0x1F57),
    (0x2000, 0x200A),
    (0x2010, 0x2027),
    (0x2030, 0x203E),
    (0x2044, 0x2052),
    (0x2054, 0x205E),
    (0x2074, 0x208E),
    (0x20A0, 0x20C0),
    (0x2100, 0x211E),
    (0x2122, 0x2122),
    (0x2126, 0x2149),
    (0x2153, 0x215E),
    (0x2190, 0x22FF),
    (0x25A0, 0x25FF),
)
_FIRST = [first for first, _last in RANGES]


def holds(letter: str) -> bool:
    """Say whether the typefaces hold a letter."""
    at = bisect_right(_FIRST, ord(letter)) - 1
    return at >= 0 and ord(letter) <= RANGES[at][1]


def settable(text: str) -> str:
    """Return a text composed and without control characters, with one mark for each run that the typefaces do not hold."""
    said: list[str] = []
    for letter in unicodedata.normalize("NFC", text):
        if holds(letter):
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
