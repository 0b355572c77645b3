"""What answers tell the browser, and what the server takes from one: the same on every page, worse for nobody."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from comity.core.people import Officer

pytestmark = pytest.mark.django_db

Desk = Callable[[Officer], Client]
SRC = Path(__file__).resolve().parents[2] / "src"


def policy(answer: Any) -> dict[str, list[str]]:
    return {part.split()[0]: part.split()[1:] for part in answer["Content-Security-Policy"].split("; ")}


@pytest.mark.parametrize(
    "address", ["/", "/partners/", "/accounts/login/", "/nowhere/", "/healthz", "/api/v1/openapi.json"]
)
def test_every_answer_says_what_a_browser_may_do_with_it(client_of: Desk, officer: Officer, address: str) -> None:
    answer = client_of(officer).get(address)

    said = policy(answer)
    assert said["default-src"] == said["object-src"] == said["base-uri"] == said["frame-ancestors"] == ["'none'"]
    assert said["script-src"] == said["style-src"] == said["connect-src"] == said["form-action"] == ["'self'"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
    assert "geolocation=()" in answer["Permissions-Policy"]
    assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))
    assert "Access-Control-Allow-Origin" not in answer


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "DEBUG"])
def test_methods_that_nobody_needs_are_refused(client_of: Desk, officer: Officer, method: str) -> None:
    answer = client_of(officer).generic(method, "/partners/")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"


def test_a_form_without_its_key_changes_nothing(officer: Officer) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)

    answers = [
        client.post(address, {"x": "y"}).status_code for address in ("/partners/new/", "/account/", "/language/")
    ]

    assert answers == [403] * 3


def test_the_api_takes_no_cookie_for_a_token(client_of: Desk, officer: Officer) -> None:
    answer = client_of(officer).post("/api/v1/partners/", "{}", content_type="application/json")

    assert answer.status_code == 401


def asked(**environment: str) -> Any:
    """Return some settings as they are in an environment of their own."""
    names = """SESSION_COOKIE_SECURE SESSION_COOKIE_NAME SESSION_COOKIE_HTTPONLY SESSION_COOKIE_SAMESITE CSRF_COOKIE_NAME
        CSRF_COOKIE_SECURE LANGUAGE_COOKIE_NAME SECURE_HSTS_SECONDS SECURE_HSTS_INCLUDE_SUBDOMAINS DEBUG SESSION_IDLE
        SESSION_COOKIE_AGE ALLAUTH_TRUSTED_PROXY_COUNT OIDC_ID"""
    code = f"import json; from comity.config import settings as s; print(json.dumps([getattr(s, n) for n in {names.split()}]))"
    env = {name: said for name, said in os.environ.items() if not name.startswith("COMITY_")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=env | {"PYTHONPATH": str(SRC)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(zip(names.split(), json.loads(done.stdout), strict=True))


def test_under_https_cookies_belong_to_this_host_alone_and_hsts_lasts_a_year() -> None:
    said = asked(COMITY_HTTPS="1", COMITY_IDLE_MINUTES="15", COMITY_SESSION_HOURS="8")

    assert {said[name] for name in ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME")} == {
        "__Host-session",
        "__Host-csrf",
        "__Host-language",
    }
    secure = (
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SESSION_COOKIE_HTTPONLY",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    )
    assert [said[name] for name in secure] == [True] * 4
    assert (said["SECURE_HSTS_SECONDS"], said["SESSION_COOKIE_SAMESITE"], said["DEBUG"]) == (31536000, "Lax", False)
    assert (said["SESSION_IDLE"], said["SESSION_COOKIE_AGE"], said["ALLAUTH_TRUSTED_PROXY_COUNT"]) == (900, 28800, 1)


def test_the_name_for_joined_accounts_follows_from_the_issuer() -> None:
    one, same, other = (asked(COMITY_OIDC_ISSUER=f"https://{host}.example.org")["OIDC_ID"] for host in ("a", "a", "b"))

    assert one == same != other


def test_a_program_that_comes_without_encryption_is_refused_and_not_led_on(settings: Any, officer: Officer) -> None:
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    bare = Client().get("/api/v1/partners/")
    page = Client().get("/partners/")
    sealed = Client(HTTP_X_FORWARDED_PROTO="https").get("/api/v1/partners/")

    assert (bare.status_code, page.status_code, sealed.status_code) == (403, 301, 401)
    assert "revoke this token" in bare.json()["message"]


def test_no_address_writes_a_line_of_its_own_into_the_log(
    client_of: Desk, officer: Officer, caplog: pytest.LogCaptureFixture
) -> None:
    client_of(officer).get("/nowhere%0d%0aERROR forged")

    assert [one.getMessage() for one in caplog.records if "\n" in one.getMessage() or "\r" in one.getMessage()] == []


SECRETS = ("canary-password", "canary-token", "canary-cookie", "canary-secret-key", "canary-client-secret")


def test_no_secret_is_logged_by_what_succeeds_fails_or_breaks(
    officer: Officer, client_of: Desk, settings: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    settings.SECRET_KEY_FALLBACKS = ["canary-secret-key"]
    officer.set_password("canary-password")
    officer.save()
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "canary-cookie"

    client.post("/accounts/login/", {"login": officer.username, "password": "canary-password-wrong"})
    client.post("/accounts/login/", {"login": "canary-password", "password": "x"})
    client.post("/accounts/login/", {"login": officer.username, "password": "canary-password"})
    client.post(
        "/accounts/password/change/",
        {"oldpassword": "canary-password", "password1": "canary-password", "password2": ""},
    )
    Client(HTTP_AUTHORIZATION="Bearer canary-token").get("/api/v1/partners/")
    monkeypatch.setattr("comity.web.home.values.today", lambda: 1 / 0)
    broken = client.get("/", HTTP_AUTHORIZATION="Bearer canary-token")

    said = "\n".join([caplog.text, *(str(vars(one)) for one in caplog.records)])
    assert broken.status_code == 500
    assert "ZeroDivisionError" in said
    assert [secret for secret in SECRETS if secret in said] == []
    assert "ZeroDivisionError" not in broken.content.decode()
