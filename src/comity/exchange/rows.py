"""What an import would do, row by row, before it does anything."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from comity.domain.text import fold
from comity.exchange.cells import Cell, tidy
from comity.exchange.columns import IGNORE, by_code
from comity.exchange.parsing import plain
from comity.exchange.reading import Table
from comity.exchange.units import Unit
from comity.registers.declare import Register

NEW, CHANGED, SAME, ERROR = "new", "changed", "same", "error"
DOUBLE, OUT = "duplicate", "skipped"


@dataclass(frozen=True)
class Choices:
    """What a person said about a file.

    By line `new`, `out` or a record's number; by name whom it means; the columns of the key; what all rows have in a field
    without a column.
    """

    rows: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Doubt:
    """A name in the file that is not quite that of a record: whom it may mean, what it may become, what was said before.

    `likely` is the only one that it can hardly fail to mean: chosen beforehand, and still asked about.
    """

    register: str
    register_title: str
    text: str
    options: list[tuple[int, str]]
    news: list[tuple[str, str]] = field(default_factory=list)
    chosen: str = ""
    likely: int = 0

    @property
    def key(self) -> str:
        """What an answer is kept under."""
        return f"{self.register}:{fold(self.text)}"


@dataclass(frozen=True)
class Difference:
    """One field before and after, as people read it."""

    column: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell, or with the whole row where `column` is empty."""

    column: str
    label: str
    message: str


@dataclass(eq=False)
class Row:
    """One row of the file: its line, the record it is about, what would change, what is wrong.

    `keeps` says that empty cells leave the record as it is: it was found by a key or a likeness, not by its number.
    `warnings` are what it would meet: it can be stored all the same.
    `aside` says why it is no record, where it is left out for that.
    `units` are those of columns whose heads name one, `common` the fields that no column of the file is for.
    """

    line: int
    register: Register
    cells: Mapping[str, Cell]
    matched: tuple[int, int] | None = None
    state: str = SAME
    title: str = ""
    key: str = ""
    keeps: bool = False
    names: list[str] = field(default_factory=list)
    starts: str = ""
    like: list[tuple[int, str]] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    aside: str = ""
    units: Mapping[str, Unit] = field(default_factory=dict)
    common: Collection[str] = ()

    def text(self, code: str) -> str:
        """Return a cell as tidy text, `` where the file has no such column."""
        return tidy(plain(self.cells.get(code, "")))

    @property
    def is_open(self) -> bool:
        """Whether the row is still to be worked on."""
        return not self.errors and self.state != OUT

    def wrong(self, column: str, *messages: str) -> None:
        """Note what is wrong with the row."""
        known = by_code(self.register).get(column)
        label = str(known) if known else column
        self.errors += [Problem(column, label, message) for message in messages]
        self.state = ERROR


@dataclass
class Preview:
    """What an import would do. `unknown` are names of columns that must be mapped to a field or to `ignore`.

    `doubts` are names to be asked about, `settled` those that somebody answered for, `also` what is made besides the rows.
    After a commit, `stored` has line and number of every record that was made or changed.
    """

    register: Register
    table: Table
    rows: list[Row]
    unknown: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    mapping: Mapping[str, str] = field(default_factory=dict)
    choices: Choices = field(default_factory=Choices)
    doubts: list[Doubt] = field(default_factory=list)
    settled: list[Doubt] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    stored: list[tuple[int, int]] = field(default_factory=list)
    units: Mapping[str, Unit] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are new, changed, the same, wrong; and, where there are any, doubles and those left out."""
        counted = Counter(row.state for row in self.rows)
        found = {state: counted[state] for state in (NEW, CHANGED, SAME, ERROR)}
        return found | {state: counted[state] for state in (DOUBLE, OUT) if counted[state]}

    @property
    def is_good(self) -> bool:
        """Whether it can be stored as it is."""
        counts = self.counts
        return not self.unknown and not self.errors and not counts[ERROR] and not counts.get(DOUBLE)

    @property
    def wrong(self) -> list[Row]:
        """The rows with errors, in the file's order."""
        return [row for row in self.rows if row.errors]

    def seen(self) -> dict[str, Any]:
        """Return, for keeping between preview and commit, which record at which version each line was compared with."""
        return {str(row.line): list(row.matched or ()) for row in self.rows}


__all__ = [
    "CHANGED",
    "DOUBLE",
    "ERROR",
    "IGNORE",
    "NEW",
    "OUT",
    "SAME",
    "Choices",
    "Difference",
    "Doubt",
    "Preview",
    "Problem",
    "Row",
]
