"""What the file of a procedure says, as readers see it: words, parties, the law behind each rule and whether it was read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from pydantic import Field, StrictBool, model_validator

from comity.core.pack_parts import Label, Strict, WebAddress
from comity.domain.legal_clock import Calendar, Days
from comity.domain.procedure import Procedure as Rules

Verified = Literal["yes", "partly", "no"]
Said = dict[str, Any]  # a condition as it is written; procedure_conditions.py reads it


class Law(Strict):
    """A legal text that rules name, or another ground that no paper of the office may give as its legal basis."""

    title: Label
    url: WebAddress = ""
    citable: StrictBool = True
    note: Label = Label()


class Within(Strict):
    """A term: so many working days or so many calendar days."""

    working_days: int | None = Field(None, gt=0, le=1000)
    calendar_days: int | None = Field(None, gt=0, le=1000)

    @model_validator(mode="after")
    def _one(self) -> "Within":
        if (self.working_days is None) == (self.calendar_days is None):
            raise ValueError("expected one of working_days and calendar_days")
        return self

    @property
    def days(self) -> Days:
        """The term as the clock counts it."""
        return Days(self.working_days) if self.working_days else Days(self.calendar_days or 1, "calendar")


class Cited(Strict):
    """Something that rests on a legal text: which, where in it, and whether somebody read it there."""

    law: str
    article: str = ""  # the number alone, such as 19 or 3-6; the page says "art."
    verified: Verified


class Rule(Label, Cited):
    """A rule with its words, its condition and its law."""

    id: str
    when: Said = {}
    note: Label = Label()


class Ask(Strict):
    """Whose opinion is asked, by when, and what silence means."""

    id: str = ""
    whom: str
    within: Within
    silence: Literal["waits", "agrees", "passes"] = "waits"
    when: Said = {}


class Produced(Label):
    """A paper that a step brings forth; `document` says which kind of templates the program fills for it, if any.

    `by` is who issues it where that is not the office or who decides, `to` whom it is addressed to where that is not who decides
    (of a submission) or who applies (of a letter), `copies` who else gets it.
    """

    document: Literal["", "submission", "decision", "opinions", "letter", "receipt"] = ""
    by: str = ""
    to: str = ""
    copies: list[str] = []


class Step(Rule):
    """One step.

    One that `consents` is needed by whoever decides afterwards: it is given, or refused, and then the file ends as refused.
    """

    by: str
    after: list[str] = []
    within: Within | None = None
    asks: list[Ask] = []
    decides: StrictBool = False
    consents: StrictBool = False
    produces: list[Produced] = []


class Paper(Rule):
    """A document of the dossier."""

    form: str = ""


class Level(Cited):
    """Who decides when."""

    by: str
    when: Said = {}
    note: Label = Label()


class Limit(Rule):
    """What must be so."""

    must: Said
    waivable: StrictBool = True


class Duty(Rule):
    """What is owed afterwards."""

    by: str
    within: Within
    after: str = ""
    fact: str = ""


class Filing(Rule):
    """How long before an event to file."""

    ahead: Within
    before: str


class Lapse(Cited):
    """How long the applicant has to complete a dossier that was returned."""

    within: Within
    note: Label = Label()


class Fact(Label):
    """Something that rules ask about a case."""

    kind: Literal["yes_no", "number", "day", "choice", "choices"]
    choices: dict[str, Label] = {}
    note: Label = Label()
    reads: dict[str, str] = {}  # by register, what its records tell of this; see procedure_readings.py
    means: dict[str, StrictBool | str] = {}  # by code of the record, what it means here


class Party(Label):
    """Somebody who takes part: the roles of this program that act as it, or the unit by its reference.

    `organ` is its code on the exchange of documents between e-offices; `headed` and `signed` what stands at the head of its papers
    and over the signature where that is not its name; `own_papers` says that they have a form of their own, so that none is
    made here in its name; `through` is who submits to it in the place of the office.
    """

    roles: list[str] = []
    unit: str = ""
    organ: str = ""
    headed: Label | None = None
    signed: Label | None = None
    own_papers: StrictBool = False
    through: str = ""


class Procedure(Cited):
    """One version of a procedure as its file says it."""

    id: str
    version: int = Field(gt=0)
    title: Label
    summary: Label = Label()
    changed: Label = Label()
    caution: Label = Label()
    in_force_from: date | None = None  # None: it is not known since when, and it counts until then
    in_force_to: date | None = None
    submits: str
    event: str = ""
    registers: list[str] = []  # of which records it is about
    suits: dict[str, list[str]] = {}  # codes of such a record; where it says nothing, nothing is ruled out
    facts: dict[str, Fact] = {}
    steps: list[Step] = Field(min_length=1)
    papers: list[Paper] = []
    levels: list[Level] = []
    limits: list[Limit] = []
    duties: list[Duty] = []
    filings: list[Filing] = []
    lapse: Lapse | None = None

    def ruled(self) -> Iterator[tuple[tuple[str, int], Rule]]:
        """Yield every rule that has a name, with its place in the file."""
        for kind in ("steps", "papers", "limits", "duties", "filings"):
            for at, one in enumerate(getattr(self, kind)):
                yield (kind, at), one

    def cited(self) -> Iterator[tuple[tuple[str | int, ...], Cited]]:
        """Yield everything that names a legal text, with its place."""
        yield (), self
        yield from self.ruled()
        yield from ((("levels", at), one) for at, one in enumerate(self.levels))
        if self.lapse:
            yield ("lapse",), self.lapse

    def parties(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Yield everybody who is named, with the place."""
        yield ("submits",), self.submits
        for kind in ("steps", "duties", "levels"):
            yield from (((kind, at, "by"), one.by) for at, one in enumerate(getattr(self, kind)))
        for at, step in enumerate(self.steps):
            yield from ((("steps", at, "asks", n, "whom"), ask.whom) for n, ask in enumerate(step.asks))
            for n, one in enumerate(step.produces):
                place = ("steps", at, "produces", n)
                yield from (((*place, key), who) for key, who in (("by", one.by), ("to", one.to)) if who)
                yield from (((*place, "copies", k), who) for k, who in enumerate(one.copies))

    def labels(self) -> Iterator[tuple[tuple[str | int, ...], Label]]:
        """Yield every word that must be said in all languages of the pack, with its place."""
        yield ("title",), self.title
        yield from self.ruled()
        for key, fact in self.facts.items():
            yield ("facts", key), fact
            yield from ((("facts", key, "choices", one), label) for one, label in fact.choices.items())
        for at, step in enumerate(self.steps):
            yield from ((("steps", at, "produces", n), one) for n, one in enumerate(step.produces))


@dataclass(frozen=True, eq=False)
class Version:
    """One version of a procedure: what readers see, what rules count with, and the worked cases that lie beside it."""

    said: Procedure
    rules: Rules
    shown: str  # the file
    digest: str  # of what is said, however it is laid out
    texts: tuple[tuple[str, str], ...] = ()  # the files that say it, nearest first
    parties: Mapping[str, Party] = field(default_factory=dict)  # of a kept copy: what it names
    laws: Mapping[str, Law] = field(default_factory=dict)

    def in_force(self, day: date) -> bool:
        """Say whether cases that begin on the day begin under this version."""
        begins, ends = self.said.in_force_from, self.said.in_force_to
        return (begins is None or begins <= day) and (ends is None or day <= ends)


@dataclass(frozen=True, eq=False)
class Procedures:
    """All procedures of a pack: versions by name, newest first; the parties and the laws that they name."""

    versions: Mapping[str, tuple[Version, ...]]
    parties: Mapping[str, Party]
    laws: Mapping[str, Law]
    calendar: Calendar

    def current(self, name: str, day: date) -> Version | None:
        """Return the version under which a case begins on the day."""
        return next((one for one in self.versions.get(name, ()) if one.in_force(day)), None)

    def of(self, name: str, number: int) -> Version | None:
        """Return one version."""
        return next((one for one in self.versions.get(name, ()) if one.said.version == number), None)

    def naming(self, version: Version) -> "Procedures":
        """Return the same, with what a kept copy names and the pack does not say any more."""
        if not version.laws and not version.parties:
            return self
        return replace(self, parties={**version.parties, **self.parties}, laws={**version.laws, **self.laws})

    def party(self, name: str) -> str:
        """Return who that is, in the reader's language."""
        return str(self.parties.get(name, name))
