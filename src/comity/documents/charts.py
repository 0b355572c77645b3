"""Pictures of how records divide: bars that carry their words and numbers, for documents."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.documents.values import Picture
from comity.gate import values
from comity.reports import page, press
from comity.reports.dividing import Division
from comity.reports.figures import Report

MOST, FEWEST, LONGEST = 6, 3, 44  # pictures in a report, bars in one; letters beside a bar


def chosen(report: Report) -> list[dict[str, Any]]:
    """Return what is drawn: title, bars, what they say; nothing where there is nothing to compare."""
    fitting = [one for table in report.tables for one in table.divisions if len(_bars(one)) >= FEWEST]
    return [
        {"title": one.title, "says": _says(one), "bars": _data(one), "all": _described(one)} for one in fitting[:MOST]
    ]


def drawn(charts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the same as pictures. Raises NotPrinted."""
    data = {"language": get_language() or "en", "charts": list(charts)}
    made = press.pictures("bars", data) if charts else []
    return [
        {"title": one["title"], "says": one["says"], "picture": Picture(png, one["all"])}
        for one, png in zip(charts, made, strict=True)
    ]


def _bars(division: Division) -> Sequence[dict[str, Any]]:
    return [bar for bar in page.bars(division) if bar["value"]]


def _data(division: Division) -> list[dict[str, Any]]:
    return [{"label": _short(bar["label"]), "value": bar["value"], "shown": bar["shown"]} for bar in _bars(division)]


def _short(label: str) -> str:
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1].rstrip()}…"


def _says(division: Division) -> str:
    """Say what the picture shows and what it leaves out."""
    said = [page.point(division)]
    if left := [share for share in page.further(division) if share.number.records]:
        count = values.number(len(left))
        said.append(_("%(count)s further parts are not drawn; the workbook has them.") % {"count": count})
    return " ".join(said)


def _described(division: Division) -> str:
    """Return the whole picture in words, for those who do not see it."""
    return f"{division.title}: " + "; ".join(f"{bar['label']} {bar['shown']}" for bar in _bars(division))
