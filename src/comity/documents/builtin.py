"""The template that comes with the program, made from the pack's layout: the same each time, there to be downloaded and edited."""

from functools import lru_cache
from io import BytesIO
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from docx.shared import Mm, Pt

from comity.core.pack_layout import Layout
from comity.documents import word
from comity.documents.filling import steady
from comity.reports import returned_rows

MILLIMETRE = 72 / 25.4
PLACES = 15  # millimetres in which a signature and a stamp have room
RIGHT: list[word.Align] = ["center", "left", "right", "right", "right", "right"]


@lru_cache(maxsize=8)
def report(layout: Layout, language: str) -> bytes:
    """Return the template of the period report in a language as the bytes of a DOCX file."""
    with translation.override(language):
        document = word.blank(layout, language)
        about = document.core_properties
        about.title, about.author, about.comments = _("Report of a period"), "", ""
        about.language = word.LANGUAGES.get(language, language)
        head(document, layout, str(layout.words.number or ""))
        _subject(document, layout)
        _body(document, layout)
        end(document, layout, "{{ s.text }}" if layout.words.signed or layout.issuers else "", over="s in signature")
        _annexes(document, layout)
        _grounds(document)
        written = BytesIO()
        document.save(written)
    return steady(written.getvalue())


def head(document: Any, layout: Layout, number: str) -> None:
    """Write what stands at the head of every paper: the office, the country, number, place and day."""
    words, size, whole = layout.words, layout.type.head, word.width(layout)
    larger = size + (1 if words.nation else 0)
    left, right = whole * 0.4, whole * 0.6
    places = word.table(document, (left, right), grid=False)
    cells = word.row(places, ("", ""), ("center", "center")).cells
    office: word.Align = "center" if words.nation else "left"
    word.write(cells[0], "{%p if agency_above %}", align=office, size=size)
    word.write(cells[0], "{{ agency_above }}", align=office, size=size)
    word.write(cells[0], "{%p endif %}", align=office, size=size)
    word.write(cells[0], "{{ agency }}", align=office, size=size, look="bold")
    if words.nation:
        word.rule(cells[0], left * 0.35, left)
        word.write(cells[1], str(words.nation), align="center", size=size, look="bold")
    if words.motto:
        word.write(cells[1], str(words.motto), align="center", size=larger, look="bold")
        word.rule(cells[1], len(str(words.motto)) * larger * 0.45 / MILLIMETRE, right)
    second = word.row(places, ("", ""), ("center", "center")).cells if words.nation else cells
    if number:
        word.write(second[0], number, align=office, size=larger)
    word.write(second[1], "{{ place_date }}", align="center" if words.nation else "right", size=larger, look="italic")


def _subject(document: Any, layout: Layout) -> None:
    official = layout.words.nation is not None
    align: word.Align = "center" if official else "left"
    first = word.write(document, str(layout.words.report), align=align, look="bold", size=layout.type.body, after=2)
    first.paragraph_format.space_before = Pt(18)
    word.write(document, "{{ title }}", align=align, look="bold", after=0 if official else 8)
    if official:
        word.rule(document, word.width(layout) * 0.22, word.width(layout))
    word.write(document, "{%p if days %}")
    word.write(document, "({{ days }})", align=align, look="italic")
    word.write(document, "{%p endif %}")
    word.write(document, "{%p if to %}")
    to = word.write(document, f"{layout.words.attention} {{{{ to }}}}", align=align, after=8)
    to.paragraph_format.space_before = Pt(6)
    word.write(document, "{%p endif %}")


def _body(document: Any, layout: Layout) -> None:
    word.write(document, "{%p for t in texts %}")
    document.add_heading("{{ t.title }}", 1)
    each(document, "l in t.lines", "Running", "{{r l.linked }}")
    word.write(document, "{%p endfor %}")
    document.add_heading(f"1. {_('Key figures')}", 1)
    each(document, "s in summary", "Running", "{{r s.linked }}")
    document.add_heading(f"2. {_('Table of figures')}", 1)
    _figures(document, layout)
    _returns(document, layout)
    word.write(document, "{%p if charts %}", after=0)
    document.add_heading(f"3. {_('The figures in pictures')}", 1)
    word.write(document, "{%p for c in charts %}")
    _chart(document, layout)
    word.write(document, "{%p endfor %}")
    word.write(document, "{%p endif %}")
    word.write(document, "{%p if checks %}")
    document.add_heading(f"{{% if charts %}}4{{% else %}}3{{% endif %}}. {_('To be checked')}", 1)
    word.write(document, "{%p for c in checks %}")
    _held(document, "loop.last", "{{ c.name }}: {{ c.text }}", style="Running")
    word.write(document, "{%p endfor %}")
    word.write(document, "{%p endif %}")


def _chart(document: Any, layout: Layout) -> None:
    """Write a picture with its table, of two columns or of three where it compares."""
    word.write(document, "{{ c.title }}", look="bold").paragraph_format.keep_with_next = True
    picture = word.write(document, "{{ c.picture }}", align="center", after=4)
    picture.paragraph_format.keep_with_next = True
    whole = word.width(layout)
    for tag, heads, cells in (
        ("if c.earlier", ["{{ c.part }}", "{{ c.now }}", "{{ c.earlier }}"], ["{{r r.value_link }}", "{{ r.before }}"]),
        ("else", ["{{ c.part }}", "{{ c.now }}"], ["{{r r.value_link }}"]),
    ):
        word.write(document, f"{{%p {tag} %}}")
        aligns: list[word.Align] = ["left", *["right"] * len(cells)]  # type: ignore[list-item]
        made = word.table(document, [whole * 0.4, *[whole * 0.2] * len(cells)])
        _together(word.row(made, heads, aligns, head=True))
        loop(made, "for r in c.rows")
        _together(word.row(made, ["{{ r.label }}", *cells], aligns))
        loop(made, "endfor")
    word.write(document, "{%p endif %}")
    _held(document, "loop.last and not checks", "{{ c.says }}", style="Note", look="italic", after=8)


def _together(row: Any) -> None:
    """Keep a row on the page of what follows: a picture, its table and its sentence are read in one look."""
    for cell in row.cells:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def _held(document: Any, last: str, text: str, **looks: Any) -> None:
    """Write a paragraph of a loop; the last one before the signature stays on its page, so that this never stands alone."""
    for tag, kept in ((f"if {last}", True), ("else", False)):
        word.write(document, f"{{%p {tag} %}}")
        paragraph = word.write(document, text, **looks)
        paragraph.alignment = None  # the style's own
        paragraph.paragraph_format.keep_with_next = kept or None
    word.write(document, "{%p endif %}")


def _figures(document: Any, layout: Layout) -> None:
    whole = word.width(layout)
    widths = [whole * share for share in (0.085, 0.315, 0.14, 0.14, 0.16, 0.16)]
    made = word.table(document, widths)
    heads = [_("No."), _("Indicator"), "{{ period }}", "{{ period_before }}", _("Difference"), _("Plan")]
    word.row(made, heads, RIGHT, head=True)
    loop(made, "for f in figures")
    values = [
        "{{ f.number }}",
        "{{ f.name }}",
        "{{r f.value_link }}",
        "{{r f.before_link }}",
        "{{ f.difference }}",
        "{{ f.plan }}",
    ]
    for tag in ("if loop.last and not charts and not checks and not returns", "else"):
        loop(made, tag)
        row = word.row(made, values, RIGHT)
        word.write(row.cells[1], "{{r f.code }}", style="Cell code")
        if tag != "else":
            _together(row)  # the signature stays with the last figure
    loop(made, "endif")
    loop(made, "endfor")
    word.write(document, "{%p for u in undiffered %}")
    word.write(document, "{{ u.text }}", style="Note").paragraph_format.keep_with_next = True  # as the rows do
    word.write(document, "{%p endfor %}")


def _returns(document: Any, layout: Layout) -> None:
    """Write what agencies returned, if any did; its last row stays with the signature where nothing stands between."""
    word.write(document, "{%p if returns %}")
    document.add_heading(_("Agencies' returns"), 2)
    whole = word.width(layout)
    made = word.table(document, [whole * share for share in (0.3, 0.17, 0.13, 0.12, 0.28)])
    aligns: list[word.Align] = ["left", "right", "right", "right", "left"]
    word.row(made, returned_rows.heads(), aligns, head=True)
    loop(made, "for r in returns")
    for tag in ("if loop.last and not charts and not checks", "else"):
        loop(made, tag)
        cells = ["{{ r.name }}", "{{ r.value }}", "{{ r.recorded }}", "{{ r.gap }}", "{{ r.where }}"]
        row = word.row(made, cells, aligns)
        if tag != "else":
            _together(row)
    loop(made, "endif")
    loop(made, "endfor")
    word.write(document, "{%p endif %}")


def end(document: Any, layout: Layout, signed: str, *, over: str = "") -> None:
    """Write what stands at the foot of every paper: who gets it, and who signs, in one line or in one for each of a list."""
    words, size, whole = layout.words, layout.type, word.width(layout)
    if not words.recipients and not signed:
        return
    word.write(document, "", after=4).paragraph_format.keep_with_next = True
    cells = word.row(word.table(document, (whole * 0.5, whole * 0.5), grid=False), ("", ""), ("left", "center")).cells
    if words.recipients:
        word.write(cells[0], str(words.recipients), look="bold italic", size=size.recipients)
        word.write(cells[0], "{%p for r in recipients %}", size=size.recipients_list)
        word.write(cells[0], "- {{ r.name }};", size=size.recipients_list)
        word.write(cells[0], "{%p endfor %}", size=size.recipients_list)
        if words.kept:
            word.write(cells[0], f"- {words.kept}", size=size.recipients_list)
    if signed:
        for text in (f"{{%p for {over} %}}", signed, "{%p endfor %}") if over else (signed,):
            word.write(cells[1], text, align="center", look="bold")
        place = word.write(cells[1], "…………………………", align="center")
        place.paragraph_format.space_before = Mm(PLACES * 1.6)


def _annexes(document: Any, layout: Layout) -> None:
    # Not a break at the end of the page before: where that page is full, it would leave an empty one.
    word.write(document, "", size=2).paragraph_format.page_break_before = True
    word.write(document, "{%p for a in annexes %}")
    title = f"{layout.words.annex} {{{{ a.number }}}}. {{{{ a.title }}}}"
    document.add_paragraph(title, style="Heading 1").alignment = word.ALIGN["center"]
    word.write(document, "{%p if a.rows %}")
    whole = word.width(layout)
    aligns: list[word.Align] = ["center", "left", "left", "left", "left"]
    made = word.table(document, [whole * share for share in (0.085, 0.16, 0.305, 0.26, 0.19)])
    heads = [_("No."), _("Date"), _("Record"), pgettext("of a record", "Details"), _("Lead unit")]
    word.row(made, heads, aligns, head=True)
    loop(made, "for r in a.rows")
    word.row(made, ["{{ r.number }}", "{{ r.date }}", "{{r r.title }}", "{{ r.details }}", "{{ r.unit }}"], aligns)
    loop(made, "endfor")
    word.write(document, "{%p else %}")
    word.write(document, _("No record lies in this period for certain."), style="Note", look="italic")
    word.write(document, "{%p endif %}")
    word.write(document, "{%p if a.more %}")
    word.write(document, "{{ a.more }}", style="Note", look="italic")
    word.write(document, "{%p endif %}")
    word.write(document, "{%p endfor %}")


def _grounds(document: Any) -> None:
    document.add_paragraph(_("How it is counted"), style="Heading 1")
    each(document, "n in notes", "Note", "{{ n.name }}: {{ n.text }}")
    word.write(document, "{%p if sources %}")
    document.add_paragraph(_("Sources"), style="Heading 1")
    each(document, "s in sources", "Note", "[{{ s.number }}] {{r s.title }}")
    word.write(document, "{%p endif %}")
    word.write(document, "{{ made }}", style="Note", look="italic").paragraph_format.space_before = Pt(8)


def each(document: Any, over: str, style: str, text: str) -> None:
    """Write a paragraph for each of a list."""
    word.write(document, f"{{%p for {over} %}}")
    paragraph = word.write(document, text, style=style)
    paragraph.alignment = None  # the style's own
    word.write(document, "{%p endfor %}")


def loop(table: Any, tag: str) -> None:
    """Write a row that holds a tag alone, such as the begin and the end of a loop over rows."""
    columns = len(table.columns)
    word.row(table, [f"{{%tr {tag} %}}", *[""] * (columns - 1)], ["left"] * columns)
