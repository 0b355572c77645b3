"""Before a case begins: what would fail, which day each step would end, and the last day on which filing is in time."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from comity.domain.condition import Facts, asked, holds
from comity.domain.legal_clock import Calendar
from comity.domain.prescribed import lacking, level
from comity.domain.procedure import Procedure, Step
from comity.domain.working_days import NoSuchDay

BACK = range(2001)  # days before the event; no procedure is looked for further back


@dataclass(frozen=True)
class Planned:
    """A step with the days on which it begins and ends if nobody is early or late; `open_ended` if no text sets a term."""

    step: str
    by: str
    begins: date
    ends: date
    open_ended: bool


@dataclass(frozen=True)
class LastDays:
    """The last days on which to file: by what the law says, by the time that the steps take, and so in all."""

    rule: str
    by_law: date | None
    by_steps: date | None

    @property
    def last(self) -> date | None:
        """The day that counts: the earlier one."""
        return min((one for one in (self.by_law, self.by_steps) if one), default=None)


@dataclass(frozen=True)
class Failing:
    """One rule that a dossier does not meet: a limit, a paper, a term of filing, or a fact that must be known first."""

    kind: str
    id: str
    day: date | None = None


def plan(procedure: Procedure, facts: Facts, filed: date, calendar: Calendar) -> tuple[Planned, ...]:
    """Return the steps that are needed, if the complete dossier is filed on a day and every term is used to its end."""
    ends: dict[str, date] = {}
    found = []
    for step in procedure.steps:
        begins = max([filed, *(ends[one] for one in step.after)])
        ends[step.id] = begins
        if holds(step.when, facts) is False:
            continue
        terms = [one.within for one in step.asks if holds(one.when, facts) is not False]
        if step.asks and not terms:
            continue
        terms += [step.within] if step.within else []
        ends[step.id] = max((calendar.ends(begins, one) for one in terms), default=begins)
        found.append(Planned(step.id, _by(procedure, step, facts), begins, ends[step.id], not terms))
    return tuple(found)


def _by(procedure: Procedure, step: Step, facts: Facts) -> str:
    return level(procedure, facts) or step.by if step.decides else step.by


def finished(procedure: Procedure, facts: Facts, filed: date, calendar: Calendar) -> date:
    """Return the day on which the last step would end."""
    return max([filed, *(one.ends for one in plan(procedure, facts, filed, calendar))])


def last_days(procedure: Procedure, facts: Facts, calendar: Calendar) -> LastDays:
    """Return the last days on which to file so that the event of the facts can be held. Raises NoSuchDay."""
    try:
        return _last_days(procedure, facts, calendar)
    except OverflowError as error:  # a year mistyped as 0003
        raise NoSuchDay("the last day lies before the calendar begins") from error


def _last_days(procedure: Procedure, facts: Facts, calendar: Calendar) -> LastDays:
    rule, by_law = "", None
    for one in procedure.filings:
        event = facts.get(one.before)
        if holds(one.when, facts) is False or not isinstance(event, date):
            continue
        day = calendar.before(event, one.ahead)
        if by_law is None or day < by_law:
            rule, by_law = one.id, day
    event = facts.get(procedure.event)
    return LastDays(rule, by_law, _backwards(procedure, facts, event, calendar) if isinstance(event, date) else None)


def _backwards(procedure: Procedure, facts: Facts, event: date, calendar: Calendar) -> date | None:
    """Return the last day that offices work on from which all steps end before the event. Filing later never ends earlier."""
    wanted = event - timedelta(days=1)

    def in_time(days: int) -> bool:
        return finished(procedure, facts, wanted - timedelta(days=days), calendar) <= wanted

    days = bisect_left(BACK, True, key=in_time)
    return calendar.last_worked(wanted - timedelta(days=days)) if days in BACK else None


def failing(
    procedure: Procedure,
    facts: Facts,
    *,
    papers: Iterable[str],
    waived: Iterable[str],
    filed: date,
    calendar: Calendar,
) -> list[Failing]:
    """Return every rule that a dossier filed on a day would not meet, all at once."""
    excused = frozenset(waived)
    found = [Failing("fact", one) for one in sorted(procedure.asks()) if one not in facts]
    for limit in procedure.limits:
        applies = holds(limit.when, facts) is True and limit.id not in excused
        found += [Failing("limit", limit.id)] * (applies and holds(limit.must, facts) is False)
    found += [Failing("paper", one) for one in lacking(procedure, facts, papers)]
    days = last_days(procedure, facts, calendar)
    if days.by_law and days.by_law < filed:
        found.append(Failing("filing", days.rule, days.by_law))
    if days.by_steps and days.by_steps < filed:
        found.append(Failing("steps", "", days.by_steps))
    return found


def undecided(procedure: Procedure, facts: Facts, waived: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the limits of which the known facts do not say whether they are met, each with the facts that are missing."""
    found: dict[str, frozenset[str]] = {}
    for limit in procedure.limits:
        said = holds(limit.when, facts), holds(limit.must, facts)
        if limit.id not in waived and None in said and said[0] is not False and said[1] is not True:
            found[limit.id] = (asked(limit.when) | asked(limit.must)) - facts.keys()
    return found
