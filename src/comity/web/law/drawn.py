"""A procedure as its page shows it: steps in the order in which they can be taken, who decides, papers, limits, duties."""

from collections.abc import Iterator
from typing import Any

from comity.core.procedure_parts import Procedures, Rule, Version
from comity.domain.procedure import Ask, Step
from comity.gate import law_words as words


def rows(version: Version, procedures: Procedures) -> list[list[dict[str, Any]]]:
    """Return the steps row by row: those of a row can be taken side by side."""
    depth: dict[str, int] = {}
    found: list[list[dict[str, Any]]] = []
    for number, (step, said) in enumerate(zip(version.rules.steps, version.said.steps, strict=True), 1):
        depth[step.id] = at = max((depth[one] + 1 for one in step.after), default=0)
        found += [[]] * (at + 1 - len(found))
        found[at] = [*found[at], _step(number, step, version, procedures) | _rule(said, version, procedures)]
    return found


def _step(number: int, step: Step, version: Version, procedures: Procedures) -> dict[str, Any]:
    said = version.said.steps[number - 1]
    return {
        "number": number,
        "by": procedures.party(step.by),
        "within": words.days(step.within),
        "when": words.condition(step.when, version),
        "decides": step.decides,
        "consents": step.consents,
        "after": step.after,
        "asks": [_ask(one, version, procedures) for one in step.asks],
        "produces": words.listed(said.produces),
    }


def _ask(ask: Ask, version: Version, procedures: Procedures) -> dict[str, str]:
    return {
        "whom": procedures.party(ask.whom),
        "within": words.days(ask.within),
        "silence": ask.silence,
        "when": words.condition(ask.when, version),
    }


def _rule(said: Rule, version: Version, procedures: Procedures) -> dict[str, Any]:
    return {"id": said.id, "title": str(said), "law": words.law(said, procedures), "note": str(said.note)}


def ruled(version: Version, procedures: Procedures, kind: str) -> Iterator[dict[str, Any]]:
    """Yield the papers, limits, duties or filings with their words."""
    for said, rule in zip(getattr(version.said, kind), getattr(version.rules, kind), strict=True):
        yield _rule(said, version, procedures) | {
            "when": words.condition(rule.when, version),
            "form": getattr(said, "form", ""),
            "waivable": getattr(said, "waivable", True),
            "by": procedures.party(rule.by) if kind == "duties" else "",
            "within": words.days(rule.within) if kind == "duties" else "",
            "after": _after(said, version) if kind == "duties" else "",
        }


def lapse(version: Version, procedures: Procedures) -> dict[str, Any] | None:
    """Return how long the applicant has to complete what was returned."""
    said, rule = version.said.lapse, version.rules.lapse
    if said is None or rule is None:
        return None
    return {"within": words.days(rule.within), "law": words.law(said, procedures), "note": str(said.note)}


def _after(said: Any, version: Version) -> str:
    if said.fact:
        return str(version.said.facts[said.fact])
    return str(next(one for one in version.said.steps if one.id == said.after))


def levels(version: Version, procedures: Procedures) -> list[dict[str, Any]]:
    """Return who decides when, the highest first."""
    return [
        {
            "by": procedures.party(said.by),
            "when": words.condition(rule.when, version),
            "law": words.law(said, procedures),
        }
        for said, rule in zip(version.said.levels, version.rules.levels, strict=True)
    ]


def laws(version: Version, procedures: Procedures) -> list[dict[str, Any]]:
    """Return every text that the procedure rests on, each once."""
    named = dict.fromkeys(one.law for _place, one in version.said.cited())
    return [
        {
            "title": str(procedures.laws[one].title),
            "href": procedures.laws[one].url,
            "note": str(procedures.laws[one].note),
        }
        for one in named
    ]
