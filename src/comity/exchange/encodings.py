"""Text as it should be: Unicode, or an error that says what it is instead. Nothing is ever read as mojibake."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
LOOKED_AT = 4096
# What Vietnamese typed for an old font looks like, and what UTF-8 looks like read as if it were Windows-1252.
LEGACY = (
    (
        "UTF-8 read as Windows-1252",
        re.compile("\u00e1[\u00ba\u00bb]|\u00c6\u00b0|\u00c4\u2018|\u00c3[\u0080-\u00bf\u2020\u2030]"),
    ),
    (
        "TCVN3 (ABC)",
        re.compile(
            "[A-Za-z](?:[\u00b5\u00b8\u00b6\u00a8\u00be\u00bc\u00bd]|[\u00b9\u00bb\u00ab\u00ac][a-z])|\u00ae[a-z\u00b5-\u00fe]"
        ),
    ),
    ("VNI", re.compile("[aouAOU][\u00f8\u00d8]|[aoAO][\u00f5\u00d5\u00e4\u00c4]|[auAU][\u00fb\u00db]")),
)
ENOUGH = 3


class Unreadable(ValueError):
    """The file cannot be read; `args[0]` says why and what to do, in the reader's language."""


def decoded(data: bytes) -> str:
    """Return the text of a UTF-8 or UTF-16 file. Raises Unreadable, naming what else it may be."""
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), None) or _unmarked(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(_not_unicode()) from error
    if "\0" in text:
        raise Unreadable(_("This is not a table. Send a CSV, XLSX, XLS or ODS file."))
    return text


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


def check_unicode(texts: Iterable[str]) -> None:
    """Raise Unreadable if several of the texts look typed for an old font or read in a wrong encoding."""
    found: dict[str, set[str]] = {name: set() for name, _pattern in LEGACY}
    for text in texts:
        if text.isascii():
            continue
        for name, pattern in LEGACY:
            if pattern.search(text):
                found[name].add(text)
                if len(found[name]) >= ENOUGH:
                    raise Unreadable(
                        _(
                            "Texts such as “%(example)s” are not in Unicode: they look like %(encoding)s. Convert the file to Unicode first."
                        )
                        % {"example": min(found[name], key=len)[:60], "encoding": name}
                    )
