"""The brief on paper: shortened until it takes two pages."""

from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from comity.core.people import RESTRICTED, Officer
from comity.domain.brief import ROWS, Brief, Line, Section, fitting
from comity.gate import values
from comity.reports import press
from comity.web.papers import classification, heading

PAGES, LESS, TRIES = 2, 0.88, 6


def pdf(brief: Brief, officer: Officer) -> bytes:
    """Return the brief as PDF of two pages at most. Raises NotPrinted."""
    made = b""
    for attempt in range(TRIES):
        made = press.pdf("brief", data(fitting(brief, int(ROWS * LESS**attempt)), officer))
        if press.pages(made) <= PAGES:
            break
    return made


def data(brief: Brief, officer: Officer) -> dict[str, Any]:
    """Return what the sheet prints."""
    return heading(brief.title, brief.classified, officer) | {
        "over": brief.over,
        "sections": [_section(one) for one in brief.sections],
    }


def _section(one: Section) -> dict[str, Any]:
    more = ngettext("%(count)s more on the page.", "%(count)s more on the page.", one.left_out)
    said = [more % {"count": values.number(one.left_out)}] if one.left_out else []
    said += [_("%(what)s: %(more)s on record.") % {"what": line.lead, "more": line.text} for line in one.beyond]
    return {
        "title": one.title,
        "columns": list(one.columns),
        "lines": [_line(line) for line in one.lines],
        "gaps": list(one.gaps),
        "more": " ".join(said),
    }


def _line(one: Line) -> dict[str, Any]:
    marks = [classification(one.level).lower()] if one.level == RESTRICTED else []
    marks += [_("to verify")] if one.verify else []
    marks += [_("sample")] if one.sample else []
    language = one.language or get_language() or "en"
    return {
        "lead": one.lead,
        "text": one.text,
        "note": one.note,
        "tone": one.tone,
        "marks": marks,
        "language": language,
    }
