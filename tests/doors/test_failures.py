"""What a person and a program are told when the disk is full, the database is away or two waited for each other."""

import errno
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection
from django.test import Client, RequestFactory

from comity.core.people import Officer
from comity.web import errors

pytestmark = pytest.mark.django_db


def answered(error: Exception, path: str = "/partners/new/") -> Any:
    """Return what is answered when the error reaches the outermost door."""
    try:
        raise error
    except Exception:  # noqa: BLE001  whatever it is
        return errors.failed(RequestFactory().post(path))


def caused(cause: Exception) -> OperationalError:
    """Return Django's error over one of PostgreSQL's."""
    error = OperationalError(str(cause))
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (caused(psycopg.errors.DiskFull("could not extend file")), 507, "The disk is full"),
        (OSError(errno.ENOSPC, "No space left on device"), 507, "The disk is full"),
        (caused(psycopg.OperationalError("connection refused")), 503, "not ready"),
        (caused(psycopg.errors.AdminShutdown("terminating connection")), 503, "not ready"),
        (caused(psycopg.errors.DeadlockDetected("deadlock")), 409, "at the same moment"),
        (ValueError("a mistake of ours"), 500, "failed on our side"),
    ],
)
def test_each_failure_says_what_to_do(
    error: Exception, status: int, words: str, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        page, told = answered(error), answered(error, "/api/v1/partners/")

    assert page.status_code == status
    assert words in page.content.decode()
    assert told.status_code == status
    assert told["Content-Type"] == "application/json"
    assert (told.get("Retry-After") is not None) == (status == 503)


def test_what_is_stored_is_not_called_refused_when_the_session_can_no_longer_be_kept(
    made: Any, officer: Officer, client_of: Callable[[Officer], Client], as_system: Any
) -> None:
    record, browser = made("series", title_en="Harbour Festival", kind="festival"), client_of(officer)

    def signed_out_elsewhere(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        if sql.lstrip().upper().startswith("DELETE FROM") and "comity_series" in sql:
            with context["connection"].cursor() as cursor:
                cursor.cursor.execute("delete from django_session")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(signed_out_elsewhere):
        page = browser.post(f"/series/{record.pk}/remove/")

    assert page.status_code == 503
    assert "look first whether it was stored" in page.content.decode()
    with as_system():
        assert not type(record)._default_manager.filter(pk=record.pk).exists()


def test_an_upload_for_which_there_is_no_room_leaves_nothing(
    made: Any, officer: Officer, client_of: Callable[[Officer], Client], monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    def full(_number: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    record = made("series", title_en="Lantern weeks", kind="festival")
    monkeypatch.setattr("comity.core.files.os.fsync", full)
    browser = client_of(officer)
    browser.raise_request_exception = False
    note = tmp_path / "note.txt"
    note.write_text("minutes")

    with note.open("rb") as file:
        answer = browser.post(f"/series/{record.pk}/files/", {"file": file})

    assert answer.status_code == 507
    assert b"note.txt" not in browser.get(f"/series/{record.pk}/").content
