"""Writing Word files: page, styles, paragraphs and tables in the layout of a country's papers."""

from collections.abc import Sequence
from typing import Any, Literal

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from comity.core.pack_layout import Layout

SHEETS = {"a4": (210, 297), "letter": (215.9, 279.4)}
ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
Align = Literal["left", "center", "right", "justify"]
BLACK = RGBColor(0, 0, 0)
LANGUAGES = {"vi": "vi-VN", "en": "en-GB"}


def blank(layout: Layout, language: str) -> Any:
    """Return an empty document with page, typeface and styles of the layout."""
    document = Document()
    section = document.sections[0]
    wide, high = SHEETS[layout.page.paper]
    section.page_width, section.page_height = Mm(wide), Mm(high)
    section.top_margin, section.bottom_margin = Mm(layout.page.top), Mm(layout.page.bottom)
    section.left_margin, section.right_margin = Mm(layout.page.left), Mm(layout.page.right)
    section.header_distance = section.footer_distance = Mm(10)
    _styles(document, layout, language)
    _number_pages(section, layout)
    return document


def width(layout: Layout) -> float:
    """Return the width of the text in millimetres."""
    return SHEETS[layout.page.paper][0] - layout.page.left - layout.page.right


def write(
    place: Any,
    text: str,
    *,
    align: Align = "left",
    size: float = 0,
    look: str = "",
    style: str = "Plain",
    after: float | None = None,
) -> Any:
    """Write a paragraph into a document or a cell; the empty one that a cell begins with is used first. Look: bold, italic."""
    first = place.paragraphs[0] if hasattr(place, "add_table") and _untouched(place) else None
    paragraph = first if first is not None else place.add_paragraph()
    paragraph.style = style
    paragraph.alignment = ALIGN[align]
    run = paragraph.add_run(text)
    run.bold, run.italic = "bold" in look or None, "italic" in look or None
    if size:
        run.font.size = Pt(size)
    if after is not None:
        paragraph.paragraph_format.space_after = Pt(after)
    return paragraph


def rule(place: Any, length: float, room: float) -> None:
    """Draw a line in the middle of a place: a paragraph without height with a border, as long as is said (millimetres)."""
    paragraph = write(place, "", align="center", size=2, after=4)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(max(0, (room - length) / 2))
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def table(document: Any, widths: Sequence[float], *, grid: bool = True) -> Any:
    """Add a table of fixed column widths in millimetres without any row."""
    made = document.add_table(rows=0, cols=len(widths))
    made.style = "Table Grid" if grid else "Normal Table"
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    if not grid:
        _without_margins(made)
    for column, wide in zip(made.columns, widths, strict=True):
        column.width = Mm(wide)
    return made


def row(of: Any, texts: Sequence[str], aligns: Sequence[Align], *, head: bool = False) -> Any:
    """Add a row that does not break over two pages; a head is repeated on each page."""
    made = of.add_row()
    properties = made._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))
    for cell, column in zip(made.cells, of.columns, strict=True):
        cell.width = column.width
    for cell, text, align in zip(made.cells, texts, aligns, strict=True):
        if not text:  # left for the first paragraph that is written into it
            continue
        write(cell, text, align="center" if head else align, look="bold" if head else "", style="Cell")
    return made


def _without_margins(table: Any) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)


def _untouched(place: Any) -> bool:
    if not hasattr(place, "merge"):  # a document, not a cell
        return False
    return len(place.paragraphs) == 1 and not place.paragraphs[0].runs and not place.paragraphs[0].text


def _styles(document: Any, layout: Layout, language: str) -> None:
    kind = layout.type
    normal = document.styles["Normal"]
    _face(normal, kind.font, kind.body)
    languages = OxmlElement("w:lang")
    languages.set(qn("w:val"), LANGUAGES.get(language, language))
    normal.element.get_or_add_rPr().append(languages)
    running = normal.paragraph_format
    running.line_spacing, running.space_after, running.space_before = kind.spacing, Pt(kind.after), Pt(0)
    _style(document, "Plain")
    _style(
        document,
        "Running",
        indent=kind.indent,
        align="justify" if kind.justified else "left",
        around=(0, kind.after),
    )
    _style(document, "Cell", size=kind.table, around=(1.5, 1.5))
    _style(document, "Cell code", size=8.5, around=(0, 1.5))
    _style(document, "Note", size=min(kind.table, 11), around=(0, 3))
    for name in ("Heading 1", "Heading 2"):
        heading = document.styles[name]
        _face(heading, kind.font, kind.body)
        heading.font.bold, heading.font.color.rgb = True, BLACK
        heading.font.italic = name == "Heading 2"
        heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(10), Pt(4)
        heading.paragraph_format.keep_with_next = True
    link = document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.underline, link.font.color.rgb = True, BLACK


def _style(
    document: Any,
    name: str,
    *,
    size: float = 0,
    indent: float = 0,
    align: Align = "left",
    around: tuple[float, float] = (0, 0),
) -> None:
    made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    made.base_style = document.styles["Normal"]
    if size:
        made.font.size = Pt(size)
        made.paragraph_format.line_spacing = 1
    made.paragraph_format.first_line_indent = Mm(indent) if indent else None
    made.paragraph_format.alignment = ALIGN[align]
    made.paragraph_format.space_before = Pt(around[0])
    made.paragraph_format.space_after = Pt(around[1])
    made.paragraph_format.widow_control = True


def _face(style: Any, font: str, size: float) -> None:
    style.font.name, style.font.size = font, Pt(size)
    faces = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        faces.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        faces.set(qn(f"w:{name}"), font)


def _number_pages(section: Any, layout: Layout) -> None:
    section.different_first_page_header_footer = not layout.page.number_first
    place = section.header if layout.page.number == "top" else section.footer
    paragraph = place.paragraphs[0]
    paragraph.alignment = ALIGN["center"]
    run = paragraph.add_run()
    run.font.size = Pt(layout.type.body)
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("text", "2"), ("end", "")):
        if kind == "text":
            mark = OxmlElement("w:t")
            mark.text = text
        elif kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)
