"""What a brief is made of, how open it is, and what it leaves out to keep to its pages."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil

ACROSS = 96  # letters that a line of the printed page holds
ROWS = 100  # lines that two printed pages hold, head and foot apart
HEADING = 2  # lines that a heading takes with the space around it
LONGEST = 260  # letters of one text; a brief points to the record for more
MORE = "…"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing said, with the record it stands in. `level` is how closely the most sensitive record named in it is kept."""

    text: str
    href: str
    lead: str = ""
    note: str = ""
    language: str = ""
    level: int = 0
    tone: str = ""
    sample: bool = False
    verify: bool = False

    @property
    def rows(self) -> int:
        """How many lines of the printed page it takes."""
        return ceil(len(f"{self.lead} {self.text} {self.note}") / ACROSS)


@dataclass(frozen=True, kw_only=True)
class Section:
    """What is on record about one question, and in `gaps` what is not; `keep` lines stay however short the paper is.

    `columns` heads lead, text and note where the lines are a table. `left_out` counts the lines that had no room.
    `beyond` says how many more there are on record than a brief is made of, and where they are.
    """

    key: str
    title: str
    lines: tuple[Line, ...] = ()
    gaps: tuple[str, ...] = ()
    keep: int = 2
    columns: tuple[str, ...] = ()
    left_out: int = 0
    beyond: tuple[Line, ...] = ()

    @property
    def rows(self) -> int:
        """How many lines of the printed page it takes."""
        more = 1 if self.left_out or self.beyond else 0
        return HEADING + bool(self.columns) + sum(one.rows for one in self.lines) + len(self.gaps) + more

    def shorter(self) -> "Section":
        """Return the section without its last line."""
        return replace(self, lines=self.lines[:-1], left_out=self.left_out + 1)


@dataclass(frozen=True, kw_only=True)
class Brief:
    """All that is said, in the order in which it is read."""

    title: str
    over: str
    sections: tuple[Section, ...]
    level: int = 0  # how closely the record itself is kept

    @property
    def rows(self) -> int:
        """How many lines of the printed page it takes."""
        return sum(one.rows for one in self.sections)

    @property
    def classified(self) -> int:
        """How closely the brief is to be kept: as the most sensitive thing in it."""
        return max([self.level, *(line.level for one in self.sections for line in one.lines)])


# What is given up first when there is no room, down to what was met for and with whom, which goes last.
GIVEN_UP = (
    "knows",
    "days",
    "contacts",
    "gifts",
    "agreements",
    "programme",
    "members",
    "wants",
    "theirs",
    "ours",
    "care",
    "why",
    "who",
)


def fitting(brief: Brief, rows: int = ROWS) -> Brief:
    """Return the brief with so few lines that it takes no more rows than given.

    The least needed sections give up their last lines first; none goes below what it keeps before all have, and none
    below one line.
    """
    sections = {one.key: one for one in brief.sections}
    too_many = brief.rows - rows
    for floors in ({key: one.keep for key, one in sections.items()}, dict.fromkeys(sections, 1)):
        for key in (*GIVEN_UP, *sections):
            while too_many > 0 and key in sections and len(sections[key].lines) > floors[key]:
                before = sections[key]
                sections[key] = before.shorter()
                too_many -= before.rows - sections[key].rows
    return replace(brief, sections=tuple(sections.values()))


def clipped(text: str, most: int = LONGEST) -> str:
    """Return a text on one line, cut after a word where it is longer than a brief takes, and anywhere if it is all one word."""
    words = " ".join(text.split())
    if len(words) <= most:
        return words
    whole = words[: most + 1].rpartition(" ")[0] or words[:most]
    return whole.rstrip(",;:.") + MORE


def joined(parts: Iterable[str], between: str = ", ") -> str:
    """Return those parts that say something, in a row."""
    return between.join(part for part in parts if part)
