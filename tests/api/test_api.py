"""Programs of other agencies do with a token what its officer may do, and get every refusal in words."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override
from ninja import NinjaAPI
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from comity.api.build import Api
from comity.core.people import Officer
from comity.registers import ALL

pytestmark = pytest.mark.django_db
Made = Callable[..., Any]
Ask = Callable[..., Any]


@pytest.fixture
def ask(token_of: Callable[..., str], officer: Officer) -> Ask:
    """Send a request with a token, the officer's unless another officer or key is named."""
    keys: dict[int, str] = {}

    def send(
        method: str, path: str, body: Any = None, *, by: Officer | None = None, key: str = "", **headers: str
    ) -> Any:
        one = by or officer
        if not key and one.pk not in keys:
            keys[one.pk] = token_of(one)
        client = Client(headers={"Authorization": f"Bearer {key or keys[one.pk]}", **headers})
        data = "" if body is None else json.dumps(body)
        return client.generic(method.upper(), f"/api/v1/{path}", data, content_type="application/json")

    return send


@pytest.fixture
def seoul(made: Made, units: dict[str, Any]) -> Any:
    return made(
        "partners",
        title_en="Seoul",
        title_vi="Xê-un",
        kind="locality",
        country="KR",
        code="p-seoul",
        sensitivity=0,
        unit=units["desk"].pk,
    )


def test_the_description_is_valid_openapi_3_1_and_needs_no_token() -> None:
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    schema = answer.json()
    assert schema["openapi"].startswith("3.1")
    assert [error.message for error in OPENAPI_31_VALIDATOR.iter_errors(schema)] == []
    for register in ALL:
        operations = {
            *schema["paths"][f"/api/v1/{register.key}/"],
            *schema["paths"][f"/api/v1/{register.key}/{{record_id}}"],
        }
        assert operations == {"get", "post", "patch", "delete"}
        codes = schema["paths"][f"/api/v1/{register.key}/{{record_id}}"]["patch"]["responses"]
        assert {"200", "401", "403", "404", "409", "415", "422"} <= set(codes)
    assert schema["components"]["securitySchemes"]


def test_without_a_valid_token_there_is_nothing(
    client_of: Callable[[Officer], Client], officer: Officer, ask: Ask
) -> None:
    for answer in (
        Client().get("/api/v1/partners/"),
        client_of(officer).get("/api/v1/partners/"),
        ask("get", "partners/", key="made-up"),
    ):
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert answer.json()["message"]


def test_a_record_is_added_read_and_changed(ask: Ask, seoul: Any) -> None:
    stage = next(iter(ask("get", "registers").json()["vocabularies"]["tie_stage"]))
    answer = ask("post", "ties/", {"partner": "p-seoul", "stage": stage, "since": "1996-05"})
    assert answer.status_code == 201, answer.json()
    tie = answer.json()
    assert tie["partner"] == {"id": seoul.pk, "code": "p-seoul", "title": "Seoul"}
    assert tie["title"] == "Seoul"
    assert answer["ETag"] == '"1"'
    path = answer["Location"].removeprefix("/api/v1/")
    assert ask("get", path).json() == tie
    changed = ask("patch", path, {"since": "1996"}, **{"If-Match": answer["ETag"]})
    assert changed.status_code == 200, changed.json()
    assert changed.json()["since"] == "1996"
    assert changed.json()["version"] == 2
    changes = ask("get", f"{path}/history").json()["items"]
    assert changes[0]["differences"] == {"since": ["1996-05", "1996"]}
    assert changes[0]["officer"] == "The officer"
    assert changes[0]["door"] == "api"


def test_whoever_saved_first_is_not_overwritten(ask: Ask, seoul: Any) -> None:
    assert ask("patch", f"partners/{seoul.pk}", {"place": "Han", "version": 1}).status_code == 200
    answer = ask("patch", f"partners/{seoul.pk}", {"place": "Bukhan", "version": 1})
    assert answer.status_code == 409
    assert answer.json()["theirs"]["place"] == "Han"
    assert answer.json()["theirs"]["version"] == 2
    assert answer.json()["yours"]["place"] == "Bukhan"
    missing = ask("patch", f"partners/{seoul.pk}", {"place": "Bukhan"})
    assert missing.status_code == 422
    assert missing.json()["errors"]["version"]
    assert ask("delete", f"partners/{seoul.pk}", **{"If-Match": '"1"'}).status_code == 409


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "locality"}, "title_vi"),
        ({"title_en": "A", "kind": "planet"}, "kind"),
        ({"title_en": "A"}, "kind"),
        ({"title_en": "A", "kind": "locality", "colour": "red"}, "colour"),
        ({"title_en": "A", "kind": "locality", "latitude": "north"}, "latitude"),
        ({"title_en": "A", "kind": "locality", "parent": 999999999}, "parent"),
        ({"title_en": "A", "kind": "locality", "latitude": 10}, "longitude"),
        ({"title_en": "A", "kind": "locality", "sensitivity": 7}, "sensitivity"),
    ],
)
@pytest.mark.usefixtures("units")
def test_what_the_gate_refuses_is_named_by_field(ask: Ask, body: dict[str, Any], field: str) -> None:
    answer = ask("post", "partners/", body)
    assert answer.status_code == 422, answer.content
    assert list(answer.json()["errors"]) == [field]
    assert all(answer.json()["errors"][field])


def test_true_is_no_number_and_names_no_record(ask: Ask, seoul: Any) -> None:
    answer = ask(
        "patch",
        f"partners/{seoul.pk}",
        {"population": True, "parent": True, "latitude": True, "version": True, "sensitivity": False},
    )

    assert (answer.status_code, set(answer.json()["errors"])) == (
        422,
        {"population", "parent", "latitude", "version", "sensitivity"},
    )
    assert answer.json()["errors"]["parent"] == ["A number is needed, not a truth value."]


def test_only_json_objects_are_taken(token_of: Callable[..., str], officer: Officer, ask: Ask) -> None:
    client = Client(headers={"Authorization": f"Bearer {token_of(officer)}"})
    assert client.post("/api/v1/partners/", {"title_en": "A"}).status_code == 415
    for data in ("{", "[]", "1", '{"title_en": "\\u0000"}', '{"title_en": "\\ud800"}', b"\xff\xfe"):
        assert client.post("/api/v1/partners/", data, content_type="application/json").status_code == 400


def test_who_may_not_write_is_told_why(
    ask: Ask, token_of: Callable[..., str], officer: Officer, leader: Officer, colleague: Officer, seoul: Any
) -> None:
    reading = token_of(officer, may_write=False)
    for answer in (
        ask("post", "people/", {"title_en": "A"}, key=reading),
        ask("post", "people/", {"title_en": "A"}, by=leader),
        ask("patch", f"partners/{seoul.pk}", {"place": "x", "version": 1}, by=colleague),
        ask("delete", f"partners/{seoul.pk}", by=colleague),
    ):
        assert answer.status_code == 403, answer.content
        assert answer.json()["message"]
    assert ask("get", f"partners/{seoul.pk}", key=reading).status_code == 200


def test_a_restricted_record_is_not_found_like_one_that_never_was(
    ask: Ask, made: Made, units: dict[str, Any], colleague: Officer
) -> None:
    secret = made("partners", title_en="Secret", kind="locality", sensitivity=2, shown_to=[units["desk"].pk])
    answers = []
    for pk in (secret.pk, 999999999, 10**30):
        for method, tail, body in (
            ("get", "", None),
            ("get", "/history", None),
            ("get", "/attachments", None),
            ("patch", "", {"version": 1}),
            ("delete", "", None),
        ):
            answer = ask(method, f"partners/{pk}{tail}", body, by=colleague)
            answers.append((answer.status_code, answer.content))
    assert set(answers) == {(404, b'{"message": "There is no such record.", "errors": {}}')}
    assert ask("get", "partners/?q=secret", by=colleague).json()["items"] == []
    assert ask("get", f"partners/{secret.pk}").status_code == 200


def test_a_list_is_narrowed_ordered_and_paged_in_a_fixed_number_of_queries(
    ask: Ask, made: Made, seoul: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        made(
            "partners",
            title_en=f"P{number}",
            kind="locality",
            country="JP",
            sensitivity=0,
            parent=seoul.pk,
            members=[seoul.pk],
        )
    first = ask("get", "partners/?country=JP&order=-title&limit=2").json()
    assert [one["title"] for one in first["items"]] == ["P4", "P3"]
    assert (first["total"], first["more"]) == (5, False)
    second = ask("get", f"partners/?country=JP&order=-title&limit=2&after={first['next']}").json()
    assert [one["title"] for one in second["items"]] == ["P2", "P1"]
    assert ask("get", "partners/?q=seoul").json()["items"][0]["id"] == seoul.pk
    for strange in (
        "contry=JP",
        "limit=0",
        "limit=x",
        "order=password",
        "country=XX",
        "after=zzz",
        "q=%00",
        "parent=%00",
    ):
        assert ask("get", f"partners/?{strange}").status_code == 422, strange
    with django_assert_max_num_queries(25):
        ask("get", "partners/")


def test_what_was_deleted_can_be_taken_back(ask: Ask, seoul: Any, made: Made, leader: Officer) -> None:
    child = made("partners", title_en="Jongno", kind="locality", sensitivity=0, parent=seoul.pk)
    used = ask("delete", f"partners/{seoul.pk}")
    assert used.status_code == 409
    assert [one["title"] for one in used.json()["used_by"]] == ["Jongno"]
    removed = ask("delete", f"partners/{child.pk}")
    assert removed.status_code == 200
    assert ask("get", f"partners/{child.pk}").status_code == 404
    assert ask("post", "undo", removed.json(), by=leader).status_code == 403
    assert ask("post", "undo", removed.json()).status_code == 204
    assert ask("get", f"partners/{child.pk}").json()["title"] == "Jongno"
    assert ask("post", "undo", {"act": "none", "id": child.pk}).status_code == 409


def test_messages_and_labels_are_in_the_language_asked_for(ask: Ask, seoul: Any) -> None:
    told = ask("get", f"partners/{seoul.pk}", **{"Accept-Language": "vi"}).json()
    assert told["title"] == "Xê-un"
    assert told["country_label"] == "Hàn Quốc"
    assert ask("get", f"partners/{seoul.pk}").json()["country_label"] != "Hàn Quốc"


@pytest.mark.parametrize(
    "path", ["nothing/", "partners/null", "partners/-2.5/history", "partners/1/attachments/x/y", "../v2/"]
)
def test_where_there_is_nothing_a_program_is_told_so_in_json(ask: Ask, path: str) -> None:
    answer = ask("get", path)

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/json"
    assert answer.json() == {
        "message": "There is nothing at this address. /api/v1/openapi.json names what there is.",
        "errors": {},
    }


@pytest.mark.usefixtures("units")
def test_every_register_is_described_and_listed(ask: Ask) -> None:
    told = ask("get", "registers").json()
    assert [one["key"] for one in told["registers"]] == [register.key for register in ALL]
    for one in told["registers"]:
        assert ask("get", f"{one['key']}/").status_code == 200
        for column in one["columns"]:
            assert not column["vocabulary"] or column["vocabulary"] in told["vocabularies"], column


def test_the_description_is_made_once_for_each_language(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def described(_api: NinjaAPI, path_prefix: str) -> dict[str, int]:
        made.append(path_prefix)
        return {"nth": len(made)}

    monkeypatch.setattr(NinjaAPI, "get_openapi_schema", described)
    api = Api(urls_namespace="twice")
    for language, nth in (("en", 1), ("vi", 2), ("en", 1)):
        with override(language):
            assert api.get_openapi_schema(path_prefix="/x/") == {"nth": nth}
    assert made == ["/x/", "/x/"]
