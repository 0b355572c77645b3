from datetime import date

import pytest

from comity.domain.milestones import Milestone, anniversaries, each_year, next_anniversary


def test_the_next_anniversary_may_be_today() -> None:
    assert next_anniversary("1973-09-21", date(2023, 9, 21)) == Milestone(date(2023, 9, 21), 50)
    assert next_anniversary("1973-09-21", date(2023, 9, 22)) == Milestone(date(2024, 9, 21), 51)


@pytest.mark.parametrize("begun", ["", "1973", "1973-09"])
def test_nothing_is_celebrated_on_a_guessed_day(begun: str) -> None:
    assert next_anniversary(begun, date(2025, 1, 16)) is None


def test_what_begins_later_has_no_anniversary_yet() -> None:
    assert anniversaries("2025-03-01", date(2025, 1, 1), date(2025, 12, 31)) == []


@pytest.mark.parametrize(
    ("begun", "today", "on"),
    [
        ("2023-03-01", date(2023, 3, 1), date(2024, 3, 1)),  # over a leap day
        ("2025-03-01", date(2025, 3, 1), date(2026, 3, 1)),
        ("2024-02-29", date(2024, 2, 29), date(2025, 2, 28)),
        ("2020-02-29", date(2023, 3, 1), date(2024, 2, 29)),
        ("2025-03-02", date(2025, 3, 1), None),  # begins tomorrow
        ("2023-03-02", date(2023, 3, 1), None),
    ],
)
def test_the_first_anniversary_is_known_from_the_day_of_the_beginning_on(
    begun: str, today: date, on: date | None
) -> None:
    found = next_anniversary(begun, today)
    assert (found and found.on) == on


def test_every_fifth_year_is_round() -> None:
    assert [one.years for one in anniversaries("2000-05-01", date(2001, 1, 1), date(2012, 1, 1)) if one.is_round] == [
        5,
        10,
    ]


def test_a_leap_day_is_kept_on_the_28th_of_other_years() -> None:
    assert [one.on for one in anniversaries("2020-02-29", date(2023, 1, 1), date(2024, 12, 31))] == [
        date(2023, 2, 28),
        date(2024, 2, 29),
    ]


def test_a_window_over_new_year_holds_days_of_both_years() -> None:
    assert each_year(1, 2, date(2024, 12, 20), date(2025, 1, 10)) == [date(2025, 1, 2)]
    assert each_year(12, 25, date(2024, 12, 20), date(2025, 1, 10)) == [date(2024, 12, 25)]


def test_both_ends_of_a_window_belong_to_it_up_to_the_last_day_there_is() -> None:
    assert each_year(1, 10, date(2024, 1, 10), date(2025, 1, 10)) == [date(2024, 1, 10), date(2025, 1, 10)]
    assert each_year(12, 31, date(9999, 1, 1), date(9999, 12, 31)) == [date(9999, 12, 31)]
