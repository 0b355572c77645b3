"""What people write into cells beside a value: `tháng 5/2023`, `Quý III/2023`, `1-3/10/2023`, `12 người`, `1,2 tỷ đồng`.

Only read where the cell is not a date or a number as it stands; how it was read is told beside the row.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils import translation
from django.utils.dates import MONTHS, MONTHS_3
from rapidfuzz.distance import DamerauLevenshtein

from comity.domain import numbers, partial_date
from comity.domain.text import fold, words

SAID: dict[str, Any] = tomllib.loads(files("comity.exchange").joinpath("said.toml").read_text(encoding="utf-8"))
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
DASH = re.compile(r"\s*[-–—]\s*")
SHORT = 6  # letters of a name in which no slip is taken for one
SCALES: Mapping[str, int] = SAID["scales"]
AMOUNT = re.compile(r"^(?P<before>[^\w+-]*?)\s*(?P<number>[+-]?\d[\d.,\s]*?)\s*(?P<after>[^\d]*)$")
WORDED = re.compile(r"(\([^\W\d_][^()]*\)|[^()]*)")  # `20 (đại biểu)`; in `(20)` the brackets are a minus


def likeliest(text: str, options: Sequence[tuple[int, str]]) -> int:
    """Return the one record that a name means but for a slip or for what sort of place it is; 0 if none, or several."""
    found = [pk for pk, title in options if _is_nearly(_spelled(text), _spelled(title))]
    return found[0] if len(found) == 1 else 0


def _spelled(text: str) -> list[str]:
    return [long for word in words(text) for long in str(SAID["short"].get(word, word)).split()]


def _is_nearly(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    sorts = [{word for word in one if word in SAID["sorts"]} for one in (mine, theirs)]
    if all(sorts) and sorts[0] != sorts[1]:  # the province is not its capital
        return False
    bare = [" ".join(word for word in one if word not in SAID["sorts"]) for one in (mine, theirs)]
    return bool(all(bare)) and DamerauLevenshtein.distance(*bare) <= (len(bare[1]) >= SHORT)


def span(text: str) -> tuple[str, str] | None:
    """Return the first and the last day, month or year that a text names, the last `` where it names one; None if none."""
    folded = " ".join(fold(text).replace(",", " ").split()).strip(" .")
    return _quarter(folded) or _single(folded) or _both(folded)


def _single(folded: str) -> tuple[str, str] | None:
    found = _date(_bare(folded))
    return (found, "") if found else None


def _date(text: str) -> str:
    try:
        return str(partial_date.parse(text) or "")
    except partial_date.NotADate:
        return ""


def _bare(folded: str) -> str:
    """Return a date in figures alone: the words beside it go, months become numbers."""
    months = _months()
    said = [
        str(months.get(word, word))
        for word in re.findall(r"[^\W\d_]+|[\d./-]+", folded)
        if word not in SAID["dates"]["beside"]
    ]
    if len(said) > 1 and any(word in months for word in folded.split()[:1]) and len(said) == 3:
        said[0], said[1] = said[1], said[0]  # May 12 2023
    return "/".join(part.strip("/.-") for part in said)


@cache
def _months() -> Mapping[str, int]:
    with translation.override("en"):
        return {fold(str(name)): number for of in (MONTHS, MONTHS_3) for number, name in of.items()}


def _quarter(folded: str) -> tuple[str, str] | None:
    names = "|".join(SAID["dates"]["quarter"])
    match = re.fullmatch(rf"(?:{names})\s*(iv|i{{1,3}}|[1-4])\s*(?:[/-]|\s|nam)+\s*(\d{{4}})", folded)
    if not match:
        return None
    quarter = ROMAN.get(match[1]) or int(match[1])
    return f"{match[2]}-{quarter * 3 - 2:02d}", f"{match[2]}-{quarter * 3:02d}"


def _both(folded: str) -> tuple[str, str] | None:
    """Two days, of which the first may leave out what the last says: `1-3/10/2023`, `30/9 - 3/10/2023`."""
    until = "|".join(sorted(SAID["dates"]["until"], key=len, reverse=True))
    for parted in (re.split(rf"\s+(?:{until})\s+", folded), DASH.split(folded)):
        if len(parted) != 2:
            continue
        first, last = (_bare(part) for part in parted)
        ends = _date(last)
        missing = len(last.split("/")) - len(first.split("/"))
        begins = _date("/".join([first, *last.split("/")[-missing:]]) if missing > 0 else first)
        if begins and ends and len(begins) == len(ends) and not partial_date.order_problem(begins, ends):
            return begins, ends
    return None


def amount(text: str, language: str) -> tuple[Decimal, str] | None:
    """Return the number in a text and the words beside it: `12 người` is 12, `1,2 tỷ đồng` 1200000000 `đồng`.

    None where something beside it makes it another number: a minus of any kind, `%`, `hơn`, `trăm`, `k`.
    """
    match = AMOUNT.match(text.strip())
    if not match or not _is_sign(match["before"]) or not _is_worded(match["after"]):
        return None
    try:
        found = numbers.parse(match["number"].strip(), language)
    except numbers.NotANumber:
        return None
    beside = [word for word in match["after"].strip(" ()[].:;,").split() if word]
    while beside and (scale := SCALES.get(fold(beside[0]).strip(".,"))):
        found, beside = found * scale, beside[1:]
    said = {word for one in beside for word in words(one)}
    if said & {*SCALES, *SAID["amounts"]["other"]}:
        return None
    return found, " ".join(filter(None, [match["before"].strip(), *beside]))


def _is_sign(before: str) -> bool:
    return all(unicodedata.category(one) == "Sc" for one in before.strip())


def _is_worded(after: str) -> bool:
    """Say whether nothing but words and signs of currencies stands after a number."""
    told = after.strip(" .,;:")
    marks = (one for one in told if not one.isalpha() and one not in " .,;:'’/()" and unicodedata.category(one) != "Mn")
    return bool(WORDED.fullmatch(told)) and all(unicodedata.category(one) == "Sc" for one in marks)
