"""The programme of an activity as it is handed out: its slots by day, and what a driver needs of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, kw_only=True)
class Car:
    """A car that is booked: what it is called, its plate, how many it seats, who drives it and at which number."""

    name: str
    plate: str = ""
    seats: int | None = None
    driver: str = ""
    phone: str = ""
    number: int = 0  # of its record


@dataclass(frozen=True, kw_only=True)
class Slot:
    """What happens from one time to another. `titles` and `places` are in the order in which they are printed."""

    on: str
    begins: str = ""
    until: str = ""
    titles: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    kind: str = ""
    people: tuple[tuple[str, str], ...] = ()  # what each does, and the name
    participants: str = ""
    remark: str = ""
    cars: tuple[Car, ...] = ()
    rooms: tuple[str, ...] = ()
    href: str = ""

    @property
    def time(self) -> str:
        """From when to when, as far as it is known."""
        return f"{self.begins}–{self.until}" if self.begins and self.until else self.begins or self.until


@dataclass(frozen=True, kw_only=True)
class Day:
    """The slots of one day; `on` is empty for those without a day, which come last."""

    on: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True, kw_only=True)
class Run:
    """A slot as a driver needs it: with where one comes from, and the seats of its cars where all are known."""

    slot: Slot
    before: tuple[str, ...]
    seats: int | None
    passengers: int | None
    short: int  # how many passengers have no seat, as far as both numbers are known


def days(slots: Iterable[Slot]) -> list[Day]:
    """Return the slots by day and time; what has no time comes first on its day, what has no day last."""
    ordered = sorted(slots, key=lambda one: (one.on == "", one.on, one.begins, one.until))
    return [Day(on=on, slots=tuple(found)) for on, found in groupby(ordered, key=lambda one: one.on)]


def bilingual(slots: Iterable[Slot]) -> bool:
    """Say whether everything is called in both languages, so that the programme can be handed to both sides."""
    found = list(slots)
    return bool(found) and all(len(one.titles) > 1 for one in found)


def runs(day: Day, passengers: int | None) -> list[Run]:
    """Return the slots of a day that have a place or a car, each with the place where the one before it was."""
    made = []
    before: tuple[str, ...] = ()
    for slot in day.slots:
        if slot.cars or slot.places:
            seats = _seats(slot.cars) if slot.cars else None
            short = max(passengers - seats, 0) if passengers is not None and seats is not None else 0
            came = before if before != slot.places else ()
            made.append(Run(slot=slot, before=came, seats=seats, passengers=passengers, short=short))
        before = slot.places or before
    return made


def cars(every: Iterable[Day]) -> list[Car]:
    """Return the cars that are booked on the days, each once, in the order in which they are needed."""
    return list(dict.fromkeys(car for day in every for slot in day.slots for car in slot.cars))


def trips(of: Iterable[Run], car: Car | None) -> list[Run]:
    """Return the runs of a car; without one, those for which no car is booked."""
    return [one for one in of if (car in one.slot.cars if car else not one.slot.cars)]


def _seats(cars: Iterable[Car]) -> int | None:
    total = 0
    for car in cars:
        if car.seats is None:
            return None
        total += car.seats
    return total
