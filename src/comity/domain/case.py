"""A file on its way: what was done with it, kept in order and only ever added to, and who has it on the table now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from comity.domain.condition import Facts, Value
from comity.domain.legal_clock import Calendar
from comity.domain.procedure import Procedure
from comity.domain.standing import OVER, Act, AskStanding, Standing, StepStanding, fits, stand

# What is done with a file itself and never counts as a step: facts told, rules moved to, who has it in hand, of whom a body
# is asked, how an opinion was taken up, an act that was a mistake.
BESIDE = ("facts", "moved", "taken", "asked", "taken_up", "taken_back")


@dataclass(frozen=True)
class Done:
    """One act as it is kept. `facts` and `version` are those under which a file is filed, or goes on from then."""

    id: int
    act: Act
    facts: Mapping[str, Value] = field(default_factory=dict)
    version: int = 0
    digest: str = ""  # of the text of that version

    @property
    def counts(self) -> bool:
        """Say whether the procedure knows the act."""
        return self.act.what not in BESIDE


@dataclass(frozen=True)
class Told:
    """What the acts of a file say together: the procedure and version it was filed under, its facts, the acts that count."""

    procedure: str
    version: int
    facts: Facts
    acts: tuple[Done, ...]
    digest: str = ""


@dataclass(frozen=True)
class Wait:
    """Something that somebody has to do: a step, an answer or a report; `key` says which, `on` since when."""

    key: str
    by: str
    on: date | None
    due: date | None


def kept(done: Sequence[Done]) -> list[Done]:
    """Return the acts that were not taken back, as they were recorded."""
    mistaken = {one.act.of for one in done if one.act.what == "taken_back"}
    return [one for one in sorted(done, key=lambda one: one.id) if str(one.id) not in mistaken]


def told(done: Sequence[Done]) -> Told:
    """Return what acts say together, in whatever order they were recorded: by day, those of one day as recorded."""
    still = kept(done)
    facts: dict[str, Value] = {}
    procedure, version, digest = "", 0, ""
    for one in still:
        facts |= one.facts
        if one.version:
            version, digest = one.version, one.digest
        if one.act.what == "filed":
            procedure = one.act.of
    counted = sorted((one for one in still if one.counts), key=lambda one: (one.act.on, one.id))
    return Told(procedure, version, facts, tuple(counted), digest)


def acts(of: Told) -> tuple[Act, ...]:
    """Return the acts as the evaluator takes them; what filing names is the procedure, which it does not ask."""
    return tuple(Act("filed", one.act.on) if one.act.what == "filed" else one.act for one in of.acts)


def standing(of: Told, procedure: Procedure, facts: Facts, *, calendar: Calendar, today: date) -> Standing:
    """Return how a file stands on a day."""
    return stand(procedure, facts, acts(of), calendar=calendar, today=today)


def problem(
    new: Done,
    done: Sequence[Done],
    procedure: Procedure,
    facts: Facts,
    *,
    calendar: Calendar,
    already: Sequence[Act] = (),
) -> str:
    """Return why an act has no place: `unfit` where it stands, `later` if it would undo what was done after it, or ``.

    Acts that had no place `already` are no reason.
    """
    after = told([*done, new])
    order = acts(after)
    if new.counts:
        at = next(place for place, one in enumerate(after.acts) if one.id == new.id)
        before = stand(procedure, facts, order[:at], calendar=calendar, today=new.act.on)
        if not fits(order[at], before, procedure):
            return "unfit"
    last = max((one.on for one in order), default=new.act.on)
    lost = stand(procedure, facts, order, calendar=calendar, today=last).unfit
    return "later" if any(one.what != "paper" and one not in already for one in lost) else ""


def waits(of: Standing) -> tuple[Wait, ...]:
    """Return what is waited for, soonest first: open steps or the answers that they wait for, and reports that are owed."""
    found: list[Wait] = []
    for step in of.steps:
        if step.status == "open":
            found += _step(step)
    found += [Wait(f"duty:{one.id}", one.by, None, one.due) for one in of.duties if one.status == "owed"]
    return tuple(sorted(found, key=lambda one: one.due or date.max))


def _step(step: StepStanding) -> list[Wait]:
    if asked := [_ask(step, one) for one in step.asks if one.status == "open"]:
        return asked
    return [Wait(f"step:{step.id}", step.by, step.begins, step.due)]


def _ask(step: StepStanding, one: AskStanding) -> Wait:
    return Wait(f"ask:{one.id}", one.whom, step.begins, one.due)


def decided(of: Standing, procedure: Procedure) -> bool:
    """Say whether every step that decides and is needed is done: nothing is left for which an exception could be made."""
    deciding = {one.id for one in procedure.steps if one.decides}
    stood = [one.status for one in of.steps if one.id in deciding and one.status != "not_needed"]
    return bool(stood) and all(one == "done" for one in stood)


def lives(of: Standing) -> bool:
    """Say whether days alone may still change how a file stands, or something is owed."""
    return of.state not in (*OVER, "draft") or (
        of.state == "granted" and any(one.status in ("owed", "not_yet") for one in of.duties)
    )
