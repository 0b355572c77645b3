"""The report as a workbook with its annexes: the figures, and each list with all of its rows."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook

from comity.documents.content import Asked
from comity.exchange import sheets
from comity.gate import values
from comity.reports import lists, returned_rows
from comity.reports.checks import Check
from comity.reports.figures import Report
from comity.reports.lists import Listed
from comity.reports.workbook import MOST_ROWS, added, named, sheet

Told = Callable[[str], None]
EVERY = 500


def made(report: Report, doubts: Sequence[Check], asked: Asked, told: Told) -> bytes:
    """Return the bytes of an XLSX file; `told` hears how far it is."""
    book = Workbook(write_only=True)
    added(book, report, doubts)
    _returned(book, report)
    done = 0
    for at, listed in enumerate(lists.of(report), 1):
        done = _sheet(book, f"{at} {listed.title}", listed, asked, done, told)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _returned(book: Any, report: Report) -> None:
    found = returned_rows.of(report)
    if found:
        sheet(book, _("Agencies' returns"), returned_rows.heads(), ([*one.values()] for one in found))


def _sheet(book: Any, title: str, listed: Listed, asked: Asked, done: int, told: Told) -> int:
    page = book.create_sheet(named(title))
    page.freeze_panes = "A2"
    heads = [_("Reference"), listed.date_label, _("Title"), *listed.columns, _("Lead unit"), _("Address")]
    sheets.widths(page, heads)
    page.column_dimensions["C"].width = 48
    page.append(sheets.row(page, heads, font=sheets.BOLD))
    for number, record in enumerate(listed.records(MOST_ROWS + 1)):
        if number == MOST_ROWS:
            said = _("Only %(count)s rows stand here; export the list for all of them.") % {"count": MOST_ROWS}
            page.append(sheets.row(page, [said]))
            break
        address = asked.link("", listed.address(record)).url
        cells = [record.code, listed.date(record), record.title, *listed.cells(record), listed.unit(record), address]
        page.append(sheets.row(page, cells))
        done += 1
        if done % EVERY == 0:
            told(_("%(count)s rows written") % {"count": values.number(done)})
    return done
