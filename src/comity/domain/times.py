"""How long steps and answers took in files that are over them, and what that says of the next one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median

from comity.domain.legal_clock import Calendar, Days
from comity.domain.standing import Standing
from comity.domain.working_days import working_days_between

FEWEST = 5  # files; of fewer than these nothing is said of the next one


@dataclass(frozen=True)
class Took:
    """One step, or one answer, of one file: whose it was, since when, until when, by when it was due."""

    what: str
    by: str
    begins: date
    ended: date | None
    due: date | None
    days: int  # worked ones, until it ended or until now


@dataclass(frozen=True)
class Range:
    """What is usual: the middle one, the least and the most working days, and in how many files."""

    middle: int
    least: int
    most: int
    files: int


@dataclass
class Tally:
    """What an agency was asked, over all files: how often, how often late or not at all, how long."""

    asked: int = 0
    late: int = 0
    open_late: int = 0
    days: list[int] = field(default_factory=list)

    @property
    def share(self) -> int:
        """The late ones in percent."""
        return round(100 * self.late / self.asked) if self.asked else 0

    @property
    def middle(self) -> int | None:
        """The middle number of working days of the answers that came."""
        return middle(self.days) if self.days else None


def middle(days: Sequence[int]) -> int:
    """Return the middle one, in whole days."""
    return round(median(days))


def worked(calendar: Calendar, begins: date, ended: date) -> int:
    """Return how many working days lie after the first day up to the last one."""
    return working_days_between(
        begins, ended, holidays=calendar.holidays, swapped=calendar.swapped, weekend=calendar.weekend
    )


def steps(of: Standing, calendar: Calendar, today: date) -> list[Took]:
    """Return the steps that were begun, those apart that needed nobody."""
    return [
        Took(one.id, one.by, one.begins, one.ended, one.due, worked(calendar, one.begins, one.ended or today))
        for one in of.steps
        if one.begins and one.status != "not_needed"
    ]


def answers(of: Standing, calendar: Calendar, today: date) -> list[Took]:
    """Return the answers that were asked for. One whose time is over without a word has not ended.

    What was still open when the file was withdrawn or refused is left out: nobody waits for it any more, so nobody is late.
    """
    found = []
    for step in of.steps:
        for ask in step.asks:
            if step.begins and (step.status, ask.status) != ("stopped", "open"):
                on = ask.on if ask.status == "answered" else None
                found.append(
                    Took(ask.id, ask.whom, step.begins, on, ask.due, worked(calendar, step.begins, on or today))
                )
    return found


def usual(took: Iterable[int]) -> Range | None:
    """Return what is usual; nothing of fewer than five files."""
    days = sorted(took)
    if len(days) < FEWEST:
        return None
    return Range(middle(days), days[0], days[-1], len(days))


def by_when(begins: date, expected: Range, calendar: Calendar) -> date:
    """Return the day on which a step that began then is usually done. Raises NoSuchDay."""
    return calendar.ends(begins, Days(expected.middle))


def league(took: Sequence[Took], today: date) -> list[tuple[str, Tally]]:
    """Return who was asked, those first who were late in most files; late is an answer after its day, or none by then."""
    found: dict[str, Tally] = {}
    for one in took:
        tally = found.setdefault(one.by, Tally())
        tally.asked += 1
        if one.ended:
            tally.days.append(one.days)
        if one.due and (one.ended or today) > one.due:
            tally.late += 1
            tally.open_late += one.ended is None
    return sorted(found.items(), key=lambda one: (-one[1].late, -one[1].share, one[0]))
