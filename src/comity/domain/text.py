"""Folding and sorting of names, the same as the database does in core/sql/text.sql."""

import re
import unicodedata

_MARKS = re.compile("[\u0300-\u036f]")
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # level is 0: grave, hook, tilde, acute, dot below, in dictionary order
_PLAIN = str.maketrans("đðøłı’‘ʼ", "ddoli'''")
# Of other languages than Vietnamese: a letter that wears them stands where the bare one does.
_FOREIGN = re.compile(
    "[\u0300\u0301\u0303-\u0305\u0307-\u031a\u031c-\u036f]|(?<![aeo])\u0302|(?<!a)\u0306|(?<![ou])\u031b"
)
_LETTERS = str.maketrans(
    "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz" + "æðıłøœßþ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`a" + "AFMPSSYZ"
)


def fold(value: str) -> str:
    """Return the text in lower case without marks: `Hà Nội` and `ha noi` fold alike, `Đống Đa` to `dong da`."""
    spelled = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", value).lower())
    return _MARKS.sub("", spelled).translate(_PLAIN)


def words(value: str) -> list[str]:
    """Return the folded words, in order."""
    return re.findall(r"[^\W_]+", fold(value))


def sort_key(value: str) -> str:
    """Return a key that sorts as a Vietnamese dictionary does: letters first, tones between equals."""
    spelled = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", value).lower())
    tones = "".join(str(_TONES.index(mark) + 1) if mark in _TONES else " " for mark in spelled if mark in _TONES + " ")
    bare = _FOREIGN.sub("", "".join(mark for mark in spelled if mark not in _TONES))
    letters = unicodedata.normalize("NFC", bare)
    return letters.translate(_LETTERS) + " " + tones
