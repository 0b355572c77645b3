"""Times of the day, the pace of projects, the validity of legal texts."""

from datetime import date

import pytest

from comity.domain import clock
from comity.domain.pace import months_after, pace
from comity.domain.partial_date import parse
from comity.domain.validity import validity

TODAY = date(2025, 8, 2)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("8:30", "08:30"),
        ("08h30", "08:30"),
        ("8h", "08:00"),
        ("7 G 05", "07:05"),
        ("0830", "08:30"),
        ("23.59", "23:59"),
        ("", ""),
    ],
)
def test_a_time_is_read_however_it_is_written(typed: str, stored: str) -> None:
    assert clock.parse(typed) == stored


@pytest.mark.parametrize("typed", ["24:00", "8:60", "noon", "8", "12345", "-1:00", "8:3٠", "٨:30"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(clock.NotATime):
        clock.parse(typed)


def test_a_later_time_stays_within_the_day() -> None:
    assert (clock.later("10:00", 90), clock.later("23:30", 60)) == ("11:30", "23:59")
    assert clock.later("10:59", 1) == "11:00"
    assert clock.minutes("08:35") == 515


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("00:00", True),
        ("19:59", True),
        ("23:59", True),
        ("24:00", False),
        ("8:30", False),
        ("08:30:00", False),
        ("08:30\n", False),
        ("٠٨:٣٠", False),  # it would not sort among the others
        ("", False),
    ],
)
def test_a_stored_time_is_of_four_digits(text: str, stored: bool) -> None:
    assert clock.is_stored(text) is stored


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"closed": "finished"}, "finished"),
        ({"closed": "stopped"}, "stopped"),
        ({}, "proposed"),
        ({"approved": "2025-03-01"}, "on_time"),
        ({"approved": "2025-02-01"}, "idle"),
        ({"approved": "2025-02-02"}, "on_time"),  # its six months end today
        ({"approved": "2025-02"}, "on_time"),  # approved on 28 February at the latest
        ({"approved": "2020", "idle_after": 0}, "on_time"),  # nobody says how soon one has to begin
        ({"begun": True}, "on_time"),  # begun, whoever approved it
        ({"approved": "2025-01", "begun": True, "ends": "2025-08-02"}, "on_time"),
        ({"approved": "2025-01", "begun": True, "ends": "2025-08-01"}, "late"),
        ({"approved": "2025-01", "begun": True}, "on_time"),
        ({"approved": "2025-01", "begun": True, "ends": "2025-07"}, "late"),
        ({"approved": "2025-01", "begun": True, "ends": "2025"}, "on_time"),
        ({"approved": "2025-01", "begun": True, "milestones": ["2025-06-30"]}, "late"),
    ],
)
def test_how_a_project_keeps_its_pace(said: dict[str, object], expected: str) -> None:
    milestones = said.get("milestones", [])
    assert isinstance(milestones, list)
    found = pace(
        closed=str(said.get("closed", "")),
        approved=parse(str(said.get("approved", ""))),
        begun=bool(said.get("begun")),
        ends=parse(str(said.get("ends", ""))),
        milestones=[parse(one) for one in milestones],
        idle_after=int(str(said.get("idle_after", 6))),
        today=TODAY,
    )

    assert found == expected


def test_months_later_stay_within_the_month() -> None:
    ends = [months_after(date(2024, 8, day), months) for day, months in ((31, 6), (31, 1), (29, 42), (15, 5), (15, 4))]
    assert ends == [date(2025, 2, 28), date(2024, 9, 30), date(2028, 2, 29), date(2025, 1, 15), date(2024, 12, 15)]


@pytest.mark.parametrize(
    ("begins", "ends", "replaced", "review", "expected"),
    [
        ("", "", [], "", "unknown"),
        ("2026", "", [], "", "coming"),
        ("2020-07-01", "", [], "", "in_force"),
        ("2020-07-01", "2025-08-01", [], "", "ended"),
        ("2020-07-01", "2025", [], "", "in_force"),
        ("2020-07-01", "", ["2025-07-01"], "", "replaced"),
        ("2020-07-01", "", ["2025-12-08"], "", "in_force"),
        ("2020-07-01", "", [], "2025-06", "to_review"),
    ],
)
def test_whether_a_text_is_in_force(begins: str, ends: str, replaced: list[str], review: str, expected: str) -> None:
    found = validity(
        begins=parse(begins),
        ends=parse(ends),
        replaced=[parse(one) for one in replaced],
        review=parse(review),
        today=TODAY,
    )

    assert found == expected
