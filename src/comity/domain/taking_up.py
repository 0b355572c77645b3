"""How the opinions on a file were taken up: said as often as somebody thinks again, and the last word counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from comity.domain.case import Done, kept
from comity.domain.standing import OVER, Act, AskStanding, Standing

WHAT = "taken_up"
HOWS = ("whole", "part", "none", "nothing")  # taken up, in part, not; nothing: it asked for nothing
EXPLAINED = ("part", "none")
ASKS_SOMETHING = ("changes", "disagrees")  # answers that somebody has to say something to


@dataclass(frozen=True)
class Given:
    """An opinion that was given: number and day of its act, and the last act that says how it was taken up, 0 for none."""

    opinion: int
    on: date
    word: int = 0


def given(done: Sequence[Done]) -> dict[str, Given]:
    """Return the opinions that were given, by what was asked. A word on one that was taken back since says nothing of the next."""
    found: dict[str, Given] = {}
    for one in kept(done):
        if one.act.what == "opinion":
            found[one.act.of] = Given(one.id, one.act.on)
        elif one.act.what == WHAT and one.act.of in found:
            found[one.act.of] = replace(found[one.act.of], word=one.id)
    return found


def answered(standing: Standing) -> Iterator[tuple[str, AskStanding]]:
    """Yield each opinion that was answered, with its step, in the order of the procedure."""
    for step in standing.steps:
        yield from ((step.id, ask) for ask in step.asks if ask.status == "answered")


def owing(standing: Standing, words: Mapping[str, Given]) -> dict[str, tuple[str, ...]]:
    """Return by step the opinions that ask for something and of which nobody has said how they were taken up.

    Of a file that is over nobody has to say anything any more.
    """
    found: dict[str, tuple[str, ...]] = {}
    if standing.state in OVER:
        return found
    for step, ask in answered(standing):
        if ask.answer in ASKS_SOMETHING and not (ask.id in words and words[ask.id].word):
            found[step] = (*found.get(step, ()), ask.id)
    return found


def problem(new: Act, standing: Standing, words: Mapping[str, Given], *, explained: bool) -> str:
    """Return why it cannot be said so: over, unanswered, early, how, something or unexplained; or ``."""
    if standing.state in OVER:
        return "over"
    ask = next((one for _step, one in answered(standing) if one.id == new.of), None)
    if ask is None:
        return "unanswered"
    if new.on < words[ask.id].on:
        return "early"
    if new.answer not in HOWS:
        return "how"
    if new.answer == "nothing" and ask.answer in ASKS_SOMETHING:
        return "something"
    return "unexplained" if new.answer in EXPLAINED and not explained else ""
