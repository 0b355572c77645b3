"""The report as plain text, for a terminal or a letter."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from comity.gate import values
from comity.reports import words
from comity.reports.checks import Check
from comity.reports.counting import Recorded
from comity.reports.figures import Line, Report, Table

GAP = "  "


def written(report: Report, doubts: Sequence[Check] = (), returned: Sequence[Sequence[str]] = ()) -> str:
    """Return the report as lines of text; `returned` is the table of what agencies returned, its heads first."""
    return "\n".join([*_lines(report), *_returned(returned), *_doubts(doubts)]) + "\n"


def heading(report: Report) -> str:
    """Return the report's name and its period."""
    title = str(report.form.title)
    if title:
        return _("%(report)s: %(period)s") % {"report": title, "period": report.label}
    return _("External affairs: %(period)s") % {"period": report.label}


def _lines(report: Report) -> Iterator[str]:
    yield heading(report)
    if report.days:
        yield report.days
    yield ""
    heads = [_("Indicator"), _("On record"), _("Reported"), _("Gap")]
    yield from grid([heads, *(row for line in report.lines for row in _rows(line))])
    for table in report.tables:
        yield from _divided(table)
    if report.sources:
        yield from ("", _("Sources"))
    for cited in report.sources:
        yield f"  [{cited.n}] {cited.title}"


def _returned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if rows:
        yield from ("", _("Agencies' returns"))
        yield from grid([list(row) for row in rows])


def _rows(line: Line) -> Iterator[list[str]]:
    """One row for the indicator, one more for each further figure reported."""
    first = [line.title, _on_record(line.recorded) + _besides(line)]
    for one in line.reported:
        mark = f" [{one.cited.n}]" if one.cited else ""
        doubt = f" ({one.figure.as_printed})" if one.figure.doubtful else ""
        yield [*first, one.shown + mark + doubt, one.gap_words]
        first = ["", ""]
    if not line.reported:
        yield [*first, "", ""]


def _on_record(recorded: Recorded | None) -> str:
    if recorded is None:
        return "–"
    said = words.left_out(recorded.blank, recorded.perhaps.records, recorded.undated.records)
    return ", ".join([recorded.shown, *said])


def _doubts(doubts: Sequence[Check]) -> Iterator[str]:
    if doubts:
        yield from ("", _("To be checked"))
    for one in doubts:
        yield f"  {one.title}: {one.words} {one.answer_words}".rstrip()


def _besides(line: Line) -> str:
    """Return the running total, the same period before and the plan, where there are any."""
    said = []
    if line.recorded and line.recorded.to_date:
        said.append(_("%(count)s since the year began") % {"count": line.recorded.to_date.shown})
    if line.recorded and line.recorded.year_ago:
        said.append(_("%(count)s a year before") % {"count": line.recorded.year_ago.shown})
    said += [_("plan %(value)s") % {"value": one.shown} for one in line.planned]
    return f" ({', '.join(said)})" if said else ""


def _divided(table: Table) -> Iterator[str]:
    yield from ("", f"{table.title}: {_on_record(table.recorded)}")
    for division in table.divisions:
        if division.shares:
            yield f"  {division.title}"
            rows = [[f"    {share.label}", values.number(share.number.records)] for share in division.shares]
            yield from grid(rows)


def grid(rows: list[list[str]]) -> Iterator[str]:
    """Yield the rows with their cells under each other."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        yield GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
