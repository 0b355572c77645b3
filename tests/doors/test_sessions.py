"""How a sign-in begins and ends: throttled, with a password of one's own, for a working day, and on record."""

import logging
import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from comity.core.attached import Token
from comity.core.people import Officer
from comity.web import sessions

pytestmark = pytest.mark.django_db

Desk = Callable[[Officer], Client]
PASSWORD, ANOTHER = "seven lanterns by a quay", "nine lanterns by a quay"


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    cache.clear()


@pytest.fixture
def keyed(officer: Officer) -> Officer:
    """An officer with a password of their own."""
    officer.set_password(PASSWORD)
    officer.save()
    return officer


def sign_in(name: str, password: str, client: Client | None = None, **extra: Any) -> tuple[Client, Any]:
    client = client or Client()
    return client, client.post("/accounts/login/", {"login": name, "password": password}, **extra)


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_guessing_is_stopped_after_five_tries_even_with_the_right_password(keyed: Officer) -> None:
    answers = [sign_in(keyed.username, f"guess number {number}")[1] for number in range(5)]

    client, late = sign_in(keyed.username, PASSWORD)

    assert ["Too many failed login attempts" in one.content.decode() for one in answers] == [False] * 5
    assert "Too many failed login attempts" in late.content.decode()
    assert not is_in(client)


def test_many_names_from_one_place_are_stopped_and_another_place_is_not(keyed: Officer) -> None:
    for number in range(10):
        sign_in(f"nobody-{number}", "guess")

    here, _late = sign_in(keyed.username, PASSWORD)
    there, _fine = sign_in(keyed.username, PASSWORD, REMOTE_ADDR="10.1.2.3")

    assert (is_in(here), is_in(there)) == (False, True)


def test_a_wrong_name_and_a_wrong_password_are_told_the_same(keyed: Officer) -> None:
    known, unknown = (sign_in(name, "wrong")[1].content.decode() for name in (keyed.username, "nobody"))

    plain = [re.sub(r'value="[^"]*"|[A-Za-z0-9]{64}', "", page) for page in (known, unknown)]
    assert plain[0] == plain[1]


def test_behind_a_proxy_each_client_is_counted_by_the_address_that_the_proxy_saw(keyed: Officer, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(10):
        sign_in(f"nobody-{number}", "guess", HTTP_X_FORWARDED_FOR=f"1.2.3.{number}, 10.0.0.66")

    stopped, _late = sign_in(keyed.username, PASSWORD, HTTP_X_FORWARDED_FOR="9.9.9.9, 10.0.0.66")
    other, _fine = sign_in(keyed.username, PASSWORD, HTTP_X_FORWARDED_FOR="10.0.0.67")

    assert (is_in(stopped), is_in(other)) == (False, True)


def test_a_first_password_opens_nothing_but_its_change(client_of: Desk, administrator: Officer) -> None:
    new = {"name": "An Nguyễn", "username": "an.nguyen", "role": "officer", "unit": "", "email": "", "language": ""}
    page = client_of(administrator).post("/admin/officers/new/", new).content.decode()
    first = re.search(r"<code data-copy>([^<]+)</code>", page)
    assert first
    client, _answer = sign_in("an.nguyen", first[1])
    change = "/accounts/password/change/"

    turned = [client.get(address)["Location"] for address in ("/", "/partners/", "/account/", "/accounts/2fa/")]
    swapped = client.get("/partners/", HTTP_HX_REQUEST="true")
    same = client.post(change, {"oldpassword": first[1], "password1": first[1], "password2": first[1]})
    still = client.get("/partners/").status_code
    client.post(change, {"oldpassword": first[1], "password1": PASSWORD, "password2": PASSWORD})

    assert turned == [change] * 4
    assert swapped["HX-Redirect"] == change
    assert "Choose a password other than the present one." in same.content.decode()
    assert (still, client.get("/partners/").status_code) == (302, 200)


def test_a_first_password_expires_after_a_week(keyed: Officer) -> None:
    Officer.objects.filter(pk=keyed.pk).update(first_password_until=timezone.now() - timedelta(minutes=1))

    client, _answer = sign_in(keyed.username, PASSWORD)

    assert not is_in(client)
    assert "This first password has expired" in client.get("/accounts/login/").content.decode()


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(keyed: Officer) -> None:
    here, elsewhere = sign_in(keyed.username, PASSWORD)[0], sign_in(keyed.username, PASSWORD)[0]
    before = (is_in(here), is_in(elsewhere))

    change = {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER}
    here.post("/accounts/password/change/", change)

    assert before == (True, True)
    assert (is_in(here), is_in(elsewhere)) == (True, False)
    assert len(UserSession.objects.purge_and_list(keyed)) == 1


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("Vesper-Comity-2026", "names of the city"),
        ("officer-desk-1234", "names of the city"),
        ("short", "at least 12 characters"),
        ("q1w2e3r4t5y6", "too common"),
    ],
)
def test_a_password_that_everybody_would_guess_is_refused(keyed: Officer, password: str, message: str) -> None:
    client, _answer = sign_in(keyed.username, PASSWORD)

    change = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    page = client.post("/accounts/password/change/", change).content.decode()

    assert message in page
    assert sign_in(keyed.username, PASSWORD)[1].status_code == 302


def test_a_long_passphrase_of_any_letters_is_taken_as_it_is(keyed: Officer) -> None:
    phrase = "  thuyền về bến — " + "đ" * 60
    client, _answer = sign_in(keyed.username, PASSWORD)

    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": phrase, "password2": phrase})

    assert is_in(sign_in(keyed.username, phrase)[0])
    assert not is_in(sign_in(keyed.username, phrase.strip())[0])


def test_the_list_shows_where_one_is_signed_in_and_ends_the_others_for_who_knows_the_password(keyed: Officer) -> None:
    here = sign_in(keyed.username, PASSWORD)[0]
    elsewhere = sign_in(keyed.username, PASSWORD, HTTP_USER_AGENT="Lighthouse 7")[0]
    elsewhere.get("/", HTTP_USER_AGENT="Lighthouse 7")

    listed = here.get("/accounts/sessions/").content.decode()
    asked = here.post("/accounts/sessions/").headers["Location"]
    still = is_in(elsewhere)
    here.post(asked, {"password": PASSWORD})

    assert "Lighthouse 7" in listed
    assert still
    assert (is_in(here), is_in(elsewhere)) == (True, False)


def test_an_administrator_signs_somebody_out_everywhere(
    client_of: Desk, administrator: Officer, keyed: Officer
) -> None:
    there = sign_in(keyed.username, PASSWORD)[0]
    assert is_in(there)

    client_of(administrator).post(f"/admin/officers/{keyed.pk}/signout/")

    assert not is_in(there)


def test_signing_out_ends_the_session_on_the_server_and_clears_the_browser(keyed: Officer) -> None:
    client = sign_in(keyed.username, PASSWORD)[0]
    stolen = Client()
    stolen.cookies["sessionid"] = client.cookies["sessionid"].value

    answer = client.post("/accounts/logout/")

    assert not is_in(stolen)
    assert answer["Clear-Site-Data"] == '"cache", "storage"'


def test_signing_in_gives_the_session_a_new_name(keyed: Officer) -> None:
    client = Client()
    client.get("/accounts/login/")
    client.post("/language/", {"language": "en"})
    planted = client.session
    planted["x"] = 1
    planted.save()
    before = planted.session_key

    sign_in(keyed.username, PASSWORD, client)

    assert client.session.session_key != before


def test_where_a_second_step_is_asked_for_a_password_alone_opens_nothing_else(keyed: Officer, settings: Any) -> None:
    settings.SECOND_STEP = True
    client = sign_in(keyed.username, PASSWORD)[0]
    before = [client.get(address).status_code for address in ("/", "/partners/", "/accounts/2fa/")]

    Authenticator.objects.create(user=keyed, type=Authenticator.Type.TOTP, data={"secret": "x"})

    assert (before, client.get("/partners/").status_code) == ([302, 302, 200], 200)


@pytest.mark.parametrize(
    ("began", "seen", "over"),
    [
        (0, 0, False),
        (-600, -600, False),
        (-600, -3601, True),
        (-12 * 3600 + 60, -60, False),
        (-12 * 3600 - 1, -60, True),
    ],
)
def test_a_session_ends_after_idling_an_hour_and_after_twelve_in_any_case(
    client_of: Desk, officer: Officer, began: int, seen: int, over: bool
) -> None:
    client = client_of(officer)
    session, now = client.session, time.time()
    session["began"], session["seen"] = now + began, now + seen
    session.save()

    assert is_in(client) is not over
    if over:
        assert "ended because of the time" in client.get("/accounts/login/").content.decode()


def test_a_session_notes_each_minute_that_somebody_is_there() -> None:
    session: dict[str, float] = {}
    told = [sessions.ended(session, now=now) for now in (1000.0, 1030.0, 1090.0, 4000.0, 4400.0)]  # type: ignore[arg-type]

    assert told == [False] * 5
    assert session == {"began": 1000.0, "seen": 4400.0}


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({}, 200),
        ({"revoked_at": timezone.now()}, 401),
        ({"expires_on": timezone.now().date() - timedelta(days=1)}, 401),
        ({"expires_on": timezone.now().date() + timedelta(days=2)}, 200),
    ],
)
def test_a_token_ends_when_it_is_revoked_or_expires(
    officer: Officer, token_of: Callable[..., str], changed: dict[str, Any], status: int
) -> None:
    agency = Client(HTTP_AUTHORIZATION=f"Bearer {token_of(officer)}")
    Token.objects.update(**changed)

    assert agency.get("/api/v1/partners/").status_code == status


def test_a_token_ends_with_its_officer(officer: Officer, token_of: Callable[..., str]) -> None:
    agency = Client(HTTP_AUTHORIZATION=f"Bearer {token_of(officer)}")
    Officer.objects.update(is_active=False)

    assert agency.get("/api/v1/partners/").status_code == 401


def test_each_sign_in_and_each_failure_is_in_the_log(keyed: Officer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="comity.accounts")

    client = sign_in(keyed.username, PASSWORD)[0]
    sign_in(keyed.username, "wrong-one")
    sign_in("my-secret-password", "typed in the wrong field")
    client.post("/accounts/logout/")

    said = [one.getMessage() for one in caplog.records if one.name == "comity.accounts"]
    assert said == [
        f"officer {keyed.pk} {keyed.username!r} signed in from 127.0.0.1 by password",
        f"sign-in failed from 127.0.0.1 for {keyed.username!r}",
        "sign-in failed from 127.0.0.1 for an unknown name",
        f"officer {keyed.pk} {keyed.username!r} signed out",
    ]


@pytest.mark.parametrize(
    "key", ["", "short", "no-such-session-of-ours-at-all-here", "\0" * 32, "a" * 31 + "\0", "é" * 32]
)
def test_a_cookie_may_hold_anything_and_opens_nothing(key: str) -> None:
    client = Client()
    client.cookies["sessionid"] = key

    assert client.get("/account/").status_code == 302


def test_a_session_whose_time_is_over_opens_nothing(client_of: Desk, officer: Officer) -> None:
    client = client_of(officer)
    assert is_in(client)

    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert not is_in(client)
