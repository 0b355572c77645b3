"""What of a day something is taken and what it is free: its bookings cut into blocks of whole quarters of an hour.

A booking without a beginning takes no time that could be drawn; one without an end is drawn an hour long, for it takes some time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from comity.domain.clock import minutes

QUARTER, HOUR, DAY = 15, 60, 24 * 60
OPENS, SHUTS = 7 * HOUR, 21 * HOUR  # what is drawn of a day on which nothing is earlier or later


@dataclass(frozen=True)
class Held:
    """A booking: its number, from when (`08:30`, `` if unknown) until when; an end before the beginning is past midnight."""

    number: int
    begins: str
    until: str = ""


@dataclass(frozen=True)
class Block:
    """A part of the day in minutes from midnight, whose it is - nobody's if it is free - and whether two want it at one moment."""

    first: int
    last: int
    of: tuple[int, ...] = ()
    twice: bool = False

    @property
    def quarters(self) -> int:
        """How many quarters of an hour it takes."""
        return (self.last - self.first) // QUARTER


def span(held: Held) -> tuple[int, int]:
    """Return the minutes from which until which something is held; it must have a beginning."""
    first = minutes(held.begins)
    if not held.until:
        return first, min(first + HOUR, DAY)
    last = minutes(held.until)
    return first, DAY if last < first else last


def hours(held: Iterable[Held]) -> tuple[int, int]:
    """Return from which until which whole hour the day is drawn, so that all of it has its place."""
    spans = [span(one) for one in held if one.begins]
    first = min((one for one, _last in spans), default=OPENS)
    last = max((one for _first, one in spans), default=SHUTS)
    return min(OPENS, first // HOUR * HOUR), max(SHUTS, -(-last // HOUR) * HOUR)


def blocks(held: Iterable[Held], opens: int, shuts: int) -> list[Block]:
    """Return the day from one hour to another in blocks, taken and free by turns as it comes."""
    made: list[Block] = []
    at = opens
    for one in _taken([one for one in held if one.begins]):
        if one.first > at:
            made.append(Block(at, one.first))
        made.append(one)
        at = one.last
    return [*made, Block(at, shuts)] if at < shuts else made


def _taken(held: Sequence[Held]) -> list[Block]:
    made: list[Block] = []
    ends: list[int] = []  # of each block to the minute
    for one in sorted(held, key=lambda each: (*span(each), each.number)):
        first, last = span(one)
        drawn = _drawn(first, last, one.number)
        if made and drawn.first < made[-1].last:
            before, until = made.pop(), ends.pop()
            twice = before.twice or first < until
            drawn = Block(before.first, max(before.last, drawn.last), (*before.of, one.number), twice)
            last = max(until, last)
        made.append(drawn)
        ends.append(last)
    return made


def _drawn(first: int, last: int, number: int) -> Block:
    quarter = first // QUARTER
    return Block(quarter * QUARTER, max(-(-last // QUARTER), quarter + 1) * QUARTER, (number,))
