"""Reads a condition of a procedure: each fact declared, each word one that its kind knows, each value one it can have."""

from collections.abc import Callable, Mapping
from typing import Any

from comity.core.procedure_parts import Fact
from comity.domain.condition import ALWAYS, Compare, Condition, Every, Some
from comity.domain.procedure import DISAGREED

Place = tuple[str | int, ...]
Tell = Callable[[Place, str], None]

KINDS: Mapping[str, tuple[str, ...]] = {
    "yes_no": ("is",),
    "number": ("is", "over", "at_least", "under", "at_most"),
    "choice": ("is", "in"),
    "choices": ("has",),
    "day": (),
}
OWN = {DISAGREED: Fact(kind="yes_no")}


def condition(said: Any, facts: Mapping[str, Fact], place: Place, tell: Tell) -> Condition:
    """Return the condition; what is wrong in it is told with its place, and then it does not matter what is returned."""
    if not isinstance(said, dict):
        tell(place, "expected a table such as { people = { at_most = 10 } }")
        return ALWAYS
    of: list[Condition] = []
    for key, value in said.items():
        if key in ("all", "any"):
            of.append(_group(key, value, facts, (*place, key), tell))
        elif key in facts or key in OWN:
            of += _compared(key, {**facts, **OWN}[key], value, (*place, key), tell)
        else:
            known = ", ".join(facts) or "none"
            tell((*place, key), f"there is no such fact; expected all, any, {DISAGREED} or one of {known}")
    return of[0] if len(of) == 1 else Every(tuple(of))


def _group(key: str, value: Any, facts: Mapping[str, Fact], place: Place, tell: Tell) -> Condition:
    if not isinstance(value, list) or not value:
        tell(place, "expected a list of conditions")
        return ALWAYS
    of = tuple(condition(one, facts, (*place, at), tell) for at, one in enumerate(value))
    return Some(of) if key == "any" else Every(of)


def _compared(fact: str, of: Fact, said: Any, place: Place, tell: Tell) -> list[Condition]:
    words = KINDS[of.kind]
    if not isinstance(said, dict) or not said or not all(word in words for word in said):
        expected = f"expected {', '.join(words)} with a value" if words else "no condition can ask a day"
        tell(place, f"found {said!s:.60}; {expected}")
        return []
    found: list[Condition] = []
    for word, value in said.items():
        if problem := _wrong(of, word, value):
            tell((*place, word), problem)
        found.append(Compare(fact, word, tuple(value) if isinstance(value, list) else value))
    return found


def _wrong(of: Fact, word: str, value: Any) -> str:
    if of.kind == "yes_no":
        return "" if isinstance(value, bool) else f"found {value!s:.60}; expected true or false"
    if of.kind == "number":
        whole = isinstance(value, int) and not isinstance(value, bool)
        return "" if whole else f"found {value!s:.60}; expected a whole number"
    listed = word != "is"
    if listed != isinstance(value, list) or value == []:
        return f"found {value!s:.60}; expected {'a list of choices' if listed else 'one choice'}"
    unknown = [one for one in (value if listed else [value]) if one not in of.choices]
    return f'found "{unknown[0]}"; expected one of {", ".join(of.choices)}' if unknown else ""
