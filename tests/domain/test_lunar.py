"""The lunar calendar against dates that are known: printed calendars of Viet Nam and of China."""

from datetime import date, timedelta

import pytest

from comity.domain.lunar import LunarDay, lunar

HANOI, BEIJING = 7, 8
# Tet as it was kept, or stands in the published calendar. 1968 in the north, which had gone over to UTC+7 that year.
TET = (
    "1968-01-29", "1969-02-16", "1975-02-11", "1984-02-02", "1985-01-21", "1986-02-09", "1990-01-27", "1995-01-31",
    "1999-02-16", "2000-02-05", "2001-01-24", "2002-02-12", "2003-02-01", "2004-01-22", "2005-02-09", "2006-01-29",
    "2007-02-17", "2008-02-07", "2009-01-26", "2010-02-14", "2011-02-03", "2012-01-23", "2013-02-10", "2014-01-31",
    "2015-02-19", "2016-02-08", "2017-01-28", "2018-02-16", "2019-02-05", "2020-01-25", "2021-02-12", "2022-02-01",
    "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-02",
    "2031-01-23", "2032-02-11", "2033-01-31",
)  # fmt: skip
# Chinese New Year where it differs from Tet.
APART = ("1968-01-30", "1985-02-20", "2007-02-18", "2030-02-03")


@pytest.mark.parametrize("day", TET)
def test_tet_is_the_first_day_of_the_year_in_hanoi(day: str) -> None:
    on = date.fromisoformat(day)
    assert lunar(on, HANOI) == LunarDay(on.year, 1, 1)


@pytest.mark.parametrize("day", APART)
def test_beijing_begins_some_years_on_another_day(day: str) -> None:
    on = date.fromisoformat(day)
    assert lunar(on, BEIJING) == LunarDay(on.year, 1, 1)
    assert lunar(on, HANOI) != lunar(on, BEIJING)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-01-16", LunarDay(2024, 12, 17)),
        ("2025-01-28", LunarDay(2024, 12, 29)),  # the year of the dragon ended without a 30th
        ("2023-03-22", LunarDay(2023, 2, 1, leap=True)),
        ("2025-07-25", LunarDay(2025, 6, 1, leap=True)),
        ("2020-05-23", LunarDay(2020, 4, 1, leap=True)),
        ("2033-12-22", LunarDay(2033, 11, 1, leap=True)),  # where simpler reckonings slip
        ("2024-04-18", LunarDay(2024, 3, 10)),  # Hung Kings' day
        ("2026-09-25", LunarDay(2026, 8, 15)),  # Mid-Autumn
        ("2024-02-09", LunarDay(2023, 12, 30)),
        ("2024-12-31", LunarDay(2024, 12, 1)),
    ],
)
def test_days_of_printed_calendars(day: str, expected: LunarDay) -> None:
    assert lunar(date.fromisoformat(day), HANOI) == expected


def test_days_follow_one_another_over_two_centuries() -> None:
    day, before = date(1901, 1, 2), lunar(date(1901, 1, 1), HANOI)
    leaps = 0
    while day.year < 2100:
        now = lunar(day, HANOI)
        assert before is not None
        assert now is not None
        if now.day == 1:
            assert before.day in (29, 30)
            leaps += now.leap
            same_number = now.leap and now.month == before.month
            assert same_number or (not now.leap and now.month == before.month % 12 + 1), day
            assert now.year == before.year + (now.month == 1 and not now.leap), day
        else:
            assert (now.year, now.month, now.leap, now.day) == (before.year, before.month, before.leap, before.day + 1)
        before, day = now, day + timedelta(days=1)
    assert leaps == 73  # seven in nineteen years


def test_what_lies_beyond_the_series_has_no_lunar_day() -> None:
    assert lunar(date(1899, 6, 1), HANOI) is None
    assert lunar(date(2200, 6, 1), HANOI) is None
