"""The paragraphs of a Word file with their places: which part, which cell of which table, near which page, in whose words."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
P, T, TC, TR, TBL, TXBX = (qn(f"w:{name}") for name in ("p", "t", "tc", "tr", "tbl", "txbxContent"))
RENDERED, BR, TAB = qn("w:lastRenderedPageBreak"), qn("w:br"), qn("w:tab")
PART_KINDS = {RT.HEADER: "header", RT.FOOTER: "footer", RT.FOOTNOTES: "footnotes"}


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: its text as one reads it, however Word cut it up, and where it stands."""

    text: str
    part: str
    number: int
    page: int | None
    table: int
    row: int
    column: int
    boxed: bool
    container: Any
    table_of: Any
    row_of: Any

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        parts = {"body": _("body"), "header": _("header"), "footer": _("footer"), "footnotes": _("footnotes")}
        said = [parts[self.part]]
        if self.table:
            cell = {"table": self.table, "row": self.row, "column": self.column}
            said.append(_("table %(table)s, row %(row)s, column %(column)s") % cell)
        if self.boxed:
            said.append(_("text box"))
        said.append(_("paragraph %(number)s") % {"number": self.number})
        return ", ".join(said)


def read(data: bytes) -> Iterator[Paragraph]:
    """Yield every paragraph that a template is filled in, body first. Raises what python-docx raises for a broken file."""
    part: Any = Document(BytesIO(data)).part
    yield from _of("body", part.element.body, Pages(part.element.body))
    for rel in part.rels.values():
        if rel.reltype in PART_KINDS and not rel.is_external:
            yield from _of(PART_KINDS[rel.reltype], parse_xml(rel.target_part.blob), None)


class Pages:
    """Near which page a paragraph stands: as Word last laid the file out, or else by the breaks that were set by hand."""

    def __init__(self, body: Any) -> None:
        self._laid_out = next(body.iter(RENDERED), None) is not None
        self._page = 1

    def at(self, paragraph: Any) -> int:
        """Return the page on which the paragraph's first word stands, and count the breaks in it."""
        if not self._laid_out:
            self._page += bool(paragraph.xpath("./w:pPr/w:pageBreakBefore"))
            page = self._page
            self._page += len(paragraph.xpath("./w:r/w:br[@w:type='page']"))
            self._page += bool(paragraph.xpath("./w:pPr/w:sectPr[not(w:type/@w:val='continuous')]"))
            return page
        breaks = [one for one in paragraph.iter(RENDERED) if _nearest(one, P) is paragraph]
        before = [one for one in breaks if not _words_before(paragraph, one)]
        self._page += len(before)
        page = self._page
        self._page += len(breaks) - len(before)
        return page


def _words_before(paragraph: Any, mark: Any) -> bool:
    for one in paragraph.iter(T, RENDERED):
        if one is mark:
            return False
        if one.tag == T and (one.text or "").strip():
            return True
    return False


def _of(part: str, root: Any, pages: Pages | None) -> Iterator[Paragraph]:
    tables = list(root.iter(TBL))
    for number, paragraph in enumerate(root.iter(P), 1):
        page = pages.at(paragraph) if pages else None
        if _nearest(paragraph, FALLBACK) is not None:  # the same text box a second time, for older programs
            continue
        cell, table = _nearest(paragraph, TC), _nearest(paragraph, TBL)
        row = _nearest(paragraph, TR)
        yield Paragraph(
            text=_text(paragraph),
            part=part,
            number=number,
            page=page,
            table=tables.index(table) + 1 if table is not None else 0,
            row=table.findall(TR).index(row) + 1 if table is not None and row in table.findall(TR) else 0,
            column=row.findall(TC).index(cell) + 1 if row is not None and cell in row.findall(TC) else 0,
            boxed=_nearest(paragraph, TXBX) is not None,
            container=paragraph.getparent(),
            table_of=table,
            row_of=row,
        )


def _nearest(element: Any, tag: str) -> Any:
    return next(element.iterancestors(tag), None)


def _text(paragraph: Any) -> str:
    """Return the paragraph's own words, without those of text boxes that hang on it."""
    own = (one for one in paragraph.iter(T, TAB, BR) if _nearest(one, P) is paragraph)
    return "".join((one.text or "") if one.tag == T else " " for one in own)


def row_text(row: Any) -> str:
    """Return all words of a table's row."""
    return " ".join(_text(one) for one in row.iter(P))


def fields(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield what Word is to work out by itself, with the part in which it stands."""
    part: Any = Document(BytesIO(data)).part
    roots = [("body", part.element.body)]
    roots += [
        (PART_KINDS[rel.reltype], parse_xml(rel.target_part.blob))
        for rel in part.rels.values()
        if rel.reltype in PART_KINDS and not rel.is_external
    ]
    for name, root in roots:
        for paragraph in root.iter(P):
            typed = "".join(one.text or "" for one in paragraph.iter(qn("w:instrText")))
            simple = [one.get(qn("w:instr"), "") for one in paragraph.iter(qn("w:fldSimple"))]
            for one in [typed, *simple]:
                if one.strip():
                    yield name, one.strip()
