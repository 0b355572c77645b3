"""Terms in working and in calendar days, before an event, and where the weekend is another one."""

from datetime import date, timedelta

import pytest

from comity.domain.legal_clock import Calendar, Days
from comity.domain.working_days import NoSuchDay

FRIDAYS_OFF = Calendar(weekend=frozenset({4, 5}))  # Friday and Saturday
SUNDAY = date(2024, 5, 5)


def test_a_term_counts_working_days_unless_it_says_otherwise() -> None:
    friday = date(2024, 5, 3)

    assert Days(2) == Days(2, "working")
    assert Calendar().ends(friday, Days(2)) == date(2024, 5, 7)
    assert Calendar().ends(friday, Days(2, "calendar")) == date(2024, 5, 6)  # Sunday is off


def test_the_weekend_of_the_country_counts_everywhere() -> None:
    assert FRIDAYS_OFF.works(SUNDAY)
    assert not FRIDAYS_OFF.works(date(2024, 5, 3))
    assert Calendar(swapped=frozenset({SUNDAY})).works(SUNDAY)
    assert FRIDAYS_OFF.ends(date(2024, 5, 2), Days(1)) == SUNDAY
    assert FRIDAYS_OFF.ends(date(2024, 5, 2), Days(1, "calendar")) == SUNDAY


@pytest.mark.parametrize(
    ("days", "expected"),
    [(Days(2), date(2024, 5, 9)), (Days(2, "calendar"), date(2024, 5, 10)), (Days(1, "calendar"), date(2024, 5, 10))],
)
def test_what_lies_before_an_event_is_counted_back(days: Days, expected: date) -> None:
    assert Calendar(frozenset({date(2024, 5, 11)})).before(date(2024, 5, 12) + timedelta(days=1), days) == expected


def test_a_calendar_without_working_days_is_refused() -> None:
    with pytest.raises(NoSuchDay):
        Calendar(weekend=frozenset(range(7))).next_worked(SUNDAY)
