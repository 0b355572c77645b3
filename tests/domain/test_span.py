"""The days that a report counts, where its year is not the calendar's, and those that it is compared with."""

import pytest

from comity.domain import period as periods
from comity.domain.span import Span

MINISTRY, APRIL, OCTOBER, CALENDAR = (12, 15), (4, 1), (10, 1), (1, 1)

DAYS = [
    # what was asked for, when the year begins, the days counted, before, a year ago, since the year began
    ("2024", CALENDAR, "2024", "2023", "2023", None),
    ("2024-Q2", CALENDAR, "2024-Q2", "2024-Q1", "2023-Q2", "2024-H1"),
    ("2024-08", CALENDAR, "2024-08", "2024-07", "2023-08", "2024-8m"),
    ("2024-02", CALENDAR, "2024-02", "2024-01", "2023-02", "2024-2m"),
    ("2024-8m", CALENDAR, "2024-8m", "2023-8m", "2023-8m", None),
    ("2021..2025", CALENDAR, "2021..2025", "2016..2020", None, None),
    ("2024-02-29", CALENDAR, "2024-02-29", "2024-02-28", "2023-02-28", "2024-01-01..2024-02-29"),
    ("2024", MINISTRY, "2023-12-15..2024-12-14", "2022-12-15..2023-12-14", "2022-12-15..2023-12-14", None),
    ("2024-H1", MINISTRY, "2023-12-15..2024-06-14", "2023-06-15..2023-12-14", "2022-12-15..2023-06-14", None),
    ("2024-01", MINISTRY, "2023-12-15..2024-01-14", "2023-11-15..2023-12-14", "2022-12-15..2023-01-14", None),
    ("2024-9m", MINISTRY, "2023-12-15..2024-09-14", "2022-12-15..2023-09-14", "2022-12-15..2023-09-14", None),
    ("2024-03", MINISTRY, "2024-02-15..2024-03-14", "2024-01-15..2024-02-14", "2023-02-15..2023-03-14", "2023-12-15..2024-03-14"),
    ("2024-05-01..2024-05-10", MINISTRY, "2024-05-01..2024-05-10", "2024-04-21..2024-04-30", "2023-05-01..2023-05-10", "2023-12-15..2024-05-10"),
    ("2024", APRIL, "2024-04..2025-03", "2023-04..2024-03", "2023-04..2024-03", None),
    ("2025", OCTOBER, "2024-10..2025-09", "2023-10..2024-09", "2023-10..2024-09", None),
    ("2025-02", CALENDAR, "2025-02", "2025-01", "2024-02", "2025-2m"),
    ("2023-12-15..2024-12-14", CALENDAR, "2023-12-15..2024-12-14", "2022-12-15..2023-12-14", "2022-12-15..2023-12-14", None),
    ("2023-01..2024-01", CALENDAR, "2023-01..2024-01", "2021-12..2022-12", None, None),
    ("2023-12-15", MINISTRY, "2023-12-15", "2023-12-14", "2022-12-15", None),
    ("2024", (7, 2), "2024-07-02..2025-07-01", "2023-07-02..2024-07-01", "2023-07-02..2024-07-01", None),
    ("2024", (7, 3), "2023-07-03..2024-07-02", "2022-07-03..2023-07-02", "2022-07-03..2023-07-02", None),
    ("9999", APRIL, "9999", "9998-04..9999-03", "9998-04..9999-03", None),
    ("0002-05-01", MINISTRY, "0002-05-01", "0002-04-30", "0001-05-01", "0001-12-15..0002-05-01"),
    ("0001-12..0002-01", CALENDAR, "0001-12..0002-01", "0001-10..0001-11", None, None),
    ("0001", CALENDAR, "0001", None, None, None),
    ("0001", MINISTRY, "0001", None, None, None),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "begins", "days", "before", "year_ago", "to_date"), DAYS)
def test_a_period_moves_with_the_year_of_the_report(
    asked: str, begins: tuple[int, int], days: str, before: str | None, year_ago: str | None, to_date: str | None
) -> None:
    span = Span(periods.parse(asked), begins)

    def parsed(text: str | None) -> periods.Period | None:
        return periods.parse(text) if text else None

    found = (span.days, span.before, span.year_ago, span.to_date)
    assert found == (parsed(days), parsed(before), parsed(year_ago), parsed(to_date))


def test_a_report_is_of_the_calendars_year_unless_told_otherwise_and_says_if_its_days_moved() -> None:
    asked = periods.parse("2024")

    assert (Span(asked).days, Span(asked).moved) == (asked, False)
    assert Span(periods.parse("2024-03")).to_date == periods.parse("2024-Q1")
    assert Span(asked, MINISTRY).moved is True
