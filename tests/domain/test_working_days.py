from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.domain.working_days import NoSuchDay, is_working_day, working_days, working_days_between

# The days round the end of April 2024: 29 April was given off and Saturday 4 May worked in its place.
HOLIDAYS = {date(2024, 4, 18), date(2024, 4, 29), date(2024, 4, 30), date(2024, 5, 1)}
SWAPPED = {date(2024, 5, 4)}

CASES = [
    (date(2024, 5, 6), 0, date(2024, 5, 6)),
    (date(2024, 5, 6), 1, date(2024, 5, 7)),
    (date(2024, 5, 10), 1, date(2024, 5, 13)),  # over a weekend
    (date(2024, 4, 26), 1, date(2024, 5, 2)),  # over a weekend and three days off
    (date(2024, 4, 26), 3, date(2024, 5, 4)),  # the Saturday that was worked counts
    (date(2024, 4, 17), 5, date(2024, 4, 25)),
    (date(2024, 5, 6), -1, date(2024, 5, 4)),
    (date(2024, 5, 4), -3, date(2024, 4, 26)),
    (date(2024, 4, 28), 1, date(2024, 5, 2)),  # received on a Sunday
]


@pytest.mark.parametrize(("start", "count", "expected"), CASES)
def test_a_deadline_counts_the_days_that_offices_work(start: date, count: int, expected: date) -> None:
    assert working_days(start, count, holidays=HOLIDAYS, swapped=SWAPPED) == expected


def test_a_weekend_is_what_the_country_says() -> None:
    friday = date(2024, 5, 3)

    assert working_days(friday - timedelta(days=1), 1, holidays=(), weekend=(4, 5)) == date(2024, 5, 5)
    assert not is_working_day(friday, holidays=(), weekend=(4, 5))


@pytest.mark.parametrize(
    ("count", "weekend", "said"),
    [
        (4001, (5, 6), "expected at most 4000"),
        (-4001, (5, 6), "expected at most 4000"),
        (1, range(7), "no working day within"),
    ],
)
def test_a_count_that_leads_nowhere_is_refused(count: int, weekend: range, said: str) -> None:
    with pytest.raises(NoSuchDay, match=said):
        working_days(date(2024, 5, 6), count, holidays=(), weekend=weekend)


def test_the_end_of_the_calendar_is_named() -> None:
    with pytest.raises(NoSuchDay, match="outside the calendar"):
        working_days(date(9999, 12, 30), 10, holidays=())


days = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 1, 1))
near = st.sets(st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 1, 1)), max_size=30)


@given(days, st.integers(1, 200), near, near)
def test_the_day_reached_is_worked_and_the_count_is_right(
    start: date, count: int, off: set[date], worked: set[date]
) -> None:
    reached = working_days(start, count, holidays=off, swapped=worked)

    assert is_working_day(reached, holidays=off, swapped=worked)
    assert working_days_between(start, reached, holidays=off, swapped=worked) == count


@given(days, st.integers(1, 120), st.integers(1, 120), near)
def test_two_deadlines_after_each_other_are_one(start: date, first: int, second: int, off: set[date]) -> None:
    halfway = working_days(start, first, holidays=off)

    assert working_days(halfway, second, holidays=off) == working_days(start, first + second, holidays=off)


@given(days, st.integers(1, 200), near, near)
def test_going_back_from_the_day_reached_never_passes_the_start(
    start: date, count: int, off: set[date], worked: set[date]
) -> None:
    reached = working_days(start, count, holidays=off, swapped=worked)
    back = working_days(reached, -count, holidays=off, swapped=worked)

    assert back <= start
    assert working_days_between(start, back, holidays=off, swapped=worked) in (0, -1)
    assert working_days_between(reached, back, holidays=off, swapped=worked) == -count


@given(days, st.integers(1, 60), near, st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 1, 1)))
def test_another_holiday_never_brings_a_deadline_forward(start: date, count: int, off: set[date], more: date) -> None:
    assert working_days(start, count, holidays=off | {more}) >= working_days(start, count, holidays=off)


def test_the_longest_count_is_still_counted_and_a_very_long_holiday_waited_out() -> None:
    start = date(2024, 5, 6)
    long_holiday = {start + timedelta(days=at) for at in range(1, 4001)}

    assert working_days(start, 4000, holidays=()) == start + timedelta(days=5600)
    assert working_days(start, 1, holidays=long_holiday, weekend=()) == start + timedelta(days=4001)
    assert working_days(
        start, 2, holidays=long_holiday - {start + timedelta(days=2000)}, weekend=()
    ) == start + timedelta(days=4001)
    after_one = {one + timedelta(days=1) for one in long_holiday}
    assert working_days(start, 2, holidays=after_one, weekend=()) == start + timedelta(days=4002)
    with pytest.raises(NoSuchDay):
        working_days(start, 1, holidays=long_holiday | {start + timedelta(days=4001)}, weekend=())


def test_days_between_are_counted_by_the_weekend_of_the_country_both_ways() -> None:
    thursday, sunday = date(2024, 5, 2), date(2024, 5, 5)

    assert working_days_between(thursday, sunday, holidays=(), weekend=(4, 5)) == 1
    assert working_days_between(sunday, thursday, holidays=(), weekend=(4, 5)) == -1
    assert working_days_between(sunday, sunday, holidays=(), weekend=(4, 5)) == 0
    friday, saturday = date(2024, 5, 3), date(2024, 5, 4)
    assert working_days_between(thursday, friday, holidays=(), weekend=(4, 5)) == 0
    assert working_days_between(thursday, saturday, holidays=(), swapped={saturday}) == 2
    assert working_days_between(saturday + timedelta(days=1), thursday, holidays=(), swapped={saturday}) == -3
