"""Columns of a table as wide as their longest word needs, so that no number is broken and none runs into its neighbour."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LEAST = 0.6  # how far writing shrinks where a page is too narrow for what stands beside each other
BOLD = 1.08
NARROW, DIGIT, LETTER, CAPITAL = (
    0.34,
    0.56,
    0.56,
    0.76,
)  # of the size: no typeface of ours is wider, so that what is told here fits


@dataclass(frozen=True)
class Fit:
    """How wide columns are, in the measure in which they were asked for, and how large the writing in them is."""

    widths: tuple[float, ...]
    scale: float = 1.0


def word(text: str) -> float:
    """Return how wide the longest word of a text is at most, for a size of 1."""
    return max((sum(map(_letter, one)) for one in text.replace("\n", " ").split(" ")), default=0.0)


def _letter(one: str) -> float:
    if one.isdigit():
        return DIGIT
    if one in ".,:;'’!|()[]ijlft/-":
        return NARROW
    return CAPITAL if one.isupper() or one in "mwMW%+−…–—" else LETTER


def of_rows(shares: Sequence[float], heads: Sequence[str], rows: Iterable[Sequence[str]], *, room: float, size: float, around: float) -> Fit:  # fmt: skip
    """Return the columns of a table whose heads are bold: shares of the room as they are wanted, and as they are to be."""
    longest = [word(head) * size * BOLD for head in heads]
    for row in rows:
        longest = [max(most, word(text) * size) for most, text in zip(longest, row, strict=True)]
    found = fit([share * room for share in shares], longest, room, around)
    return Fit(tuple(width / room for width in found.widths), found.scale)


def fit(wanted: Sequence[float], longest: Sequence[float], room: float, around: float) -> Fit:
    """Return columns that hold their longest words with the space around these; smaller writing only where the room is too narrow.

    Columns that hold theirs as they are wanted stay as they are unless others need of them.
    """
    scale = 1.0
    if (whole := sum(longest) + around * len(longest)) > room:
        scale = max(LEAST, (room - around * len(longest)) / (whole - around * len(longest)))
    needs = [one * scale + around for one in longest]
    lacking = sum(max(0.0, need - width) for need, width in zip(needs, wanted, strict=True))
    if not lacking:
        return Fit(tuple(wanted), scale)
    lacking -= min(lacking, max(0.0, room - sum(wanted)))  # what stands free beside the table is taken first
    spare = [max(0.0, width - need) for need, width in zip(needs, wanted, strict=True)]
    part = min(1.0, lacking / sum(spare)) if any(spare) else 0.0
    widths = [max(need, width) - free * part for need, width, free in zip(needs, wanted, spare, strict=True)]
    over = max(1.0, sum(widths) / max(room, sum(wanted)))
    return Fit(tuple(width / over for width in widths), scale)
