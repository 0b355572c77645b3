from datetime import date

import pytest

from comity.domain import period, wall

JANUARY = period.parse("2025-01")  # begins on a Wednesday
AUGUST = period.parse("2026-08")  # begins on a Saturday and ends in the 36th column


def lanes(month: period.Period, *spans: tuple[int, int, int], aligned: bool = True) -> list[int]:
    """Place spans by their days and the letters of their labels."""
    days = [(month.first.replace(day=first), month.first.replace(day=last), said) for first, last, said in spans]
    return [bar.lane for bar in wall.row(month, days, 9, aligned=aligned)[0]]


def test_columns_are_aligned_on_weekdays() -> None:
    (bar,), left_out = wall.row(JANUARY, [(date(2025, 1, 6), date(2025, 1, 6), 5)], 9)
    assert (bar.column, bar.span, bar.lane, bar.flip) == (
        8,
        1,
        0,
        False,
    )  # a Monday stands in the 1st, 8th, 15th column
    assert left_out == []


def test_what_would_overlap_goes_to_another_lane_and_what_does_not_shares_one() -> None:
    spans = [
        (date(2025, 1, 6), date(2025, 1, 8), 3),
        (date(2025, 1, 8), date(2025, 1, 9), 3),
        (date(2025, 1, 20), date(2025, 1, 20), 3),
    ]
    bars, _left = wall.row(JANUARY, spans, 9)
    assert [bar.lane for bar in bars] == [0, 1, 0]


def test_a_long_label_needs_the_room_of_its_letters() -> None:
    spans = [(date(2025, 1, 6), date(2025, 1, 6), 40), (date(2025, 1, 9), date(2025, 1, 9), 4)]
    bars, _left = wall.row(JANUARY, spans, 9)
    assert [bar.lane for bar in bars] == [0, 1]


@pytest.mark.parametrize(("letters", "columns"), [(0, 1), (1, 1), (2, 2), (6, 3), (44, 10)])
def test_a_label_takes_its_letters_and_the_mark_before_it(letters: int, columns: int) -> None:
    # 6.2 pixels a letter and 22 for the mark, in columns of 29.5
    assert lanes(JANUARY, (6, 6, letters), (6 + columns, 6 + columns, 0)) == [0, 0]
    assert lanes(JANUARY, (6, 6, letters), (5 + columns, 5 + columns, 0)) == [0, 1]


def test_a_lane_is_shared_only_if_it_is_free_of_all_that_lies_in_it_whatever_came_first() -> None:
    assert lanes(JANUARY, (6, 6, 0), (10, 10, 0), (10, 10, 0), (6, 6, 0)) == [0, 0, 1, 1]
    assert lanes(JANUARY, (8, 8, 0), (6, 7, 0)) == [0, 0]
    assert lanes(JANUARY, (8, 8, 0), (6, 8, 0)) == [0, 1]


@pytest.mark.parametrize(
    ("month", "day", "letters", "aligned", "flip"),
    [
        (AUGUST, 31, 2, True, False),  # two columns, the 36th and the 37th
        (AUGUST, 31, 6, True, True),
        (JANUARY, 31, 6, True, False),
        (JANUARY, 29, 6, False, False),
        (JANUARY, 30, 6, False, True),
    ],
)
def test_a_label_stands_on_the_left_only_where_it_would_run_over_the_edge(
    month: period.Period, day: int, letters: int, aligned: bool, flip: bool
) -> None:
    on = month.first.replace(day=day)
    (bar,), _left = wall.row(month, [(on, on, letters)], 9, aligned=aligned)
    assert bar.flip is flip


def test_a_label_on_the_left_takes_the_columns_before() -> None:
    assert lanes(AUGUST, (31, 31, 20), (27, 27, 0), (26, 26, 0)) == [0, 1, 0]  # five columns, those of 27 to 31
    assert lanes(AUGUST, (30, 30, 20), (31, 31, 0)) == [0, 0]
    assert lanes(AUGUST, (30, 30, 20), (30, 30, 0)) == [0, 1]
    assert lanes(AUGUST, (30, 31, 20), (27, 27, 0), (26, 26, 0)) == [0, 1, 0]
    assert lanes(AUGUST, (30, 30, 400), (1, 1, 0)) == [0, 1]  # longer than the month


def test_at_the_right_edge_the_label_stands_on_the_left() -> None:
    (bar,), _left = wall.row(AUGUST, [(date(2026, 8, 31), date(2026, 8, 31), 20)], 9)
    assert bar.column == 36
    assert bar.flip


def test_weeks_may_begin_on_any_day() -> None:
    (bar,), _left = wall.row(JANUARY, [(date(2025, 1, 1), date(2025, 1, 1), 5)], 9, begins=6)
    assert bar.column == 4  # a Wednesday, the fourth day from Sunday
    (bar,), _left = wall.row(JANUARY, [(date(2025, 1, 1), date(2025, 1, 1), 5)], 9, begins=2)
    assert bar.column == 1
    assert [week[0].day for week in wall.weeks(JANUARY, begins=6)] == [29, 5, 12, 19, 26]
    assert [week[0].day for week in wall.weeks(JANUARY, begins=2)] == [1, 8, 15, 22, 29]


def test_the_last_day_may_be_the_only_one_of_its_week() -> None:
    assert wall.weeks(period.parse("2025-03"))[-1][0] == date(2025, 3, 31)


def test_a_span_is_cut_to_the_month() -> None:
    (bar,), _left = wall.row(JANUARY, [(date(2024, 12, 20), date(2025, 2, 3), 3)], 9)
    assert (bar.column, bar.span) == (3, 31)


def test_what_does_not_fit_is_named() -> None:
    spans = [(date(2025, 1, 6), date(2025, 1, 6), 3)] * 5
    bars, left_out = wall.row(JANUARY, spans, 3)
    assert len(bars) == 3
    assert left_out == [3, 4]


def test_lanes_count_the_days_of_the_month() -> None:
    (bar,), _left = wall.row(JANUARY, [(date(2025, 1, 6), date(2025, 1, 7), 3)], 9, aligned=False)
    assert (bar.column, bar.span) == (6, 2)


def test_weeks_run_from_monday_to_sunday_over_the_edges_of_the_month() -> None:
    weeks = wall.weeks(JANUARY)
    assert [week[0] for week in weeks] == [date(2024, 12, 30), *(date(2025, 1, day) for day in (6, 13, 20, 27))]
    assert weeks[-1][-1] == date(2025, 2, 2)
