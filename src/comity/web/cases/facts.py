"""What a file tells beside its record, and the form that asks for it."""

from typing import Any

from comity.gate import law_words as words
from comity.gate import readings
from comity.gate.cases import File
from comity.web.law import reckoning


def told(file: File) -> list[dict[str, str]]:
    """Return every fact that the procedure asks for, with what is known of it."""
    return [
        {"label": str(fact), "value": words.fact(fact, file.facts[name]) if name in file.facts else ""}
        for name, fact in file.version.said.facts.items()
    ]


def form(file: File, posted: Any = None) -> Any:
    """Return the form of the facts that the record does not tell; once filed, of all of them."""
    own = {} if file.filed else readings.told(file.version, file.record)
    names = [name for name in file.version.said.facts if name not in own]
    initial = {name: _asked(file.facts[name]) for name in names if name in file.facts}
    return reckoning.made_of(reckoning.fields_of(file.version, names), posted, prefix="f", initial=initial)


def _asked(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return (list(value) or [reckoning.NOTHING]) if isinstance(value, tuple) else value
