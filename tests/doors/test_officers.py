"""Accounts and API tokens: kept by administrators of the city, secrets shown once, every act on record."""

import hashlib
import io
import logging
import re
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from comity.core.attached import Token
from comity.core.people import City, Officer

pytestmark = pytest.mark.django_db

Desk = Callable[[Officer], Client]
PAGES = ("/admin/officers/", "/admin/officers/new/", "/admin/tokens/", "/admin/tokens/new/")
NEW = {"name": "An Nguyễn", "username": "an.nguyen", "role": "officer", "unit": "", "email": "", "language": "vi"}


def as_kept(officer: Officer, **changed: str) -> dict[str, str]:
    form = {
        "name": officer.name,
        "username": officer.username,
        "role": officer.role,
        "unit": str(officer.unit_id),
        "is_active": "on",
    }
    return {name: said for name, said in (form | changed).items() if said}


def secret(page: Any) -> str:
    found = re.search(r"<code data-copy>([^<]+)</code>", page.content.decode())
    assert found
    return found[1]


def stranger(other_city: City) -> Officer:
    return Officer.objects.create(username="stranger", name="The stranger", city=other_city, role="administrator")


@pytest.mark.parametrize("address", PAGES)
def test_administrators_open_the_pages(client_of: Desk, administrator: Officer, address: str) -> None:
    assert client_of(administrator).get(address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_others_are_told_why_not(client_of: Desk, head: Officer, address: str) -> None:
    page = client_of(head).get(address)

    assert page.status_code == 403
    assert "kept by the city&#39;s administrators" in page.content.decode()


def test_others_change_nothing_by_post_either(client_of: Desk, head: Officer, officer: Officer, token_of: Any) -> None:
    token_of(officer)
    token = Token.objects.get()

    for address in (
        *PAGES[1::2],
        f"/admin/officers/{officer.pk}/",
        f"/admin/officers/{officer.pk}/reset/",
        f"/admin/tokens/{token.pk}/revoke/",
    ):
        assert client_of(head).post(address, NEW).status_code == 403

    token.refresh_from_db()
    assert token.revoked_at is None
    assert not Officer.objects.filter(username="an.nguyen").exists()


def test_the_list_is_searched_without_marks_and_stays_in_the_city(
    client_of: Desk, administrator: Officer, officer: Officer, other_city: City
) -> None:
    stranger(other_city)
    Officer.objects.filter(pk=officer.pk).update(name="Đỗ Thị Ánh")

    found = client_of(administrator).get("/admin/officers/?q=do thi anh").content.decode()
    everybody = client_of(administrator).get("/admin/officers/").content.decode()
    heads = client_of(administrator).get("/admin/officers/?role=head").content.decode()

    assert ("Đỗ Thị Ánh" in found, "administrator-department" in found) == (True, False)
    assert ("Đỗ Thị Ánh" in everybody, "stranger" in everybody) == (True, False)
    assert "No officer matches" in heads


def test_a_new_officer_signs_in_with_the_password_shown_once(
    client_of: Desk, administrator: Officer, city: City
) -> None:
    page = client_of(administrator).post("/admin/officers/new/", NEW)
    made = Officer.objects.get(username="an.nguyen")
    assert (made.city, made.role, made.language, made.is_active) == (city, "officer", "vi", True)
    assert Client().login(username="an.nguyen", password=secret(page))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"username": "ADMINISTRATOR-department"}, "This user name is taken."),
        ({"username": "an nguyen"}, "Enter a valid username"),
        ({"role": "ward"}, "choose the unit"),
        ({"role": "king"}, "Select a valid choice"),
        ({"unit": "999999"}, "There is no 999999"),
    ],
)
def test_a_wrong_account_is_not_made(
    client_of: Desk, administrator: Officer, changed: dict[str, str], message: str
) -> None:
    page = client_of(administrator).post("/admin/officers/new/", NEW | changed)

    assert page.status_code == 422
    assert message in page.content.decode()
    assert Officer.objects.count() == 1


def test_role_and_unit_are_changed(client_of: Desk, administrator: Officer, officer: Officer, units: Any) -> None:
    client_of(administrator).post(
        f"/admin/officers/{officer.pk}/", as_kept(officer, role="ward", unit=str(units["ward"].pk))
    )

    officer.refresh_from_db()
    assert (officer.role, officer.unit_id) == ("ward", units["ward"].pk)


def test_who_may_no_longer_sign_in_is_signed_out_at_once(
    client_of: Desk, administrator: Officer, officer: Officer
) -> None:
    desk = client_of(officer)
    assert desk.get("/account/").status_code == 200
    assert UserSession.objects.filter(user=officer).count() == 1

    client_of(administrator).post(f"/admin/officers/{officer.pk}/", as_kept(officer, is_active=""))

    assert UserSession.objects.filter(user=officer).count() == 0
    assert desk.get("/account/").status_code == 302
    client_of(administrator).post(f"/admin/officers/{officer.pk}/", as_kept(officer))
    assert Officer.objects.get(pk=officer.pk).is_active


@pytest.mark.parametrize("changed", [{"role": "officer"}, {"is_active": ""}])
def test_the_last_administrator_stays(client_of: Desk, administrator: Officer, changed: dict[str, str]) -> None:
    page = client_of(administrator).post(f"/admin/officers/{administrator.pk}/", as_kept(administrator, **changed))

    administrator.refresh_from_db()
    assert (page.status_code, administrator.role, administrator.is_active) == (422, "administrator", True)
    assert "The city needs an administrator" in page.content.decode()


def test_one_of_two_administrators_may_go(client_of: Desk, cast: Any, administrator: Officer) -> None:
    cast("administrator", "desk")

    client_of(administrator).post(f"/admin/officers/{administrator.pk}/", as_kept(administrator, role="officer"))

    administrator.refresh_from_db()
    assert administrator.role == "officer"


def test_a_reset_gives_a_new_password_and_takes_second_steps_and_sessions(
    client_of: Desk, administrator: Officer, officer: Officer
) -> None:
    desk = client_of(officer)
    desk.get("/account/")
    Authenticator.objects.create(user=officer, type="totp", data={})

    page = client_of(administrator).post(f"/admin/officers/{officer.pk}/reset/")

    officer.refresh_from_db()
    assert officer.check_password(secret(page))
    assert (Authenticator.objects.count(), UserSession.objects.filter(user=officer).count()) == (0, 0)
    assert desk.get("/account/").status_code == 302


def test_a_new_password_leaves_the_second_step_and_who_has_only_the_password_does_not_come_in(
    client_of: Desk, administrator: Officer, officer: Officer
) -> None:
    desk = client_of(officer)
    desk.get("/account/")
    Authenticator.objects.create(user=officer, type="totp", data={"secret": "x"})
    offered = client_of(administrator).get(f"/admin/officers/{officer.pk}/").content.decode()

    page = client_of(administrator).post(f"/admin/officers/{officer.pk}/reset/", {"keep": "steps"})

    client = Client()
    answer = client.post("/accounts/login/", {"login": officer.username, "password": secret(page)})
    assert 'name="keep" value="steps"' in offered
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert [client.get(address).status_code for address in ("/", "/account/")] == [302, 302]
    assert desk.get("/account/").status_code == 302
    assert Authenticator.objects.count() == 1


def test_nobody_resets_the_own_sign_in(client_of: Desk, administrator: Officer) -> None:
    page = client_of(administrator).post(f"/admin/officers/{administrator.pk}/reset/")
    administrator.refresh_from_db()
    assert page["Location"] == "/account/"
    assert administrator.check_password("not-used-in-tests")


def test_officers_and_tokens_of_another_city_are_not_found(
    client_of: Desk, administrator: Officer, other_city: City, token_of: Any
) -> None:
    other = stranger(other_city)
    token_of(other)
    client = client_of(administrator)

    assert client.get(f"/admin/officers/{other.pk}/").status_code == 404
    assert client.post(f"/admin/officers/{other.pk}/reset/").status_code == 404
    assert client.post(f"/admin/tokens/{Token.objects.get().pk}/revoke/").status_code == 404
    page = client.post("/admin/tokens/new/", {"name": "Harvest", "officer": str(other.pk)})
    assert page.status_code == 422
    assert b"stranger" not in client.get("/admin/tokens/").content


def test_a_tokens_key_is_shown_once_and_only_its_hash_is_kept(
    client_of: Desk, administrator: Officer, officer: Officer
) -> None:
    ends = (timezone.localdate() + timedelta(days=30)).isoformat()
    form = {"name": "Statistics office", "officer": str(officer.pk), "expires_on": ends}

    key = secret(client_of(administrator).post("/admin/tokens/new/", form))

    token = Token.objects.get()
    assert token.sha256 == hashlib.sha256(key.encode()).hexdigest()
    assert (token.officer, token.may_write, str(token.expires_on)) == (officer, False, ends)
    listed = client_of(administrator).get("/admin/tokens/").content.decode()
    assert ("Statistics office" in listed, key in listed) == (True, False)


def test_a_token_does_not_end_before_it_begins(client_of: Desk, administrator: Officer, officer: Officer) -> None:
    form = {"name": "Old", "officer": str(officer.pk), "expires_on": "2020-01-01"}
    assert client_of(administrator).post("/admin/tokens/new/", form).status_code == 422


def test_a_revoked_token_opens_nothing(
    client_of: Desk, administrator: Officer, officer: Officer, token_of: Any
) -> None:
    from comity.web.door import find_token

    key = token_of(officer)
    assert find_token(f"Bearer {key}")

    client_of(administrator).post(f"/admin/tokens/{Token.objects.get().pk}/revoke/")

    assert find_token(f"Bearer {key}") is None


def test_every_act_is_in_the_log_without_secrets(
    client_of: Desk, administrator: Officer, officer: Officer, caplog: pytest.LogCaptureFixture
) -> None:
    client = client_of(administrator)
    with caplog.at_level(logging.INFO, logger="comity.accounts"):
        secrets = [
            secret(client.post("/admin/officers/new/", NEW)),
            secret(client.post(f"/admin/officers/{officer.pk}/reset/")),
        ]
        client.post(f"/admin/officers/{officer.pk}/", as_kept(officer, role="head"))
        secrets.append(secret(client.post("/admin/tokens/new/", {"name": "Harvest", "officer": str(officer.pk)})))
        client.post(f"/admin/tokens/{Token.objects.get().pk}/revoke/")

    lines = [record.getMessage() for record in caplog.records if record.name == "comity.accounts"]
    assert [line.split("'administrator-department' ")[1].split()[0] for line in lines] == [
        "created",
        "reset",
        "changed",
        "created",
        "revoked",
    ]
    assert not [one for one in secrets if one in caplog.text]


def test_the_language_is_kept_with_the_officer_and_the_place_is_kept(client_of: Desk, officer: Officer) -> None:
    client = client_of(officer)

    page = client.post("/language/", {"language": "vi", "next": "/partners/?q=port"})
    officer.refresh_from_db()
    assert (page["Location"], officer.language, client.cookies[settings.LANGUAGE_COOKIE_NAME].value) == (
        "/partners/?q=port",
        "vi",
        "vi",
    )


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "\\\\elsewhere", ""]
)
def test_the_language_switch_never_leads_to_another_site(db: None, elsewhere: str) -> None:
    page = Client().post("/language/", {"language": "vi", "next": elsewhere})

    assert (page.status_code, page["Location"]) == (302, "/")


def test_an_unknown_language_is_refused(db: None) -> None:
    assert Client().post("/language/", {"language": "xx"}).status_code == 400
    assert Client().get("/language/").status_code == 405


def test_an_officer_changes_name_and_mail_but_not_the_role(client_of: Desk, officer: Officer) -> None:
    form = {
        "name": "Bình Trần",
        "email": "binh@vesper.example",
        "language": "en",
        "role": "administrator",
        "is_active": "",
    }

    page = client_of(officer).post("/account/", form)

    officer.refresh_from_db()
    assert page.status_code == 302
    assert (officer.name, officer.email, officer.role, officer.is_active) == (
        "Bình Trần",
        "binh@vesper.example",
        "officer",
        True,
    )


def test_a_wrong_mail_address_is_not_kept(client_of: Desk, officer: Officer) -> None:
    assert client_of(officer).post("/account/", {"name": "Bình", "email": "binh"}).status_code == 422


def test_the_watching_machine_hears_that_all_is_well(db: None) -> None:
    assert Client().get("/healthz").content == b"ok"


def test_the_command_makes_a_citys_first_administrator(units: Any, city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("harbour-lantern-willow\n"))

    call_command(
        "account",
        "create",
        "an.nguyen",
        role="administrator",
        city="vesper",
        unit="u-desk",
        password_stdin=True,
        stdout=io.StringIO(),
    )

    made = Officer.objects.get(username="an.nguyen")
    assert (made.role, made.city, made.unit_id) == ("administrator", city, units["desk"].pk)
    assert made.check_password("harbour-lantern-willow")


def test_the_command_prints_a_password_of_its_own(city: City) -> None:
    out = io.StringIO()

    call_command("account", "create", "an.nguyen", role="administrator", city="vesper", stdout=out)

    assert Officer.objects.get().check_password(out.getvalue().rsplit(" ", 1)[1].strip())


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"city": "nowhere"}, "There is no city 'nowhere'"),
        ({"unit": "u-none"}, "no unit with the reference 'u-none'"),
        ({"username": "The.Stranger"}, "is taken"),
        ({"username": "a b"}, "valid username"),
        ({"password_stdin": True}, "too short"),
    ],
)
def test_the_command_says_what_is_wrong(
    city: City, monkeypatch: pytest.MonkeyPatch, given: dict[str, Any], message: str
) -> None:
    Officer.objects.create(username="the.stranger", name="The stranger", city=city, role="officer")
    monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))
    name = given.pop("username", "an.nguyen")

    with pytest.raises(CommandError, match=message):
        call_command("account", "create", name, **({"role": "administrator", "city": "vesper"} | given))

    assert Officer.objects.count() == 1
