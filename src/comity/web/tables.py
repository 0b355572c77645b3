"""Rows of tables: fifty of them with all their cells are most of a list's page, so not by a template."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

Draw = Callable[[Any], Markup]

LINK, CODED, STATE = {"text", "href", "is_sample"}, {"code", "text"}, {"text", "tone"}
CELL = "</div></td>"


class Written:
    """Markup and words. The words are escaped all at once: some three hundred safe strings are a twentieth of a list."""

    def __init__(self) -> None:
        self._parts: list[str | None] = []  # none where the next of the words goes
        self._words: list[str] = []
        self.markup = self._parts.append  # writes what is safe as it stands

    def words(self, given: Any) -> None:
        """Write what is escaped, unless it says itself that it is safe."""
        if type(given) is str:
            self._parts.append(None)
            self._words.append(given)
        elif type(given) is int:
            self._parts.append(str(given))
        elif hasattr(given, "__html__"):
            self._parts.append(given.__html__())
        else:
            self._parts.append(str(escape(given)))

    def between(self, before: str, given: Any, after: str) -> None:
        """Write words with markup around them."""
        self.markup(before)
        self.words(given)
        self.markup(after)

    def whole(self) -> Markup:
        """Return all that was written."""
        words = str(escape("\0".join(self._words))).split("\0")
        if len(words) != len(self._words):  # nothing that is stored holds a NUL, but who knows what is shown
            words = [str(escape(one)) for one in self._words]
        following = iter(words).__next__
        return Markup("".join([following() if part is None else part for part in self._parts]))  # noqa: S704  see above


Cell = Callable[[Written, Any], None]


def table_rows(
    columns: Sequence[Mapping[str, Any]],
    rows: Iterable[Mapping[str, Any]],
    select: bool,
    form: str,
    cell: Draw,
    sample: Markup,
) -> Markup:
    """Return the rows of a table as `macros/table.html` describes them; `cell` draws what is more than words or a link."""
    written = Written()
    box = _boxed(form) if select else None
    heads = [_head(column) for column in columns]
    draw = _drawing(cell, sample)
    for number, row in enumerate(rows):
        written.markup("\n<tr" if number else "<tr")
        _row(written, row, heads, box, draw)
    return written.whole()


def _row(written: Written, row: Mapping[str, Any], heads: Sequence[str], box: Cell | None, draw: Cell) -> None:
    href = row.get("href")
    if href:
        written.between(' data-href="', href, '"')
    if row.get("partner"):
        written.between(' data-partner="', row["partner"], '"')
    written.between(' data-row class="', row.get("cls") or "", ' is-selected">' if row.get("selected") else '">')
    if box:
        box(written, row)
    first, *others = row["cells"]
    written.markup('<th scope="row">')
    linked = href and not isinstance(first, dict)
    if linked:
        written.between('<a href="', href, '">')
    draw(written, first)
    written.markup("</a></th>" if linked else "</th>")
    for head, one in zip(heads[1:], others, strict=False):
        written.markup(head)
        draw(written, one)
        written.markup(CELL)
    written.markup("</tr>")


def _boxed(form: str) -> Cell:
    label = _("Select %(title)s")
    head = '<td class="cm-check"><input class="form-check-input" type="checkbox" name="id" value="'
    tail = f'" form="{escape(form)}" data-select aria-label="'

    def box(written: Written, row: Mapping[str, Any]) -> None:
        written.between(head, row["id"], tail)
        written.words(label % {"title": row["label"]})
        written.markup('"></td>')

    return box


def _head(column: Mapping[str, Any]) -> str:
    look = ' class="num"' if column.get("num") else (' class="cm-wide"' if column.get("wide") else "")
    return f'<td data-label="{escape(column["label"])}"{look}><div>'


def _drawing(cell: Draw, sample: Markup) -> Cell:
    """Return what draws a cell."""
    nil = f'<span class="cm-nil" aria-label="{escape(_("not known"))}">·</span>'
    described = _described(cell, sample)

    def draw(written: Written, one: Any) -> None:
        if isinstance(one, dict):
            described(written, one)
        elif one or one == 0:
            written.words(one)
        else:
            written.markup(nil)

    return draw


def _described(cell: Draw, sample: Markup) -> Cell:
    """Return what draws a cell that is more than words; states are drawn once for all rows."""
    states: dict[tuple[Any, Any], Markup] = {}

    def draw(written: Written, one: Any) -> None:
        if one.keys() == STATE:
            key = (one["text"], one["tone"])
            if key not in states:
                states[key] = cell(one)
            written.markup(states[key])
        elif one.keys() <= LINK and one.get("href") and one["text"]:
            written.between('<a href="', one["href"], '">')
            written.between("", one["text"], f"</a> {sample}" if one.get("is_sample") else "</a>")
        elif one.keys() == CODED and one["code"] and one["text"]:
            written.between('<span class="cm-code">', one["code"], "</span> <span>")
            written.between("", one["text"], "</span>")
        else:
            written.markup(cell(one))

    return draw
