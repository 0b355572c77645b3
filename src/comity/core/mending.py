"""What is left of a table whose shape is wrong: the parts at fault taken out, so that what the rest means is checked, too."""

from collections.abc import Collection, Mapping
from copy import deepcopy
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from comity.domain.toml_place import Place

ROUNDS = 6  # a part taken out may be one that must be there, and what stands for it is put in by the next round
Checked = TypeVar("Checked", bound=BaseModel)


def mended(
    model: type[Checked], said: Any, stands_for: Mapping[str, Any]
) -> tuple[Checked | None, list[tuple[str | int, ...]]]:
    """Return the value without what is at fault, and where that was; None if too little is left.

    `stands_for` has a value for each key that must be there, by the last name of its place.
    """
    data = deepcopy(said)
    places: list[tuple[str | int, ...]] = []
    for _round in range(ROUNDS):
        try:
            return model.model_validate(data), places
        except ValidationError as error:
            for one in error.errors():
                places.append(tuple(one["loc"]))
                _mend(data, one["loc"], is_missing=one["type"] == "missing", stands_for=stands_for)
    return None, places


def _mend(data: Any, place: Place, *, is_missing: bool, stands_for: Mapping[str, Any]) -> None:
    """Take out what lies at the place, or the nearest table's key above it; put in what must be there."""
    at, holder = data, None
    key: str | int = ""
    for step in place:
        if isinstance(at, dict) and (step in at or (is_missing and step == place[-1])):
            holder, key = at, step
            at = at.get(step)
        elif isinstance(at, list) and isinstance(step, int) and step < len(at):
            at = at[step]
        else:
            break
    if holder is None:
        return
    if is_missing and key in stands_for:
        holder[key] = deepcopy(stands_for[str(key)])
    else:
        holder.pop(key, None)


def below(place: Place, places: Collection[Place]) -> bool:
    """Say whether something lies at one of the places, or below it."""
    return any(tuple(place[: len(one)]) == tuple(one) for one in places)
