"""What a person says about a file on its page: columns, the key of its rows, names that were in doubt, rows like others."""

from django.http import QueryDict

from comity.core.imports import Import
from comity.domain.numbers import is_record_id
from comity.domain.text import fold
from comity.exchange import incoming
from comity.exchange.columns import by_code
from comity.exchange.rows import IGNORE, NEW
from comity.registers import register


def read_choices(batch: Import, posted: QueryDict) -> None:
    """Lay what was posted over what was said before; what makes no sense is left out."""
    looked = incoming.result(batch)
    headers: list[str] = looked.get("headers", [])
    codes = {*by_code(register(batch.register)), IGNORE}
    for place, header in enumerate(headers):
        code = posted.get(f"map_{place}", "")
        if code in codes:
            batch.mapping[header] = code
    if "keyed" in posted:
        batch.key = [header for place, header in enumerate(headers) if header and f"key_{place}" in posted]
    _rows(batch, posted, looked.get("doubles", []))
    for place, doubt in enumerate(looked.get("doubts", [])):
        chosen = posted.get(f"name_{place}", "")
        if is_record_id(chosen) or (chosen == NEW and doubt.get("may_be_new")):
            batch.names[f"{doubt['register']}:{fold(doubt['text'])}"] = chosen


def _rows(batch: Import, posted: QueryDict, doubles: list[int]) -> None:
    rest = posted.get("rest", "")
    for line in doubles:
        chosen = posted.get(f"row_{line}", "") or rest
        if chosen in ("new", "out") or is_record_id(chosen):
            batch.rows[str(line)] = chosen
