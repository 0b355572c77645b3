"""Numbers as sources print them among words: `USD 2.34bn`, `20 nghìn tỷ đồng`, `at the 12th conference: 65 delegations`."""

import re
from decimal import Decimal
from math import prod

from comity.domain.numbers import MARKS, NotANumber, parse

SCALES = {
    "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "mn": 10**6, "bn": 10**9, "tn": 10**12,
    "nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tr": 10**6, "tỷ": 10**9, "tỉ": 10**9,
}  # fmt: skip
CLINGING = {"k": 10**3, "m": 10**6, "b": 10**9}  # only without a space before them: `5 m` are metres
WORDS = "|".join(SCALES)
PRINTED = re.compile(
    rf"""(?P<number>\d{{1,3}}(?:\s\d{{3}})+(?!\d)(?:[.,]\d+)?|\d[\d.,]*\d|\d)
         (?P<scale>(?:{"|".join(CLINGING)})(?!\w)|(?:\s*(?:{WORDS})(?!\w))*)
         (?P<ordinal>(?:st|nd|rd|th)(?!\w))?""",
    re.VERBOSE | re.IGNORECASE,
)
WHICH = re.compile(r"(?:thứ|khóa|khoá)\s*$", re.IGNORECASE)  # before a number that says which, not how many
YEAR = re.compile(r"(?:19|20)\d\d")


def numbers(printed: str) -> list[list[Decimal]]:
    """Return the numbers of a print that may be meant, each as the languages read it.

    What says which one it is, a day and, among others, a year are not meant, unless there is nothing else.
    """
    found = list(PRINTED.finditer(printed))
    meant = [match for match in found if not _says_which(match)]
    amounts = [match for match in meant if not YEAR.fullmatch(match[0])]
    return [said for match in amounts or meant or found if (said := _read(match))]


def readings(printed: str) -> list[Decimal]:
    """Return what the first number of a print may mean, in the order of the languages, each once."""
    return next(iter(numbers(printed)), [])


def _says_which(match: re.Match[str]) -> bool:
    before, after = match.string[: match.start()], match.string[match.end() :]
    return bool(match["ordinal"] or before.endswith("/") or after.startswith("/") or WHICH.search(before))


def _read(match: re.Match[str]) -> list[Decimal]:
    words = re.findall(WORDS, match["scale"].lower()) or [match["scale"].lower()]
    scale = prod((SCALES | CLINGING).get(word, 1) for word in words)
    found: list[Decimal] = []
    for language in MARKS:
        try:
            found.append(parse(match["number"], language) * scale)
        except NotANumber:
            continue
    return list(dict.fromkeys(found))
