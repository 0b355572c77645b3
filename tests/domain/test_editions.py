from dataclasses import dataclass
from decimal import Decimal

import pytest

from comity.domain.editions import Change, Number, change, newest_first, next_number


@dataclass
class Held:
    starts: str = ""
    edition: int | None = None


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (120, 100, Change(20, 20)),
        (90, 120, Change(-30, -25)),
        (5, 5, Change(0, 0)),
        (1000, 100, Change(900, 900)),
        (3, 1, Change(2, 200)),
        (5, 0, Change(5, None)),  # from nothing there is no percentage
        (Decimal("2.5"), Decimal("2.0"), Change(Decimal("0.5"), 25)),
        (None, 5, None),
        (5, None, None),
    ],
)
def test_a_difference_needs_both_numbers(now: Number | None, before: Number | None, said: Change | None) -> None:
    assert change(now, before) == said


def test_editions_come_newest_first_and_undated_ones_where_their_number_puts_them() -> None:
    first, second, third = Held("2019", 1), Held("2021-05", 2), Held("2023", 3)
    planned, lost, nameless = Held(edition=4), Held(edition=0), Held()

    ordered = newest_first([second, lost, nameless, first, planned, third])

    assert ordered == [planned, third, second, first, lost, nameless]


def test_each_edition_stands_once_with_or_without_a_number() -> None:
    dated, numbered, unnumbered = Held("2024", 4), Held(edition=4), Held("2023")

    assert newest_first([numbered, unnumbered, dated]) == [dated, unnumbered, numbered]
    assert newest_first([Held(edition=3), numbered, unnumbered]) == [unnumbered, numbered, Held(edition=3)]
    assert newest_first([Held("2025", 3), numbered, dated]) == [numbered, Held("2025", 3), dated]


def test_of_one_year_the_one_without_a_number_stands_last() -> None:
    assert newest_first([Held("2024"), Held("2024", 1)]) == [Held("2024", 1), Held("2024")]


def test_two_of_one_year_stand_by_their_numbers() -> None:
    assert newest_first([Held("2024", 7), Held("2024", 8)]) == [Held("2024", 8), Held("2024", 7)]


def test_the_next_number_follows_the_greatest() -> None:
    assert next_number([Held("2019", 5), Held("2020"), Held(edition=11)]) == 12
    assert next_number([Held("2019")]) is None
