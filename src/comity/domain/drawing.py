"""A procedure as a drawing: where boxes, their lines of text and the paths between them lie. No colours, no words, no files."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, GAP, INDENT, PAD, LANE = 264, 20, 22, 12, 12
DOWN, BRANCH = 34, 10  # between rows, between a step and the opinions that it asks
SIZES: Mapping[str, int] = {"title": 14}  # of letters, by kind of line; all others are small
SMALL = 12
LEADING = 5
WIDE = 56  # hundredths of its size, which a letter takes on average and a little more


@dataclass(frozen=True)
class Said:
    """One thing that stands in a box: of which kind, in words."""

    kind: str
    text: str


@dataclass(frozen=True)
class Node:
    """A step, or an opinion that it asks: what stands in its box, after which others it comes, what marks it."""

    id: str
    said: tuple[Said, ...]
    after: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    asks: tuple["Node", ...] = ()


@dataclass(frozen=True)
class Text:
    """One line of text, from its left end on the line that letters stand on."""

    x: int
    y: int
    kind: str
    text: str


@dataclass(frozen=True)
class Box:
    """A box with its lines."""

    id: str
    x: int
    y: int
    width: int
    height: int
    marks: tuple[str, ...]
    texts: tuple[Text, ...]


Path = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Drawing:
    """All of it: arrows lead from step to step, branches from a step to the opinions that it asks."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Path, ...]
    branches: tuple[Path, ...]


def wrapped(text: str, width: int, size: int) -> list[str]:
    """Return the lines in which a text fits a width; a word that is longer than a line is cut."""
    most, lines, line = width * 100 / (size * WIDE), list[str](), ""
    for word in text.split():
        for part in _parts(word, most):
            longer = f"{line} {part}".strip()
            if line and _length(longer) > most:
                lines.append(line)
                line = part
            else:
                line = longer
    return [*lines, line] if line else lines


def _parts(word: str, most: float) -> list[str]:
    parts, part = list[str](), ""
    for letter in word:
        if _length(part + letter) > most:
            parts.append(part)
            part = ""
        part += letter
    return [*parts, part]


def _length(text: str) -> int:
    """Return how many letters of the usual width a text is long: wide scripts count twice, marks over letters not at all."""
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in ("W", "F") else 1 for one in text
    )


def draw(start: Node, nodes: Sequence[Node]) -> Drawing:
    """Return the drawing of steps that all stand behind those that they come after; `start` is what sets them going."""
    rows = _rows(nodes)
    widest = max((len(row) for row in rows), default=1)
    lanes = LANE * (1 + sum(1 for _one in _far(nodes, rows)))
    width = 2 * lanes + widest * WIDTH + (widest - 1) * GAP
    placed = _Placed(width)
    y = placed.row([start], 1) + DOWN
    for row in rows:
        y = placed.row(row, y) + DOWN
    return placed.drawing(
        start, nodes, height=y - DOWN + 1, far={one: at for at, one in enumerate(_far(nodes, rows), 1)}
    )


def _rows(nodes: Sequence[Node]) -> list[list[Node]]:
    """Return the nodes row by row; those of a row can be taken side by side."""
    depth: dict[str, int] = {}
    rows: list[list[Node]] = []
    for node in nodes:
        depth[node.id] = at = max((depth[one] + 1 for one in node.after), default=0)
        if at == len(rows):
            rows.append([])
        rows[at].append(node)
    return rows


def _far(nodes: Sequence[Node], rows: Sequence[Sequence[Node]]) -> list[tuple[str, str]]:
    """Return the pairs of steps between which others lie: their arrows go round them."""
    at = {node.id: number for number, row in enumerate(rows) for node in row}
    return [(one, node.id) for node in nodes for one in node.after if at[node.id] - at[one] > 1]


class _Placed:
    """Boxes as they are put on the sheet, from top to bottom."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.boxes: list[Box] = []
        self.branches: list[Path] = []
        self.ends: dict[str, tuple[int, int]] = {}  # of each node: the middle of its lower edge, opinions included
        self.tops: dict[str, tuple[int, int]] = {}
        self.below: dict[str, int] = {}  # where the row of a node ends

    def row(self, nodes: Sequence[Node], y: int) -> int:
        """Put nodes side by side and return where the lowest ends."""
        x = (self.width - len(nodes) * WIDTH - (len(nodes) - 1) * GAP) // 2
        lowest = y
        for node in nodes:
            lowest = max(lowest, self._node(node, x, y))
            x += WIDTH + GAP
        self.below |= dict.fromkeys((node.id for node in nodes), lowest)
        return lowest

    def _node(self, node: Node, x: int, y: int) -> int:
        end = spine = self._box(node, x, y, WIDTH)
        for ask in node.asks:
            top = end + BRANCH
            end = self._box(ask, x + INDENT, top, WIDTH - INDENT)
            middle = top + (end - top) // 2
            self.branches.append(((x + INDENT // 2, spine), (x + INDENT // 2, middle), (x + INDENT, middle)))
        self.tops[node.id], self.ends[node.id] = (x + WIDTH // 2, y), (x + WIDTH // 2, end)
        return end

    def _box(self, node: Node, x: int, y: int, width: int) -> int:
        texts: list[Text] = []
        at = y + PAD - LEADING
        for said in node.said:
            size = SIZES.get(said.kind, SMALL)
            for line in wrapped(said.text, width - 2 * PAD, size):
                at += size + LEADING
                texts.append(Text(x + PAD, at, said.kind, line))
        height = at - y + PAD
        self.boxes.append(Box(node.id, x, y, width, height, node.marks, tuple(texts)))
        return y + height

    def drawing(
        self, start: Node, nodes: Sequence[Node], *, height: int, far: Mapping[tuple[str, str], int]
    ) -> Drawing:
        """Return the sheet with the arrows."""
        arrows = [
            self._arrow(one, node.id, far.get((one, node.id), 0)) for node in nodes for one in node.after or (start.id,)
        ]
        return Drawing(self.width, height, tuple(self.boxes), tuple(arrows), tuple(self.branches))

    def _arrow(self, of: str, to: str, lane: int) -> Path:
        """Return the way from one step to another: straight down, with a bend between rows, or round by a lane at the side."""
        (x, y), (there, top) = self.ends[of], self.tops[to]
        bend = top - DOWN // 2
        if lane:
            below = self.below[of] + DOWN // 2
            return ((x, y), (x, below), (lane * LANE, below), (lane * LANE, bend), (there, bend), (there, top))
        return ((x, y), (there, top)) if x == there else ((x, y), (x, bend), (there, bend), (there, top))
