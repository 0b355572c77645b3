"""What must hold inside one procedure: names said once, steps after those they follow, parties and laws that are known."""

from collections import Counter
from collections.abc import Collection, Iterator

from comity.core.mending import below
from comity.core.procedure_conditions import Place, Tell
from comity.core.procedure_parts import Fact, Procedure, Step
from comity.core.procedure_readings import EITHER, READINGS, SUITED
from comity.domain import procedure as rules
from comity.domain.condition import ALWAYS, Condition, asked

# Keys that no condition, step or day depends on: what is wrong in them makes nothing else wrong.
UNASKED = "no rule asks it"
APART = frozenset(
    {"title", "summary", "changed", "caution", "note", "law", "article", "verified", "form", "en", "vi", "by"}
)


def check(
    said: Procedure, counted: rules.Procedure, parties: Collection[str], laws: Collection[str], tell: Tell
) -> None:
    """Tell everything that does not hold."""
    _once(said, tell)
    for place, whom in said.parties():
        _one_of(whom, parties, place, "parties.toml", tell)
    for place, cited in said.cited():
        _one_of(cited.law, laws, (*place, "law"), "laws.toml", tell)
    begins, ends = said.in_force_from, said.in_force_to
    if begins and ends and ends < begins:
        tell(("in_force_to",), f"found {ends}; expected a day after in_force_from, {begins}")
    _steps(said, counted, tell)
    _produced(said, counted, tell)
    _duties(said, tell)
    _facts(said, counted, tell)
    _about(said, tell)
    _before_opinions(counted, tell)


def _before_opinions(counted: rules.Procedure, tell: Tell) -> None:
    """Papers, limits, duties and terms of filing count before anybody has answered."""
    for kind in ("papers", "limits", "duties", "filings"):
        for at, one in enumerate(getattr(counted, kind)):
            for key in ("when", "must"):
                if rules.DISAGREED in asked(getattr(one, key, ALWAYS)):
                    place = (kind, at, key, rules.DISAGREED)
                    tell(place, "only steps and levels know whether somebody disagreed")


def _facts(said: Procedure, counted: rules.Procedure, tell: Tell) -> None:
    for place, fact in _days(said):
        if fact not in said.facts or said.facts[fact].kind != "day":
            known = ", ".join(key for key, one in said.facts.items() if one.kind == "day") or "none"
            tell(place, f'found "{fact}"; expected a fact of the kind day, one of {known}')
    for key, fact_ in said.facts.items():
        if bool(fact_.choices) != fact_.kind.startswith("choice"):
            tell(("facts", key), "choices belong to the kinds choice and choices, and there must be some")
        if key not in counted.asks():
            tell(("facts", key), f"{UNASKED}; leave it out")


def _about(said: Procedure, tell: Tell) -> None:
    """The records that it is about, what of them says that it suits, and what they tell of its facts."""
    for at, key in enumerate(said.registers):
        _among(key, READINGS, ("registers", at), tell)
    for name in said.suits:
        _among(name, {one for key in said.registers for one in SUITED.get(key, ())}, ("suits", name), tell)
    for name, fact in said.facts.items():
        for key, reading in fact.reads.items():
            place = ("facts", name, "reads", key)
            _among(key, READINGS, place, tell)
            _among(reading, READINGS.get(key, ()), place, tell)
            told = READINGS.get(key, {}).get(reading, "")
            if told and not _fits(fact, told):
                tell(place, f"{reading} tells a {told}, which does not say what is asked, a {fact.kind}")
        _means(fact, ("facts", name, "means"), tell)


def _fits(fact: Fact, told: str) -> bool:
    if told in ("day", "number"):
        return fact.kind == told
    wanted = {"yes_no", "choice"} if told == "code" else {"yes_no", "choices"}
    return fact.kind in wanted and bool(fact.means)


def _means(fact: Fact, place: Place, tell: Tell) -> None:
    for code, value in fact.means.items():
        right = isinstance(value, bool) if fact.kind == "yes_no" else value in fact.choices
        if not right:
            expected = "true or false" if fact.kind == "yes_no" else f"one of {', '.join(fact.choices) or 'none'}"
            tell((*place, code), f"found {value!s:.60}; expected {expected}")
    if fact.kind == "choices" and EITHER in fact.means:
        tell((*place, EITHER), "of several codes those that say nothing are left out; name the others")


def _among(found: str, known: Collection[str], place: Place, tell: Tell) -> None:
    if found not in known:
        tell(place, f'found "{found}"; expected one of {", ".join(sorted(known)) or "none"}')


def _once(said: Procedure, tell: Tell) -> None:
    for kind in ("steps", "papers", "limits", "duties", "filings"):
        names = [one.id for one in getattr(said, kind)]
        for at, name in enumerate(names):
            if name in names[:at]:
                tell((kind, at, "id"), f'"{name}" is said twice')
    for at, step in enumerate(said.steps):
        for name, times in Counter(ask.id or ask.whom for ask in step.asks).items():
            if times > 1:
                tell(("steps", at, "asks"), f'"{name}" is asked twice; give one of them an id')


def _one_of(found: str, known: Collection[str], place: Place, file: str, tell: Tell) -> None:
    if found not in known:
        tell(place, f'found "{found}"; expected one of {file}: {", ".join(sorted(known)) or "none"}')


def _steps(said: Procedure, counted: rules.Procedure, tell: Tell) -> None:
    earlier: dict[str, Step] = {}
    for at, step in enumerate(said.steps):
        for n, name in enumerate(step.after):
            if name not in earlier:
                known = ", ".join(earlier) or "none"
                tell(("steps", at, "after", n), f'found "{name}"; expected a step that stands before this one: {known}')
        rule = counted.steps[at]
        heard = any(earlier[one].asks for one in counted.before(step.id) & earlier.keys())
        whens: list[tuple[Place, Condition]] = [((), rule.when)]
        whens += [(("asks", n), ask.when) for n, ask in enumerate(rule.asks)]
        for place, when in whens:
            if rules.DISAGREED in asked(when) and not heard:
                whole = ("steps", at, *place, "when", rules.DISAGREED)
                tell(whole, "expected opinions to be asked in a step before this one")
        earlier[step.id] = step
    _ruling(counted, tell)
    if said.levels and not any(one.decides for one in said.steps):
        tell(("levels",), "nobody decides; expected decides = true in a step")


def _ruling(counted: rules.Procedure, tell: Tell) -> None:
    """Whoever decides or consents does it by an act of their own, and consent is asked before somebody decides."""
    for at, step in enumerate(counted.steps):
        key = "decides" if step.decides else "consents"
        if step.rules and step.asks:
            tell(("steps", at, key), "a step that asks is done when all have answered; say this of a step after it")
        if step.decides and step.consents:
            tell(("steps", at, "consents"), "a step decides or consents, not both")
        elif step.consents and not any(one.decides and step.id in counted.before(one.id) for one in counted.steps):
            tell(("steps", at, "consents"), "expected a step after this one that decides")


def _produced(said: Procedure, counted: rules.Procedure, tell: Tell) -> None:
    """A table of opinions needs some, a paper that the program does not fill goes to nobody, and there is one receipt."""
    asks = {step.id for step in said.steps if step.asks}
    receipts = 0
    for at, step in enumerate(said.steps):
        for n, one in enumerate(step.produces):
            place = ("steps", at, "produces", n)
            if one.document == "opinions" and not asks & {step.id, *counted.before(step.id)}:
                tell((*place, "document"), "expected opinions to be asked in this step or in one before it")
            if not one.document and (one.by or one.to or one.copies):
                tell(place, "by, to and copies belong to a paper with a document")
            receipts += one.document == "receipt"
            if one.document == "receipt" and receipts > 1:
                tell((*place, "document"), "a file has one receipt; it is named at one step")


def _duties(said: Procedure, tell: Tell) -> None:
    names = [one.id for one in said.steps]
    for at, duty in enumerate(said.duties):
        if bool(duty.after) == bool(duty.fact):
            tell(("duties", at), "expected one of after, a step, and fact, a day")
        elif duty.after and duty.after not in names:
            tell(("duties", at, "after"), f'found "{duty.after}"; expected a step: {", ".join(names)}')


def _days(said: Procedure) -> Iterator[tuple[Place, str]]:
    if said.event:
        yield ("event",), said.event
    for at, one in enumerate(said.filings):
        yield ("filings", at, "before"), one.before
    for at, duty in enumerate(said.duties):
        if duty.fact:
            yield ("duties", at, "fact"), duty.fact


def follows(place: Place, what: str, wrong: Collection[Place]) -> bool:
    """Say whether something only does not hold because a part whose shape is wrong was left out."""
    deep = [tuple(one) for one in wrong if one and one[-1] not in APART]
    if below(place, wrong) or any(one[: len(place)] == place for one in deep):
        return True
    facts = {str(one[1]) for one in deep if one[0] == "facts" and len(one) > 1}
    if facts & set(place) or any(f'"{name}"' in what for name in facts):
        return True
    if any(one[0] == "steps" and (len(one) == 1 or one[-1] in ("id", "decides")) for one in deep):
        if "after" in place or place == ("levels",) or place[-1] == "consents":
            return True
    return (bool(deep) and what.startswith(UNASKED)) or (place == ("id",) and ("version",) in deep)
