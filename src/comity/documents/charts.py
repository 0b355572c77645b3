"""Pictures for documents: how records divide, how figures went by month. Bars carry their words and numbers; a table stands under each."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.documents.values import Link, Picture
from comity.gate import values
from comity.reports import monthly, page, press
from comity.reports.figures import Report
from comity.reports.monthly import Monthly
from comity.reports.snapshot import Content

MOST, FEWEST, LONGEST = 6, 3, 44  # pictures of divisions in a report, bars in one; letters beside a bar
LISTED = 24  # parts that the table under a picture names
Drawn = dict[str, Any]
Parts = Sequence[tuple[str, int, str]]
Opens = Callable[[str, str], Link]


def chosen(report: Report, link: Opens) -> list[Drawn]:
    """Return what is drawn: title, bars, what they say, the table; nothing where there is nothing to compare."""
    divisions = (
        (one.title, [(share.label, share.number.records, share.number.href) for share in one.shares])
        for table in report.tables
        for one in table.divisions
    )
    return [*(_of_months(one, link) for one in monthly.of(report)), *_divided(divisions, link)]


def kept(content: Content, language: str, link: Opens) -> list[Drawn]:
    """Return what is drawn of an issued report, as it was counted."""
    divisions = (
        (
            one["title"][language],
            [(share["label"][language], share["records"], share.get("href", "")) for share in one["shares"]],
        )
        for table in content["tables"]
        for one in table["divisions"]
    )
    months = [_of_kept(one, language, link) for one in content.get("months", ())]
    return [*months, *_divided(divisions, link)]


def drawn(charts: Sequence[Drawn]) -> list[Drawn]:
    """Return the same with pictures in place of bars. Raises NotPrinted."""
    data = {
        "language": get_language() or "en",
        "charts": [{name: one[name] for name in ("kind", "title", "all", "bars", "now", "earlier")} for one in charts],
    }
    made = press.pictures("bars", data) if charts else []
    said = ("title", "says", "part", "now", "earlier", "rows")
    return [
        {name: one[name] for name in said} | {"picture": Picture(png, one["all"])}
        for one, png in zip(charts, made, strict=True)
    ]


def _divided(divisions: Iterable[tuple[str, Parts]], link: Opens) -> list[Drawn]:
    found = []
    for title, parts in divisions:
        if len([count for _label, count, _href in parts[: page.BARS] if count]) >= FEWEST:
            found.append(of_parts(title, parts, link))
    return found[:MOST]


def of_parts(title: str, parts: Parts, link: Opens) -> Drawn:
    """Return the picture of one division; the largest parts come first, each with the list of its records."""
    bars = [(label, count) for label, count, _href in parts[: page.BARS] if count]
    shown = [(label, values.number(count), href) for label, count, href in parts if count]
    return {
        "kind": "bars",
        "title": title,
        "says": _says(parts),
        "all": f"{title}: " + "; ".join(f"{label} {values.number(count)}" for label, count in bars),
        "bars": [{"label": _short(label), "value": count, "shown": values.number(count)} for label, count in bars],
        "part": _("Part"),
        "now": _("Records"),
        "earlier": "",
        "rows": [_row(label, count, link(count, href)) for label, count, href in shown[:LISTED]],
    }


def _of_months(one: Monthly, link: Opens) -> Drawn:
    months = [
        (m.label, m.title, float(m.now.value), m.now.shown, float(m.before.value) if m.before else None,
         m.before.shown if m.before else "", link(m.now.shown, m.now.href))
        for m in one.months
    ]  # fmt: skip
    return _by_month(one.title, one.said, (one.label, one.against), months)


def _of_kept(one: Content, language: str, link: Opens) -> Drawn:
    months = [
        (m["label"][language], m["title"][language], float(m["now"]["value"]), m["now"]["shown"][language],
         float(m["before"]["value"]) if m["before"] else None, m["before"]["shown"][language] if m["before"] else "",
         link(m["now"]["shown"][language], m["now"].get("href", "")))
        for m in one["months"]
    ]  # fmt: skip
    return _by_month(one["title"][language], one["said"][language], (one["now"][language], one["against"][language]), months)  # fmt: skip


def _by_month(
    title: str,
    says: str,
    heads: tuple[str, str],
    months: Sequence[tuple[str, str, float, str, float | None, str, Link]],
) -> Drawn:
    now, earlier = heads
    title = _("%(figure)s by month") % {"figure": title}
    told = [f"{name} {shown}" + (f" ({before})" if before else "") for _m, name, _v, shown, _b, before, _link in months]
    return {
        "kind": "months",
        "title": title,
        "says": says,
        "all": f"{title}, {now}" + (f" ({earlier})" if earlier else "") + ": " + "; ".join(told),
        "bars": [
            {"label": label, "value": value, "shown": shown, "before": before, "before_shown": before_shown}
            for label, _name, value, shown, before, before_shown, _link in months
        ],
        "part": _("Month"),
        "now": now,
        "earlier": earlier,
        "rows": [_row(name, shown, link, before) for _m, name, _v, shown, _b, before, link in months],
    }


def _row(label: str, value: str, link: Link, before: str = "") -> dict[str, Any]:
    return {"label": label, "value": value, "value_link": link, "before": before}


def _short(label: str) -> str:
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1].rstrip()}…"


def _says(parts: Parts) -> str:
    """Say what the picture shows and what it leaves out."""
    most, count, _href = max(parts, key=lambda part: part[1])
    said = [_("Most: %(part)s, %(count)s.") % {"part": most, "count": values.number(count)}]
    if left := [count for _label, count, _href in parts[page.BARS :] if count]:
        further = values.number(len(left))
        said.append(_("%(count)s further parts are not drawn; the workbook has them.") % {"count": further})
    return " ".join(said)
