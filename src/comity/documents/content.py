"""What a report says, as its templates name it: texts, numbers as read, links that open the records behind each number."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.core import identity
from comity.core.people import ROLES, City
from comity.documents import charts, issuers, linking
from comity.documents.values import Link
from comity.documents.wording import difference, place_date, undiffered, without_difference
from comity.gate import values
from comity.reports import chooser, indicators, lists, returned_rows, text, words
from comity.reports.checks import Check
from comity.reports.counting import Number
from comity.reports.figures import Line, Report

NOTHING = "–"
LISTED = 100  # records of a list in a document; the workbook has them all
EMPTY = {"value": NOTHING, "before": NOTHING, "difference": NOTHING, "plan": NOTHING}


@dataclass(frozen=True)
class Asked:
    """For whom a document is made, and under which address the office is reached."""

    city: City
    name: str
    address: str = ""

    def link(self, said: str, href: str, *, plain: bool = False) -> Link:
        """Return words that lead to a page; only words where the office's address is not known."""
        return Link(said, self.address.rstrip("/") + href if self.address and href else "", plain)

    def number(self, said: str, href: str) -> Link:
        """Return a number that leads to what it is made of and looks as any other."""
        return self.link(said, href, plain=True)


def of(report: Report, doubts: Sequence[Check], asked: Asked) -> dict[str, Any]:
    """Return what the document says. One statement for the units, and those of the lists."""
    every = dict.fromkeys(indicators.of_city().indicators, EMPTY)
    return {
        **_head(report, asked),
        "summary": [_summed(line, report, asked) for line in report.lines if line.main and line.recorded],
        "figures": [_figure(at, line, report, asked) for at, line in enumerate(report.lines, 1)],
        "undiffered": without_difference(_undiffered(report)),
        "figure": every | {line.code: _values(line, report) for line in report.lines},
        "texts": [],
        "returns": returned_rows.of(report),
        "charts": charts.chosen(report, asked.number),
        "checks": [{"name": one.title, "text": one.words} for one in doubts if one.answer is None],
        "notes": [{"name": line.title, "text": note(line)} for line in report.lines],
        "sources": [{"number": f"{one.n}", "title": asked.link(one.title, one.href)} for one in report.sources],
        "annexes": [_annex(at, listed, asked) for at, listed in enumerate(lists.of(report), 1)],
    }


def _head(report: Report, asked: Asked) -> dict[str, Any]:
    issuer = issuers.heading(identity.current().above, asked.city)
    to = str(report.form.to) if report.form.to else ""
    recipients = [one.strip() for one in to.split(",") if one.strip()]
    return {
        "agency": issuer.name.upper(),
        "agency_above": issuer.above.upper(),
        "signature": [{"text": one} for one in issuer.signature],
        "signer": "",
        "place_date": place_date(str(asked.city), values.today()),
        "made": _made(asked),
        "recipients": [{"name": one} for one in recipients],
        "title": text.heading(report),
        "period": report.label,
        "period_before": report.label_year_ago or report.label_before,
        "days": report.days,
        "to": to,
    }


def _made(asked: Asked) -> str:
    said = made_for(asked)
    return _("Counted %(moment)s for %(name)s (%(role)s); what they may not see is not counted.") % said


def made_for(asked: Asked) -> dict[str, str]:
    """Return when and for whom a paper is made."""
    who = identity.current()
    role = str(ROLES[who.role].label) if who.role else _("the program itself")
    return {"moment": values.moment(timezone.now()), "name": asked.name, "role": role}


def _summed(line: Line, report: Report, asked: Asked) -> dict[str, Any]:
    opens = _addresses(line, report)
    said = sentence(line, report, opens)
    return {"text": linking.bare(said), "linked": linking.cut(said, opens, asked.link)}


def sentence(line: Line, report: Report, opens: Mapping[str, str] | None = None) -> str:
    """Say a figure in a sentence, with what it is compared with and the plan; the numbers are the table's own.

    Those that `opens` has an address for are marked.
    """
    one = _values(line, report)
    told = worded(line.title, report.label_year_ago or report.label_before, one, opens or {})
    more = []
    if line.compared is not None:  # a paper that says what is on record must not hide that others say otherwise
        more.append(_("Sources report %(value)s.") % {"value": line.compared.shown})
    if one["plan"] != NOTHING:
        more.append(_("Plan: %(plan)s.") % one)
    more += _remarks(line)
    return " ".join([told, *more])


def worded(title: str, period: str, one: Mapping[str, str], opens: Mapping[str, str]) -> str:
    """Say a figure and what it is compared with, as far as that is known."""
    said = {"name": title, "period": period} | linking.marked(one, opens)
    if one["before"] == NOTHING:
        return _("%(name)s: %(value)s.") % said
    if one["difference"] in ("", NOTHING):
        return _("%(name)s: %(value)s (%(period)s: %(before)s).") % said
    return _("%(name)s: %(value)s (%(period)s: %(before)s; difference %(difference)s).") % said


def _figure(at: int, line: Line, report: Report, asked: Asked) -> dict[str, Any]:
    opens, one = _addresses(line, report), _values(line, report)
    linked = {f"{name}_link": asked.number(one[name], opens[name]) for name in ("value", "before")}
    code = asked.link(line.code, opens["code"])
    return {"number": f"{at}", "code": code, "name": line.title} | one | linked


def _undiffered(report: Report) -> Iterator[tuple[str, str]]:
    """Yield the rows of the table that have a number before and no difference, with the reason."""
    for at, line in enumerate(report.lines, 1):
        before = compared(line, report)
        if line.recorded and before:
            now = line.recorded.certain
            silent = before.silent or now.silent
            yield f"{at}", undiffered(dict(now.amounts), dict(before.amounts), silent=silent)


def _addresses(line: Line, report: Report) -> dict[str, str]:
    """Return what opens behind a figure and its numbers: how it is counted, and the records of each."""
    period = chooser.address(report.span.asked, report.name or chooser.EVERYTHING)
    opens = dict.fromkeys(("value", "before"), "")
    opens["code"] = reverse("figure", args=[line.code]) + period if line.rule else reverse("report") + period
    if line.recorded:
        before = compared(line, report)
        opens |= {"value": line.recorded.certain.href, "before": before.href if before else ""}
    return opens


def _values(line: Line, report: Report) -> dict[str, str]:
    if line.recorded is None:
        said = "; ".join(dict.fromkeys(one.shown for one in line.reported if not one.figure.doubtful))
        stated = _("%(value)s (reported)") % {"value": said} if said else NOTHING
        return EMPTY | {"value": stated, "plan": _plan(line)}
    before = compared(line, report)
    silent = line.recorded.shown == NOTHING
    return {
        "value": line.recorded.shown,
        "before": before.shown if before else NOTHING,
        "difference": NOTHING if silent or before is None else difference(line.recorded.certain, before) or NOTHING,
        "plan": _plan(line),
    }


def compared(line: Line, report: Report) -> Number | None:
    """Return the number of the same period a year before, or of the period before where that is the same."""
    if line.recorded is None:
        return None
    return line.recorded.year_ago if report.label_year_ago else line.recorded.before


def _plan(line: Line) -> str:
    said = [one.shown if one.percent is None else f"{one.shown} ({one.percent}%)" for one in line.planned]
    return "; ".join(said) or NOTHING


def note(line: Line) -> str:
    """Return how a figure is counted and by what law or custom."""
    parts = (*_remarks(line), line.counts, words.how_counted(line.rule), line.note, words.basis_words(line.rule))
    return " ".join(part for part in parts if part)


def _remarks(line: Line) -> list[str]:
    """Say what the number leaves out and what it comes to since the year began, as the page does."""
    one = line.recorded
    if one is None:
        return []
    return words.remarks(one.blank, one.perhaps.records, one.undated.records, one.to_date.shown if one.to_date else "")


def _annex(at: int, listed: lists.Listed, asked: Asked) -> dict[str, Any]:
    found = list(listed.records(LISTED + 1))
    more = _("Only the first %(count)s stand here; the workbook has all of them.") % {"count": LISTED}
    return {
        "number": f"{at}",
        "title": listed.title,
        "more": more if len(found) > LISTED else "",
        "rows": [
            {
                "number": f"{number}",
                "date": listed.date(one),
                "title": asked.link(one.title, listed.address(one)),
                "details": listed.details(one),
                "unit": listed.unit(one),
            }
            for number, one in enumerate(found[:LISTED], 1)
        ],
    }
