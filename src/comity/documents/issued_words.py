"""Where the numbers of an issued report lead: to what was kept behind each, and to the lists of those it is compared with."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from comity.core.issued import Issued
from comity.documents.content import Asked
from comity.documents.values import Link, Linked
from comity.domain.narrative import Piece
from comity.reports import narration
from comity.reports.snapshot import Content


def addresses(one: Issued, figure: Content) -> dict[str, str]:
    """Return what opens behind a figure's numbers: the records that were kept, and the list of the period before."""
    recorded = figure["recorded"]
    if recorded is None:
        return {"value": "", "before": ""}
    before = recorded["year_ago"] or recorded["before"] or {}
    return {"value": reverse("issued_figure", args=[one.pk, figure["code"]]), "before": before.get("href", "")}


def lines(one: Issued, content: Content, part: Content, asked: Asked) -> list[dict[str, Any]]:
    """Return the paragraphs of a section, as text and with the figures in them leading to their records."""
    counted = {figure["code"]: addresses(one, figure)["value"] for figure in content["figures"]}
    language = get_language() or "en"

    def link(piece: Piece) -> str | Link:
        href = counted.get(piece.code.partition(".")[0], "")
        return asked.link(piece.text, href) if href else piece.text

    pieces = ((piece.text, link(piece)) for piece in narration.pieces(content, part, language))
    return [
        {
            "text": "".join(text for text, _shown in line).strip(),
            "linked": Linked(tuple(shown for _text, shown in line)),
        }
        for line in _broken(pieces)
        if any(text.strip() for text, _shown in line)
    ]


def _broken(pieces: Iterator[tuple[str, str | Link]]) -> Iterator[list[tuple[str, str | Link]]]:
    """Yield the pieces of each line; a text is cut where a line ends, a figure never."""
    line: list[tuple[str, str | Link]] = []
    for text, shown in pieces:
        if isinstance(shown, Link):
            line.append((text, shown))
            continue
        first, *rest = text.splitlines() if not text.endswith("\n") else [*text.splitlines(), ""]
        line.append((first, first))
        for further in rest:
            yield line
            line = [(further, further)]
    yield line
