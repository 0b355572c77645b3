"""Which values a fact of a procedure can have: one rule for what programs tell and for worked cases of packs."""

from datetime import date
from typing import Any

from comity.core.procedure_parts import Fact
from comity.domain.condition import Value

EARLIEST, LATEST, MOST = date(1990, 1, 1), date(2100, 1, 1), 10**9


def taken(fact: Fact, value: Any) -> Value | None:
    """Return a value as rules take it, None if it is of another kind."""
    if fact.kind == "yes_no":
        return value if isinstance(value, bool) else None
    if fact.kind == "number":
        return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST else None
    if fact.kind == "choices":
        fits = isinstance(value, list) and all(isinstance(one, str) and one in fact.choices for one in value)
        return tuple(value) if fits else None
    if fact.kind == "choice":
        return value if isinstance(value, str) and value in fact.choices else None
    return value if type(value) is date and EARLIEST <= value <= LATEST else None


def expected(fact: Fact) -> str:
    """Return what is expected of a value, for whoever writes a pack."""
    codes = ", ".join(fact.choices) or "none"
    return {
        "yes_no": "true or false",
        "number": f"a whole number from 0 to {MOST}",
        "choice": f"one of {codes}",
        "choices": f"a list of {codes}",
        "day": f"a day such as 2026-01-31, from {EARLIEST} to {LATEST}",
    }[fact.kind]
