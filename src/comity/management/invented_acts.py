"""What was done with an invented file: from the dossier through the steps of its procedure, as people would do it."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from comity.core.case_acts import CaseAct
from comity.core.procedure_parts import Version
from comity.domain.condition import Facts
from comity.domain.legal_clock import Calendar
from comity.domain.prescribed import lacking
from comity.domain.standing import Act, AskStanding, Standing, StepStanding, settled
from comity.gate import cases

# How it goes with files, of every twenty: where each stops, or how it ends.
FATES = (
    "draft", "incomplete", "running", "asked", "returned", "owed", "paid", "refused", "withdrawn", "lapsed",
    "running", "asked", "paid", "paid", "asked", "running", "paid", "owed", "paid", "paid",
)  # fmt: skip
LIVES = ("draft", "incomplete", "running", "asked", "returned")
TURNED = ("returned", "withdrawn", "lapsed")  # by one act on the way
FURTHEST = 40  # acts of steps on the way of one file
WORDS = {"number", "returned", "withdrawn", "lapsed", "refused", "changes", "disagrees", "taken_up"}  # of a pack
ANSWERS = (("agrees", "changes", "disagrees"), (70, 20, 10))


@dataclass
class Walk:
    """A file on its way: its rows so far, and the day on which the next is done."""

    version: Version
    facts: Facts
    calendar: Calendar
    chance: random.Random
    words: Mapping[str, str]
    day: date
    today: date
    officer: int | None
    rows: list[CaseAct] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)

    def add(self, what: str, of: str = "", *, answer: str = "", **more: Any) -> None:
        """Add an act on the day; it has its place, or nobody would have been let do it."""
        row = CaseAct(
            id=len(self.rows) + 1, what=what, of=of, answer=answer, on=self.day, officer_id=self.officer, **more
        )
        self.rows.append(row)
        if what not in ("facts", "taken", "taken_up"):
            self.acts.append(Act(what, self.day, "" if what == "filed" else of, answer))

    def standing(self) -> Standing:
        """Return how it stands on the day."""
        return settled(self.version.rules, self.facts, self.acts, calendar=self.calendar, today=self.day)

    def later(self, least: int, most: int) -> bool:
        """Let some days pass, to one on which offices work; say whether it has come."""
        day = self.calendar.next_worked(self.day + timedelta(days=self.chance.randint(least, most)))
        if day > self.today:
            return False
        self.day = day
        return True

    def prepare(self, told: Facts) -> None:
        """Begin the file: what the officer tells beside the record, and who takes it in hand."""
        if told:
            self.add("facts", facts=cases.kept(told))
        if self.officer:
            self.add("taken")

    def file(self, *, whole: bool) -> None:
        """Hand in the dossier; not whole, its last paper is missing."""
        papers = lacking(self.version.rules, self.facts, ())
        for paper in papers if whole else papers[:-1]:
            self.add("paper", paper)
        said, settles = self.version.said, cases.kept(self.facts)
        self.add("filed", said.id, rules_version=said.version, rules_digest=self.version.digest, facts=settles)

    def go(self, fate: str) -> None:
        """Go on until the file has met its fate, or as far as the days until today reach."""
        turn = self.chance.randint(0, 3) if fate in ("running", *TURNED) else FURTHEST
        for _each in range(turn):
            step = next((one for one in self.standing().steps if one.status == "open"), None)
            if step is None or not self._step(step, fate):
                break
        if fate in TURNED and self.standing().state == "running":
            self._turn(fate)
        if fate == "paid":
            self._pay()

    def _turn(self, fate: str) -> None:
        if fate == "lapsed":
            self._say("returned")
            if not self.later(30, 60):
                return
            if self.standing().state == "lapsed":  # by the day that it was all for
                return
        self._say(fate)

    def _say(self, what: str, of: str = "") -> None:
        self.add(what, of, reason=self.words[what])

    def _step(self, step: StepStanding, fate: str) -> bool:
        """Take the step, or give the opinions that it waits for; say whether it goes on."""
        asks = [one for one in step.asks if one.status == "open"]
        if asks:
            return self._opinions(asks, stops=fate == "asked")
        if not self.later(1, 4):
            return False
        if not any(one.id == step.id and one.status == "open" for one in self.standing().steps):
            return True  # the day has changed more than was seen
        decides = next(one.decides for one in self.version.rules.steps if one.id == step.id)
        self._take_up()
        if decides and fate == "refused":
            self.add("refused", step.id, reason=self.words["refused"], **self._paper())
            return False
        self.add("done", step.id, **(self._paper() if decides else {}))
        return True

    def _opinions(self, asks: Sequence[AskStanding], *, stops: bool) -> bool:
        for one in asks[: self.chance.randint(0, len(asks) - 1)] if stops else asks:
            if not self.later(0, 3):
                return False
            if not any(
                seen.id == one.id and seen.status == "open" for step in self.standing().steps for seen in step.asks
            ):
                continue  # silence has said it
            (answer,) = self.chance.choices(*ANSWERS)
            self.add("opinion", one.id, answer=answer, reason=self.words.get(answer, ""), **self._paper())
        return not stops

    def _take_up(self) -> None:
        """Say of most opinions that ask for something how they were taken up."""
        said = {row.of for row in self.rows if row.what == "taken_up"}
        for row in [
            row for row in self.rows if row.what == "opinion" and row.answer != "agrees" and row.of not in said
        ]:
            if self.chance.random() < 0.8:
                how = self.chance.choice(("whole", "part", "none"))
                self.add("taken_up", row.of, answer=how, reason=self.words["taken_up"])

    def _pay(self) -> None:
        """Give the reports that are owed, each some days after it began to be."""
        for duty in self.version.rules.duties:
            begins = self.facts.get(duty.fact)
            if isinstance(begins, date) and begins > self.day:
                self.day = min(self.calendar.next_worked(begins), self.today)
            if not self.later(1, 9):
                return
            if any(one.id == duty.id and one.status == "owed" for one in self.standing().duties):
                self.add("reported", duty.id, **self._paper())

    def _paper(self) -> dict[str, Any]:
        return {"number": self.words["number"].format(n=self.chance.randint(1, 900)), "dated": self.day}
