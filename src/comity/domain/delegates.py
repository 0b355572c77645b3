"""Numbers of delegates that cannot all be right: stated by where they come from, counted by country, and persons in all.

A number that nobody stated contradicts nothing.
"""

from collections.abc import Iterable, Mapping


def too_few(persons: int | None, parts: Iterable[int | None]) -> int:
    """Return what the parts come to, if that is more than the persons stated; else 0."""
    together = sum(one or 0 for one in parts)
    return together if persons is not None and together > persons else 0


def beyond(stated: Mapping[str, int | None], counted: Mapping[str, int]) -> dict[str, int]:
    """Return what was counted by country where it is more than what was stated of the same delegates."""
    known = {code: number for code, number in stated.items() if number is not None}
    return {code: counted[code] for code, number in known.items() if counted.get(code, 0) > number}


def at_least(stated: Mapping[str, int | None], counted: Mapping[str, int]) -> int:
    """Return how many delegates there were at least: of each kind the larger of what was stated and what was counted."""
    return sum(max(stated.get(code) or 0, counted.get(code, 0)) for code in stated.keys() | counted.keys())
