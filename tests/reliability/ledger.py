"""What writers asked for and what was acknowledged: the truth that the office is later held against."""

import json
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

DONE, REFUSED, UNKNOWN = "done", "refused", "unknown"


@dataclass(frozen=True)
class Snapshot:
    """An activity with all that belongs to it, as it must be after a deed."""

    title: str
    persons: int
    pillar: str = ""
    partners: frozenset[int] = frozenset()
    says: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()


@dataclass
class Deed:
    """One thing that a writer did to one record, with the record as it must be afterwards; None when it is gone."""

    kind: str
    after: Snapshot | None
    outcome: str = UNKNOWN
    status: int = 0
    group: str = ""


@dataclass
class Life:
    """All that one writer did to one record of its own, in order. In doubt, it is left alone from then on."""

    writer: str
    mark: str
    record: int = 0
    deeds: list[Deed] = field(default_factory=list)

    @property
    def now(self) -> Snapshot | None:
        """The record as last acknowledged."""
        return next((deed.after for deed in reversed(self.deeds) if deed.outcome == DONE), None)

    @property
    def in_doubt(self) -> bool:
        """Whether the last answer never came."""
        return bool(self.deeds) and self.deeds[-1].outcome == UNKNOWN


@dataclass
class Job:
    """Something left to the worker."""

    kind: str
    token: str
    outcome: str = UNKNOWN
    officer: str = ""
    least: int = 0


@dataclass
class Race:
    """A change to the record that all writers change at once; it names the version that was read."""

    mark: str
    outcome: str = UNKNOWN
    seen: int = 0


@dataclass
class Paste:
    """Some lines that were pasted at once; each is called after the mark."""

    mark: str
    lines: int
    outcome: str = UNKNOWN


class Ledger:
    """Everything that was asked for, kept by many threads."""

    def __init__(self, path: Path | None = None) -> None:
        self.lives: list[Life] = []
        self.jobs: list[Job] = []
        self.races: list[Race] = []
        self.pastes: list[Paste] = []
        self.counts: Counter[str] = Counter()
        self.problems: list[str] = []
        self._path = path
        self._lock = threading.Lock()

    def begin(self, life: Life) -> None:
        """Enter a new record."""
        with self._lock:
            self.lives.append(life)

    def note(self, what: str, thing: Any) -> None:
        """Count an outcome and write it down."""
        with self._lock:
            self.counts[what] += 1
            if self._path:
                with self._path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps({"what": what} | asdict(thing), default=_plain, ensure_ascii=False) + "\n")

    def add(self, thing: Job | Race | Paste) -> None:
        """Enter a job, a race or what was pasted."""
        of: dict[type, list[Any]] = {Job: self.jobs, Race: self.races, Paste: self.pastes}
        with self._lock:
            of[type(thing)].append(thing)

    def complain(self, problem: str) -> None:
        """Keep a problem that a writer met, such as an answer that must never come."""
        with self._lock:
            self.problems.append(problem)

    def settled(self) -> Iterable[Life]:
        """Return the records that at least began."""
        return [life for life in self.lives if life.deeds]


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else str(value)


def changed(now: Snapshot, **values: Any) -> Snapshot:
    """Return the snapshot with other values."""
    return replace(now, **values)
