"""What text may be stored, and the little that is done to it first, so that a title never reorders or floods a page.

Done: composed letters (NFC); characters that nobody sees and that only break words apart are taken out; in one line, line
breaks and other white space become spaces, which are taken off both ends; in several lines, breaks are of one kind.
Refused: everything else that is no text - named, so that it can be found and taken out by whoever typed it.
"""

import re
import unicodedata

# Zero-width space, word joiner, byte order mark, soft hyphen: they come along from web pages and say nothing.
UNSEEN = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))
# Joiners and direction marks are part of how Persian, Arabic, Hebrew and Indian names are spelled; they turn nothing round.
NEEDED = frozenset("\u200c\u200d\u200e\u200f\u061c\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2")
MARKS = 8  # no script puts more on one letter
BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
SPACES = re.compile(r"\s+")
# Python takes four separators for white space too: they are control characters and refused.
WHITE = "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"


class NotText(ValueError):
    """The text holds something that cannot be stored; `args[0]` is the character, empty for too many marks."""


def line(typed: str) -> str:
    """Return the text as one line. Raises NotText."""
    return SPACES.sub(" ", _checked(BREAKS.sub("\n", typed))).strip()


def lines(typed: str) -> str:
    """Return the text in its lines. Raises NotText."""
    return _checked(BREAKS.sub("\n", typed)).strip()


def name(character: str) -> str:
    """Return a character as a message can name it: `U+202E right-to-left override`."""
    words = unicodedata.name(character, "").lower()
    return f"U+{ord(character):04X} {words}".strip()


def _checked(typed: str) -> str:
    text = typed.translate(UNSEEN)
    for character in text:
        if _is_no_text(character):
            raise NotText(character)
    composed = unicodedata.normalize("NFC", text)
    flood = 0
    for character in composed:
        flood = flood + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if flood > MARKS:
            raise NotText("")
    return composed


def _is_no_text(character: str) -> bool:
    kind = unicodedata.category(character)
    if kind in ("Cc", "Cf"):
        return character not in "\n\t" and character not in NEEDED
    # U+FFFD stands for a letter that was lost on the way; the last two of each plane and U+FDD0 to U+FDEF are no characters.
    code = ord(character)
    return kind == "Cs" or character == "\ufffd" or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
