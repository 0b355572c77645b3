"""Every address and every operation, found by walking, gives each role what the table says."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comity.core import identity
from comity.core.history import Change
from comity.core.people import ROLES as STANDING
from comity.core.people import Writes
from comity.registers import ALL, Register, register
from tests.access import doors, looking
from tests.access.office import (
    ASKING,
    NEVER_PUBLIC,
    PASSWORD,
    ROLES,
    WALKED,
    WHOLE,
    Office,
    feed_of,
    filled,
    guarding,
    import_of,
    issued_by,
    make,
    return_of,
    undone,
    view_of,
)
from tests.access.table import BESIDE, DOORS, KEEPS, METHODS, OPERATIONS, SIGNING_IN, Door
from tests.entries import ENTRIES

pytestmark = pytest.mark.xdist_group("access-walk")
whole = pytest.mark.skipif(not WHOLE, reason="takes long: COMITY_WALK=all")
UNITS = {"colleague": "trade", "ward": "ward", "member": "association"}
DRAFTS = {"colleague": "colleague", "ward": "ward", "member": "member", "restricted": "insider", "abroad": "abroad"}
MISSING = 10**15


@pytest.fixture(scope="module")
def places(office: Office) -> dict[str, dict[str, Any]]:
    """What is asked for: in sight, of the own unit, restricted to another unit, of another city, not there at all."""
    source = make(office.city, "sources", title_en="Gazette", kind="article", sensitivity=0)
    abroad = make(office.other, "sources", title_en="Gazette of Morrow", kind="article", sensitivity=0)
    found = {
        "missing": {
            "record": MISSING,
            "attachment": MISSING,
            "citation": MISSING,
            "act": "0" * 24,
            "person": MISSING,
            "partner": MISSING,
            "proposal": MISSING,
            "car": MISSING,
            "case": MISSING,
            "issued": MISSING,
            "return": MISSING,
        }
    }
    guards = {"sight": {"sensitivity": 0, "unit": office.units["desk"].pk}, "restricted": office.secret(), "abroad": {}}
    guards |= {name: {"sensitivity": 0, "unit": office.units[unit].pk} for name, unit in UNITS.items()}
    for name, guard in guards.items():
        at = office.other if name == "abroad" else office.city
        record = make(at, "activities", title_en=f"Festival {name}", kind="festival", starts="2024", **guard)
        hung = office.hang(record, abroad if name == "abroad" else source, name)
        with identity.acting(identity.system(at, door="test")):
            act = Change.objects.filter(record_id=record.pk).order_by("id")[0].act
        person = make(at, "people", title_en=f"Ada {name}", **guard).pk
        partner = make(at, "partners", title_en=f"Port {name}", kind="locality", **guard).pk
        case = make(at, "cases", title_en=f"File {name}", procedure="reception", **guard).pk
        issued = issued_by(office.people[DRAFTS.get(name, "officer")])
        found[name] = {"record": record.pk, "act": act, "person": person, "partner": partner, "issued": issued, **hung}
        proposal = make(at, "proposals", title_en=f"Reading {name}", kind="festival", **guard).pk
        car = make(at, "resources", title_en=f"Car {name}", kind="car", **guard).pk
        found[name] |= {"return": return_of(at, guard), "case": case, "proposal": proposal, "car": car}
    return found


def test_every_address_has_a_row() -> None:
    new = [route for route, _one in doors.routes() if route not in DOORS]
    assert not new, "\n".join(
        f'Say who gets what: add to DOORS in tests/access/table.py   "{route}": Door(methods={{"GET": "signed 200"}}),'
        for route in new
    )
    assert not set(DOORS) - {route for route, _one in doors.routes()}, "These rows of DOORS lead nowhere any more."


def test_every_operation_has_a_row(schema: dict[str, Any]) -> None:
    named = {_general(name) for name, *_rest in doors.operations(schema)}
    assert not named - set(OPERATIONS), "\n".join(
        f'Say who gets what: add to OPERATIONS in tests/access/table.py   "{name}": Door(methods={{...}}),'
        for name in sorted(named - set(OPERATIONS))
    )
    assert not set(OPERATIONS) - named, "These rows of OPERATIONS are no operations any more."
    served = {path.removeprefix("/") for _name, _method, path, _told in doors.operations(schema)}
    assert doors.api_routes() == served | set(BESIDE), "Every address of the API is described, or in BESIDE."


def test_every_register_says_who_keeps_it() -> None:
    new = [one.key for one in ALL if one.key not in KEEPS]
    assert not new, "\n".join(f'Add to KEEPS in tests/access/table.py   "{key}": OFFICE,' for key in new)


@pytest.fixture(scope="module")
def schema(office: Office) -> dict[str, Any]:
    """The served OpenAPI document."""
    found: dict[str, Any] = Client().get("/api/v1/openapi.json").json()
    return found


def _general(operation: str) -> str:
    return next((f"*{operation[len(one.key) :]}" for one in ALL if operation.startswith(f"{one.key}_")), operation)


def _keeps(role: str, key: str, target: str) -> bool:
    """Whether a role may write this record of the register."""
    if role not in KEEPS.get(key, "").split():
        return False
    return STANDING[role].writes == Writes.ALL or target in ("", role)


def _expected(said: str, role: str, *, keeps: bool) -> int:
    who = "officer" if role == "reader" else role
    groups = {"anyone": True, "signed": role != "anonymous", "keepers": keeps and role != "reader"}
    groups |= {"managers": who == "administrator", role: True}
    for pair in said.split(", "):
        group, status = pair.split()
        if groups.get(group):
            return int(status)
    return 302


# What stands in the address of a route is the number of which thing; a record's where nothing is said.
NUMBERED = {
    "files/": "attachment",
    "reports/issued/": "issued",
    "reports/returns/": "return",
    "people/": "person",
    "partners/": "partner",
    "cases/": "case",
    "proposals/": "proposal",
    "resources/": "car",
    "contacts/": "partner",
    "admin/templates/": "templates",
    "calendar/feeds/": "feed",
    "views/": "view",
    "admin/officers/": "officers",
    "admin/tokens/": "tokens",
    "<register:of>/import/": "import",
}


def _url(route: str, door: Door, place: dict[str, Any], key: str = "activities") -> str:
    number = place.get(next((name for begin, name in NUMBERED.items() if route.startswith(begin)), "record"))
    given = {
        "register:of": key,
        "register:part": "programme_items",
        "int:pk": number,
        "str:kind": "csv",
        "str:token": "0" * 32,
    }
    given |= {"int:citation": place["citation"], "str:act": place["act"], "str:key": place.get("key", "")}
    return "/" + re.sub(r"<([\w:]+)>", lambda found: str(given[found[1]]), door.url or route)


def _asked(browser: Client, method: str, url: str, sends: Any) -> int:
    with undone():
        if method == "POST":
            return browser.post(url, sends or {}).status_code
        return browser.generic(method, url).status_code


def _beside(office: Office, role: str, places: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Add whose view, account and token is asked for."""
    own = office.people.get(role, office.people["officer"])
    views = {"sight": own, "restricted": office.people["insider"], "abroad": office.people["abroad"]}
    found = {}
    for name, place in places.items():
        whose = office.people["member" if name not in ("abroad", "restricted") else "abroad"]
        more = {"officers": whose.pk, "tokens": whose.tokens.get().pk, "view": view_of(views.get(name, own), name).pk}
        more["import"] = import_of(views.get(name, own), name).pk
        more["feed"] = feed_of(views.get(name, own), f"{name}-key").pk
        found[name] = place | {"key": f"{name}-key"} | (dict.fromkeys(more, MISSING) if name == "missing" else more)
    return found


@pytest.mark.parametrize("role", ASKING)
def test_each_role_gets_what_the_table_says(role: str, office: Office, places: dict[str, Any]) -> None:
    asked = _beside(office, role, places)
    wrong = []
    for route, door in DOORS.items():
        if route.startswith("^"):
            continue
        targets = [name for name in (role, "sight") if name in asked]
        targets += ["restricted", "abroad", "missing"] if door.hidden else []
        for method, said in door.methods.items():
            for target in targets if "<int:pk>" in route else ["sight"]:
                hidden = target in ("restricted", "abroad", "missing")
                keeps = _keeps(role, "activities", target if "<int:pk>" in route else "")
                url = _url(route, door, asked[target])
                got = _asked(office.client(role), method, url, door.sends)
                expected = _expected(door.hidden if hidden else said, role, keeps=keeps)
                if got != expected:
                    wrong.append(f"{method} {url} ({target}): {got}, the table says {expected}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ["ward", "officer", "head", "administrator"] if WHOLE else ["head"])
def test_at_every_address_what_is_hidden_and_what_is_not_there_take_the_same_path(
    role: str, office: Office, places: dict[str, Any]
) -> None:
    asked = _beside(office, role, places)
    wrong = []
    for route, door in DOORS.items():
        for method in door.methods if door.hidden else ():
            ways = [
                (asked[target], _url(route, door, asked[target])) for target in ("missing", "restricted", "missing")
            ]
            _warm, hidden, missing = (_way(office.client(role), method, url, door.sends, place) for place, url in ways)
            wrong += [f"{method} {route}: {next(_unlike(hidden, missing))}"] if hidden != missing else []
    assert not wrong, "\n".join(wrong)


def _unlike(one: tuple[int, int, str], other: tuple[int, int, str]) -> Iterator[str]:
    """Yield where two ways of being answered part."""
    if one[:2] != other[:2]:
        yield f"{one[:2]} is not {other[:2]}"
    lines = zip(one[2].splitlines(), other[2].splitlines(), strict=False)
    yield from (f"{mine.strip()!r} is not {theirs.strip()!r}" for mine, theirs in lines if mine != theirs)
    yield "one says more"


def _way(browser: Client, method: str, url: str, sends: Any, place: dict[str, Any]) -> tuple[int, int, str]:
    """Return how a request was answered: status, how many statements that took, and what was said, without the numbers asked for."""
    reset_queries()  # what is counted is kept for 9,000 statements
    with undone(), CaptureQueriesContext(connection) as queries:
        answer = browser.post(url, sends or {}) if method == "POST" else browser.generic(method, url)
        status, there, _length, rest = looking.told(answer).split("\n", 3)  # numbers asked for are not of one length
    said = f"{there} {rest}"
    assert len(queries)
    for number in place.values():
        said = said.replace(f"/{number}/", "/N/")
    return int(status), len(queries), said


@whole
def test_other_methods_are_not_allowed(office: Office, places: dict[str, Any]) -> None:
    place = _beside(office, "administrator", places)["sight"]
    wrong = []
    for route, door in DOORS.items():
        for method in METHODS:
            if method not in door.methods and not route.startswith("^"):
                got = _asked(office.client("administrator"), method, _url(route, door, place), {})
                refused = (302, 403, 404, 405) if route in SIGNING_IN else (405,)  # a step that is not open
                wrong += [] if got in refused else [f"{method} {route}: {got}"]
    assert not wrong, "\n".join(wrong)


@whole
def test_nothing_is_changed_by_a_form_without_its_key(office: Office, places: dict[str, Any]) -> None:
    place = _beside(office, "administrator", places)["sight"]
    wrong = []
    for role in ("administrator", "anonymous"):
        for route, door in DOORS.items():
            for method in ("POST", "PUT", "PATCH", "DELETE"):
                if route.startswith("^"):
                    continue
                url = _url(route, door, place)
                got = _asked(office.client(role, strict=True), method, url, door.sends)
                wrong += [f"{role} {method} {url}: {got}"] if got not in (403, 405) else []
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("of", WALKED, ids=lambda of: of.key)
def test_every_register_opens_for_readers_and_lets_its_keepers_add(of: Register, office: Office) -> None:
    guard = {"sensitivity": 0, "unit": office.units["desk"].pk}
    record = filled(office.city, of, 1, **guard)
    new = {role: office.client(role).get(f"/{of.key}/new/").status_code for role in ROLES}
    assert new == {role: 200 if role in KEEPS[of.key].split() else 403 for role in ROLES} | {"anonymous": 302}
    reader = "auditor" if of.key in NEVER_PUBLIC else "member"
    for route in ("", f"{record.pk}/", f"{record.pk}/history/", "template/"):
        assert (route, office.client(reader).get(f"/{of.key}/{route}").status_code) == (route, 200)


def _calls(office: Office, of: Register, place: dict[str, Any], values: Any) -> dict[str, tuple[str, str, Any]]:
    base, one = f"/api/v1/{of.key}/", f"/api/v1/{of.key}/{place['record']}"
    return {
        "registers": ("GET", "/api/v1/registers", None),
        "undo": ("POST", "/api/v1/undo", {"act": place["act"], "id": place["record"]}),
        "case_standing": ("GET", f"/api/v1/cases/{place['case']}/standing", None),
        "case_act": ("POST", f"/api/v1/cases/{place['case']}/acts", {"what": "back"}),
        "*_list": ("GET", base, None),
        "*_get": ("GET", one, None),
        "*_history": ("GET", f"{one}/history", None),
        "*_attachments": ("GET", f"{one}/attachments", None),
        "*_add": ("POST", base, values),
        "*_change": ("PATCH", one, {"version": 1, "to_verify": True}),
        "*_delete": ("DELETE", one, None),
    }


@pytest.mark.parametrize("role", [*ASKING, "reader"])
def test_each_token_gets_what_the_table_says(
    role: str, office: Office, places: dict[str, Any], schema: dict[str, Any]
) -> None:
    of = next(one for one in ALL if one.key == "activities")
    unit = office.units[UNITS.get(role, "desk")].pk
    wrong = []
    for target in (role, "sight", "restricted", "abroad", "missing"):
        if target not in places:
            continue
        values = {"title_en": "By a program", "kind": "festival", "unit": unit, "sensitivity": 0}
        calls = _calls(office, of, places[target], values)
        assert set(calls) == set(OPERATIONS)
        for name, (method, url, body) in calls.items():
            door, hidden = OPERATIONS[name], target in ("restricted", "abroad", "missing")
            keeps = _keeps(role.replace("reader", "officer"), "activities", "" if name == "*_add" else target)
            said = door.hidden if hidden and door.hidden else door.methods[method]
            expected = 401 if role == "anonymous" else _expected(said, role, keeps=keeps)
            got = _called(office.api(role), method, url, body)
            wrong += [f"{method} {url} ({target}): {got}, the table says {expected}"] if got != expected else []
    assert not wrong, "\n".join(wrong)


def _called(program: Client, method: str, url: str, body: Any) -> int:
    with undone():
        data = "" if body is None else json.dumps(body)
        return program.generic(method, url, data, content_type="application/json").status_code


def test_a_session_counts_for_nothing_in_the_api(office: Office, schema: dict[str, Any]) -> None:
    wrong = []
    for name, method, path, _told in doors.operations(schema):
        got = _called(office.client("administrator"), method, path.replace("{record_id}", "1"), {})
        wrong += [f"{name}: {got}"] if got != 401 else []
    assert not wrong, "\n".join(wrong)


@whole
def test_other_methods_of_the_api_are_not_allowed(office: Office, schema: dict[str, Any]) -> None:
    wrong = []
    for path, methods in schema["paths"].items():
        for method in METHODS:
            if method.lower() not in methods:
                got = _called(office.api("administrator"), method, path.replace("{record_id}", "1"), {})
                wrong += [f"{method} {path}: {got}"] if got != 405 else []
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("of", WALKED, ids=lambda of: of.key)
def test_a_program_writes_as_its_officer_may(of: Register, office: Office) -> None:
    guard = {"unit": office.units["desk"].pk, "sensitivity": 0}

    def linked(key: str, **values: Any) -> Any:
        return make(office.city, key, **(values | guarding(register(key), guard)))

    values = ENTRIES[of.key](linked, 2) | guarding(of, guard)
    got = {
        key: _called(office.api(key), "POST", f"/api/v1/{of.key}/", values) for key in ("reader", "leader", "officer")
    }
    assert got == {"reader": 403, "leader": 403, "officer": 201 if "officer" in KEEPS[of.key].split() else 403}


@pytest.mark.parametrize(
    "there", ["https://elsewhere.example/", "//elsewhere.example", r"/\elsewhere.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_another_site(there: str, office: Office) -> None:
    login = {"login": "head", "password": PASSWORD, "next": there}
    answers = [
        office.client("officer").post("/language/", {"language": "en", "next": there}),
        office.client("anonymous").post("/language/", {"language": "en", "next": there}),
        office.client("officer").get("/accounts/login/", {"next": there}),
        office.client("anonymous").post("/accounts/login/", login),
        office.client("officer").post("/accounts/logout/", {"next": there}),
        office.client("officer").post("/activities/views/", {"name": "x", "query": there}),
        office.client("officer").post("/activities/views/", {"name": "x", "query": f"q=1\r\nLocation: {there}"}),
    ]
    for answer in answers:
        assert (answer.request["PATH_INFO"], answer.status_code) == (answer.request["PATH_INFO"], 302)
        assert re.match(r"^/(?![/\\])", answer["Location"])
