"""The share of a course that somebody attended."""

from decimal import Decimal

import pytest

from comity.domain.attending import share


@pytest.mark.parametrize(
    ("attended", "sessions", "hours", "percent"),
    [
        ({1: None, 2: None}, 2, 16, 100),  # all of both
        ({1: None}, 2, 16, 50),
        ({1: None, 2: Decimal(4)}, 2, 16, 75),  # half of the second
        ({1: Decimal(20)}, 2, 16, 100),  # never more than all
        ({1: None}, 4, None, 25),  # nobody states the hours: sessions are counted
        ({1: Decimal(1)}, 4, 0, 25),
        ({1: None, 2: Decimal(1)}, 4, None, 50),
        ({}, 4, 16, 0),
    ],
)
def test_a_share(attended: dict[int, Decimal | None], sessions: int, hours: int | None, percent: int) -> None:
    assert share(attended, sessions, hours) == percent


def test_a_course_without_sessions_has_no_share() -> None:
    assert share({}, 0, 16) is None
