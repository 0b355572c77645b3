"""Long exports are made by the worker under the identity of whoever asked."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from comity.core.people import Officer
from comity.exchange import jobs
from comity.web import transfer

pytestmark = pytest.mark.django_db


def test_a_long_export_waits_for_the_worker_and_shows_only_what_the_officer_may_see(
    made: Any, units: Any, colleague: Officer, client_of: Callable[[Officer], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        made("series", title_en=f"Lantern weeks {number}", kind="festival")
    made("series", title_en="Hidden canary", kind="festival", sensitivity=2, shown_to=[units["department"].pk])
    monkeypatch.setattr(transfer, "LONG", 3)
    browser = client_of(colleague)

    waiting = browser.get("/series/export/csv/")
    where = waiting.headers["Location"]
    token = where.rstrip("/").rsplit("/", 1)[1]
    assert b"waits for its turn" in browser.get(where).content
    task = DBTaskResult.objects.get()
    jobs.export_list.call(*task.args_kwargs["args"])
    text = b"".join(browser.get(f"{where}?fetch=1").streaming_content).decode()  # type: ignore[attr-defined]

    assert jobs.state(colleague.pk, token, "csv")["done"]
    assert text.count("Lantern weeks") == 4
    assert "canary" not in text


def test_nobody_fetches_the_file_of_another(
    officer: Officer, head: Officer, client_of: Callable[[Officer], Client]
) -> None:
    token = "0" * 32
    jobs.place(officer.pk, token, "csv").write_text("mine")

    assert b"mine" not in client_of(head).get(f"/series/exported/csv/{token}/?fetch=1").content
