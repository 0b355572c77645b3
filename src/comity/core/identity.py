"""Under whose name the current transaction runs. PostgreSQL's policies read it; unset means nothing is visible."""

import json
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import lru_cache

from django.db import connection, transaction
from django.utils import timezone

from comity.core.attached import Token
from comity.core.people import INTERNAL, RESTRICTED, City, Officer, Writes
from comity.core.stand_ins import Absent, absents


class NoIdentity(RuntimeError):
    """Something needs to know who is acting and nobody said so."""


@dataclass(frozen=True)
class Identity:
    """Who acts, for which city, how far they see and write, through which door and why."""

    city: int
    officer: int | None = None
    clearance: int = -1
    writes: str = Writes.NONE
    above: tuple[int, ...] = ()
    below: tuple[int, ...] = ()
    manages: bool = False
    personal: str = ""
    contacts: str = ""  # the right to office contacts of partners and posts
    audits: bool = False
    signs: bool = False
    role: str = ""
    days: tuple[tuple[str, str, str, str], ...] = ()  # what the city's office says of days; see office_days.py
    instead: tuple[Absent, ...] = ()  # in whose place the officer acts on files today
    door: str = ""
    act: str = ""
    reason: str = ""

    def settings(self) -> dict[str, str]:
        """Return the PostgreSQL settings that say all this."""
        return {
            "comity.city": str(self.city),
            "comity.officer": str(self.officer or ""),
            "comity.clearance": str(self.clearance),
            "comity.writes": self.writes,
            "comity.above": ",".join(map(str, self.above)),
            "comity.below": ",".join(map(str, self.below)),
            "comity.personal": self.personal,
            "comity.contacts": self.contacts,
            "comity.audits": "1" if self.audits else "",
            "comity.signs": "1" if self.signs else "",
            "comity.instead": json.dumps([one.told for one in self.instead]) if self.instead else "",
            "comity.door": self.door,
            "comity.act": self.act,
            "comity.reason": self.reason,
        }


@dataclass(frozen=True)
class Sight:
    """How far somebody saw who counted something, so that it can be counted so again."""

    clearance: int
    above: tuple[int, ...] = ()
    below: tuple[int, ...] = ()

    def within(self, who: Identity) -> bool:
        """Say whether somebody sees all that could be seen so."""
        if who.clearance >= RESTRICTED:
            return True
        own = who.clearance >= INTERNAL or set(self.below) <= set(who.below)
        return who.clearance >= self.clearance and set(self.above) <= set(who.above) and own


OFFICE = Sight(INTERNAL)  # what every officer of the office sees
NOBODY = Identity(city=0)
TELL = "select " + ", ".join(f"set_config('{name}', %s, true)" for name in NOBODY.settings())
_acting: ContextVar[Identity | None] = ContextVar("acting", default=None)


def current() -> Identity:
    """Return who is acting. Raises NoIdentity."""
    identity = _acting.get()
    if identity is None:
        raise NoIdentity("Nobody is acting: wrap the call in comity.core.identity.acting().")
    return identity


def of(officer: Officer, *, door: str, token: Token | None = None) -> Identity:
    """Return the identity of an officer, read-only if a token that may not write stands for them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select above, below, comity_absents(%s)::text from comity_family(%s)", [officer.pk, officer.unit_id]
        )
        above, below, away = cursor.fetchone() or ([], [], "[]")
    standing = officer.standing
    return Identity(
        city=officer.city_id,
        officer=officer.pk,
        clearance=standing.clearance,
        writes=Writes.NONE if token and not token.may_write else standing.writes,
        above=tuple(above),
        below=tuple(below),
        manages=standing.manages and token is None,
        personal=officer.personal if token is None else "",
        contacts=officer.contacts if token is None else "",
        audits=(officer.audits or standing.manages or standing.audits) and token is None,
        signs=standing.signs and token is None,
        role=officer.role,
        days=_days(officer.city),
        instead=absents(json.loads(away)) if token is None else (),
        door=door,
    )


def family(unit: int | None) -> tuple[list[int], list[int]]:
    """Return a unit with all that it belongs to, and it with all that belong to it. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select above, below from comity_family(%s)", [unit])
        above, below = cursor.fetchone() or ([], [])
    return list(above), list(below)


def below(units: Iterable[int]) -> dict[int, list[int]]:
    """Return each of some units with all that belong to it, itself among them. One statement, none for no unit."""
    asked = list(units)
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select one, family.below from unnest(%s::bigint[]) as one, lateral comity_family(one) as family", [asked]
        )
        return {one: list(found) for one, found in cursor.fetchall()}


def system(city: City, *, door: str) -> Identity:
    """Return the identity of the program itself at work for a city: sees and writes everything in it."""
    return Identity(city=city.pk, clearance=RESTRICTED, writes=Writes.ALL, manages=True, days=_days(city), door=door)


def _days(city: City) -> tuple[tuple[str, str, str, str], ...]:
    return tuple((day, what, en, vi) for day, what, en, vi in city.days)


@contextmanager
def acting(identity: Identity, *, reason: str = "") -> Iterator[Identity]:
    """Run the block in one transaction under the identity; whoever acted before acts again afterwards."""
    before = _acting.get()
    given = replace(identity, act=identity.act or secrets.token_hex(12), reason=reason or identity.reason)
    mark = _acting.set(given)
    try:
        with transaction.atomic(), timezone.override(_zone(given.city)):
            _tell(given)
            yield given
            if connection.needs_rollback:  # the rollback takes the settings back too
                pass
            elif before is not None:
                _tell(before)
            elif connection.savepoint_ids:  # inside somebody's larger transaction: leave nobody behind
                _tell(NOBODY)
    finally:
        _acting.reset(mark)


@contextmanager
def seeing(sight: Sight) -> Iterator[Identity]:
    """See no more than somebody did in the block. Raises PermissionError for whoever does not see as much."""
    who = current()
    if not sight.within(who):
        raise PermissionError("A narrower sight is no wider one.")
    with acting(replace(who, clearance=sight.clearance, above=sight.above, below=sight.below)) as given:
        yield given


@lru_cache(maxsize=256)
def _zone(city: int) -> str | None:
    """Return the time zone in which the city's days begin and end."""
    return City.objects.values_list("time_zone", flat=True).filter(pk=city).first() or None


@contextmanager
def because(reason: str) -> Iterator[None]:
    """Give the changes made in the block a reason."""
    before = current()
    if not reason:  # what was said further out stands
        yield
        return
    mark = _acting.set(replace(before, reason=reason))
    try:
        _tell(current())
        yield
        _tell(before)
    finally:
        _acting.reset(mark)


def _tell(identity: Identity) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TELL, list(identity.settings().values()))
