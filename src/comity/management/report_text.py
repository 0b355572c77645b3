"""The figures of a period as `comity report` prints them: all of them, what would be issued, what looks wrong and its answer."""

from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.core import write
from comity.core.pack import of_city
from comity.core.people import City
from comity.documents import content
from comity.gate import values
from comity.gate.form import Wrong, check
from comity.management.report_asked import Options, acting, line, named, period, wrong
from comity.registers import BY_KEY
from comity.reports import board, board_text, checks, figures, returned_rows, snapshot, text, workbook
from comity.reports.checks import Check


def printed(city: City, options: Options) -> bytes:
    """Return the figures as text, as a workbook, or as an issued report keeps them."""
    asked = period(options)
    with acting(city, options):
        if options["format"] == "json":
            _report, said = snapshot.drawn(asked, named(options["report"]))
            return snapshot.written(said) + b"\n"
        report = figures.of(asked, named(options["report"]))
        doubts = checks.of(report)
        if options["format"] == "xlsx":
            return workbook.made(report, doubts)
        return text.written(report, doubts, returned_rows.table(report)).encode()


def pictured(city: City, options: Options) -> str:
    """Return the dashboards of a period in numbers."""
    asked = period(options)
    with acting(city, options):
        return board_text.written(board.of(asked, values.today()))


def preview(city: City, options: Options) -> str:
    """Return what a report would say if it were issued now: its sentences, its table, what looks wrong. Nothing is kept."""
    asked = period(options)
    with acting(city, options):
        report = figures.of(asked, named(options["report"]))
        doubts = checks.of(report)
        open_ = [one for one in doubts if one.answer is None]
        said = [content.sentence(one, report) for one in report.lines if one.main and one.recorded]
        told = [text.heading(report), "", *said, "", text.written(report, doubts, returned_rows.table(report)).rstrip()]
        if open_:
            found = ngettext(
                "%(count)s finding has no answer yet: comity report check",
                "%(count)s findings have no answer yet: comity report check",
                len(open_),
            )
            told += ["", found % {"count": values.number(len(open_))}]
    return "\n".join(told) + "\n"


def doubted(city: City, options: Options) -> str:
    """Return what looks wrong in a report's figures, each with its name and answer; or answer one of them."""
    asked = period(options)
    with acting(city, options, named=bool(options["finding"])):
        found = checks.of(figures.of(asked, named(options["report"])))
        if options["finding"]:
            return _answered(found, options)
        told = []
        for one in found:
            told.append(f"{one.title}: {one.words}")
            told.append(f"  {one.answer_words or _('nobody has answered')}")
            told.append(f"  --finding {one.finding.named}")
    return "\n".join(told) + "\n" if told else _("Nothing looks wrong.") + "\n"


def _answered(found: list[Check], options: Options) -> str:
    """Keep an answer to a finding, as the form on its page does."""
    one = next((each for each in found if options["finding"] in (each.finding.named, each.finding.key)), None)
    if one is None:
        raise wrong("--finding", _("No finding of this report has this name. See: comity report check"))
    verdicts = of_city().vocabulary("check_verdict")
    if options["verdict"] not in verdicts:
        raise wrong("--verdict", _("Say what came out: %(there)s.") % {"there": ", ".join(verdicts)})
    if not line(options, "why"):
        raise wrong("--why", _("Say why."))
    about = one.finding
    given: dict[str, Any] = {
        "finding": about.named,
        "indicator": about.indicator,
        "starts": about.first.isoformat(),
        "ends": about.last.isoformat(),
        "verdict": options["verdict"],
        "why": line(options, "why"),
    }
    try:
        made = write.save(check(BY_KEY["figure_checks"], given).instance)
    except Wrong as error:
        raise CommandError(str(error)) from error
    return _("Kept: %(title)s.") % {"title": made.title} + "\n"
