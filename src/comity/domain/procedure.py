"""What a procedure prescribes, as rules need it: steps, opinions, terms, levels, papers, limits, duties. No words, no tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from comity.domain.condition import ALWAYS, Condition, asked
from comity.domain.legal_clock import Days

DISAGREED = "disagreed"  # a fact that the opinions of the case itself tell


class Conditional(Protocol):
    """A rule that counts when its condition holds."""

    @property
    def when(self) -> Condition: ...


@dataclass(frozen=True)
class Ask:
    """An agency whose opinion is asked, by when, and what its silence means."""

    id: str
    whom: str
    within: Days
    silence: Literal["waits", "agrees", "passes"] = "waits"
    when: Condition = ALWAYS


@dataclass(frozen=True)
class Step:
    """One step: who takes it, after which others, in how many days, and whose opinions it waits for.

    One that `decides` or `consents` can be refused, and then nothing after it can be taken.
    """

    id: str
    by: str
    after: tuple[str, ...] = ()
    within: Days | None = None
    asks: tuple[Ask, ...] = ()
    decides: bool = False
    when: Condition = ALWAYS
    consents: bool = False

    @property
    def rules(self) -> bool:
        """Say whether it is done or refused by an act of its own, whatever anybody thinks of it."""
        return self.decides or self.consents


@dataclass(frozen=True)
class Paper:
    """Something that the dossier must hold before any clock starts."""

    id: str
    when: Condition = ALWAYS


@dataclass(frozen=True)
class Level:
    """Who decides, if the facts are so. The first that fits decides."""

    by: str
    when: Condition = ALWAYS


@dataclass(frozen=True)
class Limit:
    """What must be so; whether somebody may waive it, with a reason on record."""

    id: str
    must: Condition
    when: Condition = ALWAYS
    waivable: bool = True


@dataclass(frozen=True)
class Duty:
    """What is owed after a step is done, or after a date that the facts tell."""

    id: str
    by: str
    within: Days
    after: str = ""
    fact: str = ""
    when: Condition = ALWAYS


@dataclass(frozen=True)
class Filing:
    """How long before a date that the facts tell the dossier must be filed."""

    id: str
    ahead: Days
    before: str
    when: Condition = ALWAYS


@dataclass(frozen=True)
class Lapse:
    """How long the applicant has to complete a dossier that was returned; after that the file lapses."""

    within: Days


@dataclass(frozen=True)
class Procedure:
    """One version of a procedure. Every step stands after those that it follows."""

    id: str
    version: int
    steps: tuple[Step, ...]
    papers: tuple[Paper, ...] = ()
    levels: tuple[Level, ...] = ()
    limits: tuple[Limit, ...] = ()
    duties: tuple[Duty, ...] = ()
    filings: tuple[Filing, ...] = ()
    event: str = ""  # the fact that says when all of it must be over
    lapse: Lapse | None = None

    def conditions(self) -> Iterator[Condition]:
        """Yield every condition."""
        ruled: tuple[tuple[Conditional, ...], ...] = (
            self.steps, self.papers, self.levels, self.limits, self.duties, self.filings,
        )  # fmt: skip
        for rules in ruled:
            yield from (one.when for one in rules)
        yield from (one.must for one in self.limits)
        yield from (ask.when for step in self.steps for ask in step.asks)

    def asks(self) -> frozenset[str]:
        """Return the facts that any rule asks, those apart that the case itself tells."""
        dates = {one.before for one in self.filings} | {one.fact for one in self.duties} | {self.event}
        told = frozenset().union(*(asked(one) for one in self.conditions()))
        return (told | dates) - {DISAGREED, ""}

    def ruled(self, step: str) -> bool:
        """Say whether a step decides or consents, so that it can be refused."""
        return any(one.id == step and one.rules for one in self.steps)

    def before(self, step: str) -> frozenset[str]:
        """Return every step that lies before one, near or far."""
        found: set[str] = {step}
        for one in reversed(self.steps):
            if one.id in found:
                found.update(one.after)
        return frozenset(found - {step})
