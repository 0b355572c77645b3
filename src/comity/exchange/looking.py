"""What a person sees of a preview, as plain values that can be kept until the person comes back."""

from typing import Any

from comity.exchange import assist
from comity.exchange.columns import by_code
from comity.exchange.rows import CHANGED, DOUBLE, ERROR, IGNORE, NEW, SAME, Preview, Row

SHOWN = 200
FIRST = {ERROR: 0, DOUBLE: 1}


def told(found: Preview) -> dict[str, Any]:
    """Return all of a preview that is shown or needed to store it."""
    shown = [row for row in found.rows if row.state != SAME] or found.rows
    shown = sorted(shown, key=lambda row: FIRST.get(row.state, 2))[:SHOWN]
    codes = list(dict.fromkeys(code for row in shown for code in row.cells))
    named = {code: str(column) for code, column in by_code(found.register).items()}
    counts = found.counts
    return {
        "counts": counts,
        "total": len(found.rows),
        "is_good": found.is_good,
        "has_news": bool(counts[NEW] or counts[CHANGED]),
        "errors": found.errors,
        "sheet": found.table.sheet,
        "other_sheets": list(found.table.others),
        "headers": list(found.table.headers),
        "columns": [_column(found, place, header) for place, header in enumerate(found.table.headers) if header],
        "unknown": found.unknown,
        "headings": [named.get(code, code) for code in codes],
        "lines": [_line(row, codes) for row in shown],
        "doubles": [row.line for row in found.rows if row.state == DOUBLE],
        "doubts": [vars(doubt) for doubt in found.doubts],
        "seen": found.seen(),
    }


def _column(found: Preview, place: int, header: str) -> dict[str, Any]:
    code = found.mapping.get(header) or found.table.codes[place]
    return {
        "place": place,
        "header": header,
        "code": code or assist.suggest(found.register, header),
        "is_sure": bool(code),
        "is_key": header in found.choices.key,
        "is_out": code == IGNORE,
    }


def _line(row: Row, codes: list[str]) -> dict[str, Any]:
    changed = {one.column: one for one in row.differences} if row.state == CHANGED else {}
    wrong = {one.column: one.message for one in row.errors}
    cells = []
    for code in codes:
        difference = changed.get(code)
        cells.append(
            {
                "text": difference.after if difference else row.text(code),
                "before": difference.before if difference else None,
                "error": wrong.get(code, ""),
            }
        )
    whole = " ".join(
        one.message if one.column == "" else f"{one.label}: {one.message}"
        for one in row.errors
        if one.column not in codes
    )
    return {
        "number": row.line,
        "state": row.state,
        "cells": cells,
        "message": whole,
        "like": row.like,
        "title": row.title,
    }
