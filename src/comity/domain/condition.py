"""Conditions of a rule over plain facts: a closed vocabulary; what is not known is neither true nor false."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

Value = bool | int | str | date | tuple[str, ...]
Facts = Mapping[str, Value]

WORDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "is": operator.eq,
    "in": lambda found, wanted: found in wanted,
    "over": operator.gt,
    "at_least": operator.ge,
    "under": operator.lt,
    "at_most": operator.le,
    "has": lambda found, wanted: any(one in found for one in wanted),  # a list holds one of these
}


@dataclass(frozen=True)
class Compare:
    """One fact against a value, by one of WORDS."""

    fact: str
    word: str
    value: Value


@dataclass(frozen=True)
class Every:
    """All of these; nothing in it is always so."""

    of: "tuple[Condition, ...]" = ()


@dataclass(frozen=True)
class Some:
    """At least one of these."""

    of: "tuple[Condition, ...]"


Condition = Compare | Every | Some
ALWAYS = Every()


def holds(condition: Condition, facts: Facts) -> bool | None:
    """Say whether the condition holds; None if the facts that are known leave it open."""
    if isinstance(condition, Compare):
        found = facts.get(condition.fact)
        return None if found is None else WORDS[condition.word](found, condition.value)
    said = [holds(one, facts) for one in condition.of]
    decides = isinstance(condition, Some)
    if decides in said:
        return decides
    return None if None in said else not decides


def asked(condition: Condition) -> frozenset[str]:
    """Return the facts that the condition asks."""
    if isinstance(condition, Compare):
        return frozenset((condition.fact,))
    return frozenset(fact for one in condition.of for fact in asked(one))
