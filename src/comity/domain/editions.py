"""The editions of what recurs: in which order they came, and what changed from one to the next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, TypeVar

Number = int | float | Decimal


class Held(Protocol):
    """What is known of when an edition was held."""

    starts: str
    edition: int | None


@dataclass(frozen=True)
class Change:
    """By how much a number differs from that of the edition before; in per cent where that says something."""

    by: Number
    percent: int | None


Edition = TypeVar("Edition", bound=Held)


def change(now: Number | None, before: Number | None) -> Change | None:
    """Return what changed; None unless both numbers are known."""
    if now is None or before is None:
        return None
    percent = round((now - before) * 100 / before) if before > 0 else None  # type: ignore[operator]
    return Change(now - before, percent)  # type: ignore[operator]


def newest_first(editions: Iterable[Edition]) -> list[Edition]:
    """Return the editions newest first: by date, those without one where their number puts them, or else last."""
    every = list(editions)
    ordered = sorted((one for one in every if one.starts), key=_when, reverse=True)
    for one in every:
        if not one.starts and one.edition is not None:
            ordered.insert(_place(ordered, one.edition), one)
    return ordered + [one for one in every if not one.starts and one.edition is None]


def next_number(editions: Iterable[Held]) -> int | None:
    """Return the number that the next edition has; None where none is numbered."""
    numbers = [one.edition for one in editions if one.edition is not None]
    return max(numbers) + 1 if numbers else None


def _when(held: Held) -> tuple[str, int]:
    return held.starts, held.edition or 0


def _place(ordered: Sequence[Held], number: int) -> int:
    earlier = (at for at, one in enumerate(ordered) if one.edition is not None and one.edition < number)
    return next(earlier, len(ordered))
