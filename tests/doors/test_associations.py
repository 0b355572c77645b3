"""What the officer of associations and networks asks of a list: which congress is due, which fee."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from comity.core.people import Officer
from comity.registers.associations import congress, fee

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "unknown"),
        ({"congress_due": "2026-06-14"}, "overdue"),
        ({"congress_due": "2026-06"}, "soon"),
        ({"congress_due": "2026"}, "soon"),
        ({"congress_due": "2026-12-12"}, "soon"),
        ({"congress_due": "2026-12-13"}, "ahead"),
        ({"congress_due": "2025", "congress_on": "2025-11"}, "held"),
    ],
)
def test_a_term_says_how_its_congress_stands(made: Any, given: dict[str, str], said: str) -> None:
    assert congress(made("mandates", title_en="Fourth term", **given), TODAY) == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "none"),
        ({"fee": 500, "currency": "USD"}, "unknown"),
        ({"fee_paid": "2025"}, "due"),
        ({"fee_paid": "2026-06-15"}, "paid"),
        ({"fee_paid": "2026-06"}, "paid"),
        ({"fee_paid": "2025", "ends": "2025-12-31"}, "ended"),
    ],
)
def test_a_membership_says_whether_its_fee_is_due(made: Any, given: dict[str, Any], said: str) -> None:
    network = made("partners", title_en="Harbours", kind="network")
    assert fee(made("memberships", title_en="City", network=network.pk, **given), TODAY) == said


def test_both_stand_in_their_lists(made: Any, officer: Officer, client_of: Callable[[Officer], Any]) -> None:
    network = made("partners", title_en="Harbours", kind="network", sensitivity=0)
    made("memberships", title_en="City", network=network.pk, fee_paid="2001")
    made("mandates", title_en="Fourth term", congress_due="2001", sensitivity=0)
    browser = client_of(officer)

    assert "fee due" in browser.get("/memberships/").content.decode()
    assert "congress overdue" in browser.get("/mandates/").content.decode()
