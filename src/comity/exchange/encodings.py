"""Text as it should be: Unicode, or an error that says what it is instead. Nothing is ever read as mojibake."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from comity.exchange import letters

MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
LOOKED_AT = 4096
# What Vietnamese typed for an old font looks like, and what UTF-8 looks like read as if it were Windows-1252: no language writes so.
LEGACY = re.compile(
    "\u00e1[\u00ba\u00bb]|\u00c6\u00b0|\u00c4\u2018|\u00c3[\u0080-\u00bf\u2020\u2030]"
    "|[A-Za-z](?:[\u00b5\u00b8\u00b6\u00a8\u00be\u00bc\u00bd]|[\u00b9\u00bb\u00ab\u00ac\u00ad][a-z])"
    "|\u00ae[a-z\u00b5-\u00fe]|\u00a7[A-Za-z\u00b5-\u00fe]|[a-z][\u00c0-\u00d6\u00d8-\u00de]"
    "|[aouAOU][\u00f8\u00d8]|[aeoAEO][\u00e4\u00c4]|[aoyAOY][\u00f5\u00d5]|[auAU][\u00fb\u00db]|[aeuyAEUY][\u00f9\u00d9]|[\u00f4\u00f6\u00d4\u00d6][\u00f9\u00d9\u00f8\u00d8\u00fb\u00db\u00f5\u00d5\u00ef\u00cf]"
)
SHOWN, LONGEST = 3, 80  # texts that are shown in each reading, and letters of each


class Unreadable(ValueError):
    """The file cannot be read; `args[0]` says why and what to do, in the reader's language."""


class OldLetters(Unreadable):
    """The file is not in Unicode, or typed for an old font; `texts` are some of it, as a program of today takes them."""

    def __init__(self, said: str, texts: Iterable[str], *, is_unicode: bool) -> None:
        super().__init__(said)
        self.texts = [" ".join(text.split())[:LONGEST] for text in texts]
        self.is_unicode = is_unicode


def decoded(data: bytes, encoding: str = "") -> str:
    """Return the text of a UTF-8 or UTF-16 file; of another one, where its encoding is said, the letters that stand for its bytes.

    Raises OldLetters, Unreadable.
    """
    found = next((name for mark, name in MARKS if data.startswith(mark)), None) or _unmarked(data)
    try:
        text = data.decode(found)
    except UnicodeDecodeError as error:
        text = _old(data, error, encoding)
    if "\0" in text:
        raise Unreadable(_("This is not a table. Send a CSV, XLSX, XLS or ODS file."))
    return text


def _old(data: bytes, error: UnicodeDecodeError, encoding: str) -> str:
    try:
        text = data.decode(letters.BYTES)
    except UnicodeDecodeError:
        raise Unreadable(_not_unicode()) from error
    if encoding in letters.NAMES or "\0" in text:
        return text
    lines = dict.fromkeys(line for line in text.splitlines() if not line.isascii())
    raise OldLetters(_old_encoding(), list(lines)[:SHOWN], is_unicode=False) from error


def _unmarked(data: bytes) -> str:
    """UTF-16 without a mark shows in the zero bytes of its Latin letters."""
    head = data[:LOOKED_AT]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 8 and even == 0:
        return "utf-16-le"
    if even > len(head) // 8 and odd == 0:
        return "utf-16-be"
    return "utf-8"


def _not_unicode() -> str:
    return _(
        "The text of this file is not in Unicode (UTF-8). It may be in an older Vietnamese encoding: Windows-1258, TCVN3 (ABC)"
        " or VNI. Convert it to Unicode, save it as “CSV UTF-8” or as XLSX, and send it again."
    )


def _old_encoding() -> str:
    return _(
        "The text of this file is not in Unicode (UTF-8), but in an older encoding such as Windows-1258, TCVN3 (ABC) or VNI."
        " Choose below how it reads well, or convert it to Unicode and send it again."
    )


def check_unicode(texts: Iterable[str]) -> None:
    """Raise OldLetters if any of the texts looks typed for an old font or read in a wrong encoding."""
    found: dict[str, None] = {}
    for text in texts:
        if not text.isascii() and LEGACY.search(text):
            found[text] = None
            if len(found) == SHOWN:
                break
    if found:
        said = _(
            "Texts such as “%(example)s” look like an old Vietnamese font, or like letters that were read wrongly. Choose below how they read well, or convert the file to Unicode and send it again."
        )
        raise OldLetters(said % {"example": min(found, key=len)[:60]}, found, is_unicode=True)
