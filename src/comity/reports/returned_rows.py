"""What agencies returned, as papers and workbooks say it: a row for each figure, with those that differ from their own records."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.gate import values
from comity.reports import returned
from comity.reports.figures import Report
from comity.reports.snapshot import Content


def heads() -> list[str]:
    """Return the heads of the table."""
    return [_("Indicator"), _("Returned"), _("On their records"), _("Gap"), _("Where units differ from their records")]


def of(report: Report) -> list[dict[str, str]]:
    """Return the rows of a report of a period. Two statements, four where units returned something."""
    return [
        _row(
            one.title, one.units, one.stated, one.recorded, one.gap,
            ((gap.title, f"{gap.stated} / {gap.recorded}", gap.gap, gap.reason) for gap in one.gaps),
            [
                *(part(each.title, each.stated, each.over) for each in one.parts),
                *(made(unit.title, [label for label, _href in unit.periods]) for unit in one.made),
            ],
        )
        for one in returned.beside(report).lines
    ]  # fmt: skip


def kept(content: Content, language: str) -> list[dict[str, str]]:
    """Return the rows of an issued report, as they were when it was counted; older ones know of no parts and of no months."""
    titles = {figure["code"]: figure["title"][language] for figure in content["figures"]}
    return [
        _row(
            titles.get(one["code"], one["code"]), one["units"], one["stated"][language], one["recorded"][language], one["gap"][language],
            ((gap["title"][language], gap["shown"][language], gap["gap"][language], reason(gap, language)) for gap in one["gaps"]),
            remarks(one, language),
        )
        for one in content.get("returns", ())
    ]  # fmt: skip


def table(report: Report) -> list[list[str]]:
    """Return heads and rows, nothing where no return is accepted."""
    found = of(report)
    return [heads(), *([*row.values()] for row in found)] if found else []


def reason(gap: Content, language: str) -> str:
    """Return why a unit differs from its records; older issued reports keep the one text for both languages."""
    said = gap["reason"]
    return str(said[language] if isinstance(said, dict) else said)


def remarks(row: Content, language: str) -> list[str]:
    """Return what an issued report says of a figure beside its sums: whose return is part of whose, and which are for shorter periods."""
    parts = [
        part(one["title"][language], one["shown"][language], one["over"][language]) for one in row.get("parts", ())
    ]
    filled = [
        made(one["title"][language], [each["label"][language] for each in one["periods"]])
        for one in row.get("made", ())
    ]
    return [*parts, *filled]


def part(title: str, shown: str, over: str) -> str:
    """Say that what a unit returned is part of what the unit over it returned."""
    return _("%(unit)s: %(stated)s, part of what %(over)s reports") % {"unit": title, "stated": shown, "over": over}


def made(title: str, labels: Iterable[str]) -> str:
    """Say from which returns for shorter periods a unit's figure comes."""
    return _("%(unit)s: from its returns for %(periods)s") % {"unit": title, "periods": ", ".join(labels)}


def _row(
    name: str, units: int, stated: str, recorded: str, gap: str,
    gaps: Iterable[tuple[str, str, str, str]], further: Iterable[str],
) -> dict[str, str]:  # fmt: skip
    by = ngettext("%(num)s unit", "%(num)s units", units) % {"num": values.number(units)}
    where = [f"{unit} {shown} {differs}" + (f" ({reason})" if reason else "") for unit, shown, differs, reason in gaps]
    return {
        "name": name,
        "value": f"{stated} ({by})" if units else stated,
        "recorded": recorded,
        "gap": gap,
        "where": "; ".join([*(where or [_("nowhere")]), *further]),
    }
