"""Who asks too often waits, and is told how long; nobody else does."""

import json
from typing import Any

import pytest
from django.test import Client

from comity.domain.flow import Buckets
from comity.web import throttle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _three_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "buckets", Buckets(3))


def test_an_officer_waits_and_a_colleague_does_not(officer: Any, colleague: Any) -> None:
    ours, theirs = Client(), Client()
    ours.force_login(officer)
    theirs.force_login(colleague)

    answers = [ours.get("/partners/") for _ in range(4)]

    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    wait = answers[-1]["Retry-After"]
    assert 0 < int(wait) <= 20
    assert f"Wait {wait} seconds" in answers[-1].content.decode()
    assert theirs.get("/partners/").status_code == 200


def test_a_program_gets_the_same_shape_as_every_refusal(officer: Any, token_of: Any) -> None:
    program = Client(headers={"Authorization": f"Bearer {token_of(officer)}"})

    statuses = [program.get("/api/v1/partners/") for _ in range(4)]

    assert [one.status_code for one in statuses] == [200, 200, 200, 429]
    assert set(json.loads(statuses[-1].content)) == {"message", "errors"}
    assert 0 < int(statuses[-1]["Retry-After"]) <= 20


def test_who_is_not_signed_in_is_counted_by_address() -> None:
    here, there = Client(REMOTE_ADDR="192.0.2.1"), Client(REMOTE_ADDR="192.0.2.2")

    assert [here.get("/accounts/login/").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert there.get("/accounts/login/").status_code == 200
