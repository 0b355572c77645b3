"""Sign-in through a real provider: joined by issuer and subject, never by a name that somebody chose."""

import hashlib
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from comity.core.people import Officer
from tests.provider import Provider, provider

pytestmark = pytest.mark.django_db

Desk = Callable[[Officer], Client]


@pytest.fixture(scope="module")
def there() -> Iterator[Provider]:
    with provider() as one:
        yield one


@pytest.fixture(autouse=True)
def _configured(there: Provider, settings: Any) -> None:
    configure(settings, there.issuer)


def configure(settings: Any, issuer: str) -> None:
    """Configure the office as COMITY_OIDC_ISSUER would."""
    settings.OIDC_ISSUER, settings.OIDC_NAME = issuer, "City directory"
    settings.OIDC_ID = f"city-{hashlib.sha256(issuer.encode()).hexdigest()[:12]}"
    app = {
        "provider_id": settings.OIDC_ID,
        "name": "City directory",
        "client_id": "comity",
        "secret": "a-secret-of-tests",
        "settings": {"server_url": issuer, "fetch_userinfo": False},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


def through(client: Client, there: Provider, settings: Any, subject: str, *, process: str = "login") -> Any:
    """Go to the provider and come back as somebody; return the office's answer."""
    begun = client.post(f"/accounts/oidc/{settings.OIDC_ID}/login/?process={process}")
    assert begun.status_code == 302, begun.content.decode()
    back = urlsplit(there.authorize(begun["Location"], subject))
    return client.get(f"{back.path}?{back.query}")


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_the_way_there_carries_a_state_a_nonce_and_a_challenge(there: Provider, settings: Any) -> None:
    begun = Client().post(f"/accounts/oidc/{settings.OIDC_ID}/login/")

    sent = parse_qs(urlsplit(begun["Location"]).query)
    assert begun["Location"].startswith(there.issuer)
    assert sent["code_challenge_method"] == ["S256"]
    assert {len(sent[name][0]) >= 16 for name in ("state", "nonce", "code_challenge")} == {True}


def test_a_name_opens_no_account_however_well_it_fits(there: Provider, settings: Any, head: Officer) -> None:
    there.knows("stranger-1", preferred_username=head.username, email=head.email or "head@example.org", name=head.name)
    client = Client()

    answer = through(client, there, settings, "stranger-1")

    assert answer.status_code == 403
    assert "stranger-1" in answer.content.decode()
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_an_administrator_joins_a_subject_and_it_opens_that_account(
    there: Provider, settings: Any, client_of: Desk, administrator: Officer, head: Officer
) -> None:
    there.knows("9f1c", preferred_username="somebody.else")
    client_of(administrator).post(f"/admin/officers/{head.pk}/join/", {"subject": "9f1c"})
    client = Client()

    through(client, there, settings, "9f1c")

    assert "head-department" in client.get("/account/").content.decode()


def test_renaming_oneself_at_the_provider_changes_nothing(
    there: Provider, settings: Any, head: Officer, officer: Officer
) -> None:
    SocialAccount.objects.create(user=officer, provider=settings.OIDC_ID, uid="2b7d")
    there.knows("2b7d", preferred_username=head.username)
    client = Client()

    through(client, there, settings, "2b7d")

    page = client.get("/account/").content.decode()
    assert (officer.username in page, head.username in page) == (True, False)


def test_an_officer_who_is_signed_in_joins_the_own_account(
    there: Provider, settings: Any, client_of: Desk, head: Officer
) -> None:
    head.set_password("a long enough pass phrase")
    head.save()
    desk = Client()
    desk.post("/accounts/login/", {"login": head.username, "password": "a long enough pass phrase"})

    asked = through(desk, there, settings, "7aa0", process="connect")
    unsure = SocialAccount.objects.count()
    answer = desk.post("/accounts/reauthenticate/", {"password": "a long enough pass phrase"})

    assert (asked["Location"], unsure, answer["Location"]) == ("/accounts/reauthenticate/", 0, "/account/")
    assert SocialAccount.objects.get().user_id == head.pk
    fresh = Client()
    through(fresh, there, settings, "7aa0")
    assert is_in(fresh)


def test_a_subject_is_joined_with_one_account_only(
    there: Provider, settings: Any, client_of: Desk, administrator: Officer, head: Officer, officer: Officer
) -> None:
    desk = client_of(administrator)
    desk.post(f"/admin/officers/{head.pk}/join/", {"subject": "one"})
    desk.post(f"/admin/officers/{officer.pk}/join/", {"subject": "one"})

    assert SocialAccount.objects.get().user_id == head.pk


def test_the_same_subject_of_another_issuer_opens_nothing(there: Provider, settings: Any, head: Officer) -> None:
    SocialAccount.objects.create(user=head, provider=settings.OIDC_ID, uid="5e5e")

    with provider() as another:
        configure(settings, another.issuer)
        client = Client()
        answer = through(client, another, settings, "5e5e")

    assert answer.status_code == 403
    assert not is_in(client)


def test_an_answer_meant_for_another_browser_or_used_twice_opens_nothing(
    there: Provider, settings: Any, head: Officer
) -> None:
    SocialAccount.objects.create(user=head, provider=settings.OIDC_ID, uid="c0de")
    mine, theirs = Client(), Client()
    begun = mine.post(f"/accounts/oidc/{settings.OIDC_ID}/login/")
    back = urlsplit(there.authorize(begun["Location"], "c0de"))
    address = f"{back.path}?{back.query}"

    theirs.get(address)
    mine.get(address)
    again = Client()
    again.cookies = theirs.cookies
    again.get(address)

    assert (is_in(theirs), is_in(mine), is_in(again)) == (False, True, False)


def test_an_answer_with_another_nonce_opens_nothing(there: Provider, settings: Any, head: Officer) -> None:
    SocialAccount.objects.create(user=head, provider=settings.OIDC_ID, uid="0ce0")
    client = Client()
    begun = client.post(f"/accounts/oidc/{settings.OIDC_ID}/login/")
    nonce = parse_qs(urlsplit(begun["Location"]).query)["nonce"][0]
    back = urlsplit(there.authorize(begun["Location"].replace(nonce, "of-another-sign-in"), "0ce0"))

    answer = client.get(f"{back.path}?{back.query}")

    assert answer.status_code == 400
    assert not is_in(client)


@pytest.mark.parametrize(
    ("acr", "said", "opens"),
    [([], {}, True), (["two"], {"acr": "two"}, True), (["two", "three"], {"acr": "one"}, False), (["two"], {}, False)],
)
def test_a_sign_in_there_that_is_weaker_than_the_office_asks_for_opens_nothing(
    acr: list[str], said: dict[str, str], opens: bool, there: Provider, settings: Any, head: Officer
) -> None:
    settings.OIDC_ACR = acr
    SocialAccount.objects.create(user=head, provider=settings.OIDC_ID, uid="strong")
    there.knows("strong", **said)
    client = Client()

    through(client, there, settings, "strong")

    sent = parse_qs(urlsplit(Client().post(f"/accounts/oidc/{settings.OIDC_ID}/login/")["Location"]).query)
    assert sent.get("acr_values", [""])[0].split() == acr
    assert is_in(client) is opens


@pytest.mark.parametrize(
    ("most", "ago", "opens"),
    [(0, 7200, True), (3600, 600, True), (3600, 7200, False), (3600, -7200, False), (3600, None, False)],
)
def test_a_sign_in_there_that_is_longer_ago_than_the_office_allows_opens_nothing(
    most: int, ago: int | None, opens: bool, there: Provider, settings: Any, head: Officer
) -> None:
    settings.OIDC_MAX_AGE = most
    SocialAccount.objects.create(user=head, provider=settings.OIDC_ID, uid="then")
    there.knows("then", auth_time="not said" if ago is None else int(time.time()) - ago)
    client = Client()

    through(client, there, settings, "then")

    sent = parse_qs(urlsplit(Client().post(f"/accounts/oidc/{settings.OIDC_ID}/login/")["Location"]).query)
    assert sent.get("max_age", ["0"]) == [str(most)]
    assert is_in(client) is opens


def test_who_may_no_longer_sign_in_does_not_come_in_this_way(there: Provider, settings: Any, head: Officer) -> None:
    SocialAccount.objects.create(user=head, provider=settings.OIDC_ID, uid="gone")
    Officer.objects.filter(pk=head.pk).update(is_active=False)
    client = Client()

    through(client, there, settings, "gone")

    assert not is_in(client)


def test_parting_ends_it(
    there: Provider, settings: Any, client_of: Desk, administrator: Officer, head: Officer
) -> None:
    SocialAccount.objects.create(user=head, provider=settings.OIDC_ID, uid="ends")
    client_of(administrator).post(f"/admin/officers/{head.pk}/part/")
    client = Client()

    assert through(client, there, settings, "ends").status_code == 403


def test_a_provider_that_does_not_answer_is_an_ordinary_failure(settings: Any) -> None:
    configure(settings, "http://127.0.0.1:9")

    answer = Client().post(f"/accounts/oidc/{settings.OIDC_ID}/login/")

    assert answer.status_code in (200, 401)
    assert "The sign-in did not work" in answer.content.decode()
