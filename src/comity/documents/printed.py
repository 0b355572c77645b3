"""The report as PDF: the same content in the same layout, set by Typst."""

from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from comity.core.pack_layout import Layout
from comity.documents import own_papers, wording
from comity.documents.content import Asked
from comity.documents.values import Link, Linked
from comity.reports import press, returned_rows


def pdf(said: dict[str, Any], asked: Asked) -> bytes:
    """Return what a report says as tagged PDF. Raises NotPrinted."""
    data = {key: _plain(value) for key, value in said.items() if key != "figure"}
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
    return press.pdf("report", data | _around(wording.layout(), asked) | {"heads": heads})


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
