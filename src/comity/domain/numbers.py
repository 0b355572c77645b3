"""Numbers as people write them: `1,234.5` in English, `1.234,5` in Vietnamese. A misread one is wrong a thousandfold."""

import re
from collections.abc import Iterable
from decimal import Decimal

LONGEST_ID = 18  # digits that PostgreSQL's bigint certainly holds; Python itself refuses thousands
MARKS = {"en": (",", "."), "vi": (".", ",")}


class NotANumber(ValueError):
    """The text is no number in the reader's writing; `args[0]` is the text."""


def parse(typed: str, language: str, *, whole: bool = False) -> Decimal:
    """Read a number in the language's writing; groups must be of three digits. Raises NotANumber.

    Of something that is counted in wholes, `12.000` is twelve thousand in another language's writing, and no twelve.
    """
    group, point = MARKS.get(language, MARKS["en"])
    text = re.sub(r"\s", "", typed)
    shape = rf"[+-]?(\d+|\d{{1,3}}({re.escape(group)}\d{{3}})+)({re.escape(point)}\d+)?"
    if not re.fullmatch(shape, text, re.ASCII):
        raise NotANumber(typed)
    if whole and point in text and len(text.partition(point)[2]) % 3 == 0:
        raise NotANumber(typed)
    return Decimal(text.replace(group, "").replace(point, "."))


def record_ids(typed: Iterable[object]) -> list[int]:
    """Return those that can be numbers of records, in their order; the others are left out."""
    return [int(text) for one in typed if is_record_id(text := str(one))]


def is_record_id(text: str) -> bool:
    """Say whether a text can be the number of a record: plain digits, no more than fit into one."""
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID
