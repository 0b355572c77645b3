"""What a person says about a file on its page, kept for the next one: columns, values for all rows, key, names, rows."""

from typing import Any

from django.http import QueryDict

from comity.core.imports import Import
from comity.domain.numbers import is_record_id
from comity.domain.text import fold
from comity.exchange import assist, incoming, memory
from comity.exchange.columns import by_code
from comity.exchange.rows import IGNORE, NEW, SAME
from comity.registers import register

OUT, LONGEST = "out", 500


def read_choices(batch: Import, posted: QueryDict) -> None:
    """Lay what was posted over what was said before; what makes no sense is left out."""
    looked = incoming.result(batch)
    headers: list[str] = looked.get("headers", [])
    codes = {*by_code(register(batch.register)), IGNORE}
    for place, header in enumerate(headers):
        code = posted.get(f"map_{place}", "")
        if code in codes:
            batch.mapping[header] = code
        elif header in looked.get("unknown", []) and posted.get("map_rest") == IGNORE:
            batch.mapping[header] = IGNORE
    if "keyed" in posted:
        batch.key = [header for place, header in enumerate(headers) if header and f"key_{place}" in posted]
    _fixed(batch, posted, looked)
    _rows(batch, posted, looked.get("likest", {}))
    _asides(batch, posted, looked.get("asides", []))
    said = _names(posted, "name", looked.get("doubts", [])) | _names(posted, "settled", looked.get("settled", []))
    batch.names |= said
    assist.remember(register(batch.register), batch.mapping, batch.officer)
    memory.keep_names(said, batch.officer)
    if "keyed" in posted:
        memory.keep_whole(register(batch.register), headers, batch.fixed, batch.key, batch.officer)


def _fixed(batch: Import, posted: QueryDict, looked: dict[str, Any]) -> None:
    """Read the values that all rows have in fields without a column."""
    for one in looked.get("fixed", []):
        if (value := posted.get(f"fixed_{one['code']}")) is not None:
            batch.fixed[one["code"]] = value.strip()[:LONGEST]
    further, value = posted.get("further", ""), posted.get("further_value", "").strip()[:LONGEST]
    if value and any(code == further for code, _label in looked.get("free", [])):
        batch.fixed[further] = value
    batch.fixed = {code: value for code, value in batch.fixed.items() if value}


def _names(posted: QueryDict, prefix: str, asked: list[dict[str, Any]]) -> dict[str, str]:
    """Read whom names mean; what is said of all others holds for those that are like no record."""
    said = {}
    for place, doubt in enumerate(asked):
        chosen = posted.get(f"{prefix}_{place}", "") or ("" if doubt.get("options") else posted.get("names_rest", ""))
        if is_record_id(chosen) or any(chosen == code for code, _label in doubt.get("news", [])):
            said[f"{doubt['register']}:{fold(doubt['text'])}"] = chosen
    return said


def _asides(batch: Import, posted: QueryDict, lines: list[int]) -> None:
    """Read which rows that look like no records are some after all."""
    for line in lines:
        if posted.get(f"aside_{line}") in (NEW, OUT):
            batch.rows[str(line)] = posted[f"aside_{line}"]


def _rows(batch: Import, posted: QueryDict, doubles: dict[str, int]) -> None:
    """Read what rows like records are: one by one, and the others together as new, left out, or the record likest to each."""
    rest = posted.get("rest", "")
    for line, likest in doubles.items():
        chosen = posted.get(f"row_{line}", "") or (str(likest) if rest == SAME else rest)
        if chosen in (NEW, OUT) or is_record_id(chosen):
            batch.rows[line] = chosen
