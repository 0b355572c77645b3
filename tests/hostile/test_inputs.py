"""Wrong input at every door: never a failure, never a silent change, always a message that names the place.

What was stored is what was typed after the normalisation of comity.domain.typed, or it was refused.
"""

import json
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection, models, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from comity.core.pack_files import BUILT_IN, KNOWN
from comity.core.people import Officer
from comity.domain.typed import NotText, line
from comity.domain.typed import name as character
from comity.gate.filters import known
from comity.gate.form import Wrong, check
from comity.registers import ALL, BY_KEY, Register
from comity.reports import packs
from tests.entries import ENTRIES
from tests.hostile.inputs import DONE, anything, bounded, json_values, without_surrogates
from tests.hostile.oracle import kept
from tests.packs.ours import OURS, copied

pytestmark = pytest.mark.django_db
Browser = Callable[[Officer], Client]


@pytest.fixture
def filled(made: Any) -> dict[str, dict[str, Any]]:
    """A right filling of each register, of which one value is spoiled at a time."""
    return {of.key: ENTRIES[of.key](made, 1) for of in ALL}


def shown(typed: str, page: str) -> bool:
    """Say whether the page gives back what was typed, or names the character for which it was refused."""
    words = typed.split()[:1]
    try:
        seen = line(typed).split()[:1]  # nothing is left of what nobody sees
    except NotText as refused:
        seen = [character(refused.args[0])] if refused.args[0] else []
    return not seen or any(word in page for word in words + seen)


def tried(of: Register, values: dict[str, Any]) -> tuple[Any, dict[str, list[str]]]:
    """Return the form that passes the gate, or what the gate says."""
    try:
        return check(of, values), {}
    except Wrong as refused:
        return None, refused.errors


@bounded(0.45)
@given(of=st.sampled_from(ALL), data=st.data())
def test_the_gate(of: Register, data: st.DataObject, filled: dict[str, Any], as_system: Any) -> None:
    name = data.draw(st.sampled_from(of.fields))
    typed = data.draw(json_values)
    DONE["gate"] += 1
    with as_system():
        form, errors = tried(of, filled[of.key] | {name: typed})
    if form is None:
        assert errors
        assert all(said and all(said) for said in errors.values())
        return
    field = of.model._meta.get_field(name)
    if isinstance(field, models.Field) and not field.many_to_many:
        assert kept(of, field, typed, getattr(form.instance, name)), (name, typed, getattr(form.instance, name))


@bounded(0.15)
@given(of=st.sampled_from(ALL), data=st.data())
def test_forms(of: Register, data: st.DataObject, filled: dict[str, Any], browser: Client, as_system: Any) -> None:
    name = data.draw(st.sampled_from(of.fields))
    typed = without_surrogates(data.draw(anything))
    DONE["forms"] += 1
    with as_system():
        before = of.model._default_manager.count()

    answer = browser.post(f"/{of.key}/new/", filled[of.key] | {"sensitivity": "1", "confirmed": "1", name: typed})

    assert answer.status_code in (302, 403, 413, 422), (name, typed[:80])
    with as_system():
        rows = of.model._default_manager.order_by("-pk")
        assert rows.count() == before + (answer.status_code == 302)
        field = of.model._meta.get_field(name)
        if answer.status_code == 302 and isinstance(field, models.Field) and not field.many_to_many:
            assert kept(of, field, typed, getattr(rows[0], name)), (name, typed, getattr(rows[0], name))
    if answer.status_code == 422:
        assert answer.context["form"].errors
        if 0 < len(typed) < 200 and name in answer.context["form"].errors and "\0" not in typed:
            assert shown(typed, unescape(answer.content.decode()).replace("\r", ""))


@bounded(0.15)
@given(of=st.sampled_from(ALL), data=st.data())
def test_the_api(
    of: Register, data: st.DataObject, filled: dict[str, Any], token_of: Any, officer: Officer, as_system: Any
) -> None:
    name = data.draw(st.sampled_from([*of.fields, "id", "version", "strange"]))
    typed = data.draw(json_values)
    body = json.dumps(filled[of.key] | {name: typed})
    if data.draw(st.integers(0, 9)) == 0:
        body = data.draw(
            st.sampled_from(
                [
                    "",
                    "[]",
                    "{",
                    '{"title_en": "a", "title_en": "b"}',
                    "[" * 5000,
                    '{"a":' * 5000,
                    "\ufeff{}",
                    "NaN",
                    '"x"',
                    "9" * 5000,
                ]
            )
        )
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {_key(token_of, officer)}"})
    DONE["api"] += 1

    answer = client.generic("POST", f"/api/v1/{of.key}/", body, content_type="application/json")

    assert answer.status_code in (201, 400, 403, 409, 413, 422), (name, body[:120])
    told = answer.json()
    if answer.status_code == 201:
        with as_system():
            record = of.model._default_manager.get(pk=told["id"])
        field = of.model._meta.get_field(name) if name in of.fields else None
        if isinstance(field, models.Field) and not field.many_to_many and typed is not None:
            with as_system():
                stored = getattr(record, name)
                assert kept(of, field, typed, stored), (name, typed, stored)
    else:
        assert told["message"]
        if answer.status_code == 422:
            assert told["errors"]


_KEYS: dict[int, str] = {}


def _key(token_of: Any, officer: Officer) -> str:
    if officer.pk not in _KEYS:
        with transaction.atomic():
            _KEYS[officer.pk] = token_of(officer)
    return _KEYS[officer.pk]


ADDRESSES = [
    "/{register}/?{name}={typed}", "/{register}/?q={typed}", "/{register}/?order={typed}", "/{register}/?after={typed}", "/{register}/?before={typed}&order=title",
    "/{register}/?col={typed}", "/{register}/{typed}/", "/{register}/new/?{name}={typed}", "/search/?q={typed}", "/search/?q=a&register={typed}", "/reports/?period={typed}",
    "/reports/xlsx/?period={typed}", "/map/?view={typed}", "/map/?{name}={typed}", "/?view={typed}", "/?changes={typed}", "/pick/{register}/?q={typed}", "/{register}/export/{typed}/",
    "/{register}/export/csv/?{name}={typed}", "/{register}/exported/csv/{typed}/", "/undo/{typed}/1/", "/files/{typed}/", "/admin/officers/{typed}/",
    "/api/v1/{register}/?{name}={typed}", "/api/v1/{register}/?limit={typed}", "/api/v1/{register}/?after={typed}", "/api/v1/{register}/{typed}",
]  # fmt: skip


@bounded(0.15)
@given(of=st.sampled_from(ALL), address=st.sampled_from(ADDRESSES), data=st.data())
def test_addresses(
    of: Register, address: str, data: st.DataObject, browser: Client, token_of: Any, officer: Officer
) -> None:
    name = data.draw(st.sampled_from(sorted(known(of))))
    typed = without_surrogates(data.draw(anything))[:4000]
    headers = {"Authorization": f"Bearer {_key(token_of, officer)}"} if address.startswith("/api/") else {}
    DONE["addresses"] += 1

    path = address.format(register=of.key, name=name, typed=quote(typed, safe=""))
    answer = browser.get(path, headers=headers)

    assert answer.status_code < 500, path[:200]
    if answer.streaming:
        b"".join(answer.streaming_content)  # type: ignore[attr-defined]


POSTS = [
    ("/{register}/views/", ("name", "query")), ("/account/", ("name", "email", "language")), ("/language/", ("language", "next")), ("/accounts/login/", ("login", "password")),
    ("/{register}/bulk/", ("ids", "field", "value", "act")), ("/undo/x/1/", ("reason",)), ("/accounts/password/change/", ("oldpassword", "password1", "password2")),
]  # fmt: skip


@bounded(0.08)
@given(of=st.sampled_from(ALL), post=st.sampled_from(POSTS), data=st.data())
def test_views_accounts_and_acts_on_many(
    of: Register, post: Any, data: st.DataObject, browser: Client, officer: Officer
) -> None:
    path, names = post
    typed = {name: without_surrogates(data.draw(anything)) for name in names}
    DONE["views and accounts"] += 1

    with transaction.atomic():
        answer = browser.post(path.format(register=of.key), typed)
        assert answer.status_code < 500, (path, {name: said[:60] for name, said in typed.items()})
        if path == "/account/" and answer.status_code == 302:
            officer.refresh_from_db()
            assert officer.name == line(typed["name"])
        follow = answer.headers.get("Location", "")
        if follow.startswith("/") and len(follow) < 4000:
            assert browser.get(follow).status_code < 500, follow[:200]
        transaction.set_rollback(True)


@bounded(0.05)
@given(name=st.sampled_from(KNOWN[:4] + KNOWN[5:]), at=st.floats(0, 1), typed=anything, cut=st.booleans())
def test_packs(name: str, at: float, typed: str, cut: bool, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = copied(tmp_path_factory.mktemp("packs"))
    text = (folder / name).read_text(encoding="utf-8") if (folder / name).exists() else "iso2,established\nJP,1854\n"
    middle = round(at * len(text))
    spoiled = text[:middle] + typed + ("" if cut else text[middle:])
    (folder / name).write_bytes(spoiled.encode("utf-8", "surrogatepass"))
    DONE["packs"] += 1

    for problem in packs.check(OURS, (folder.parent, BUILT_IN)):
        assert problem.startswith("packs/")
        assert ": " in problem


def test_a_tree_never_becomes_a_ring(made: Any, browser: Client, as_system: Any) -> None:
    top = made("units", title_en="Vesper harbour", kind="office")
    middle = made("units", title_en="Vesper quay", kind="office", parent=top.pk)
    low = made("units", title_en="Vesper pier", kind="office", parent=middle.pk)

    for over in (top, middle, low):
        data = {
            "title_en": "Vesper harbour",
            "kind": "office",
            "parent": over.pk,
            "sensitivity": "1",
            "version": top.version,
        }
        answer = browser.post(f"/units/{top.pk}/edit/", data)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["parent"])


def test_ends_before_begins_and_money_without_currency_are_refused_by_field(made: Any, browser: Client) -> None:
    right = {"title_en": "Lanterns", "kind": "festival", "sensitivity": "1"}

    swapped = browser.post("/activities/new/", right | {"starts": "12/05/2024", "ends": "11/05/2024"})
    poor = browser.post("/activities/new/", right | {"cost": "5"})

    assert list(swapped.context["form"].errors) == ["ends"]
    assert list(poor.context["form"].errors) == ["cost_currency"]


@pytest.mark.parametrize("typed", [0, False, "0", True, 1.5])
@pytest.mark.parametrize(
    ("of", "name"), [("activities", "starts"), ("activities", "kind"), ("programme_items", "begins")]
)
def test_what_is_no_value_is_not_taken_for_none(
    typed: object, of: str, name: str, filled: dict[str, Any], as_system: Any
) -> None:
    with as_system():
        _form, errors = tried(BY_KEY[of], filled[of] | {name: typed})
    assert list(errors) == [name]


def test_a_title_cannot_turn_a_page_round(browser: Client) -> None:
    answer = browser.post("/partners/new/", {"title_en": "Ves\u202eper", "kind": "locality", "sensitivity": "1"})

    assert answer.status_code == 422
    assert "U+202E right-to-left override" in unescape(answer.content.decode())


def test_the_database_is_whole_afterwards(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
        assert cursor.fetchone() == (1,)
