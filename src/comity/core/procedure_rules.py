"""Makes what the evaluator counts with out of what the file of a procedure says."""

from typing import Any

from comity.core.procedure_conditions import Place, Tell, condition
from comity.core.procedure_parts import Procedure, Step
from comity.domain import procedure as rules
from comity.domain.condition import Condition


def rules_of(said: Procedure, tell: Tell) -> rules.Procedure:
    """Return the rules; every condition that is wrong is told with its place."""

    def when(one: Any, *place: str | int) -> Condition:
        return condition(one.when, said.facts, (*place, "when"), tell)

    return rules.Procedure(
        id=said.id,
        version=said.version,
        event=said.event,
        lapse=rules.Lapse(said.lapse.within.days) if said.lapse else None,
        steps=tuple(_step(one, said, ("steps", at), tell) for at, one in enumerate(said.steps)),
        papers=tuple(rules.Paper(one.id, when(one, "papers", at)) for at, one in enumerate(said.papers)),
        levels=tuple(rules.Level(one.by, when(one, "levels", at)) for at, one in enumerate(said.levels)),
        limits=tuple(
            rules.Limit(
                one.id,
                condition(one.must, said.facts, ("limits", at, "must"), tell),
                when(one, "limits", at),
                one.waivable,
            )
            for at, one in enumerate(said.limits)
        ),
        duties=tuple(
            rules.Duty(one.id, one.by, one.within.days, one.after, one.fact, when(one, "duties", at))
            for at, one in enumerate(said.duties)
        ),
        filings=tuple(
            rules.Filing(one.id, one.ahead.days, one.before, when(one, "filings", at))
            for at, one in enumerate(said.filings)
        ),
    )


def _step(step: Step, said: Procedure, place: Place, tell: Tell) -> rules.Step:
    asks = tuple(
        rules.Ask(
            f"{step.id}.{ask.id or ask.whom}",
            ask.whom,
            ask.within.days,
            ask.silence,
            condition(ask.when, said.facts, (*place, "asks", at, "when"), tell),
        )
        for at, ask in enumerate(step.asks)
    )
    return rules.Step(
        id=step.id,
        by=step.by,
        after=tuple(step.after),
        within=step.within.days if step.within else None,
        asks=asks,
        decides=step.decides,
        when=condition(step.when, said.facts, (*place, "when"), tell),
        consents=step.consents,
    )
