"""The programme on a page as a telephone shows it: by day, what is needed at a glance first, the rest under a touch."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

Told = dict[str, Any]
GLANCE = ("on", "time", "title", "place_vi")


def by_day(heads: Sequence[Told], names: Sequence[str], rows: Sequence[Told]) -> list[Told]:
    """Return the rows of a table of the programme by day: time, what and where of each, and what else is on record."""
    labels = {name: head["label"] for name, head in zip(names, heads, strict=True)}
    found = [(dict(zip(names, map(_text, row["cells"]), strict=True)), row["href"]) for row in rows]
    return [
        {"day": day, "rows": [_row(told, href, labels) for told, href in together]}
        for day, together in groupby(found, key=lambda pair: pair[0].get("on", ""))
    ]


def _row(told: dict[str, str], href: str, labels: dict[str, str]) -> Told:
    return {
        "time": told.get("time", ""),
        "title": told.get("title", ""),
        "place": told.get("place_vi", ""),
        "href": href,
        "facts": [(labels[name], text) for name, text in told.items() if text and name not in GLANCE],
    }


def _text(cell: Any) -> str:
    return str(cell.get("text", "") if isinstance(cell, dict) else cell)
