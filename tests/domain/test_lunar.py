"""The lunar calendar against dates that are known: printed calendars of Viet Nam and of China."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from comity.domain.lunar import EPOCH, LunarDay, _delta_t, _new_moon, _sun, lunar

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


def julian(moment: str) -> float:
    at = datetime.fromisoformat(moment)
    return at.toordinal() + EPOCH + (at.hour * 3600 + at.minute * 60 + at.second) / 86400


def test_the_new_moon_of_the_textbook_falls_on_the_second() -> None:
    """Meeus, Astronomical Algorithms, example 49.a: February 1977."""
    assert _new_moon(-283) == pytest.approx(2443192.65118, abs=0.000005)


# Equinoxes and solstices in uniform time (Meeus, Astronomical Algorithms, table 27.E and example 27.a).
SEASONS = (
    ("1962-06-21 21:24:42", 90), ("1996-03-20 08:04:07", 0), ("1996-06-21 02:24:46", 90), ("1996-09-22 18:01:08", 180),
    ("1996-12-21 14:06:56", 270), ("2000-03-20 07:36:19", 0), ("2000-06-21 01:48:46", 90), ("2000-09-22 17:28:40", 180),
    ("2000-12-21 13:38:30", 270),
)  # fmt: skip


@pytest.mark.parametrize(("moment", "longitude"), SEASONS)
def test_the_sun_is_where_the_seasons_begin(moment: str, longitude: int) -> None:
    at = julian(moment)
    ahead = 24 * (int(at) - at + _delta_t(at))  # the hours by which a clock is ahead whose day begins at that moment
    off = (_sun(int(at) - int(EPOCH), ahead + 12) - longitude + 180) % 360 - 180
    assert abs(off) < 0.0023  # degrees, three minutes of time


# Seconds by which uniform time was ahead, as observed.
AHEAD = {
    1900: -2.72, 1910: 10.46, 1920: 21.16, 1930: 24.02, 1940: 24.33, 1950: 29.15, 1960: 33.15, 1970: 40.18, 1980: 50.54,
    1990: 56.86, 1995: 60.78, 2000: 63.83, 2010: 66.07, 2020: 69.36,
}  # fmt: skip


@pytest.mark.parametrize(("year", "seconds"), AHEAD.items())
def test_uniform_time_is_ahead_by_what_was_observed(year: int, seconds: float) -> None:
    assert _delta_t(julian(f"{year}-01-01 12:00:00")) * 86400 == pytest.approx(seconds, abs=0.5)


def test_from_now_on_the_earth_is_taken_to_slow_down_ever_more_and_smoothly() -> None:
    seconds = [round(_delta_t(julian(f"{year}-01-01 12:00:00")) * 86400) for year in range(2010, 2210, 10)]
    a_decade = [after - before for before, after in pairwise(seconds)]
    assert {after - before for before, after in pairwise(a_decade)} == {0, 1}


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
        # new moons within five minutes of midnight
        ("1996-12-10", LunarDay(1996, 11, 1)),
        ("1997-12-29", LunarDay(1997, 12, 1)),
        ("1998-09-21", LunarDay(1998, 8, 1)),
        ("2031-04-21", LunarDay(2031, 3, 1, leap=True)),
        ("2072-12-09", LunarDay(2072, 11, 1)),
        ("2125-01-04", LunarDay(2124, 12, 1)),
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


@pytest.mark.parametrize("day", ["2013-06-08", "2018-11-08", "2019-03-07", "2027-02-06"])
def test_months_begin_in_beijing_with_new_moons_within_five_minutes_of_midnight(day: str) -> None:
    found = lunar(date.fromisoformat(day), BEIJING)
    assert found is not None
    assert found.day == 1


def test_what_lies_beyond_the_series_has_no_lunar_day() -> None:
    assert lunar(date(1900, 12, 31), HANOI) is None
    assert lunar(date(1901, 1, 1), HANOI) == LunarDay(1900, 11, 11)
    assert lunar(date(2198, 12, 31), HANOI) is not None
    assert lunar(date(2199, 1, 1), HANOI) is None
