"""Dates as far as they are known."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.domain.partial_date import (
    NotADate,
    PartialDate,
    certainly_within,
    moved,
    order_problem,
    parse,
    perhaps_within,
    read,
    shifted,
)

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2/1/25", "2025-01-02"),
        ("02/01/2025", "2025-01-02"),
        ("2.1.2025", "2025-01-02"),
        ("2/1/49", "2049-01-02"),
        ("1/00", "2000-01"),
        ("5/2024", "2024-05"),
        ("2024", "2024"),
        ("2024-05", "2024-05"),
        ("2024-5-7", "2024-05-07"),
        (" 12 / 05 / 2024 ", "2024-05-12"),
        ("29/02/2024", "2024-02-29"),
    ],
)
def test_what_people_type_is_kept_as_precise_as_it_was_given(typed: str, stored: str) -> None:
    assert str(parse(typed)) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "30/02/2024",
        "29/02/2023",
        "13/13/2024",
        "May 2024",
        "2024-13",
        "0000",
        "00/2024",
        "0/00",
        "00/01/2024",
        "12/05/123",
        "20/10/50",
        "20/10/95",
        "10/99",
        "١٢/٠٥/٢٠٢٤x",
        "2024-05-12T00:00",
    ],
)
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(NotADate):
        parse(typed)


def test_nothing_typed_is_an_unknown_date() -> None:
    assert (parse("  "), read("")) == (None, None)


def test_a_year_spans_all_its_days() -> None:
    assert (PartialDate(2024).first, PartialDate(2024).last) == (date(2024, 1, 1), date(2024, 12, 31))
    assert PartialDate(2024, 2).last == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("starts", "ends", "wrong"),
    [("2024", "2024", False), ("2024-06", "2024", False), ("2024-06", "2024-05-31", True), ("", "2020", False)],
)
def test_an_end_before_the_start_is_wrong_only_when_certain(starts: str, ends: str, wrong: bool) -> None:
    assert order_problem(starts, ends) is wrong


def stored_forms(day: date) -> list[str]:
    return [f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}"]


@given(DAYS, st.integers(0, 900), DAYS)
def test_text_between_the_bounds_is_exactly_what_lies_in_the_period(first: date, length: int, day: date) -> None:
    last = first + timedelta(days=length)
    least, greatest, excepted = certainly_within(first, last)
    near = [first + timedelta(days=(day.toordinal() % (length + 60)) - 30), day, first, last]
    for stored in {form for one in near for form in stored_forms(one)}:
        value = read(stored)
        assert value is not None
        inside = first <= value.first and value.last <= last
        assert (least <= stored <= greatest and stored not in excepted) is inside
        if not inside and value.first <= last and value.last >= first:
            assert stored in perhaps_within(first, last)


@pytest.mark.parametrize(
    ("starts", "ends", "became"),
    [
        ("2025-05-12", "2025-05-14", ("2025-06-02", "2025-06-04")),  # as long as before
        ("2025-05-12", "2025-05-12", ("2025-06-02", "2025-06-02")),
        ("2025-05-12", "", ("2025-06-02", "")),
        ("2025-05-12", "2025-06", ("2025-06-02", "2025-06")),  # the end stays as far as it is known
        ("2025", "", ("2025-06-02", "")),
        ("2025", "2025", ("2025-06-02", "")),  # the end said no more than the beginning
        ("2025-05", "2025-07-01", ("2025-06-02", "2025-07-01")),
        ("", "", ("2025-06-02", "")),
        ("", "2025-07", ("2025-06-02", "2025-07")),
    ],
)
def test_moving_keeps_what_is_known(starts: str, ends: str, became: tuple[str, str]) -> None:
    assert moved(starts, ends, date(2025, 6, 2)) == became


@pytest.mark.parametrize(
    ("starts", "ends", "whole", "in_part"),
    [
        ("2024-01-01", "2024-12-31", "2024 2024-01 2024-12", ""),
        ("2024-05-01", "2024-05-31", "2024-05", "2024"),
        ("2024-02-01", "2024-03-01", "2024-02", "2024 2024-03"),
        ("2023-01-01", "2024-05-31", "2023 2023-01 2024-05", "2024"),
        ("2023-01-01", "2024-12-15", "2023 2023-01", "2024 2024-12"),
        ("2024-02-10", "2024-05-20", "", "2024 2024-02 2024-05"),
        ("2022-01-02", "2024-11-30", "2024-11", "2022 2022-01 2024"),
    ],
)
def test_years_and_months_lie_in_a_period_as_a_whole_or_in_part(
    starts: str, ends: str, whole: str, in_part: str
) -> None:
    first, last = date.fromisoformat(starts), date.fromisoformat(ends)
    least, greatest, excepted = certainly_within(first, last)
    near = {form for day in (first, last) for form in (f"{day:%Y}", f"{day:%Y-%m}")}
    near |= {f"{first.year - 1}", f"{last.year + 1}", f"{first - timedelta(days=20):%Y-%m}"}

    found = [one for one in sorted(near) if least <= one <= greatest and one not in excepted]
    assert found == whole.split()
    assert perhaps_within(first, last) == tuple(in_part.split())


@pytest.mark.parametrize("stored", ["soon", "2024-13", "2024-02-30", "12/05/2024", "0000"])
def test_what_cannot_have_been_stored_is_no_date(stored: str) -> None:
    with pytest.raises(NotADate) as refused:
        read(stored)

    assert refused.value.args == (stored,)


def test_one_day_is_in_order_and_so_is_what_has_no_end() -> None:
    assert [order_problem("2024-05-12", ends) for ends in ("2024-05-12", "", "2024-05-11")] == [False, False, True]


def test_only_a_day_is_shifted() -> None:
    assert shifted("2025-01-31", 1) == "2025-02-01"
    assert shifted("2025-01-01", -1) == "2024-12-31"
    assert [shifted(one, 7) for one in ("", "2025", "2025-01")] == ["", "2025", "2025-01"]
