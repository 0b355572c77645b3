"""Opinions on a file and how each was taken up: what was given, the last word on it, and what nobody has answered yet."""

from dataclasses import dataclass

from comity.core.case_acts import CaseAct
from comity.domain import taking_up as rule
from comity.domain.case import Done
from comity.domain.standing import Act, AskStanding
from comity.gate import case_words
from comity.gate.cases import File


@dataclass(frozen=True)
class Opinion:
    """An opinion that was given: how it stands, its act, and the act that says last how it was taken up."""

    ask: AskStanding
    row: CaseAct
    word: CaseAct | None

    @property
    def why(self) -> str:
        """Return what it asks for, or why it disagrees."""
        return _lines(self.row)

    @property
    def how(self) -> str:
        """Return how it was taken up, in words; empty if nobody has said."""
        return case_words.how(self.word.answer) if self.word else ""

    @property
    def explanation(self) -> str:
        """Return what was explained."""
        return _lines(self.word) if self.word else ""

    @property
    def owing(self) -> bool:
        """Say whether it asks for something that nobody has answered."""
        return self.word is None and self.ask.answer in rule.ASKS_SOMETHING


def _lines(row: CaseAct) -> str:
    return "\n".join(one for one in (row.reason, row.text) if one)


def given(file: File) -> dict[str, Opinion]:
    """Return the opinions that were given, by what was asked, in the order of the procedure."""
    rows, words = {row.pk: row for row in file.rows}, _words(file)
    return {
        ask.id: Opinion(ask, rows[words[ask.id].opinion], rows.get(words[ask.id].word))
        for _step, ask in rule.answered(file.standing)
    }


def owing(file: File) -> dict[str, tuple[str, ...]]:
    """Return by step the opinions that ask for something and of which nobody has said how they were taken up."""
    return rule.owing(file.standing, _words(file))


def unfit(file: File, what: Act, *, explained: bool) -> str:
    """Return why it cannot be said so how an opinion was taken up, as the rules name it; `case_words.no_word` says it."""
    return rule.problem(what, file.standing, _words(file), explained=explained)


def _words(file: File) -> dict[str, rule.Given]:
    return rule.given([Done(row.pk, Act(row.what, row.on, row.of, row.answer)) for row in file.rows])
