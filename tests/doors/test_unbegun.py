"""Aid that was approved and has not begun stands on Today before its approval may be taken back."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from comity.core.people import Officer
from comity.web import unbegun

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


@pytest.fixture
def aid(made: Any) -> Callable[..., Any]:
    """Put aid on record that was approved on a day."""

    def make(title: str, approved_on: str, **more: Any) -> Any:
        given = {"kind": "aid_received", "sensitivity": 0} | more
        return made("projects", title_en=title, approved_on=approved_on, **given)

    return make


def waits(acting_as: Any, officer: Officer) -> dict[str, str]:
    with acting_as(officer):
        rows = list(unbegun.waiting(lambda found: found, TODAY))
    assert all(href.startswith("/projects/") for _title, href, *_rest in rows)
    return {title.removeprefix("Begin it, or say why not: "): on for title, _href, _icon, _sub, on, _sample in rows}


def test_what_was_approved_and_has_not_begun_waits_until_six_months_are_over_and_beyond(
    aid: Callable[..., Any], acting_as: Any, officer: Officer
) -> None:
    aid("soon", "2026-02-14")
    aid("too far off", "2026-02-15")
    aid("late", "2025-10")
    aid("in its sixth month", "2025-12-15")
    aid("forgotten", "2024-11")
    aid("of a year", "2025")

    assert waits(acting_as, officer) == {
        "soon": "2026-08-14",
        "late": "2026-04-30",
        "in its sixth month": "2026-06-15",
        "of a year": "2026-06-30",
    }


def test_what_has_begun_or_has_its_reason_or_is_of_another_kind_does_not_wait(
    aid: Callable[..., Any], made: Any, acting_as: Any, officer: Officer
) -> None:
    paid = aid("paid", "2025-12-01")
    made("payments", project=paid.pk, on="2026-01-05", amount=100, currency="USD")
    aid("begun", "2025-12-01", starts="2026-01")
    aid("running", "2025-12-01", state="running")
    aid("stopped", "2025-12-01", state="cancelled")
    aid("over", "2025-12-01", finished="2026-03")
    aid("explained", "2025-12-01", slow_en="The donor's audit")
    aid("investment", "2025-12-01", kind="investment")
    assert waits(acting_as, officer) == {}


def test_it_stands_on_today(
    aid: Callable[..., Any], officer: Officer, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comity.gate.values.today", lambda: TODAY)
    aid("Books for schools", "2026-01-05")

    assert "Begin it, or say why not: Books for schools" in client_of(officer).get("/").content.decode()
