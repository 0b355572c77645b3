"""The records behind one figure from the command line: of a period as it is now, or of an issued report as it was counted."""

from collections.abc import Iterable, Sequence

from django.core.management.base import CommandError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core.people import City
from comity.management import report_asked
from comity.management.report_asked import Options, acting, named, period, wrong
from comity.reports import figures, indicators, issuing, kept, single, words


def behind(city: City, options: Options) -> str:
    """Return how a figure is counted, its number, and the first records that it is made of."""
    if len(options["figure"]) != 1:
        raise wrong("--figure", _("Say which figure. Add --figure delegations_in."))
    (code,) = options["figure"]
    with acting(city, options):
        told = _issued(options, code) if options["number"] is not None else _of_period(options, code)
    return "\n".join(told) + "\n"


def _of_period(options: Options, code: str) -> list[str]:
    asked, there = period(options), indicators.of_city().indicators
    if code not in there:
        raise _unknown(code, there)
    report = figures.of(asked, named(options["report"]), only=code)
    (line,), found = report.lines, single.of(report)
    shown = line.recorded.shown if line.recorded else "–"
    rows = [(row.date, row.title, row.code, row.unit, row.adds) for row in found.rows]
    return [f"{line.title}, {report.label}: {shown}", words.how_counted(line.rule), *_rows(rows, more=found.more)]


def _issued(options: Options, code: str) -> list[str]:
    one, language = report_asked.issued(options), get_language() or "en"
    content = issuing.content_of(one)
    figure = kept.figure_of(content, code)
    if figure is None:
        raise _unknown(code, [each["code"] for each in content["figures"] if each["recorded"]])
    found, more = kept.behind(one, figure)
    head = (
        f"{figure['title'][language]}, {content['period']['label'][language]}: {figure['recorded']['shown'][language]}"
    )
    rows = [(row.date, row.title, row.code, "", row.adds) for row in found]
    return [head, figure["counted"][language], *_rows(rows, more=more)]


def _rows(found: Sequence[Sequence[str]], *, more: bool) -> list[str]:
    told = ["  " + "  ".join(filter(None, row)) for row in found]
    if more:
        told.append(_("Only the first of them stand here; the workbook has all."))
    return told or [_("No record to show")]


def _unknown(code: str, there: Iterable[str]) -> CommandError:
    said = _("There is no figure %(key)s. Figures: %(there)s.")
    return wrong("--figure", said % {"key": code, "there": ", ".join(there)})
