"""What is asked of units, who is late, what the returns come to."""

from datetime import date
from decimal import Decimal

import pytest

from comity.domain.returning import Stated, days_late, summed, unexplained

D = Decimal
DUE = date(2025, 1, 10)


@pytest.mark.parametrize(
    ("state", "today", "late"),
    [("asked", 9, 0), ("asked", 10, 0), ("asked", 13, 3), ("back", 13, 3), ("sent", 13, 0), ("accepted", 13, 0)],
)
def test_a_return_is_late_until_it_is_sent(state: str, today: int, late: int) -> None:
    assert days_late(DUE, state, date(2025, 1, today)) == late


def test_a_number_that_differs_is_explained() -> None:
    figures = [Stated("a", D(3), D(3)), Stated("b", D(3), D(4)), Stated("c", D(3), D(4), "one by letter"), Stated("d", D(3), None)]  # fmt: skip

    assert unexplained(figures) == ["b"]


def test_returns_are_summed_with_the_gap_of_each_unit() -> None:
    found = summed({7: [Stated("a", D(3), D(4), "late")], 8: [Stated("a", D(2), D(2)), Stated("b", D(1), None)]})

    assert list(found) == ["a"]
    assert (found["a"].stated, found["a"].recorded, found["a"].units) == (D(6), D(5), 2)
    assert [(unit, one.gap) for unit, one in found["a"].gaps] == [(7, D(1))]
