"""Rows of tables: fifty of them with all their cells are most of a list's page, so not by a template."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

Draw = Callable[[Any], Markup]

LINK, CODED = {"text", "href", "is_sample"}, {"code", "text"}


def table_rows(
    columns: Sequence[Mapping[str, Any]],
    rows: Iterable[Mapping[str, Any]],
    select: bool,
    form: str,
    cell: Draw,
    sample: Markup,
) -> Markup:
    """Return the rows of a table as `macros/table.html` describes them; `cell` draws what is more than words or a link."""
    boxed = _boxed(form) if select else None
    heads = [_head(column) for column in columns]
    draw = _drawing(cell, sample)
    return Markup("\n").join(_row(row, heads, boxed, draw) for row in rows)


def _row(row: Mapping[str, Any], heads: Sequence[str], boxed: Draw | None, draw: Draw) -> Markup:
    href = row.get("href")
    address = f' data-href="{escape(href)}"' if href else ""
    partner = f' data-partner="{escape(row["partner"])}"' if row.get("partner") else ""
    look = f"{escape(row.get('cls') or '')}{' is-selected' if row.get('selected') else ''}"
    first, *others = row["cells"]
    name = draw(first)
    if href and not isinstance(first, Mapping):
        name = Markup('<a href="{}">{}</a>').format(href, name)
    cells = "".join(f"{head}{draw(one)}</div></td>" for head, one in zip(heads[1:], others, strict=False))
    box = boxed(row) if boxed else ""
    return Markup(  # noqa: S704  every part is escaped
        f'<tr{address}{partner} data-row class="{look}">{box}<th scope="row">{name}</th>{cells}</tr>'
    )


def _boxed(form: str) -> Draw:
    label = _("Select %(title)s")
    head = '<td class="cm-check"><input class="form-check-input" type="checkbox" name="id" value="'
    tail = f'" form="{escape(form)}" data-select aria-label="'

    def box(row: Mapping[str, Any]) -> Markup:
        told = escape(label % {"title": row["label"]})
        return Markup(f'{head}{escape(row["id"])}{tail}{told}"></td>')  # noqa: S704  every part is escaped

    return box


def _head(column: Mapping[str, Any]) -> str:
    look = ' class="num"' if column.get("num") else (' class="cm-wide"' if column.get("wide") else "")
    return f'<td data-label="{escape(column["label"])}"{look}><div>'


def _drawing(cell: Draw, sample: Markup) -> Draw:
    """Return what draws a cell; states are drawn once for all rows."""
    nil = Markup('<span class="cm-nil" aria-label="{}">·</span>').format(_("not known"))
    states: dict[tuple[Any, Any], Markup] = {}

    def draw(one: Any) -> Markup:
        if not isinstance(one, Mapping):
            return escape(one) if one or one == 0 else nil
        if one.keys() == {"text", "tone"}:
            key = (one["text"], one["tone"])
            if key not in states:
                states[key] = cell(one)
            return states[key]
        if one.keys() <= LINK and one.get("href") and one["text"]:
            link = Markup(f'<a href="{escape(one["href"])}">{escape(one["text"])}</a>')  # noqa: S704  every part is escaped
            return link + Markup(" ") + sample if one.get("is_sample") else link
        if one.keys() == CODED and one["code"] and one["text"]:
            code, text = escape(one["code"]), escape(one["text"])
            return Markup(f'<span class="cm-code">{code}</span> <span>{text}</span>')  # noqa: S704  every part is escaped
        return cell(one)

    return draw
