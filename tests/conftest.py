"""The cast and the office in which the tests play; every test has a database of its own city."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import psycopg
import pytest
from django.db import connections
from django.template.backends.jinja2 import Template as JinjaTemplate
from django.test import Client
from django.test.signals import template_rendered
from django.utils import translation
from hypothesis import settings as drawing

from comity.core import identity, write
from comity.core.attached import Token
from comity.core.people import City, Officer
from comity.core.records import Record
from comity.gate.form import check
from comity.registers import register
from comity.registers.units import Unit
from comity.web.records import register_of
from tests import template
from tests.database import APP
from tests.template import pytest_collection_finish, pytest_collection_modifyitems  # noqa: F401  hooks

# Nothing is judged by the clock here: a busy machine would fail what is right. benchmarks/ measures.
drawing.register_profile("house", deadline=None)
drawing.load_profile("house")
Made = Callable[..., Any]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, worker_id: str) -> Iterator[None]:
    """Make this worker's database: migrated by the owner, used by the app's role."""
    name = f"comity_test_{os.environ['COMITY_TEST_TOKEN']}_{worker_id}"
    origin = template.made()
    with psycopg.connect(os.environ["COMITY_TEST_ADMIN_URL"], autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [template.LOCK])  # one copy at a time
        connection.execute(f"create database {name} template {origin} owner comity_owner")
        connection.execute(f"grant connect on database {name} to {APP}")
    connections["default"].settings_dict["NAME"] = name
    with django_db_blocker.unblock():
        yield
        connections.close_all()


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """Return the name of this worker of a parallel run."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(autouse=True, scope="session")
def _contexts_of_our_pages() -> None:
    """Let the test client see what our pages were given, as it does for Django's own templates."""
    render = JinjaTemplate.render

    def told(self: Any, context: Any = None, request: Any = None) -> Any:
        given = dict(context or {})
        template_rendered.send(sender=self, template=self.template, context=given)
        made = render(self, context, request)
        lost = [name for name, value in given.items() if context[name] is not value]
        assert not lost, f"{self.template.name}: the shell lays its own over {lost}; the view must name them otherwise"
        return made

    JinjaTemplate.render = told  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    """Name static files as they are; the journeys serve the hashed ones."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # Argon2 is slow on purpose


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def city(db: None) -> City:
    """Vesper, an invented city with the Vietnamese pack."""
    return City.objects.create(
        code="vesper",
        title_en="Vesper",
        title_vi="Vesper",
        pack="vn",
        country="VN",
        latitude=10.0,
        longitude=106.0,
        time_zone="Asia/Ho_Chi_Minh",
    )


@pytest.fixture
def other_city(db: None) -> City:
    """Morrow, whose records Vesper never sees."""
    return City.objects.create(
        code="morrow", title_en="Morrow", title_vi="Morrow", pack="vn", country="VN", latitude=12.0, longitude=108.0
    )


@pytest.fixture
def made(city: City) -> Made:
    """Make a record through the gate and the door, under the system's identity or that of `by`."""

    def make(register_key: str, *, by: Officer | None = None, at: City | None = None, **values: Any) -> Any:
        who = identity.of(by, door="test") if by else identity.system(at or city, door="test")
        of = register(register_key)
        guard: dict[str, Any] = {
            name: values.pop(name) for name in ("sensitivity", "shown_to", "unit") if of.within and name in values
        }
        with identity.acting(who):
            form = check(of, values)
            record = write.save(form.instance, links=form.linked())
            if guard:  # a part is guarded as its whole is
                whole = check(register_of(getattr(record, of.within)), guard, instance=getattr(record, of.within))
                write.save(whole.instance, links=whole.linked())
                record.refresh_from_db()
            return record

    return make


@pytest.fixture
def units(city: City) -> dict[str, Record]:
    """The office's tree: a committee with a department (and its desk), trade, a ward and an association."""
    titles = {"committee": "People's Committee of Vesper"}

    def hang(over: str, **kinds: str) -> dict[str, Record]:  # level by level: most tests begin here
        parent = Unit.objects.get(code=over).pk if over else None
        Unit.objects.bulk_create(
            Unit(
                city=city, title_en=titles.get(name, f"Vesper {name}"), kind=kind, parent_id=parent,
                code=f"u-{name}", sensitivity=0,
            )
            for name, kind in kinds.items()
        )  # fmt: skip
        return {one.code.removeprefix("u-"): one for one in Unit.objects.order_by("id")}

    with identity.acting(identity.system(city, door="test")):
        hang("", committee="peoples_committee")
        hang("u-committee", department="department", trade="department", ward="ward", association="association")
        return hang("u-department", desk="division")


@pytest.fixture
def cast(city: City, units: dict[str, Record]) -> Callable[[str, str], Officer]:
    """Make an officer of a role at a unit."""

    def play(role: str, unit: str) -> Officer:
        one = Officer(username=f"{role}-{unit}", name=f"The {role}", city=city, role=role, unit_id=units[unit].pk)
        one.set_password("not-used-in-tests")
        one.save()
        return one

    return play


@pytest.fixture
def officer(cast: Callable[[str, str], Officer]) -> Officer:
    """Desk officer of the department."""
    return cast("officer", "desk")


@pytest.fixture
def head(cast: Callable[[str, str], Officer]) -> Officer:
    """Head of the department."""
    return cast("head", "department")


@pytest.fixture
def leader(cast: Callable[[str, str], Officer]) -> Officer:
    """City leader."""
    return cast("leader", "committee")


@pytest.fixture
def colleague(cast: Callable[[str, str], Officer]) -> Officer:
    """Officer of another department."""
    return cast("colleague", "trade")


@pytest.fixture
def ward(cast: Callable[[str, str], Officer]) -> Officer:
    """Ward clerk."""
    return cast("ward", "ward")


@pytest.fixture
def member(cast: Callable[[str, str], Officer]) -> Officer:
    """Association member."""
    return cast("member", "association")


@pytest.fixture
def administrator(cast: Callable[[str, str], Officer]) -> Officer:
    """Administrator."""
    return cast("administrator", "department")


@pytest.fixture
def person(made: Made) -> Record:
    """Somebody on record."""
    one: Record = made("people", title_en="Ada Marlow", sensitivity=0)
    return one


@pytest.fixture
def clerk(officer: Officer) -> Officer:
    """An officer who may see and change personal data."""
    officer.personal = "write"
    officer.save()
    return officer


@pytest.fixture
def acting_as() -> Callable[[Officer], AbstractContextManager[identity.Identity]]:
    """Act as an officer within a block."""
    return lambda officer: identity.acting(identity.of(officer, door="test"))


@pytest.fixture
def as_system(city: City) -> Callable[[], AbstractContextManager[identity.Identity]]:
    """Act as the program itself within a block."""
    return lambda: identity.acting(identity.system(city, door="test"))


@pytest.fixture
def client_of() -> Callable[[Officer], Client]:
    """Return a browser in which an officer is signed in."""

    def sign_in(officer: Officer) -> Client:
        client = Client()
        client.force_login(officer)
        return client

    return sign_in


@pytest.fixture
def token_of() -> Callable[..., str]:
    """Return the key of a new API token of an officer."""

    def make(officer: Officer, *, may_write: bool = True) -> str:
        key = f"key-of-{officer.username}-{may_write}"
        Token.objects.create(
            officer=officer, name="test", sha256=hashlib.sha256(key.encode()).hexdigest(), may_write=may_write
        )
        return key

    return make
