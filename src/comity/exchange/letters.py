"""Old Vietnamese letters: one byte drawn by a font as another letter. Read so only where a person saw the first lines and said so.

TCVN3 (ABC) has a byte for each letter; its capitals with tones are drawn by fonts of capitals alone. VNI writes the vowel, then
its mark. Windows-1258 is a code page, with tones as letters of their own.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

from django.utils.translation import gettext_lazy as _

NAMES = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI", "cp1258": "Windows-1258", "utf-8": _("UTF-8 that was read wrongly")}
AS_IT_STANDS = "unicode"
BYTES = "cp1252"  # what programs take such bytes for
VOWELS = {
    "a": "aàảãáạ", "ă": "ăằẳẵắặ", "â": "âầẩẫấậ", "e": "eèẻẽéẹ", "ê": "êềểễếệ", "i": "iìỉĩíị", "o": "oòỏõóọ", "ô": "ôồổỗốộ",
    "ơ": "ơờởỡớợ", "u": "uùủũúụ", "ư": "ưừửữứự", "y": "yỳỷỹýỵ",
}  # fmt: skip
# The bytes of each vowel: bare (none where it is ASCII), then grave, hook, tilde, acute, dot below.
TCVN3 = {
    "a": "B5 B6 B7 B8 B9", "ă": "A8 BB BC BD BE C6", "â": "A9 C7 C8 C9 CA CB", "e": "CC CE CF D0 D1", "ê": "AA D2 D3 D4 D5 D6",
    "i": "D7 D8 DC DD DE", "o": "DF E1 E2 E3 E4", "ô": "AB E5 E6 E7 E8 E9", "ơ": "AC EA EB EC ED EE", "u": "EF F1 F2 F3 F4",
    "ư": "AD F5 F6 F7 F8 F9", "y": "FA FB FC FD FE",
}  # fmt: skip
TCVN3_OTHERS = "A1Ă A2Â A3Ê A4Ô A5Ơ A6Ư A7Đ AEđ"
# What follows a vowel: the tones of a bare one, those of one with a hat, those of ă; and the letters that are one byte.
VNI_TONES = {"a": "øûõùï", "e": "øûõùï", "o": "øûõùï", "u": "øûõùï", "y": "øûõù", "ô": "øûõùï", "ö": "øûõùï"}
VNI_HAT, VNI_BREVE = "âàåãáä", "êèúüéë"
VNI_ALONE = {"ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ô": "ơ", "ö": "ư"}
LETTERS = frozenset("đĐ" + "".join(VOWELS.values()) + "".join(VOWELS.values()).upper())


def read(text: str, encoding: str) -> str:
    """Return a text whose letters stand for bytes as it is meant; one that holds other letters as it is."""
    try:
        raw = text.encode(BYTES)
    except UnicodeEncodeError:
        return text
    if text.isascii():
        return text
    if encoding == "tcvn3":
        return " ".join(map(_in_capitals, text.split(" ")))
    if encoding == "vni":
        return re.sub(
            _vni_pattern(),
            lambda match: _vni()[match[0].lower()].upper() if match[0][0].isupper() else _vni()[match[0].lower()],
            text,
        )
    try:
        return unicodedata.normalize("NFC", raw.decode(encoding)) if encoding in NAMES else text
    except UnicodeDecodeError:
        return text


def likeliest(texts: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Return each encoding with the texts read so, the one that leaves the fewest letters foreign to Vietnamese first."""
    found = [(code, [read(text, code) for text in texts]) for code in NAMES]
    return sorted((one for one in found if one[1] != list(texts)), key=lambda one: sum(map(_foreign, one[1])))


def _foreign(text: str) -> int:
    """Count the letters that are none of Vietnamese; a capital within a word counts too."""
    strange = sum(1 for letter in text if not letter.isascii() and letter not in LETTERS and letter not in "–—‘’“”…")
    return strange + len(re.findall(r"[^\W\d_A-Z]*[a-z][À-Ỹ]", text)) + sum(map(_tones, re.findall(r"[^\W\d_]+", text)))


def _tones(word: str) -> int:
    """Return how many tones a word has beyond the one that it may have."""
    spelled = unicodedata.normalize("NFD", word)
    return max(0, sum(spelled.count(mark) for mark in "\u0300\u0301\u0303\u0309\u0323") - 1)


@cache
def _tcvn3() -> dict[int, str]:
    found = {int(one[:2], 16): one[2:] for one in TCVN3_OTHERS.split()}
    for vowel, told in TCVN3.items():
        numbers = [int(one, 16) for one in told.split()]
        found |= dict(zip(numbers, VOWELS[vowel][-len(numbers) :], strict=True))
    return {ord(bytes([number]).decode(BYTES)): letter for number, letter in found.items()}


def _in_capitals(word: str) -> str:
    """Return a word; where all its plain letters are capitals, the font drew the others so too."""
    plain = [letter for letter in word if letter.isascii() and letter.isalpha()]
    meant = word.translate(_tcvn3())
    return meant.upper() if len(plain) > 1 and "".join(plain).isupper() else meant


@cache
def _vni() -> dict[str, str]:
    """Return the letters by what stands for them, in small letters."""
    found = dict(VNI_ALONE)
    for base, marks in VNI_TONES.items():
        found |= {
            base + mark: letter for mark, letter in zip(marks, VOWELS[VNI_ALONE.get(base, base)][1:], strict=False)
        }
    for base, hatted in {"a": "â", "e": "ê", "o": "ô"}.items():
        found |= {base + mark: letter for mark, letter in zip(VNI_HAT, VOWELS[hatted], strict=True)}
    found |= {"a" + mark: letter for mark, letter in zip(VNI_BREVE, VOWELS["ă"], strict=True)}
    return found


@cache
def _vni_pattern() -> "re.Pattern[str]":
    longest = sorted(_vni(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest)), re.IGNORECASE)


def choices(texts: Iterable[str], *, is_unicode: bool) -> list[dict[str, object]]:
    """Return, to be asked about, how some texts of a file would be read in each encoding; as they stand last, where that can be."""
    some = list(dict.fromkeys(texts))
    found: list[dict[str, object]] = [
        {"code": code, "name": str(NAMES[code]), "texts": read_so} for code, read_so in likeliest(some)
    ]
    return found + ([{"code": AS_IT_STANDS, "name": str(_("as it stands")), "texts": some}] if is_unicode else [])
