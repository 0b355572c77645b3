"""What sources reported stands beside the records; a gap is worked out only where the two can be compared."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from comity.core.people import Officer
from comity.domain import period as periods
from comity.reports import figures
from comity.reports.figures import Line
from comity.reports.reported import Reported
from tests.long import long

pytestmark = long  # the whole of it in .ci/run

Lines = Callable[[str, str], Line]


@pytest.fixture
def reported(made: Callable[..., Any]) -> Callable[..., Any]:
    """Store a reported figure."""

    def report(**values: Any) -> Any:
        given = {
            "indicator": "delegations_in",
            "value": "8",
            "value_qualifier": "exact",
            "starts": "2024",
            "ends": "2024",
        }
        return made("figures", **given | values)

    return report


def only(line: Line) -> Reported:
    assert len(line.reported) == 1
    return line.reported[0]


GAPS = [
    # reported, how exact, on record, (gap in words, on file of the reported)
    ("8", "exact", 2, ("6 not on file", 2)),
    ("2", "exact", 2, ("all on file", 2)),
    ("1", "exact", 3, ("2 more on file than reported", None)),
    ("8", "about", 2, ("about 6 not on file", 2)),
    ("8", "nearly", 2, ("about 6 not on file", 2)),
    ("8", "more_than", 2, ("more than 6 not on file", 2)),
]


@pytest.mark.parametrize(("value", "how", "count", "said"), GAPS)
def test_the_gap_says_how_many_of_the_reported_are_on_file(
    made: Callable[..., Any],
    reported: Callable[..., Any],
    line_of: Lines,
    value: str,
    how: str,
    count: int,
    said: tuple[str, int | None],
) -> None:
    reported(value=value, value_qualifier=how)
    for number in range(count):
        made("activities", title_en=f"Visit {number}", kind="delegation_in", starts="2024")

    beside = only(line_of("delegations_in", "2024"))

    assert (beside.gap_words, beside.have) == said


def test_records_that_may_lie_in_the_period_are_not_called_missing(
    made: Callable[..., Any], reported: Callable[..., Any], line_of: Lines
) -> None:
    reported(value="2", starts="2023-01", ends="2023-08")
    made("activities", title_en="Visit", kind="delegation_in", starts="2023")

    assert only(line_of("delegations_in", "2023-8m")).gap_words == "2 not certainly on file"


def test_a_figure_of_a_part_of_the_period_is_shown_as_such_and_not_compared(
    reported: Callable[..., Any], line_of: Lines
) -> None:
    reported(value="5", starts="2023-01", ends="2023-08")

    beside = only(line_of("delegations_in", "2023"))

    assert (beside.gap, beside.have, beside.gap_words) == (None, None, "First 8 months of 2023 only")
    assert line_of("delegations_in", "2023-9m").reported[0].gap is None
    assert only(line_of("delegations_in", "2023-8m")).gap == 5


@pytest.mark.parametrize("asked", ["2023-Q1", "2022", "2024", "2023-02..2024-02"])
def test_a_figure_of_another_period_is_not_shown(reported: Callable[..., Any], line_of: Lines, asked: str) -> None:
    reported(starts="2023-01", ends="2023-08")

    assert line_of("delegations_in", asked).reported == []


def test_a_figure_in_doubt_is_held_back(
    reported: Callable[..., Any], line_of: Lines, as_system: Callable[[], Any]
) -> None:
    reported(indicator="fdi", value="2265000", currency="USD", value_qualifier="nearly", doubtful=True)

    beside = only(line_of("fdi", "2024"))

    with as_system():
        assert beside.shown == "nearly 2,265,000 USD"
    assert (beside.gap, beside.gap_words) == (None, "unit in doubt, held back")


def test_a_figure_in_another_unit_is_not_compared(reported: Callable[..., Any], line_of: Lines) -> None:
    reported(value="300", measure_unit="person")

    assert only(line_of("delegations_in", "2024")).gap_words == "counted in another unit"


def test_a_sum_that_misses_numbers_is_not_compared(
    made: Callable[..., Any], reported: Callable[..., Any], line_of: Lines
) -> None:
    reported(indicator="persons_in", value="300", measure_unit="person")
    made("activities", title_en="Visit", kind="delegation_in", starts="2024", persons=10)
    made("activities", title_en="Larger visit", kind="delegation_in", starts="2024")

    beside = only(line_of("persons_in", "2024"))

    assert (beside.gap, beside.gap_words) == (None, "1 record states no number")


def test_two_sources_that_disagree_stand_side_by_side_each_with_its_mark(
    made: Callable[..., Any], reported: Callable[..., Any], line_of: Lines, report_of: Callable[[str], Any]
) -> None:
    for name, value in (("The Vesper Times", "65"), ("The Vesper Post", "66")):
        source = made(
            "sources", title_en="On the year", outlet=name, kind="article", published="2025-01", sensitivity=0
        )
        reported(value=value, source=source.pk)

    beside = line_of("delegations_in", "2024").reported

    assert sorted((one.figure.value, one.gap) for one in beside) == [
        (Decimal(65), Decimal(65)),
        (Decimal(66), Decimal(66)),
    ]
    assert sorted(one.cited.n for one in beside) == [1, 2]
    assert sorted(cited.title for cited in report_of("2024").sources) == [
        "The Vesper Post, On the year, January 2025",
        "The Vesper Times, On the year, January 2025",
    ]


def test_a_source_the_reader_may_not_see_is_not_named(
    made: Callable[..., Any], reported: Callable[..., Any], ward: Any, acting_as: Callable[[Any], Any]
) -> None:
    source = made("sources", title_en="Inner paper", outlet="Vesper", kind="report", sensitivity=1)
    reported(source=source.pk, sensitivity=0)

    with acting_as(ward):
        report = figures.of(periods.parse("2024"))

    assert report.sources == []
    assert [one.cited for line in report.lines for one in line.reported] == [None]


def test_a_figure_without_a_period_is_counted_as_such(
    reported: Callable[..., Any], report_of: Callable[[str], Any]
) -> None:
    reported(starts="", ends="")

    report = report_of("2024")

    assert report.timeless.records == 1
    assert all(line.reported == [] for line in report.lines)


def test_a_gap_offers_what_closes_it_to_those_who_may(
    made: Callable[..., Any], reported: Callable[..., Any], officer: Officer, leader: Officer, client_of: Any
) -> None:
    reported(value="8")
    reported(indicator="persons_in", value="0")
    made("activities", title_en="Visit", kind="delegation_in", starts="2024-05-05", persons=3, sensitivity=0)

    page = client_of(officer).get("/reports/?period=2024").content.decode()

    assert page.count("Import a list") == 1  # nothing is to be closed where more is on file than reported
    assert 'href="/activities/new/?kind=delegation_in"' in page
    assert 'href="/activities/import/"' in page
    form = client_of(officer).get("/activities/new/?kind=delegation_in").content.decode()
    assert 'value="delegation_in" selected' in form
    assert "Import a list" not in client_of(leader).get("/reports/?period=2024").content.decode()


@pytest.fixture
def of_ministry(as_system: Callable[[], Any]) -> Callable[[str], Line]:
    """Return delegations received as the ministry's report has them, whose year begins on 15 December."""

    def line(typed: str) -> Line:
        with as_system():
            report = figures.of(periods.parse(typed), "ministry")
        return next(one for one in report.lines if one.code == "delegations_in")

    return line


def test_what_is_stated_for_the_calendars_year_stands_beside_a_report_of_its_name(
    made: Callable[..., Any], reported: Callable[..., Any], of_ministry: Callable[[str], Line]
) -> None:
    made("activities", title_en="Visit", kind="delegation_in", starts="2023-12-20")
    reported(value="8", planned=True)
    reported(value="6")
    reported(value="5", starts="2024-03", ends="2024-03")

    line = of_ministry("2024")

    assert [(one.shown, one.percent) for one in line.planned] == [("8", 12)]
    assert [(one.shown, one.gap_words) for one in line.reported] == [("6", "2024 only"), ("5", "March 2024 only")]
    assert of_ministry("2023-12-15..2024-12-14").planned == []  # days that were asked for are nobody's year
    assert [one.shown for one in of_ministry("2024-03").reported] == ["5"]


@pytest.mark.parametrize("later", ["2024-02", "2024-04", "2025-02"])
def test_the_month_before_is_not_reported_beside_a_shorter_one(
    reported: Callable[..., Any], line_of: Lines, later: str
) -> None:
    year, _dash, number = later.partition("-")
    before = f"{year}-{int(number) - 1:02d}"
    reported(starts=before, ends=before)

    assert line_of("delegations_in", later).reported == []
    assert [one.shown for one in line_of("delegations_in", before).reported] == ["8"]
