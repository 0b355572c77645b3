"""An issued report as a workbook: its figures, text and remarks, and the records behind each figure that the reader may see."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from openpyxl import Workbook

from comity.core.issued import Issued
from comity.core.records import Entry
from comity.reports import issued_numbers, kept, kept_lists, since
from comity.reports.snapshot import Content
from comity.reports.workbook import sheet

Rows = Iterable[Sequence[object]]


def made(one: Issued, content: Content) -> bytes:
    """Return the report as the bytes of an XLSX file."""
    language = get_language() or "en"
    book = Workbook(write_only=True)
    sheet(book, _("Figures"), issued_numbers.figure_heads(), issued_numbers.figures(content, language))
    sheet(book, _("Records"), [_("Indicator"), _("Number of the record"), _("Reference"), _("Title"), _("Date"), _("Adds"), _("Currency")], _behind(one, content, language))  # fmt: skip
    sheet(book, _("Divided"), [_("Division"), _("Part"), _("Records")], _shares(content, language))
    sheet(
        book,
        _("Text"),
        [_("Section"), _("Text")],
        ([t["title"][language], t["written"][language]] for t in content["texts"]),
    )
    if content.get("returns"):
        sheet(book, _("Agencies' returns"), issued_numbers.return_heads(), issued_numbers.returns(content, language))
        sheet(book, _("By unit"), issued_numbers.unit_heads(), issued_numbers.units(content, language))
    doubts = ([c["title"][language], c["words"][language], c["answer_words"][language]] for c in content["remarks"])
    sheet(book, _("To be checked"), [_("Indicator"), _("What looks wrong"), _("Answer")], doubts)
    sheet(book, _("About"), [_("About"), ""], _about(one, content, language))
    held = kept_lists.held(one) if content.get("lists") else {}
    for at, told in enumerate(content.get("lists", ()), 1):
        heads = [_("Reference"), told["date"][language], _("Title"), *told["columns"][language], _("Lead unit")]
        sheet(book, f"{at} {told['title'][language]}", heads, _listed(held[told["code"]]))
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _behind(one: Issued, content: Content, language: str) -> Rows:
    """Yield the records behind every figure that the reader may see; two statements for each figure at most."""
    titles = {figure["code"]: figure["title"][language] for figure in content["figures"]}
    for held in one.figures.exclude(code__startswith=kept_lists.MARK).order_by("id"):
        seen = {entry.pk: entry for entry in Entry.objects.defer("words").filter(pk__in=set(held.records))}
        for row in since.rows_of(held):
            if entry := seen.get(row.record):
                adds = "" if row.adds is None else row.adds
                yield [
                    titles[held.code],
                    str(row.record),
                    entry.code,
                    entry.title,
                    issued_numbers.day(entry.starts),
                    adds,
                    row.key,
                ]


def _listed(held: Any) -> Rows:
    for line in kept_lists.lines(held):
        yield [line.code, issued_numbers.day(line.date), line.title, *map(issued_numbers.day, line.cells), line.unit]


def _shares(content: Content, language: str) -> Rows:
    for table in content["tables"]:
        for division in table["divisions"]:
            for share in division["shares"]:
                yield [division["title"][language], share["label"][language], share["records"]]


def _about(one: Issued, content: Content, language: str) -> Rows:
    facts: list[tuple[str, Any]] = [
        (_("Report"), kept.title(one, content["title"][language])),
        (_("As of"), issued_numbers.moment(one.as_of)),
        (_("Counted is"), one.get_basis_display()),
        (_("State"), one.get_state_display()),
        (pgettext("of a report", "Signed"), issued_numbers.moment(one.signed_at) if one.signed_at else ""),
        (_("Signed by"), one.signed_by.name if one.signed_by else ""),
        ("SHA-256", one.sha256),
    ]
    return [list(fact) for fact in facts]
