"""The report as PDF: the same content in the same layout, set by Typst."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from comity.core.pack_layout import Layout
from comity.documents import fitting, own_papers, word, wording
from comity.documents.content import Asked
from comity.documents.values import Link, Linked
from comity.reports import press, returned_rows

SMALL, AROUND, MILLIMETRE = (
    0.85,
    9.0,
    25.4 / 72,
)  # as official.typ has them: writing in tables, points beside it in a cell
FIGURES, RETURNS, LISTED = (
    (0.07, 0.37, 0.13, 0.13, 0.15, 0.15),
    (0.28, 0.17, 0.13, 0.12, 0.3),
    (0.07, 0.14, 0.33, 0.27, 0.19),
)
PARTS = {2: (0.45, 0.22), 3: (0.45, 0.22, 0.22)}


def pdf(said: dict[str, Any], asked: Asked) -> bytes:
    """Return what a report says as tagged PDF. Raises NotPrinted."""
    data = {key: _plain(value) for key, value in said.items() if key != "figure"}
    layout = wording.layout()
    heads = {
        "key": _("Key figures"),
        "figures": _("Table of figures"),
        "charts": _("The figures in pictures"),
        "checks": _("To be checked"),
        "notes": _("How it is counted"),
        "sources": _("Sources"),
        "table": [_("No."), _("Indicator"), _("Difference"), _("Plan")],
        "list": [_("No."), _("Date"), _("Record"), pgettext("of a record", "Details"), _("Lead unit")],
        "returned": _("Agencies' returns"),
        "returns": returned_rows.heads(),
        "nothing": _("No record lies in this period for certain."),
    }
    return press.pdf("report", data | _around(layout, asked) | {"heads": heads, "fits": _fits(said, heads, layout)})


def _fits(said: dict[str, Any], heads: dict[str, Any], layout: Layout) -> dict[str, Any]:
    """Return how wide the columns of each table are, in percent of the page, and how large the writing in them is."""
    number, name, *rest = heads["table"]
    figures = [
        [one[key] for key in ("number", "name", "value", "before", "difference", "plan")] for one in said["figures"]
    ]
    returns = [[one[key] for key in ("name", "value", "recorded", "gap", "where")] for one in said["returns"]]
    return {
        "figures": _fit(layout, FIGURES, [number, name, said["period"], said["period_before"], *rest], figures),
        "returns": _fit(layout, RETURNS, heads["returns"], returns),
        "charts": [
            _fit(layout, PARTS[3 if one["earlier"] else 2], [one[key] for key in ("part", "now", "earlier") if one[key]],
                 [[row["label"], row["value"], *([row["before"]] if one["earlier"] else [])] for row in one["rows"]])
            for one in said["charts"]
        ],
        "annexes": [
            _fit(layout, LISTED, heads["list"],
                 [[row["number"], row["date"], row["title"].text, row["details"], row["unit"]] for row in one["rows"]])
            for one in said["annexes"]
        ],
    }  # fmt: skip


def _fit(layout: Layout, shares: Sequence[float], heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Any:
    room, size = word.width(layout) / MILLIMETRE, layout.type.table * SMALL
    found = fitting.of_rows(shares, heads, rows, room=room, size=size, around=AROUND)
    return {"columns": [round(width * 100, 3) for width in found.widths], "scale": round(found.scale, 4)}


def paper(said: dict[str, Any], kind: str, asked: Asked) -> bytes:
    """Return a paper about a file on its way as tagged PDF. Raises NotPrinted."""
    layout = wording.layout()
    more = {"kind": kind, "resolves": str(getattr(layout.papers, kind).resolves or ""), "heads": own_papers.heads()}
    data = {key: _plain(value) for key, value in said.items()}
    return press.pdf("paper", data | _around(layout, asked) | more)


def _plain(value: Any) -> Any:
    """Return the data as JSON holds it."""
    if isinstance(value, Link):
        return {"text": value.text, "url": value.url}
    if isinstance(value, Linked):
        return {"parts": [_plain(one) for one in value.parts]}
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def _around(layout: Layout, asked: Asked) -> dict[str, Any]:
    stated = {name: getattr(layout.words, name) for name in type(layout.words).model_fields}
    return {
        "by": asked.name,
        "language": get_language() or "en",
        "page": layout.page.model_dump(),
        "type": layout.type.model_dump(
            exclude={"font"}
        ),  # what comes with the program stands in for it, as in all PDF of ours
        "layout": {name: str(word) if word else "" for name, word in stated.items()},
        "words": {
            "lacking": _("▯ stands for writing that the typefaces of this paper do not hold; it is on the page.")
        },
    }
