"""In what a column counts: `Kinh phí (triệu đồng)`, `Budget, USD million`, `ĐVT: 1.000 đ` above the table.

Read as they stand, such numbers would be stored a thousand or a million times too small, or in another currency.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import prod

from django.db import models

from comity.core.pack import of_city
from comity.domain.text import fold
from comity.exchange.columns import by_code, known
from comity.exchange.reading import Table
from comity.exchange.spoken import SAID, SCALES
from comity.gate.form import CURRENCIES
from comity.registers.declare import Register

SEGMENT = re.compile(r"[(\[]([^()\[\]]+)[)\]]|[,:;–—-]\s*([^,:;–—()\[\]-]+)$")
THOUSANDS = re.compile(r"(?<!\d)(?:1[., ]?|['’]|x\s*1?[., ]?)000(?:[., ]?000)*(?!\d)")
NUMBERS = (models.IntegerField, models.FloatField, models.DecimalField)
LONGEST_TAIL = 4  # words


@dataclass(frozen=True)
class Unit:
    """By how much the numbers of a column are to be multiplied, and the currency that it names."""

    scale: int = 1
    currency: str = ""

    def __bool__(self) -> bool:
        return self != Unit()


def of_columns(register: Register, table: Table, places: Mapping[str, int]) -> dict[str, Unit]:
    """Return in what the columns of numbers count, those that say so."""
    columns, own = by_code(register), known(register)
    for_all = _above(table.above)
    found = {}
    for code, place in places.items():
        header = table.headers[place]
        if isinstance(columns[code].field, NUMBERS) and fold(header) not in own:
            found[code] = of_header(header) or (for_all if code in CURRENCIES else Unit())
        elif code in CURRENCIES:
            found[code] = for_all
    return {code: unit for code, unit in found.items() if unit}


def of_header(header: str) -> Unit:
    """Return what a header says in brackets, after a colon or comma, or with its last words."""
    said = (_unit(inside or after) for inside, after in SEGMENT.findall(header))
    return next((unit for unit in said if unit), None) or _last_words(header)


def bare(header: str) -> str:
    """Return a header without the unit in brackets, by which its column can be known."""
    return SEGMENT.sub(lambda match: "" if _unit(match[1] or match[2]) else match[0], header).strip()


def currency(word: str) -> str:
    """Return the currency that a word or sign means, `` if none does or several do."""
    wanted, terms = fold(word).strip(" ."), of_city().vocabulary("currency")
    found = [code for code in terms if wanted in _called(code)]
    return found[0] if len(found) == 1 else ""


def shortens(word: str, code: str) -> bool:
    """Say whether a word is what people shorten the name of a currency to: `đ` of `đồng`."""
    return bool(word) and any(name.startswith(fold(word).strip(" .")) for name in _called(code))


def _called(code: str) -> set[str]:
    term = of_city().vocabulary("currency").get(code)
    return {fold(one) for one in (code, term.en, term.vi, *term.signs)} if term else set()


def _above(cells: Iterable[str]) -> Unit:
    """Return what stands above the table of all its amounts: `(Đơn vị tính: triệu đồng)`."""
    said = (cell.strip() for cell in cells)
    units = (_unit(cell.strip("()[]")) for cell in said if cell[:1] in "([" or _labelled(fold(cell)))
    return next((unit for unit in units if unit), Unit())


def _labelled(folded: str) -> str:
    return next((one for one in SAID["units"]["labels"] if folded.strip().startswith(one)), "")


def _unit(text: str) -> Unit:
    """Return the unit that a text is: scales, a currency, or scales and what they count."""
    folded = fold(text).strip(" .:")
    folded = folded.removeprefix(_labelled(folded)).strip(" .:")
    thousands = THOUSANDS.search(folded)
    words = [word for word in re.split(r"[\s./]+", THOUSANDS.sub(" ", folded)) if word]
    words = [word for word in words if word not in SAID["units"]["beside"]]
    if " ".join(words[:2]) in SAID["units"]["none"]:
        return Unit()
    scales, rest = [SCALES[word] for word in words if word in SCALES], [word for word in words if word not in SCALES]
    code = currency(" ".join(rest)) if rest else ""
    if thousands:
        scales.append(1000 ** thousands[0].count("000"))
    elif not code and words[:1] == rest[:1]:  # `số tỷ phú` counts no thousands of millions
        return Unit()
    return Unit(prod(scales), code)


def _last_words(header: str) -> Unit:
    """Return what the last words say, if they are a scale with a currency or without: `Kinh phí triệu đồng`."""
    words = re.findall(r"[^\W\d_]+|[^\w\s]", header.lower())
    for first in range(max(1, len(words) - LONGEST_TAIL), len(words)):
        tail = words[first:]
        rest = [word for word in tail if fold(word) not in SCALES]
        if any(_is_certain(word) for word in tail) and (not rest or currency(" ".join(rest))):
            return _unit(" ".join(tail))
    return Unit()


def _is_certain(word: str) -> bool:
    # without its marks `tỷ` is also the end of `công ty`, and `tr` may shorten anything
    return fold(word) in SCALES and (len(word) > 3 or word != fold(word))
