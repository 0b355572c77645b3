"""A queued task is done although the worker that began it was killed."""

from typing import Any

import pytest
from django.core.management import call_command
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from comity.core import jobs
from comity.core.people import Officer
from comity.exchange.jobs import export_list, place, state
from tests.run.conftest import wait_for

pytestmark = pytest.mark.django_db
TOKEN = "a" * 32
Queued = DBTaskResult[Any, Any]


@pytest.fixture(autouse=True)
def _one_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker closes connections between tasks; here everything lies in the test's own transaction."""
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)


@pytest.fixture
def begun(officer: Officer) -> Queued:
    """An export that a worker has begun, and then was killed."""
    export_list.enqueue(officer.pk, "series", "", "csv", "en", TOKEN)
    task = DBTaskResult.objects.get()
    task.claim("of a dead worker")
    place(officer.pk, TOKEN, "half").write_bytes(b"half a fi")
    return task


def test_what_a_killed_worker_left_is_done_by_the_next_one(begun: Queued, officer: Officer, made: Any) -> None:
    made("series", title_en="Lantern weeks", kind="festival")

    call_command("work", batch=True)

    begun.refresh_from_db()
    assert begun.status == "SUCCESSFUL"
    assert len(begun.worker_ids) == 2
    assert state(officer.pk, TOKEN, "csv")["done"]
    assert b"Lantern weeks" in place(officer.pk, TOKEN, "csv").read_bytes()


def test_a_task_of_a_living_worker_is_left_to_it(begun: Queued) -> None:
    begun.claim("of a living worker")
    life = jobs.Life("of a living worker")
    life.prove()

    assert jobs.reclaim() == 0
    life._held.close()
    wait_for(lambda: jobs.reclaim() == 1, seconds=20)  # PostgreSQL notices the end of a session in its own time


def test_a_worker_proves_anew_that_it_lives_when_the_database_was_started_anew(begun: Queued) -> None:
    begun.claim("of a living worker")
    life = jobs.Life("of a living worker")
    life.prove()
    life._held.close()

    life.prove()

    assert jobs.reclaim() == 0
    life._held.close()


def test_a_task_over_which_every_worker_dies_is_given_up_and_the_officer_told(begun: Queued, officer: Officer) -> None:
    for number in range(jobs.BEGINNINGS):
        begun.claim(f"dead {number}")

    assert jobs.reclaim() == 1

    begun.refresh_from_db()
    assert begun.status == "FAILED"
    assert "Ask for it again" in state(officer.pk, TOKEN, "csv")["error"]
