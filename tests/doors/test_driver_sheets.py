"""The driver's sheet for one car, or each car on its own: its trips, who drives and at which number, whom to call."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from comity.core.people import Officer
from tests.doors.meeting import OPEN, driven

pytestmark = pytest.mark.django_db
Browser = Callable[[Officer], Client]


@pytest.fixture
def visit(made: Any) -> dict[str, Any]:
    """Two cars on two days: both to the house, the bus on to the pier, the van to the theatre, on foot to the inn."""
    office = made("units", title_en="Protocol", kind="division", phone="024 555 0101", code="u-protocol", **OPEN)
    activity = made("activities", title_en="Visit of Morrow", kind="delegation_in", persons=9, unit=office.pk, **OPEN)
    bus = driven(made)
    van = made("resources", title_en="Van", kind="car", capacity=4, plate="30A-2", **OPEN)
    for on, begins, place, cars in (
        ("2025-04-02", "08:00", "Airport", [bus]),
        ("2025-04-02", "09:00", "House", [bus, van]),
        ("2025-04-02", "19:00", "Theatre", [van]),
        ("2025-04-02", "21:00", "Inn", []),
        ("2025-04-03", "10:00", "Pier", [bus]),
    ):
        made(
            "programme_items",
            activity=activity.pk,
            title_en="Secret talks",
            on=on,
            begins=begins,
            place_en=place,
            resources=[one.pk for one in cars],
        )
    return {"activity": activity, "bus": bus, "van": van, "driver": bus.person}


def sheet(browser: Client, visit: dict[str, Any], query: str = "") -> Any:
    answer = browser.get(f"/activities/{visit['activity'].pk}/programme/driver/{query}")
    assert answer.status_code == 200
    return answer.context


def trips(part: Any) -> list[list[tuple[str, str]]]:
    return [[(one["from"], one["to"]) for one in day["slots"]] for day in part["days"]]


def test_one_car_has_its_trips_its_driver_and_the_offices_to_call(
    visit: dict[str, Any], officer: Officer, client_of: Browser
) -> None:
    found = sheet(client_of(officer), visit, f"?car={visit['bus'].pk}")["sheet"]

    (part,) = found["parts"]
    assert (part["car"], part["driver"]["name"]) == ("Bus, 30A-1, 20 seats", "Doran Pike")
    assert (part["driver"]["phone"], part["driver"]["dials"]) == ("0904 555 010", "0904555010")
    assert trips(part) == [[("", "Airport"), ("Airport", "House")], [("", "Pier")]]
    assert [one["cars"] for one in part["days"][0]["slots"]] == [[], ["Van, 30A-2, 4 seats"]]
    assert [one["name"] for one in found["contacts"]] == ["Protocol"]


def test_one_day_can_be_chosen_and_the_pdf_is_of_the_same(
    visit: dict[str, Any], officer: Officer, client_of: Browser
) -> None:
    context = sheet(client_of(officer), visit, f"?car={visit['bus'].pk}&on=2025-04-03")

    assert [trips(part) for part in context["sheet"]["parts"]] == [[[("", "Pier")]]]
    assert context["pdf"].endswith(f"/driver/pdf/?car={visit['bus'].pk}&on=2025-04-03")
    assert [one["label"] for one in context["choices"]["cars"]] == [
        "All cars together",
        "Each car on its own sheet",
        "Bus, 30A-1",
        "Van, 30A-2",
    ]
    assert [one["active"] for one in context["choices"]["days"]] == [False, False, True]


def test_each_car_is_printed_on_a_page_of_its_own_and_what_has_no_car_on_the_last(
    visit: dict[str, Any], officer: Officer, client_of: Browser
) -> None:
    answer = client_of(officer).get(f"/activities/{visit['activity'].pk}/programme/driver/pdf/?car=each&on=2025-04-02")
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(answer.content)).pages]

    assert len(pages) == 3
    assert ["Bus, 30A-1, 20 seats" in pages[0], "Doran Pike" in pages[0], "0904 555 010" in pages[0]] == [True] * 3
    assert ["Theatre" in one for one in pages] == [False, True, True]  # the van goes there, and from there they walk
    assert ["Inn" in one for one in pages] == [False, False, True]
    assert ["024 555 0101" in one for one in pages] == [True] * 3
    assert not any("Secret" in one for one in pages)


def test_a_car_that_rests_on_the_day_says_so(visit: dict[str, Any], officer: Officer, client_of: Browser) -> None:
    answer = client_of(officer).get(
        f"/activities/{visit['activity'].pk}/programme/driver/?car={visit['van'].pk}&on=2025-04-03"
    )

    assert "No drive on this day." in answer.content.decode()


@pytest.mark.parametrize("query", ["?car=0", "?car=x", "?on=2025-04-09"])
def test_a_car_or_a_day_of_another_programme_is_not_there(
    query: str, visit: dict[str, Any], officer: Officer, client_of: Browser
) -> None:
    browser, base = client_of(officer), f"/activities/{visit['activity'].pk}/programme/driver/"

    assert [browser.get(f"{base}{one}{query}").status_code for one in ("", "pdf/")] == [404, 404]


def test_who_may_not_see_the_driver_or_the_car_reads_neither_name_nor_number(
    visit: dict[str, Any], made: Any, units: Any, ward: Officer, client_of: Browser, acting_as: Any, as_system: Any
) -> None:
    desk = units["desk"].pk
    hidden = made("people", title_en="Zed Warden", is_ours=True, sensitivity=2, unit=desk, shown_to=[desk])
    shut = made(
        "resources", title_en="Zephyr", kind="car", phone="0904 555 099", sensitivity=2, unit=desk, shown_to=[desk]
    )
    open_ = made("resources", title_en="Coach", kind="car", person=hidden.pk, **OPEN)
    made(
        "programme_items",
        activity=visit["activity"].pk,
        title_en="Drive",
        on="2025-04-04",
        place_en="Mill",
        resources=[shut.pk, open_.pk],
    )

    browser = client_of(ward)
    page = browser.get(f"/activities/{visit['activity'].pk}/programme/driver/?car=each").content.decode()

    assert "Coach" in page
    assert [word in page for word in ("Zed Warden", "Zephyr", "0904 555 099")] == [False] * 3
    assert browser.get(f"/activities/{visit['activity'].pk}/programme/driver/?car={shut.pk}").status_code == 404
