"""The office in which access is tried: a tree of units, one of every role, records in sight and canaries out of it."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from comity.core import identity, write
from comity.core.attached import Attachment, Citation, Feed, SavedView, Token
from comity.core.imports import Import
from comity.core.people import INTERNAL, City, Officer
from comity.core.returns import Return, ReturnRequest
from comity.domain import period as periods
from comity.exchange import incoming
from comity.gate.form import check
from comity.registers import ALL, Register, register
from comity.reports import issuing
from tests.database import address
from tests.entries import ENTRIES

TREE = (
    ("committee", "peoples_committee", ""),
    ("department", "department", "committee"),
    ("desk", "division", "department"),
    ("trade", "department", "committee"),
    ("ward", "ward", "committee"),
    ("association", "association", "committee"),
    ("annex", "department", "committee"),  # what is restricted is shown to this unit alone
)
CAST = {
    "member": ("member", "association"),
    "ward": ("ward", "ward"),
    "colleague": ("colleague", "trade"),
    "officer": ("officer", "desk"),
    "head": ("head", "department"),
    "leader": ("leader", "committee"),
    "auditor": ("auditor", "department"),
    "administrator": ("administrator", "department"),
    "insider": ("officer", "annex"),
}
TODAY = datetime.now(tz=UTC).date()
PASSWORD = "used by tests alone"
# What is asked register by register and role by role takes minutes over all of them, which CI spends; the test command looks at these: with
# names, once for each partner, with links and parts, a part, with what is kept apart.
SOME = ("partners", "ties", "activities", "programme_items", "people")
NEVER_PUBLIC = ("points",)
WHOLE = os.environ.get("COMITY_WALK") == "all"
WALKED = tuple(of for of in ALL if WHOLE or of.key in SOME)
ROLES = ("anonymous", *(name for name in CAST if name != "insider"))
ASKING = ROLES if WHOLE else ("anonymous", "ward")  # a reader of everything public, one of some


def city(code: str) -> City:
    """Return a new city, with the Vietnamese pack."""
    return City.objects.create(
        code=code, title_en=code.title(), title_vi=code.title(), pack="vn", country="VN", latitude=10, longitude=106
    )


def make(at: City, key: str, **values: Any) -> Any:
    """Make a record through the gate, as the program itself."""
    with identity.acting(identity.system(at, door="test")):
        form = check(register(key), values)
        return write.save(form.instance, links=form.linked())


def filled(at: City, of: Register, number: int, **guard: Any) -> Any:
    """Make a record of the register with all that it needs, all of it guarded alike; a part is, as its whole is."""

    def guarded(key: str, **values: Any) -> Any:
        return make(at, key, **(values | guarding(register(key), guard)))

    return make(at, of.key, **(ENTRIES[of.key](guarded, number) | guarding(of, guard)))


def guarding(of: Register, guard: dict[str, Any]) -> dict[str, Any]:
    """Return what of the guard the register's form takes; what is never public is internal instead."""
    kept = {name: value for name, value in guard.items() if name in of.fields}
    return kept | ({"sensitivity": 1} if of.key in NEVER_PUBLIC and kept.get("sensitivity") == 0 else {})


@dataclass
class Office:
    """A city with its people, what they see, and how each comes in."""

    city: City
    other: City
    units: dict[str, Any] = field(default_factory=dict)
    people: dict[str, Officer] = field(default_factory=dict)
    cookies: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)

    def secret(self) -> dict[str, Any]:
        """How a record is guarded that nobody of the cast sees, the insider apart."""
        return {"sensitivity": 2, "shown_to": [self.units["annex"].pk], "unit": self.units["annex"].pk}

    def hang(self, record: Any, source: Any, name: str) -> dict[str, int]:
        """Hang a file and a source on a record and return their numbers."""
        with identity.acting(identity.system(record.city, door="test")):
            attachment = Attachment.objects.create(
                entry_id=record.pk, name=f"{name}.txt", kind="text/plain", size=5, sha256=KEPT
            )
        return {"attachment": attachment.pk, "citation": self.cite(record, source, name)}

    def cite(self, record: Any, source: Any, name: str) -> int:
        """Rest a record on a source and return the citation's number."""
        with identity.acting(identity.system(record.city, door="test")):
            return Citation.objects.create(entry_id=record.pk, source_id=source.pk, says_en=f"{name} says").pk

    def client(self, role: str, *, strict: bool = False) -> Client:
        """Return a new browser in which the role is signed in; a strict one checks the key of every form."""
        browser = Client(enforce_csrf_checks=strict)
        browser.cookies.update(self.cookies[role])
        return browser

    def api(self, key: str) -> Client:
        """Return the program of an agency that acts with a token: of a role, or `reader`."""
        headers = {"Authorization": f"Bearer {self.keys[key]}"} if key != "anonymous" else {}
        return Client(headers=headers)


KEPT = hashlib.sha256(b"Hello").hexdigest()


def number_from(first: int) -> None:
    """Let records have unmistakable numbers from now on."""
    url = address(os.environ["COMITY_TEST_OWNER_URL"], name=connection.settings_dict["NAME"])
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("select setval('comity_record_id', %s)", [first])


def opened() -> Office:
    """Open the office."""
    bytes_ = Path(settings.DATA) / "files" / KEPT[:2] / KEPT
    bytes_.parent.mkdir(parents=True, exist_ok=True)
    bytes_.write_bytes(b"Hello")
    office = Office(city("vesper"), city("morrow"))
    for name, kind, over in TREE:
        parent = {"parent": office.units[over].pk} if over else {}
        office.units[name] = make(
            office.city, "units", title_en=f"Vesper {name}", kind=kind, code=f"u-{name}", sensitivity=0, **parent
        )
    for name, (role, unit) in CAST.items():
        one = Officer(username=name, name=f"The {name}", city=office.city, role=role, unit_id=office.units[unit].pk)
        one.set_password(PASSWORD)
        one.personal = "write" if name in ("head", "insider") else ""  # may see and keep passports and private contacts
        one.contacts = one.personal  # and office contacts
        one.audits = name == "insider"
        one.save()
        _admitted(office, name, one)
    abroad = Officer(username="abroad", name="Somebody of Morrow", city=office.other, role="administrator")
    abroad.set_password(PASSWORD)
    abroad.save()
    _admitted(office, "abroad", abroad)
    office.cookies["anonymous"] = {}
    office.keys["reader"] = _key(office.people["officer"], "reader", may_write=False)
    return office


def _admitted(office: Office, name: str, officer: Officer) -> None:
    office.people[name] = officer
    browser = Client()
    browser.force_login(officer)
    office.cookies[name] = browser.cookies
    office.keys[name] = _key(officer, name, may_write=True)


def _key(officer: Officer, name: str, *, may_write: bool) -> str:
    key = f"key-of-{name}"
    Token.objects.create(
        officer=officer, name=name, sha256=hashlib.sha256(key.encode()).hexdigest(), may_write=may_write
    )
    return key


def view_of(officer: Officer, name: str) -> SavedView:
    """Save a view of an officer's."""
    with identity.acting(identity.of(officer, door="test")):
        return SavedView.objects.create(
            officer=officer, city=officer.city, register="activities", name=name, query="q=x"
        )


def import_of(officer: Officer, name: str) -> Import:
    """Let an officer send a file that is still to be read, and that was returned with errors once."""
    with identity.acting(identity.of(officer, door="test")):
        batch = incoming.begin(register("activities"), officer, f"{name}.csv", [b"title_en\nLantern\n"])
    incoming.place(batch, "errors").write_bytes(b"errors")
    return batch


def issued_by(officer: Officer) -> int:
    """Let an officer count a report: for everybody, or what only the own unit sees where that is all that they may."""
    own = officer.username == "insider" or officer.standing.clearance < INTERNAL
    with identity.acting(identity.of(officer, door="test")):
        made = issuing.draft(
            periods.year(2024), "agreements", basis="own" if own else "office", sensitivity=0, at=timezone.now()
        )
    return made.pk


def return_of(at: City, guard: dict[str, Any]) -> int:
    """Ask for a return that is guarded as a record would be."""
    kept = {"sensitivity": guard.get("sensitivity", 1), "shown_to": guard.get("shown_to", [])}
    days = {"starts": date(2024, 1, 1), "ends": date(2024, 12, 31), "due": date(2025, 1, 15)}
    with identity.acting(identity.system(at, door="test")):
        unit = guard.get("unit") or make(at, "units", title_en="Annex", kind="department", sensitivity=0).pk
        asked = ReturnRequest.objects.create(city=at, form="agreements", period="2024", **days)
        return Return.objects.create(city=at, request=asked, unit_id=unit, **kept).pk


def feed_of(officer: Officer, key: str) -> Feed:
    """Make a calendar feed of an officer's."""
    return Feed.objects.create(
        officer=officer, name=key, language="en", sha256=hashlib.sha256(key.encode()).hexdigest()
    )


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever the block does."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


Undone = Callable[[], Any]
