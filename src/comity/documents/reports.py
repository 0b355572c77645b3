"""The period report as a document: Word from the office's template or from the one that comes with the program."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language

from comity.documents import builtin, charts, content, filling, wording
from comity.documents.content import Asked
from comity.reports.checks import Check
from comity.reports.figures import Report


def docx(report: Report, doubts: Sequence[Check], asked: Asked, template: bytes = b"") -> bytes:
    """Return the report as DOCX. Raises NotFilled, NotPrinted."""
    return filled(content.of(report, doubts, asked), asked, template)


def filled(said: dict[str, Any], asked: Asked, template: bytes = b"") -> bytes:
    """Return a template filled with what a report says, the program's own where none is given. Raises NotFilled, NotPrinted."""
    template = template or builtin.report(wording.layout(), get_language() or "en")
    data = said | {"charts": charts.drawn(said["charts"])}
    return filling.fill(template, data, title=said["title"], author=asked.name)
