"""How a case stands: a pure fold of its procedure, its facts and what was done, in order. Nothing here is stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from comity.domain.condition import Facts, holds
from comity.domain.legal_clock import Calendar, Days
from comity.domain.prescribed import lacking, last_day, level
from comity.domain.procedure import DISAGREED, Ask, Duty, Procedure, Step

ANSWERS = ("agrees", "changes", "disagrees")  # an opinion: as it is, with changes, not at all
RUNNING = ("incomplete", "running")
WITHDRAWABLE = (*RUNNING, "returned")
OVER = ("granted", "refused", "withdrawn", "lapsed")
TURNS = ("filed", "returned", "back", "withdrawn", "lapsed")


@dataclass(frozen=True)
class Act:
    """Something that was done with a case on a day; acts are only ever added.

    `what` is filed, paper, returned, back, withdrawn, lapsed, done, refused, opinion, waived or reported; `of` the paper, step,
    opinion, limit or duty.
    """

    what: str
    on: date
    of: str = ""
    answer: str = ""


@dataclass(frozen=True)
class AskStanding:
    """How an opinion stands: open, answered, silent (its time is over and that says something) or not_needed."""

    id: str
    whom: str
    status: str
    due: date | None = None
    answer: str = ""
    on: date | None = None


@dataclass(frozen=True)
class StepStanding:
    """How a step stands: waiting, open, paused, done, refused, stopped or not_needed."""

    id: str
    by: str
    status: str
    begins: date | None = None
    due: date | None = None
    ended: date | None = None
    late: bool = False
    asks: tuple[AskStanding, ...] = ()


@dataclass(frozen=True)
class DutyStanding:
    """How a duty stands: not_yet, owed, done or not_needed."""

    id: str
    by: str
    status: str
    due: date | None = None
    done: date | None = None
    late: bool = False


@dataclass(frozen=True)
class Standing:
    """How the whole case stands on a day. `unfit` are the acts that had no place when they were done, and count for nothing."""

    state: str
    level: str
    complete: date | None
    steps: tuple[StepStanding, ...]
    duties: tuple[DutyStanding, ...]
    missing: tuple[str, ...]
    waived: frozenset[str]
    unfit: tuple[Act, ...] = ()
    lapses: date | None = None  # the last day on which the applicant can still complete it, while it is with them

    def step(self, name: str) -> StepStanding:
        """Return one step."""
        return next(one for one in self.steps if one.id == name)


def stand(procedure: Procedure, facts: Facts, acts: Sequence[Act], *, calendar: Calendar, today: date) -> Standing:
    """Return how a case stands on a day, however often it is asked. Acts after the day are not known yet on it."""
    kept: list[Act] = []
    unfit: list[Act] = []
    for act in acts:
        if act.on > today:
            continue
        seen = _Case(procedure, facts, tuple(kept), calendar, act.on).standing()
        in_order = not kept or kept[-1].on <= act.on
        (kept if in_order and fits(act, seen, procedure) else unfit).append(act)
    return replace(_Case(procedure, facts, tuple(kept), calendar, today).standing(), unfit=tuple(unfit))


def settled(procedure: Procedure, facts: Facts, acts: Sequence[Act], *, calendar: Calendar, today: date) -> Standing:
    """Return how a case stands if all acts have their place, as those have that were let in: a fraction of the work."""
    return _Case(procedure, facts, tuple(acts), calendar, today).standing()


def fits(act: Act, standing: Standing, procedure: Procedure) -> bool:
    """Say whether an act has its place in a case that stands so."""
    state = standing.state
    if act.what in TURNS:
        return state in {"filed": ("draft",), "returned": RUNNING, "back": ("returned",)}.get(act.what, WITHDRAWABLE)
    if act.what == "reported":
        return any(one.id == act.of and one.status == "owed" for one in standing.duties)
    if state in OVER:
        return False
    if act.what == "paper":
        return any(one.id == act.of for one in procedure.papers)
    if act.what == "waived":
        return any(one.id == act.of and one.waivable for one in procedure.limits)
    return _fits_step(act, standing, procedure)


def _fits_step(act: Act, standing: Standing, procedure: Procedure) -> bool:
    if act.what == "opinion":
        asks = [ask for step in standing.steps if step.status == "open" for ask in step.asks]
        return act.answer in ANSWERS and any(one.id == act.of and one.status == "open" for one in asks)
    step = next((one for one in standing.steps if one.id == act.of and one.status == "open"), None)
    if step is None or any(one.status == "open" for one in step.asks):
        return False
    return act.what == "done" or (act.what == "refused" and procedure.ruled(act.of))


@dataclass(frozen=True)
class _Case:
    """A case on one day, whose acts all fit."""

    procedure: Procedure
    facts: Facts
    acts: tuple[Act, ...]
    calendar: Calendar
    today: date

    def standing(self) -> Standing:
        missing = lacking(self.procedure, self.facts, (one.of for one in self._all("paper")))
        complete = self._complete(missing)
        steps = self._steps(complete)
        state = self._state(complete, steps)
        lapses = self._lapses(state, steps)
        if lapses and lapses < self.today:
            state, lapses = "lapsed", None
        if state in OVER:
            steps = tuple(
                replace(one, status="stopped", late=False) if one.status in ("open", "paused") else one for one in steps
            )
        known = {**self.facts, DISAGREED: _disagreed(ask for step in steps for ask in step.asks)}
        return Standing(
            state=state,
            level=level(self.procedure, known),
            complete=complete,
            steps=steps,
            duties=tuple(self._duty(one, steps, state) for one in self.procedure.duties),
            missing=missing,
            waived=frozenset(one.of for one in self._all("waived")),
            lapses=lapses,
        )

    def _all(self, what: str) -> list[Act]:
        return [one for one in self.acts if one.what == what]

    def _first(self, what: str, of: str = "") -> Act | None:
        return next((one for one in self.acts if one.what == what and one.of == of), None)

    def _complete(self, missing: tuple[str, ...]) -> date | None:
        """Return the day on which the clock starts: filed, and nothing lacks."""
        filed = self._first("filed")
        if filed is None or missing:
            return None
        needed = lacking(self.procedure, self.facts, ())
        firsts = [self._first("paper", one) for one in needed]
        return max([filed.on, *(one.on for one in firsts if one)])

    def _state(self, complete: date | None, steps: tuple[StepStanding, ...]) -> str:
        turns = [one.what for one in self.acts if one.what in TURNS]
        if not turns or any(one.status == "refused" for one in steps):
            return "refused" if turns else "draft"
        if turns[-1] in ("returned", "withdrawn", "lapsed"):
            return turns[-1]
        if complete is None:
            return "incomplete"
        return "granted" if all(one.ended for one in steps) else "running"

    def _lapses(self, state: str, steps: tuple[StepStanding, ...]) -> date | None:
        """Return the last day on which the applicant can still complete it; None while the office has it, or has decided."""
        deciding = [one.id for one in self.procedure.steps if one.decides]
        decided = any(one.status == "done" for one in steps if one.id in deciding)
        if decided or state not in ("returned", "incomplete"):
            return None
        (filed,) = self._all("filed")
        return last_day(self.procedure, self.facts, filed=filed.on, out=self._out_since(), calendar=self.calendar)

    def _steps(self, complete: date | None) -> tuple[StepStanding, ...]:
        found: dict[str, StepStanding] = {}
        for step in self.procedure.steps:
            before = [found[one].ended if found[one].status != "refused" else None for one in step.after]
            begins = max([complete, *before]) if all((complete, *before)) else None  # type: ignore[type-var]
            found[step.id] = self._step(step, begins, found)
        return tuple(found.values())

    def _step(self, step: Step, begins: date | None, found: dict[str, StepStanding]) -> StepStanding:
        answers = (ask for one in self.procedure.before(step.id) for ask in found[one].asks)
        facts = {**self.facts, DISAGREED: _disagreed(answers)}
        by = level(self.procedure, facts) or step.by if step.decides else step.by
        asks = [ask for ask in step.asks if holds(ask.when, facts) is not False]
        if holds(step.when, facts) is False or (step.asks and not asks):
            return StepStanding(step.id, by, "not_needed", begins, ended=begins)
        if begins is None:
            waits = tuple(AskStanding(one.id, one.whom, "waiting") for one in asks)
            return StepStanding(step.id, by, "waiting", asks=waits)
        seen = StepStanding(step.id, by, "open", begins)
        heard = self._with_asks(seen, step, asks) if asks else seen
        if asks and not (step.rules and heard.ended):  # opinions alone grant nothing
            return heard
        return self._without_asks(replace(heard, ended=None), step)

    def _without_asks(self, seen: StepStanding, step: Step) -> StepStanding:
        act = self._first("done", step.id) or self._first("refused", step.id)
        due = self._due(seen.begins, step.within, act.on if act else None)
        if act is None:
            return self._open(replace(seen, due=due))
        return replace(seen, status=act.what, due=due, ended=act.on, late=bool(due and act.on > due))

    def _with_asks(self, seen: StepStanding, step: Step, asks: list[Ask]) -> StepStanding:
        stood = tuple(self._ask(one, seen.begins) for one in asks)
        ended = [one.on for one in stood]
        last = max(one for one in ended if one) if all(ended) else None
        dues = [one.due for one in stood] + [self._due(seen.begins, step.within, last)] * bool(step.within)
        due = None if None in dues else max(one for one in dues if one)
        if last is None:
            return self._open(replace(seen, asks=stood, due=due))
        return replace(seen, status="done", asks=stood, due=due, ended=last, late=bool(due and last > due))

    def _ask(self, ask: Ask, begins: date | None) -> AskStanding:
        act = self._first("opinion", ask.id)
        due = self._due(begins, ask.within, act.on if act else None)
        if act:
            return AskStanding(ask.id, ask.whom, "answered", due, act.answer, act.on)
        over = next((one.on for one in self.acts if one.what in OVER), self.today)  # from then on nobody is waited for
        if ask.silence != "waits" and due and due < over:
            return AskStanding(ask.id, ask.whom, "silent", due, "agrees" if ask.silence == "agrees" else "", due)
        return AskStanding(ask.id, ask.whom, "open", due)

    def _open(self, seen: StepStanding) -> StepStanding:
        status = "paused" if self._out_since() else "open"
        return replace(seen, status=status, late=bool(seen.due and seen.due < self.today))

    def _due(self, begins: date | None, within: Days | None, ended: date | None) -> date | None:
        if begins is None or within is None:
            return None
        due, out = self.calendar.ends(begins, within, self._paused(ended)), self._out_since()
        # a term that was over when the dossier went out stays over; another one stands still
        return due if ended or out is None or due <= out else None

    def _out_since(self) -> date | None:
        turns = [one for one in self.acts if one.what in ("returned", "back")]
        return turns[-1].on if turns and turns[-1].what == "returned" else None

    def _paused(self, ended: date | None) -> frozenset[date]:
        """Return the days on which the dossier was out of the office's hands, those apart that came after a step ended."""
        turns = [one for one in self.acts if one.what in ("returned", "back")]
        spans = [(out.on, back.on) for out, back in pairwise(turns) if out.what == "returned"]
        return frozenset(
            out + timedelta(days=at)
            for out, back in spans
            if ended is None or out < ended
            for at in range(1, (back - out).days + 1)
        )

    def _duty(self, duty: Duty, steps: tuple[StepStanding, ...], state: str) -> DutyStanding:
        if holds(duty.when, self.facts) is False:
            return DutyStanding(duty.id, duty.by, "not_needed")
        begins = self._duty_begins(duty, steps, state)
        if begins is None:
            return DutyStanding(duty.id, duty.by, "not_yet")
        due, act = self.calendar.ends(begins, duty.within), self._first("reported", duty.id)
        if act:
            return DutyStanding(duty.id, duty.by, "done", due, act.on, act.on > due)
        return DutyStanding(duty.id, duty.by, "owed", due, None, due < self.today)

    def _duty_begins(self, duty: Duty, steps: tuple[StepStanding, ...], state: str) -> date | None:
        if duty.fact:
            said = self.facts.get(duty.fact)
            return said if state == "granted" and isinstance(said, date) and said <= self.today else None
        step = next(one for one in steps if one.id == duty.after)
        return step.ended if step.status == "done" else None


def _disagreed(asks: Iterable[AskStanding]) -> bool:
    return any(one.answer == "disagrees" for one in asks)
