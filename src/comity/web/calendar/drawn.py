"""The entries of a day of the month: some two hundred on a page, so not by a template."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from comity.web.tables import Written


def entries(of: Iterable[Mapping[str, Any]], round_year: Markup, sample: Markup) -> Markup:
    """Return the entries of a day as `macros/calendar.html` describes them, each with its marks."""
    written = Written()
    clash, sampled = f' <span class="cm-clashtag">{escape(_("clash"))}</span>', _("sample")
    for one in of:
        written.between('<a class="cm-item k-', one["kind"], ' clash" href="' if one["clash"] else '" href="')
        written.words(one["href"])
        written.between('" title="', _told(one, sampled), '"')
        if one["move"]:
            _carried(written, one)
        written.between(">", one["title"], "")
        marks = ((one["round"], f" {round_year}"), (one["clash"], clash), (one["is_sample"], f" {sample}"))
        written.markup("".join(mark for is_so, mark in marks if is_so) + "</a>\n")
    return written.whole()


def _told(one: Mapping[str, Any], sampled: str) -> str:
    parts = [one["title"], one["when"], one["what"], one["whole"], sampled if one["is_sample"] else ""]
    told = ", ".join([*parts[:2], *(part for part in parts[2:] if part)])
    return f"{told}. {one['clash']}" if one["clash"] else told


def _carried(written: Written, one: Mapping[str, Any]) -> None:
    """Write where the entry is moved by its menu and its key and, if a mouse may carry it, the version that is seen."""
    written.between(' data-to="', one["move"], '" aria-keyshortcuts="M"')
    if one["drag"]:
        written.between(' draggable="true" data-move="', one["move"], '"')
        written.between(' data-version="', one["version"], '"')
        written.between(' data-begins="', one["begins"], '"')
