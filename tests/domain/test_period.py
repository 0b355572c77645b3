"""Periods are read, named and moved the way reports in both languages do it."""

from datetime import date

import pytest

from comity.domain import period
from comity.domain.period import Backwards, NotAPeriod, Period

READ = [
    # typed, first day, last day, English, Vietnamese
    ("2024", "2024-01-01", "2024-12-31", "2024", "Năm 2024"),
    ("2024-Q1", "2024-01-01", "2024-03-31", "Quarter 1 of 2024", "Quý I năm 2024"),
    ("2024 - Q2", "2024-04-01", "2024-06-30", "Quarter 2 of 2024", "Quý II năm 2024"),
    ("2024-Q3", "2024-07-01", "2024-09-30", "Quarter 3 of 2024", "Quý III năm 2024"),
    ("2023-01..2024-03", "2023-01-01", "2024-03-31", "January 2023 to March 2024", "Từ tháng 1/2023 đến tháng 3/2024"),
    ("2024-q4", "2024-10-01", "2024-12-31", "Quarter 4 of 2024", "Quý IV năm 2024"),
    ("2024-H1", "2024-01-01", "2024-06-30", "First half of 2024", "6 tháng đầu năm 2024"),
    ("2024-6m", "2024-01-01", "2024-06-30", "First half of 2024", "6 tháng đầu năm 2024"),
    ("2024-H2", "2024-07-01", "2024-12-31", "Second half of 2024", "6 tháng cuối năm 2024"),
    ("2024-8m", "2024-01-01", "2024-08-31", "First 8 months of 2024", "8 tháng đầu năm 2024"),
    ("2024-9m", "2024-01-01", "2024-09-30", "First 9 months of 2024", "9 tháng đầu năm 2024"),
    ("2024-12m", "2024-01-01", "2024-12-31", "2024", "Năm 2024"),
    ("2024-05", "2024-05-01", "2024-05-31", "May 2024", "Tháng 5 năm 2024"),
    ("5/2024", "2024-05-01", "2024-05-31", "May 2024", "Tháng 5 năm 2024"),
    ("2024-02-29", "2024-02-29", "2024-02-29", "29 February 2024", "Ngày 29/02/2024"),
    ("2023..2024", "2023-01-01", "2024-12-31", "2023 to 2024", "Giai đoạn 2023–2024"),
    ("2023–2024", "2023-01-01", "2024-12-31", "2023 to 2024", "Giai đoạn 2023–2024"),
    ("2024-02..2024-04", "2024-02-01", "2024-04-30", "February 2024 to April 2024", "Từ tháng 2/2024 đến tháng 4/2024"),
    ("2023-Q4..2024-Q1", "2023-10-01", "2024-03-31", "October 2023 to March 2024", "Từ tháng 10/2023 đến tháng 3/2024"),
    ("2024-01-15..2024-12-14", "2024-01-15", "2024-12-14", "15 January 2024 to 14 December 2024", "Từ ngày 15/01/2024 đến ngày 14/12/2024"),
    (" 15/12/2023 .. 14/12/2024 ", "2023-12-15", "2024-12-14", "15 December 2023 to 14 December 2024", "Từ ngày 15/12/2023 đến ngày 14/12/2024"),
]  # fmt: skip

MOVED = [
    # period, the one before, the one after
    ("2024", "2023", "2025"),
    ("2024-Q1", "2023-Q4", "2024-Q2"),
    ("2024-H1", "2023-H2", "2024-H2"),
    ("2024-8m", "2023-8m", "2025-8m"),
    ("2024-9m", "2023-9m", "2025-9m"),
    ("2024-11m", "2023-11m", "2025-11m"),
    ("2024-02..2024-06", "2023-09..2024-01", "2024-07..2024-11"),
    ("2024-01", "2023-12", "2024-02"),
    ("2024-03", "2024-02", "2024-04"),
    ("2023..2024", "2021..2022", "2025..2026"),
    ("2024-02..2024-04", "2023-11..2024-01", "2024-05..2024-07"),
    ("2024-03-01", "2024-02-29", "2024-03-02"),
    ("2024-01-15..2024-01-21", "2024-01-08..2024-01-14", "2024-01-22..2024-01-28"),
    (
        "2023-12-15..2024-12-14",
        "2022-12-15..2023-12-14",
        "2024-12-15..2025-12-14",
    ),  # a leap year is a year, not 366 days
    ("2024-01-15..2024-02-14", "2023-12-15..2024-01-14", "2024-02-15..2024-03-14"),
    ("2024-01-28..2024-04-27", "2023-10-28..2024-01-27", "2024-04-28..2024-07-27"),
    (
        "2024-03-29..2024-04-28",
        "2024-02-27..2024-03-28",
        "2024-04-29..2024-05-29",
    ),  # no 29th in most Februaries: 31 days
    ("2024-01-15..2024-02-13", "2023-12-16..2024-01-14", "2024-02-14..2024-03-14"),
    ("2024-12-02..2024-12-31", "2024-11-02..2024-12-01", "2025-01-01..2025-01-30"),
]

REFUSED = ["", "  ", "soon", "2024-Q5", "2024-H3", "2024-13m", "2024-0m", "2024-13", "2024-02-30", "0000", "0000-Q1", "2024..", "..2024", "2024..x", "24", "2024-Q1-Q2", "2024\0"]  # fmt: skip


@pytest.mark.parametrize(("typed", "first", "last", "english", "vietnamese"), READ)
def test_a_period_is_read_and_named_in_both_languages(
    typed: str, first: str, last: str, english: str, vietnamese: str
) -> None:
    read = period.parse(typed)

    assert read == Period(date.fromisoformat(first), date.fromisoformat(last))
    assert (read.label("en"), read.label("vi")) == (english, vietnamese)
    assert read.bounds == f"{first}..{last}"


@pytest.mark.parametrize("typed", [case[0] for case in READ])
def test_the_text_of_a_period_reads_as_the_same_period(typed: str) -> None:
    read = period.parse(typed)

    assert period.parse(str(read)) == read


@pytest.mark.parametrize(("here", "before", "after"), MOVED)
def test_the_periods_before_and_after_are_of_the_same_kind(here: str, before: str, after: str) -> None:
    moved = period.parse(here)

    assert (str(moved.previous()), str(moved.next())) == (before, after)


@pytest.mark.parametrize("typed", REFUSED)
def test_what_is_no_period_is_refused_with_what_was_typed(typed: str) -> None:
    with pytest.raises(NotAPeriod) as refused:
        period.parse(typed)

    assert refused.value.args == (typed,)


@pytest.mark.parametrize("typed", ["2024..2023", "2024-Q2..2024-Q1", "15/05/2024..14/05/2024"])
def test_a_period_that_ends_before_it_begins_is_refused_as_such(typed: str) -> None:
    with pytest.raises(Backwards):
        period.parse(typed)


def test_at_the_edges_of_the_calendar_there_is_no_further_period() -> None:
    assert period.parse("0001").previous() is None
    assert period.parse("0001-01-15..0001-02-14").previous() is None
    assert period.parse("9999-11-15..9999-12-14").next() is None
    assert period.parse("9999-Q4").next() is None
    assert period.parse("9999-12-31").next() is None


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [("2024", "2024", "2024"), ("2023-01", "2023-08", "2023-8m"), ("2024-05", "", "2024-05"), ("2024-05-12", "", "2024-05-12"), ("", "", None), ("", "2024", None), ("2024", "2023", None)],
)  # fmt: skip
def test_the_period_of_a_reported_figure_follows_from_its_stored_dates(
    starts: str, ends: str, expected: str | None
) -> None:
    found = period.of(starts, ends)

    assert (str(found) if found else None) == expected


def test_a_year_covers_its_months_and_not_its_neighbours() -> None:
    whole = period.parse("2024")

    assert whole.covers(period.parse("2024-8m"))
    assert whole.covers(whole)
    assert not whole.covers(period.parse("2023-12..2024-01"))
    assert not period.parse("2024-8m").covers(whole)


def test_every_month_has_its_name() -> None:
    found = [period.month(2024, number).label("en") for number in range(1, 13)]

    assert found == [f"{name} 2024" for name in (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    )]  # fmt: skip


def test_a_year_and_a_month_are_made_of_their_numbers() -> None:
    assert period.year(2024) == Period(date(2024, 1, 1), date(2024, 12, 31))
    assert period.month(2024, 2) == Period(date(2024, 2, 1), date(2024, 2, 29))
    assert period.month(2024, 13) == period.month(2025, 1)
