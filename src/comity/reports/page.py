"""What the report's page draws: large figures and bars, in the shapes that the page's macros take."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from comity.gate import values
from comity.gate.access import may
from comity.registers import register
from comity.reports import placing
from comity.reports.dividing import Division
from comity.reports.figures import Line, Report
from comity.reports.reported import Reported

BARS = 12
FEWEST_BARS = 4  # fewer values read better as a table


def large(report: Report) -> list[dict[str, Any]]:
    """Return the main indicators: what was reported if it can be compared, else what is on record."""
    return [_large(line, report.label_before) for line in report.lines if line.main and line.recorded]


def _large(line: Line, before: str) -> dict[str, Any]:
    assert line.recorded
    item: dict[str, Any] = {"label": line.title, "note": _earlier(line, before)}
    if beside := line.compared:
        marks = [{"n": beside.cited.n}] if beside.cited else []
        item |= {"value": beside.shown, "href": beside.href, "sources": marks}
        return item | ({"have": int(beside.have), "of": int(beside.figure.value)} if beside.have is not None else {})
    return item | {"value": line.recorded.shown, "href": line.recorded.certain.href}


def _earlier(line: Line, before: str) -> str:
    earlier = line.recorded.before if line.recorded else None
    if earlier is None or not earlier.records:
        return _("%(period)s: no record") % {"period": before} if earlier else ""
    return _("%(period)s: %(count)s on record") % {"period": before, "count": earlier.shown}


def closing(one: Reported) -> list[tuple[str, str]]:
    """Return what closes a gap: words and addresses, for those who may add to the register; nothing where none is to be closed."""
    if not one.gap or one.gap < 0 or not one.recorded:
        return []
    counted = one.recorded.certain
    of = register(counted.register)
    if not may("add", of):
        return []
    alike = {name: said[0] for name, said in counted.params.items() if name in of.fields and len(said) == 1}
    given = urlencode({name: said for name, said in alike.items() if name != of.starts and said != placing.NONE})
    return [
        (_("Add a record"), reverse("new", args=[of.key]) + (f"?{given}" if given else "")),
        (_("Import a list"), reverse("import", args=[of.key])),
    ]


def bars(division: Division) -> list[dict[str, Any]]:
    """Return the largest parts of a division as bars."""
    return [
        {
            "label": share.label,
            "value": share.number.records,
            "shown": values.number(share.number.records),
            "href": share.number.href,
        }
        for share in division.shares[:BARS]
    ]


def point(division: Division) -> str:
    """Say in a sentence what a division shows, for those who don't see the bars."""
    said = [share for share in division.shares if share.number.records]
    if not said:
        return ""
    most = max(said, key=lambda share: share.number.records)
    return _("Most: %(part)s, %(count)s.") % {"part": most.label, "count": values.number(most.number.records)}


def further(division: Division) -> Sequence[Any]:
    """Return the parts that the bars leave out."""
    return division.shares[BARS:]
