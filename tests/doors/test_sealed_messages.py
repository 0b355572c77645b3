"""What was done is said on the next page, by a cookie that nobody reads and that opens for the same person only."""

import base64
import secrets
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from comity.core.people import Officer

pytestmark = pytest.mark.django_db

Desk = Callable[[Officer], Client]


def added(desk: Client, title: str) -> str:
    """Add an activity; return where the answer leads."""
    answer = desk.post("/activities/new/", {"title_en": title, "kind": "meeting", "starts": "2026", "sensitivity": "1"})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return str(answer["Location"])


def test_what_was_added_is_said_once_with_its_undo(officer: Officer, client_of: Desk) -> None:
    desk = client_of(officer)
    address = added(desk, "Quiet Harbour")
    first, second = desk.get(address).content.decode(), desk.get(address).content.decode()
    assert "Added Quiet Harbour." in first
    assert "/undo/" in first
    assert "Added Quiet Harbour." not in second


def test_saying_it_writes_nothing_to_the_session(officer: Officer, client_of: Desk) -> None:
    desk = client_of(officer)
    desk.get("/activities/")
    held = list(Session.objects.values_list("session_key", "session_data"))
    desk.get(added(desk, "Quiet Harbour"))
    assert list(Session.objects.values_list("session_key", "session_data")) == held


def test_the_cookie_betrays_nothing(officer: Officer, client_of: Desk) -> None:
    desk = client_of(officer)
    added(desk, "Quiet Harbour")
    kept = desk.cookies["messages"]
    assert kept["httponly"]
    assert kept["samesite"] == "Lax"
    assert b"Quiet" not in base64.urlsafe_b64decode(kept.value)
    assert "Quiet" not in kept.value


def test_the_cookie_opens_for_the_same_person_only(officer: Officer, colleague: Officer, client_of: Desk) -> None:
    desk, elsewhere = client_of(officer), client_of(colleague)
    added(desk, "Quiet Harbour")
    elsewhere.cookies["messages"] = desk.cookies["messages"].value
    answer = elsewhere.get("/activities/")
    assert answer.status_code == 200
    assert "Added Quiet Harbour." not in answer.content.decode()


@pytest.mark.parametrize("value", ["", "x", "====", "AAAA", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=", "\xe9", "A" * 5000])
def test_another_cookie_is_passed_over(officer: Officer, client_of: Desk, value: str) -> None:
    desk = client_of(officer)
    desk.cookies["messages"] = value
    assert desk.get("/activities/").status_code == 200


def test_an_altered_cookie_is_passed_over(officer: Officer, client_of: Desk) -> None:
    desk = client_of(officer)
    address = added(desk, "Quiet Harbour")
    text = desk.cookies["messages"].value
    desk.cookies["messages"] = text[:40] + ("A" if text[40] != "A" else "B") + text[41:]
    answer = desk.get(address)
    assert answer.status_code == 200
    assert "Added Quiet Harbour." not in answer.content.decode()


def test_what_is_too_long_for_a_cookie_is_said_nevertheless(officer: Officer, client_of: Desk) -> None:
    desk = client_of(officer)
    title = "".join(chr(0x4E00 + secrets.randbelow(20_000)) for _ in range(290))
    assert f"Added {title}." in desk.get(added(desk, title)).content.decode()
