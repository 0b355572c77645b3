from datetime import date

from comity.domain import period, wall

JANUARY = period.parse("2025-01")  # begins on a Wednesday
AUGUST = period.parse("2026-08")  # begins on a Saturday and ends in the 36th column


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


def test_at_the_right_edge_the_label_stands_on_the_left() -> None:
    (bar,), _left = wall.row(AUGUST, [(date(2026, 8, 31), date(2026, 8, 31), 20)], 9)
    assert bar.column == 36
    assert bar.flip


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
