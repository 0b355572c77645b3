"""Numbers as people write them: `1,234.5` in English, `1.234,5` in Vietnamese. A misread one is wrong a thousandfold."""

import re
from decimal import Decimal

MARKS = {"en": (",", "."), "vi": (".", ",")}


class NotANumber(ValueError):
    """The text is no number in the reader's writing; `args[0]` is the text."""


def parse(typed: str, language: str) -> Decimal:
    """Read a number in the language's writing; groups must be of three digits. Raises NotANumber."""
    group, point = MARKS.get(language, MARKS["en"])
    text = re.sub(r"\s", "", typed)
    shape = rf"[+-]?(\d+|\d{{1,3}}({re.escape(group)}\d{{3}})+)({re.escape(point)}\d+)?"
    if not re.fullmatch(shape, text, re.ASCII):
        raise NotANumber(typed)
    return Decimal(text.replace(group, "").replace(point, "."))
