"""Nested and bulk paths: what is out of sight is refused as if it were not there, by the same way and in the same words."""

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext

from comity.core import identity, write
from comity.core.attached import SavedView
from comity.core.history import Change
from comity.core.people import Officer
from comity.exchange import jobs
from comity.registers import ALL, BY_KEY, Register
from tests.access.looking import CHANGING
from tests.access.office import WALKED, Office, filled, make, number_from, undone, view_of

pytestmark = pytest.mark.xdist_group("access-refusals")
MISSING = 8899999  # as long as the numbers of the hidden ones


@pytest.fixture(scope="module")
def hidden(office: Office) -> dict[str, Any]:
    """One record of every register that only the insider sees."""
    number_from(8800001)
    found = {of.key: filled(office.city, of, number, **office.secret()) for number, of in enumerate(ALL, 1)}
    for record in found.values():
        office.hang(record, found["sources"], "hidden")
    return found


@pytest.fixture(scope="module")
def visit(office: Office) -> Any:
    """An activity of the desk that everybody sees."""
    return make(
        office.city, "activities", title_en="Visit", kind="festival", sensitivity=0, unit=office.units["desk"].pk
    )


def _both(ask: Any, pk: int) -> None:
    """Ask for the hidden record and for one that is not there: same answer, same number of statements."""
    told = []
    for number in (pk, MISSING):
        reset_queries()  # what is counted is kept for 9,000 statements
        with undone(), CaptureQueriesContext(connection) as queries:
            answer = ask(number)
            text = answer.getvalue().decode("utf-8", "replace")
        text = text.replace(str(number), "N")
        for pattern, kept in CHANGING:
            text = pattern.sub(kept, text)
        headers = {name: answer.headers.get(name, "").replace(str(number), "N") for name in ("Location", "ETag")}
        assert len(queries)
        told.append((answer.status_code, headers, len(queries), text))
    assert told[0][:3] == told[1][:3]
    assert told[0][3] == told[1][3]


@pytest.mark.parametrize("of", WALKED, ids=lambda of: of.key)
@pytest.mark.parametrize("role", ["officer", "ward"])
def test_a_hidden_record_and_none_take_the_same_path(
    of: Register, role: str, office: Office, hidden: dict[str, Any]
) -> None:
    pk, browser, program = hidden[of.key].pk, office.client(role), office.api(role)
    browser.get(f"/{of.key}/{MISSING}/")  # warms caches of either
    for part in ("", "edit/", "history/", "cite/"):
        _both(lambda number, part=part: browser.get(f"/{of.key}/{number}/{part}"), pk)
    for part in ("edit/", "remove/", "files/", "cite/"):
        _both(lambda number, part=part: browser.post(f"/{of.key}/{number}/{part}", {"note": "x"}), pk)
    for part in ("", "/history", "/attachments"):
        _both(lambda number, part=part: program.get(f"/api/v1/{of.key}/{number}{part}"), pk)
    body = {"version": 1, "to_verify": True}
    _both(lambda number: program.patch(f"/api/v1/{of.key}/{number}", body, content_type="application/json"), pk)
    _both(lambda number: program.delete(f"/api/v1/{of.key}/{number}"), pk)
    _both(lambda number: browser.get(f"/{of.key}/?unit={number}"), hidden["units"].pk)
    _both(lambda number: program.get(f"/api/v1/{of.key}/?unit={number}"), hidden["units"].pk)
    _both(lambda number: browser.post(f"/{of.key}/bulk/", {"id": number, "set_to_verify": "1"}), pk)


def test_no_link_can_be_made_to_a_hidden_record(office: Office, hidden: dict[str, Any], visit: Any) -> None:
    browser, program = office.client("officer"), office.api("officer")
    form = {"title_en": "New", "kind": "festival", "sensitivity": 0}
    linked = {
        "series": "series",
        "part_of": "activities",
        "partners": "partners",
        "participants": "people",
        "unit": "units",
    }
    for name, key in linked.items():
        pk = hidden[key].pk
        _both(lambda number, name=name: browser.post("/activities/new/", form | {name: number}), pk)
        for value in (lambda number: number, str):
            sent = value if name not in ("partners", "participants") else (lambda number, value=value: [value(number)])
            body = lambda number, name=name, sent=sent: form | {name: sent(number)}  # noqa: E731
            _both(lambda number, body=body: _json(program, "POST", "/api/v1/activities/", body(number)), pk)
            _both(
                lambda number, body=body: _json(
                    program, "PATCH", f"/api/v1/activities/{visit.pk}", body(number) | {"version": 1}
                ),
                pk,
            )
    _both(lambda number: browser.post(f"/activities/{visit.pk}/cite/", {"source": number}), hidden["sources"].pk)
    title = hidden["sources"].title
    assert browser.post(f"/activities/{visit.pk}/cite/", {"source": title}).status_code == 422


def _json(program: Any, method: str, url: str, body: Any) -> Any:
    return program.generic(method, url, json.dumps(body), content_type="application/json")


def test_picking_filtering_and_searching_offer_nothing_hidden(office: Office, hidden: dict[str, Any]) -> None:
    browser = office.client("officer")
    for of in ALL:
        record = hidden[of.key]
        assert browser.get(f"/pick/{of.key}/", {"q": record.title}).json() == {"results": []}
        for address in (f"/{of.key}/new/", f"/{of.key}/", f"/search/?q={record.title}"):
            assert f'"{record.pk}"' not in browser.get(address).content.decode()


def test_hidden_ones_take_nobodys_place_among_the_first_that_are_found(office: Office) -> None:
    def hide() -> None:
        for _number in range(55):  # more than any menu shows; called exactly so, and so found first
            make(office.city, "partners", title_en="Lantern", kind="locality", **office.secret())

    hide()
    seen = make(office.city, "partners", title_en="Lantern Zeal of Morrow", kind="locality", sensitivity=0)
    hide()
    browser, opened = office.client("officer"), {"HX-Request": "true"}

    assert [one["value"] for one in browser.get("/pick/partners/?q=lantern").json()["results"]] == [seen.pk]
    for address in (
        "/search/?q=lantern",
        "/search/?palette=1&q=lantern",
        "/partners/?q=lantern",
        "/activities/filter/partners/?words=lantern",
        "/calendar/filter/partners/?words=lantern",
        "/map/?q=lantern",
    ):
        answer = browser.get(address, headers=opened if "filter" in address or "palette" in address else {})
        assert (address, answer.status_code) == (address, 200)
        assert "Lantern Zeal" in answer.content.decode(), address


@pytest.mark.parametrize("of", WALKED, ids=lambda of: of.key)
def test_an_import_cannot_reach_a_hidden_record(of: Register, office: Office, hidden: dict[str, Any]) -> None:
    def sent(number: int) -> Any:
        rows = f"id,to_verify\n{number},yes\n".encode()
        file = SimpleUploadedFile("rows.csv", rows)
        return office.client("officer").post(f"/{of.key}/import/", {"file": file}, follow=True)

    _both(sent, hidden[of.key].pk)
    with identity.acting(identity.of(office.people["insider"], door="test")):
        assert not BY_KEY[of.key].model._default_manager.get(pk=hidden[of.key].pk).to_verify


def test_a_bulk_change_leaves_hidden_ones_among_visible_ones_alone(
    office: Office, hidden: dict[str, Any], visit: Any
) -> None:
    ids = [visit.pk, hidden["activities"].pk]
    answer = office.client("officer").post("/activities/bulk/", {"id": ids, "set_to_verify": "1", "to_verify": "on"})
    assert answer.status_code == 302
    with identity.acting(identity.system(office.city, door="test")):
        marked = dict(type(visit).objects.filter(pk__in=ids).values_list("pk", "to_verify"))
    assert marked == {visit.pk: True, hidden["activities"].pk: False}


def test_a_bulk_change_is_refused_as_a_whole_by_one_of_another_unit(office: Office, visit: Any) -> None:
    own = make(office.city, "activities", title_en="Own", kind="festival", sensitivity=0, unit=office.units["trade"].pk)
    data = {"id": [own.pk, visit.pk], "set_to_verify": "1", "to_verify": "on"}
    assert office.client("colleague").post("/activities/bulk/", data).status_code == 422
    with identity.acting(identity.system(office.city, door="test")):
        assert not type(visit).objects.filter(pk__in=data["id"], to_verify=True).exists()


def _act(office: Office, record: Any) -> str:
    with identity.acting(identity.system(record.city, door="test")):
        return str(Change.objects.filter(record_id=record.pk).order_by("id")[0].act)


def test_nobody_takes_back_what_is_not_theirs(office: Office, hidden: dict[str, Any], visit: Any) -> None:
    abroad = make(office.other, "activities", title_en="Abroad", kind="festival", sensitivity=0)
    cases = [("officer", hidden["activities"], 404, 409), ("officer", abroad, 404, 409), ("abroad", visit, 404, 409)]
    cases += [(role, visit, 403, 403) for role in ("colleague", "ward", "member", "leader")]
    for role, record, page, program in cases:
        act = _act(office, record)
        with undone():
            assert (role, office.client(role).post(f"/undo/{act}/{record.pk}/").status_code) == (role, page)
            answer = _json(office.api(role), "POST", "/api/v1/undo", {"act": act, "id": record.pk})
            assert (role, answer.status_code) == (role, program)
    assert (
        _json(office.api("reader"), "POST", "/api/v1/undo", {"act": _act(office, visit), "id": visit.pk}).status_code
        == 403
    )


def test_what_belongs_to_somebody_is_theirs_alone(office: Office) -> None:
    view = view_of(office.people["insider"], "secret plans")
    browser = office.client("officer")
    assert browser.post(f"/views/{view.pk}/remove/").status_code == 404
    assert "secret plans" not in browser.get("/activities/").content.decode()
    with identity.acting(identity.of(office.people["insider"], door="test")):
        assert SavedView.objects.filter(pk=view.pk).exists()
    token, made = "ab" * 16, jobs.place(office.people["insider"].pk, "ab" * 16, "csv")
    made.write_text("secret rows")
    try:
        page = browser.get(f"/activities/exported/csv/{token}/?fetch=1")
        unknown = browser.get(f"/activities/exported/csv/{'cd' * 16}/?fetch=1")
        assert (page.status_code, "secret" in page.getvalue().decode()) == (unknown.status_code, False)
        assert office.client("insider").get(f"/activities/exported/csv/{token}/?fetch=1").getvalue() == b"secret rows"
    finally:
        made.unlink()


def test_a_file_is_not_had_by_guessing_its_address(office: Office, hidden: dict[str, Any]) -> None:
    with identity.acting(identity.of(office.people["insider"], door="test")):
        numbers = [one.pk for record in hidden.values() for one in _files(record)]
    assert len(numbers) == len(hidden)
    for role in ("officer", "administrator", "leader", "ward", "abroad"):
        browser = office.client(role)
        browser.get(f"/files/{MISSING}/")  # warms caches of either
        for number in numbers[:3]:
            _both(lambda pk, browser=browser: browser.get(f"/files/{pk}/"), number)
            _both(lambda pk, browser=browser: browser.post(f"/files/{pk}/remove/"), number)


def _files(record: Any) -> Any:
    return list(type(record)._meta.apps.get_model("comity", "Attachment").objects.filter(entry_id=record.pk))


def test_administrators_reach_only_their_own_city(office: Office) -> None:
    browser, abroad = office.client("administrator"), office.people["abroad"]
    token = abroad.tokens.get()
    for address in (f"officers/{abroad.pk}/", f"officers/{abroad.pk}/reset/", f"tokens/{token.pk}/revoke/"):
        assert browser.post(f"/admin/{address}", {}).status_code == 404
    for address in ("officers/", "tokens/", "tokens/new/"):
        assert abroad.name not in browser.get(f"/admin/{address}").content.decode()
    data = {"name": "x", "officer": abroad.pk}
    assert browser.post("/admin/tokens/new/", data).status_code == 422
    token.refresh_from_db()
    assert token.revoked_at is None


def test_a_token_that_ended_or_whose_officer_left_opens_nothing(office: Office) -> None:
    officer = Officer.objects.get(pk=office.people["member"].pk)
    assert office.api("member").get("/api/v1/registers").status_code == 200
    officer.is_active = False
    officer.save()
    assert office.api("member").get("/api/v1/registers").status_code == 401
    assert office.client("member").get("/").status_code == 302
    assert (
        office.client("administrator")
        .post(f"/admin/tokens/{office.people['officer'].tokens.first().pk}/revoke/")
        .status_code
        == 302
    )


@pytest.mark.parametrize(
    ("role", "sent", "status"),
    [
        ("colleague", {"unit": "u-desk"}, 422),  # gives the record away, and could not write it again
        ("ward", {"unit": "u-trade"}, 422),
        ("member", {"unit": None}, 422),
        ("reader", {"sensitivity": 0}, 403),
        ("leader", {"sensitivity": 0}, 403),
        ("officer", {"sensitivity": 2, "shown_to": ["u-annex"]}, 422),  # would not see it again
    ],
)
def test_a_program_cannot_move_a_record_beyond_its_rights(role: str, sent: Any, status: int, office: Office) -> None:
    unit = {"colleague": "trade", "ward": "ward", "member": "association"}.get(role, "desk")
    own = make(office.city, "activities", title_en="Own", kind="festival", sensitivity=1, unit=office.units[unit].pk)
    answer = _json(office.api(role), "PATCH", f"/api/v1/activities/{own.pk}", sent | {"version": 1})
    assert (answer.status_code, re.findall("annex says", answer.content.decode())) == (status, [])
    for other in {"colleague", "ward", "member"} - {role}:
        body = {"sensitivity": 0, "version": 1}
        answer = _json(office.api(other), "PATCH", f"/api/v1/activities/{own.pk}", body)
        assert answer.status_code in (403, 404)
    with identity.acting(identity.system(office.city, door="test")):
        kept = type(own).objects.get(pk=own.pk)
    assert (kept.unit_id, kept.sensitivity) == (own.unit_id, 1)


def test_what_may_not_be_written_is_refused_by_the_database_too(office: Office, visit: Any) -> None:
    for role in ("colleague", "ward", "member", "leader"):
        with identity.acting(identity.of(office.people[role], door="test")):
            assert type(visit).objects.filter(pk=visit.pk).update(sensitivity=2) == 0
            with pytest.raises(write.Refused), undone():
                write.save(type(visit).objects.get(pk=visit.pk))
