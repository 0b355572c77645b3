"""What looks wrong is shown beside the figures with its reason, answered by a person, and the answer is kept."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from comity.core.people import Officer
from comity.domain import period as periods
from comity.registers.figures import Figure
from comity.reports import check_records, checks, figures
from comity.reports.checks import Check
from tests.long import long

pytestmark = long  # the whole of it in .ci/run

Made = Callable[..., Any]
Checked = Callable[[str], list[Check]]


@pytest.fixture
def checked(as_system: Callable[[], Any]) -> Checked:
    """Return what looks wrong in the report of everything over a period."""

    def of(typed: str) -> list[Check]:
        with as_system():
            return checks.of(figures.of(periods.parse(typed)))

    return of


@pytest.fixture
def july(made: Made) -> None:
    """The month of a province that was above its year so far."""
    made("figures", indicator="persons_in", value="499", starts="2023-07", ends="2023-07", sensitivity=0)
    made("figures", indicator="persons_in", value="318", starts="2023-01", ends="2023-07", sensitivity=0)


def test_a_reported_month_above_the_year_so_far_is_answered_once_and_the_answer_kept(
    july: None, officer: Officer, client_of: Callable[[Officer], Client], checked: Checked
) -> None:
    browser = client_of(officer)
    page = browser.get("/reports/", {"period": "2023-7m"}).content.decode()
    (found,) = checked("2023-7m")
    form = browser.get(found.answer_href)
    stored = browser.post(
        "/figure_checks/new/",
        {
            "finding": found.finding.named, "indicator": "persons_in", "starts": "2023-07-01", "ends": "2023-07-31",
            "verdict": "asked", "why": "The letter says 49", "sensitivity": "0",
        },
    )  # fmt: skip
    after = browser.get("/reports/", {"period": "2023-7m"}).content.decode()

    assert "July 2023: 499 is more than the 318 of a longer period that holds it." in page
    assert found.finding.named in form.content.decode()
    assert stored.status_code == 302
    assert "The letter says 49" in after
    assert checked("2023-7m")[0].answer is not None
    assert checked("2023")[0].answer is not None


def test_an_answer_holds_for_the_value_that_it_was_given_for(
    july: None, made: Made, officer: Officer, client_of: Callable[[Officer], Client], checked: Checked, as_system: Any
) -> None:
    """A new value is asked about again, with the old answer beside it."""
    (found,) = checked("2023-7m")
    made("figure_checks", finding=found.finding.named, verdict="right", why="Counted twice over", sensitivity=0)
    assert checked("2023-7m")[0].answer is not None

    with as_system():
        Figure.objects.filter(value=499).update(value=4990)
    (again,) = checked("2023-7m")
    page = client_of(officer).get("/reports/", {"period": "2023-7m"}).content.decode()

    assert (again.answer, again.before and again.before.why) == (None, "Counted twice over")
    assert "Answered for an earlier value: " in page
    assert again.answer_href.replace("&", "&amp;") in page
    with as_system():
        Figure.objects.filter(value=4990).update(value=499)
    assert checked("2023-7m")[0].answer is not None  # it was right, and is again what it was


def test_an_answer_to_what_is_counted_holds_until_the_count_is_another(made: Made, checked: Checked) -> None:
    made("activities", title_en="One", kind="delegation_in", starts="2024-02", persons=1)
    made("activities", title_en="Two", kind="delegation_in", starts="2024-02", persons=0)
    (found,) = checked("2024")
    made("figure_checks", finding=found.finding.named, verdict="right", why="The second was a letter")
    assert checked("2024")[0].answer is not None

    made("activities", title_en="Three", kind="delegation_in", starts="2024-02", persons=0)

    (again,) = checked("2024")
    assert (again.answer, again.before is not None) == (None, True)


def test_an_answer_out_of_sight_is_no_answer(
    july: None, made: Made, ward: Officer, acting_as: Callable[[Officer], Any], checked: Checked
) -> None:
    (found,) = checked("2023-7m")
    made("figure_checks", finding=found.finding.named, verdict="right", why="Inner paper 7771", sensitivity=1)

    with acting_as(ward):
        (seen,) = checks.of(figures.of(periods.parse("2023-7m")))

    assert seen.answer is None
    assert seen.finding.key == found.finding.key


def test_fewer_persons_than_delegations_and_records_without_a_number(made: Made, checked: Checked) -> None:
    made("activities", title_en="One", kind="delegation_in", starts="2024-02", persons=1)
    made("activities", title_en="Two", kind="delegation_in", starts="2024-02", persons=0)

    assert [f"{one.finding.indicator}: {one.finding.rule}" for one in checked("2024")] == ["persons_in: least"]

    made("activities", title_en="Three", kind="delegation_in", starts="2024-02")  # the sum is not whole, and says so
    assert checked("2024") == []


def test_one_delegation_led_by_two_units_is_shown_to_those_who_see_both(
    made: Made, units: dict[str, Any], ward: Officer, acting_as: Callable[[Officer], Any], checked: Checked
) -> None:
    for unit, sensitivity in (("trade", 0), ("desk", 1)):
        made(
            "activities", title_en=f"Visit of {unit}", kind="delegation_in", starts="2024-05-06", countries=["JP"],
            unit=units[unit].pk, sensitivity=sensitivity,
        )  # fmt: skip

    (found,) = checked("2024")
    with acting_as(ward):
        seen = checks.of(figures.of(periods.parse("2024")))

    assert (found.finding.rule, len(found.links)) == ("twice", 2)
    assert seen == []


def test_visits_that_begin_a_day_apart_are_asked_about_and_of_many_the_rest_is_counted(
    made: Made, units: dict[str, Any], checked: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    for unit, day, persons in (("trade", "2024-05-06", 12), ("desk", "2024-05-07", 14), ("ward", "2024-05-08", 13)):
        made(
            "activities", title_en=f"Visit of {unit}", kind="delegation_in", starts=day, countries=["JP"],
            unit=units[unit].pk, persons=persons,
        )  # fmt: skip
    monkeypatch.setattr(check_records, "SHOWN", 2)

    found = checked("2024")

    assert [one.finding.rule for one in found] == ["twice", "twice", "twice_more"]
    assert [title for title, _href in found[0].links] == ["Visit of trade", "Visit of desk"]
    assert found[2].words.startswith("1 more pair of records may be one")


def test_months_that_no_source_reports_are_named(made: Made, checked: Checked) -> None:
    for month in (1, 2, 4):
        made("figures", indicator="persons_in", value="30", starts=f"2023-{month:02d}", ends=f"2023-{month:02d}")

    assert [one.words for one in checked("2023")] == [
        "March 2023: no source reports on this month, while it reports on others of the year.",
        "May 2023 to December 2023: no source reports on these 8 months, while it reports on others of the year.",
    ]


def test_months_of_a_reporting_year_run_from_its_day(made: Made, as_system: Any) -> None:
    for month in range(1, 13):
        for number in range(0 if month == 5 else 4):
            made("activities", title_en=f"Visit {month} {number}", kind="conference", starts=f"2024-{month:02d}-12")

    with as_system():
        found = checks.of(figures.of(periods.year(2024), "conferences"))

    assert [(f"{one.finding.first}", f"{one.finding.last}") for one in found if one.finding.rule == "empty"] == [
        ("2024-04-15", "2024-05-14")
    ]


def test_a_count_has_no_fractions(made: Made, checked: Checked) -> None:
    """A print of 33.400 members is not asked about: nobody counts 33.4 of them."""
    made("figures", indicator="persons_in", value="33400", starts="2024", ends="2024", as_printed="plus de 33.400")

    assert checked("2024") == []


def test_a_slip_of_the_unit_and_a_print_with_two_readings(made: Made, checked: Checked) -> None:
    made("figures", indicator="fdi", value="2340000000", currency="USD", starts="2023", ends="2023")
    made(
        "figures",
        indicator="fdi",
        value="2265000",
        currency="USD",
        starts="2024",
        ends="2024",
        as_printed="2.265 million",
    )

    assert [one.finding.rule for one in checked("2024")] == ["slip", "two_readings"]
    assert checked("2024")[1].words == (
        "2024: “2.265 million” reads 2,265,000 in one language and 2,265,000,000 in another; which is meant?"
    )
    assert checked("2023") == []


def test_the_workbook_and_the_command_tell_it_too(
    july: None, officer: Officer, client_of: Callable[[Officer], Client]
) -> None:
    answer = client_of(officer).get("/reports/xlsx/", {"period": "2023-7m"})
    rows = [
        [cell.value for cell in row] for row in load_workbook(io.BytesIO(b"".join(answer)))["To be checked"].iter_rows()
    ]

    assert len(rows) == 2
    assert rows[1][0] == "Visitors received with delegations"


def test_a_plan_stands_beside_the_result_and_not_among_what_was_reported(
    made: Made, line_of: Callable[[str, str], Any], officer: Officer, client_of: Callable[[Officer], Client]
) -> None:
    made("figures", indicator="delegations_in", value="4", starts="2024", ends="2024", planned=True, sensitivity=0)
    made("activities", title_en="Visit", kind="delegation_in", starts="2024-02", sensitivity=0)

    line = line_of("delegations_in", "2024")
    page = client_of(officer).get("/reports/figure/delegations_in/", {"period": "2024"}).content.decode()

    assert (line.reported, [(one.shown, one.percent) for one in line.planned]) == ([], [("4", 25)])
    assert "25%" in page


def test_the_page_of_a_figure_says_how_it_is_counted_and_keeps_to_its_statements(
    made: Made, officer: Officer, client_of: Callable[[Officer], Client], django_assert_max_num_queries: Any
) -> None:
    browser = client_of(officer)
    browser.get("/reports/figure/delegations_out/", {"period": "2024"})
    for number in range(3):
        made("activities", title_en=f"Trip {number}", kind="delegation_out", starts="2024-02", countries=["JP"])
    with django_assert_max_num_queries(32):
        page = browser.get("/reports/figure/delegations_out/", {"period": "2024"}).content.decode()

    assert "Activities where “kind” is “Delegation out”, placed in the period by “begins”." in page
    assert "Quarterly report on outbound delegations" in page
    assert "Trip 2" in page
    assert browser.get("/reports/figure/invasions/").status_code == 404
    assert browser.get("/reports/", {"report": "invasions"}).status_code == 404


def test_lines_of_cost_that_differ_from_the_cost_of_their_record_are_a_question(made: Made, checked: Checked) -> None:
    def trip(number: int, cost: int, *lines: tuple[int | None, str]) -> Any:
        one = made("activities", title_en=f"Trip {number}", kind="delegation_out", starts="2024-03", persons=2, cost=cost, cost_currency="USD")  # fmt: skip
        for actual, currency in lines:
            made("costs", activity=one.pk, heading="transport", estimate=9, actual=actual, currency=currency)
        return one

    differs, abroad = trip(1, 90, (40, "USD"), (20, "USD")), trip(2, 90, (90, "USD"), (5, "VND"))
    trip(3, 90, (40, "USD"), (50, "USD"))
    trip(4, 90, (None, "USD"))

    found = [one for one in checked("2024") if one.finding.rule == "lines"]

    assert [one.finding.ids for one in found] == [(differs.pk,), (abroad.pk,)]
    assert "come to 60 in its currency, and the record itself states 90" in found[0].words
    assert found[0].links == [("Trip 1", f"/activities/{differs.pk}/")]
    assert [one for one in checked("2023") if one.finding.rule == "lines"] == []


def test_an_amount_in_another_currency_than_its_print_is_told(made: Made, checked: Checked) -> None:
    figure = made("figures", indicator="delegations_out_cost", value=2_340_000_000, currency="VND", as_printed="US$2.34bn", starts="2024", ends="2024", sensitivity=0)  # fmt: skip

    (found,) = checked("2024")

    assert found.finding.rule == "currency"
    assert (
        found.words
        == "2024: the source prints “US$2.34bn”, which stands for USD, and the amount is stored in another currency."
    )
    assert [href for _title, href in found.links] == [f"/figures/{figure.pk}/"]


def test_the_parts_of_a_sum_are_called_the_records_that_they_count(
    made: Made, officer: Officer, client_of: Callable[[Officer], Client]
) -> None:
    """One trip for 500 dollars is one activity, not a cost of 1."""
    made("activities", title_en="Trip", kind="delegation_out", starts="2024-03", cost=500, cost_currency="USD", sensitivity=0)  # fmt: skip

    page = client_of(officer).get("/reports/figure/delegations_out_cost/", {"period": "2024"}).content.decode()

    assert "Activities by lead unit" in page
    assert "Cost of delegations sent by" not in page
