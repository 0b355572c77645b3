"""What every declaration of a pack's reports is made of: nothing is overlooked, and what is wrong says its place."""

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict, StrictBool

from comity.core.pack import Label
from comity.core.pack_parts import WebAddress
from comity.domain.toml_place import Place, Wrong


class Strict(BaseModel):
    """Something of a pack's declaration in which nothing is overlooked."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Basis(Strict):
    """The law or the custom by which something is counted."""

    kind: Literal["law", "custom", "practice"]
    title: Label
    article: str = ""
    url: WebAddress = ""
    verified: StrictBool


def place_of(named: str) -> Place:
    """Return the place of a key as messages name it: `reports.year.tables`, or `where, a filter of activities`."""
    steps = named.partition(" ")[0].rstrip(",").split(".")
    return [int(step) if step.isdecimal() else step for step in steps]


def one_of(place: str, found: str, expected: Iterable[str], *, said: str = "one of ", at: Place | None = None) -> None:
    """Refuse what is not among the expected, on the line of its key."""
    names = sorted(set(expected))
    if found not in names:
        told = f'{place}: found "{found}"; expected {said}{", ".join(names)}'
        raise Wrong(told, place_of(place) if at is None else at)
