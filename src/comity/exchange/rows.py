"""What an import would do, row by row, before it does anything."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from comity.exchange.cells import Cell, tidy
from comity.exchange.columns import by_code
from comity.exchange.parsing import plain
from comity.exchange.reading import Table
from comity.registers.declare import Register

NEW, CHANGED, SAME, ERROR = "new", "changed", "same", "error"
IGNORE = "ignore"


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


@dataclass
class Row:
    """One row of the file: its line, the record it is about, what would change, what is wrong."""

    line: int
    register: Register
    cells: Mapping[str, Cell]
    matched: tuple[int, int] | None = None
    state: str = SAME
    title: str = ""
    differences: list[Difference] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)

    def text(self, code: str) -> str:
        """Return a cell as tidy text, `` where the file has no such column."""
        return tidy(plain(self.cells.get(code, "")))

    def wrong(self, column: str, *messages: str) -> None:
        """Note what is wrong with the row."""
        known = by_code(self.register).get(column)
        label = str(known) if known else column
        self.errors += [Problem(column, label, message) for message in messages]
        self.state = ERROR


@dataclass
class Preview:
    """What an import would do. `unknown` are names of columns that must be mapped to a field or to `ignore`."""

    register: Register
    table: Table
    rows: list[Row]
    unknown: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    mapping: Mapping[str, str] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are new, changed, the same and wrong."""
        counted = Counter(row.state for row in self.rows)
        return {state: counted[state] for state in (NEW, CHANGED, SAME, ERROR)}

    @property
    def is_good(self) -> bool:
        """Whether it can be stored as it is."""
        return not self.unknown and not self.errors and not self.counts[ERROR]

    @property
    def wrong(self) -> list[Row]:
        """The rows with errors, in the file's order."""
        return [row for row in self.rows if row.errors]

    def seen(self) -> dict[str, Any]:
        """Return, for keeping between preview and commit, which record at which version each line was compared with."""
        return {str(row.line): list(row.matched or ()) for row in self.rows}
