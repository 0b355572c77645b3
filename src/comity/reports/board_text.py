"""The dashboards as plain text: the numbers of the pictures, for a terminal or a letter."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from comity.reports.board import Board
from comity.reports.board_effect import Block
from comity.reports.text import grid


def written(board: Board) -> str:
    """Return the dashboards as lines of text."""
    return "\n".join(_lines(board)) + "\n"


def _lines(board: Board) -> Iterator[str]:
    yield _("External affairs in pictures: %(period)s") % {"period": board.label}
    yield ""
    yield _("Key figures")
    yield from grid([[f"  {one['label']}", one["value"], one["note"]] for one in board.large])
    for block in board.months:
        yield from _pairs(block, board.label, board.against)
    for block in board.divided:
        yield from _pairs(block, board.label, board.before)
    for block in board.effect:
        yield from {"tiles": _tiles, "contrast": _contrast}.get(block.kind, _pairs)(block, board.label, board.before)


def _pairs(block: Block, now: str, before: str) -> Iterator[str]:
    """Yield each part with its number, and the number before where one is compared."""
    yield from ("", block.title)
    rows = [*block.data, *(block.rest or ())]
    if not rows:
        yield f"  {_('No record in this period.')}"
        return
    compared = before and any(one["prev"] is not None for one in rows)
    heads = [["", now, *([before] if compared else [])]]
    yield from grid(
        heads + [[f"  {one['title']}", one["shown"], *([one["prev_shown"] or "–"] if compared else [])] for one in rows]
    )
    if block.note:
        yield f"  {block.note}"


def _tiles(block: Block, _now: str, _before: str) -> Iterator[str]:
    yield from ("", block.title)
    for tile in block.data:
        of = "; ".join(f"{label}: {number.shown} {besides}".rstrip() for label, number, besides in tile["of"])
        yield f"  {tile['label']}: {tile['value']}" + (f" ({of})" if of else "")


def _contrast(block: Block, _now: str, _before: str) -> Iterator[str]:
    yield from ("", block.title)
    rows = [["", *block.heads]]
    for row in block.data:
        cells = [cell["number"].shown + (f" ({cell['each']})" if cell["each"] else "") for cell in row["cells"]]
        rows.append([f"  {row['label']}", *cells])
    yield from grid(rows)
