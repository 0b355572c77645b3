"""Tables of a filled Word file, whoever drew them: columns made as wide as the words that came to stand in them."""

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from comity.documents import fitting

TWIP, POINT = 20.0, 12700.0
USUAL = 11.0
AROUND = 11.5  # points beside the words of a cell: Word's own margins and the lines
P, R, T, BR, TR, TC, TCPR = (qn(f"w:{name}") for name in ("p", "r", "t", "br", "tr", "tc", "tcPr"))


def fit(document: Any) -> None:
    """Widen columns that are too narrow for a word in them at the cost of others; a table with joined cells stays as it was drawn."""
    section = document.sections[0]
    room = (section.page_width - section.left_margin - section.right_margin) / POINT
    sizes = _Sizes(document)
    for table in document.element.body.iter(qn("w:tbl")):
        columns = table.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}")
        rows = [row.findall(TC) for row in table.findall(TR)]
        wanted = [int(one.get(qn("w:w"), 0)) / TWIP for one in columns]
        if not rows or not all(wanted) or any(len(row) != len(columns) for row in rows):
            continue
        longest = [max(_longest(row[at], sizes) for row in rows) for at in range(len(columns))]
        found = fitting.fit(wanted, longest, max(room, sum(wanted)), AROUND)
        if found == fitting.Fit(tuple(wanted)):
            continue
        for column, width in zip(columns, found.widths, strict=True):
            column.set(qn("w:w"), f"{width * TWIP:.0f}")
        for row in rows:
            for cell, width in zip(row, found.widths, strict=True):
                _set(cell, width, found.scale, sizes)


def _longest(cell: Any, sizes: "_Sizes") -> float:
    """Return how wide the longest word of a cell is, in points."""
    return max((_wide(paragraph, sizes) for paragraph in cell.iter(P)), default=0.0)


def _wide(paragraph: Any, sizes: "_Sizes") -> float:
    runs = list(paragraph.iter(R))
    said = "".join(_text(run) for run in runs)
    size = max((sizes.of(run, paragraph) for run in runs), default=USUAL)
    is_bold = any(run.find(f"{qn('w:rPr')}/{qn('w:b')}") is not None for run in runs)
    return fitting.word(said) * size * (fitting.BOLD if is_bold else 1.0)


def _text(run: Any) -> str:
    return "".join((part.text or "") if part.tag == T else " " for part in run if part.tag in (T, BR))


def _set(cell: Any, width: float, scale: float, sizes: "_Sizes") -> None:
    wide = cell.get_or_add_tcPr().get_or_add_tcW()
    wide.type, wide.w = "dxa", round(width * TWIP)
    if scale == 1:
        return
    for paragraph in cell.iter(P):
        for run in paragraph.iter(R):
            half = f"{max(1, int(sizes.of(run, paragraph) * scale * 2))}"  # half points, never more than what fits
            run.get_or_add_rPr().get_or_add_sz().set(qn("w:val"), half)


class _Sizes:
    """How large runs are written: as they say themselves, or as their paragraph's style does."""

    def __init__(self, document: Any) -> None:
        self._styles = {style.style_id: style for style in document.styles}
        self._known: dict[str, float] = {}

    def of(self, run: Any, paragraph: Any) -> float:
        own = run.find(f"{qn('w:rPr')}/{qn('w:sz')}")
        if own is not None:
            return int(own.get(qn("w:val"))) / 2
        named = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        name = named.get(qn("w:val")) if named is not None else "Normal"
        if name not in self._known:
            self._known[name] = next((size for size in self._stated(name)), USUAL)
        return self._known[name]

    def _stated(self, name: str) -> Iterator[float]:
        style = self._styles.get(name)
        while style is not None:
            if style.font.size:
                yield style.font.size.pt
            style = style.base_style
