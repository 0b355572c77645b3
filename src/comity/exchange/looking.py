"""What a person sees of a preview, as plain values that can be kept until the person comes back."""

import textwrap
from collections.abc import Collection, Mapping
from typing import Any

from comity.core.pack import of_city
from comity.exchange import assist, units
from comity.exchange.cells import tidy
from comity.exchange.columns import by_code
from comity.exchange.parsing import plain
from comity.exchange.rows import CHANGED, DOUBLE, ERROR, IGNORE, NEW, SAME, Preview, Row
from comity.gate.form import CURRENCIES, form_class
from comity.gate.inputs import TermInput

SHOWN = 200
SAMPLES, SAMPLE = 3, 40  # values of a column, and letters of each
ALWAYS = ("id", "code", "title_vi", "title_en")  # columns by which a reader knows the record
FIRST, WARNED, LAST = {ERROR: 0, DOUBLE: 1}, 2, 3  # in which order rows are shown


def told(found: Preview) -> dict[str, Any]:
    """Return all of a preview that is shown or needed to store it."""
    shown = [row for row in found.rows if row.state != SAME] or found.rows
    shown = sorted(shown, key=lambda row: FIRST.get(row.state, WARNED if row.warnings else LAST))[:SHOWN]
    given = list(dict.fromkeys(code for row in shown for code in row.cells))
    codes = [code for code in given if code in ALWAYS or any(_says(row, code) for row in shown)]
    named = {code: str(column) for code, column in by_code(found.register).items()}
    counts, words = found.counts, _words(found)
    held = {code for place, header in enumerate(found.table.headers) if (code := _taken(found, place, header))}
    return {
        "counts": counts,
        "total": len(found.rows),
        "is_good": found.is_good,
        "has_news": bool(counts[NEW] or counts[CHANGED]),
        "errors": found.errors,
        "sheet": found.table.sheet,
        "other_sheets": list(found.table.others),
        "headers": list(found.table.headers),
        "columns": _columns(found, held),
        "unknown": found.unknown,
        "headings": [named.get(code, code) for code in codes],
        "left_out": len(given) - len(codes),
        "lines": [_line(row, codes, words) for row in shown],
        "asides": [row.line for row in found.rows if row.aside][:SHOWN],
        "doubles": [row.line for row in found.rows if row.state == DOUBLE],
        "likest": {str(row.line): row.like[0][0] for row in found.rows if row.state == DOUBLE},
        "doubts": [vars(doubt) for doubt in found.doubts],
        "settled": [vars(one) for one in found.settled[:SHOWN]],
        "also": found.also,
        "warned": sum(1 for row in found.rows if row.warnings and not row.errors),
        **_whole(found, held),
        "seen": found.seen(),
    }


def _says(row: Row, code: str) -> bool:
    """Say whether a cell tells the reader something: of a record that is here already, what is wrong or another than before."""
    if any(one.column == code for one in row.errors):
        return True
    if row.matched and row.state != ERROR:
        return any(one.column == code for one in row.differences)
    return not row.matched and bool(row.text(code))


def _taken(found: Preview, place: int, header: str) -> str:
    """Return what a column was taken for, `` if nobody said."""
    return found.mapping.get(header) or found.table.codes[place]


def _whole(found: Preview, held: Collection[str]) -> dict[str, Any]:
    """Return the fields without a column: those that are needed or have one value for all rows, and the others to choose."""
    fields = form_class(found.register).base_fields
    told = {CURRENCIES.get(code) for code, unit in found.units.items() if unit.currency}  # by the head of a column
    free = [one for one in by_code(found.register).values() if one.code in fields and one.code not in {*held, *told}]
    money = {needed for given, needed in CURRENCIES.items() if given in held}
    asked = [
        one for one in free if one.code in found.choices.fixed or one.code in money or _is_needed(fields[one.code])
    ]
    return {
        "fixed": [
            {
                "code": one.code,
                "label": str(one),
                "value": found.choices.fixed.get(one.code, of_city().head.currency if one.code in money else ""),
                "choices": [list(choice) for choice in getattr(fields[one.code], "choices", ()) or ()]
                if isinstance(fields[one.code], TermInput)
                else [],
            }
            for one in asked
        ],
        "free": [[one.code, str(one)] for one in free if one not in asked],
    }


def _is_needed(field: Any) -> bool:
    return bool(field.required and not field.initial)


def _columns(found: Preview, held: Collection[str]) -> list[dict[str, Any]]:
    named = [(place, header) for place, header in enumerate(found.table.headers) if header]
    open_ = [header for place, header in named if not _taken(found, place, header)]
    suggested = assist.suggest(found.register, [units.bare(header) for header in open_], held)
    return [_column(found, place, header, suggested.get(units.bare(header), "")) for place, header in named]


def _column(found: Preview, place: int, header: str, suggested: str) -> dict[str, Any]:
    code = _taken(found, place, header)
    return {
        "place": place,
        "header": header,
        "code": code or suggested,
        "is_sure": bool(code),
        "is_key": header in found.choices.key,
        "is_out": code == IGNORE,
        "samples": _samples(found, place),
    }


def _samples(found: Preview, place: int) -> list[str]:
    """Return the first few different values of a column, long ones cut."""
    said: dict[str, None] = {}
    for line in found.table.lines:
        if text := tidy(plain(line.at(place))):
            said[textwrap.shorten(text, SAMPLE, placeholder=" …")] = None
        if len(said) == SAMPLES:
            break
    return list(said)


def _words(found: Preview) -> dict[str, str]:
    """Return as read what has one value for all rows and is a word of a vocabulary."""
    fields: Any = form_class(found.register).base_fields
    return {
        code: dict(fields[code].choices).get(value, value)
        for code, value in found.choices.fixed.items()
        if isinstance(fields.get(code), TermInput)
    }


def _line(row: Row, codes: list[str], words: Mapping[str, str]) -> dict[str, Any]:
    changed = {one.column: one for one in row.differences} if row.state == CHANGED else {}
    wrong = {one.column: one.message for one in row.errors}
    cells = []
    for code in codes:
        difference = changed.get(code)
        cells.append(
            {
                "text": difference.after if difference else row.text(code) and words.get(code, row.text(code)),
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
        "warnings": row.warnings,
        "aside": row.aside,
        "like": row.like,
        "title": row.title,
    }
