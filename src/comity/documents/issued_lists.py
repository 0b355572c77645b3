"""The lists of an issued report in its papers and its workbook: as they were kept, for the eyes of whoever reads."""

from itertools import islice
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core.issued import Issued
from comity.documents.content import LISTED, Asked
from comity.reports import kept_lists
from comity.reports.snapshot import Content


def of(one: Issued, content: Content, asked: Asked) -> list[dict[str, Any]]:
    """Return the lists as a template names them. One statement, and two for each list."""
    held = kept_lists.held(one) if content.get("lists") else {}
    return [_annex(at, told, held[told["code"]], asked) for at, told in enumerate(content.get("lists", ()), 1)]


def _annex(at: int, told: Content, held: Any, asked: Asked) -> dict[str, Any]:
    lines = list(islice(kept_lists.lines(held), LISTED + 1))
    more = []
    if len(lines) > LISTED:
        more.append(_("Only the first %(count)s stand here; the workbook has all of them.") % {"count": LISTED})
    if kept_lists.is_partly_hidden(held):
        more.append(_("Records that you may not see are left out."))
    return {
        "number": f"{at}",
        "title": told["title"][get_language() or "en"],
        "more": " ".join(more),
        "rows": [
            {
                "number": f"{number}",
                "date": line.date,
                "title": asked.link(line.title, reverse("detail", args=[told["register"], line.record])),
                "details": line.details,
                "unit": line.unit,
            }
            for number, line in enumerate(lines[:LISTED], 1)
        ],
    }
