"""What an office says of days: no day twice, swaps that swap, the last word counts and can be taken back."""

from datetime import date

import pytest

from comity.domain.legal_clock import Calendar
from comity.domain.office_days import AS_LISTED, CLOSED, WORKED, Said, in_force, problem, undone

HOLIDAY, MONDAY, SATURDAY, SUNDAY = date(2026, 5, 1), date(2026, 5, 4), date(2026, 5, 9), date(2026, 5, 10)
CALENDAR = Calendar(holidays=frozenset({HOLIDAY}))


@pytest.mark.parametrize(
    ("what", "day", "swapped", "found"),
    [
        (CLOSED, MONDAY, None, ""),
        (CLOSED, HOLIDAY, None, "is_off"),
        (CLOSED, SATURDAY, None, "is_off"),
        (WORKED, SATURDAY, None, ""),
        (WORKED, HOLIDAY, None, ""),
        (WORKED, MONDAY, None, "is_worked"),
        (CLOSED, MONDAY, SATURDAY, ""),
        (CLOSED, MONDAY, MONDAY, "same_day"),
        (CLOSED, MONDAY, date(2026, 5, 5), "swapped_is_worked"),
        (WORKED, SATURDAY, MONDAY, ""),
        (WORKED, SATURDAY, SUNDAY, "swapped_is_off"),
    ],
)
def test_a_day_is_said_once_and_a_swap_swaps(what: str, day: date, swapped: date | None, found: str) -> None:
    assert problem(what, day, swapped, CALENDAR) == found


def test_the_last_word_on_a_day_counts() -> None:
    said = [Said(MONDAY, CLOSED), Said(SATURDAY, WORKED), Said(MONDAY, AS_LISTED)]

    assert in_force(said) == {SATURDAY: said[1]}
    assert list(in_force([Said(SUNDAY, WORKED), Said(HOLIDAY, WORKED)])) == [HOLIDAY, SUNDAY]  # by day


def test_what_was_stored_is_understood_for_good() -> None:
    said = [Said(HOLIDAY, "closed"), Said(MONDAY, "listed"), Said(SATURDAY, "worked")]

    assert list(in_force(said)) == [HOLIDAY, SATURDAY]
    assert (CLOSED, problem("worked", MONDAY, None, CALENDAR)) == ("closed", "is_worked")


def test_undoing_brings_back_the_word_before_or_the_list() -> None:
    first, second = Said(HOLIDAY, WORKED, "Harvest"), Said(HOLIDAY, CLOSED)

    assert undone([first], HOLIDAY) == Said(HOLIDAY, AS_LISTED, "", "")
    assert undone([first, second], HOLIDAY) == first
    assert undone([first, Said(MONDAY, CLOSED)], HOLIDAY) == Said(
        HOLIDAY, AS_LISTED
    )  # another day's word is none on it
    assert undone([first, second, first], HOLIDAY) == second
    assert undone([first, first], HOLIDAY) == Said(HOLIDAY, AS_LISTED)
    assert undone([Said(HOLIDAY, AS_LISTED), second], HOLIDAY) == Said(HOLIDAY, AS_LISTED)
    assert undone([first, Said(HOLIDAY, AS_LISTED)], HOLIDAY) is None
    assert undone([], HOLIDAY) is None
