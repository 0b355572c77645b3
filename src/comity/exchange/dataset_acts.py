"""What was done with the files of a data set: days are counted back from the one on which it is loaded, so that queues are of today."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from pydantic import Field

from comity.core import procedures as packs
from comity.core.pack_parts import Strict
from comity.domain.condition import Value
from comity.gate import cases, values
from comity.gate.access import NotAllowed
from comity.gate.case_acts import New, Unfit, add
from comity.registers.cases import Case


class BadAct(ValueError):
    """An act of a file has no place; `args[0]` says which and why."""


class DoneBefore(Strict):
    """An act as a data set says it: how many days before the loading, on the last day then on which offices worked.

    Facts that are days say in how many days from the loading; a number stands for a paper of the day.
    """

    what: str
    ago: int = Field(ge=0)
    of: str = ""
    answer: str = ""
    number: str = ""
    reason: str = ""
    facts: dict[str, Any] = {}


def day_of(act: DoneBefore) -> date:
    """Return the day of an act."""
    return packs.of_city().calendar.last_worked(values.today() - timedelta(days=act.ago))


def do(case: Case, acts: Sequence[DoneBefore]) -> None:
    """Add the acts to a file as if each was done on its day. Raises BadAct."""
    today, news = values.today(), []
    for one in acts:
        on = day_of(one)
        dated, facts = on if one.number else None, _facts(case, one, today) if one.facts else None
        new = New(one.what, on, one.of, one.answer, number=one.number, dated=dated, reason=one.reason, facts=facts)
        news.append(new)
    for at, new in enumerate(news):
        try:
            add(case, new, today)
        except (Unfit, NotAllowed, cases.NoRules) as error:
            raise BadAct(f"acts.{at}: {new.what} {new.of}: {error.args[0]}") from error


def _facts(case: Case, one: DoneBefore, today: date) -> dict[str, Value]:
    version = packs.of_city().current(case.procedure, today)
    days = {name for name, fact in version.said.facts.items() if fact.kind == "day"} if version else set()
    return {
        name: today + timedelta(days=value) if name in days else tuple(value) if isinstance(value, list) else value
        for name, value in one.facts.items()
    }
