"""The driver's sheet of a car and a day over all programmes: in the day's order, for whom, and only what the reader may see."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from comity.core import identity
from comity.core.people import Officer
from comity.registers.people import Person
from tests.doors.meeting import OPEN, driven

pytestmark = pytest.mark.django_db
Browser = Callable[[Officer], Client]
DAY = "2025-04-02"


@pytest.fixture
def day(made: Any, units: Any) -> dict[str, Any]:
    """A bus that drives one delegation in the morning and another at night, and between them one that few may see."""
    bus = driven(made)
    office = made("units", title_en="Protocol", kind="division", phone="024 555 0101", **OPEN)
    desk = units["desk"].pk
    shut = {"sensitivity": 2, "unit": desk, "shown_to": [desk]}
    found: dict[str, Any] = {"bus": bus, "room": made("resources", title_en="Hall", kind="room", **OPEN)}
    for title, guard, persons, items in (
        ("Visit of Morrow", OPEN | {"unit": office.pk}, 9, [("21:00", "Inn", True)]),
        ("Visit of Vesper", OPEN, 25, [("08:00", "Airport", False), ("09:00", "House", True)]),
        ("Visit of Zephyr", shut, 3, [("14:00", "Quarry", True)]),
    ):
        activity = made("activities", title_en=title, kind="delegation_in", persons=persons, **guard)
        for begins, place, booked in items:
            cars = [bus.pk] if booked else []
            given = {"on": DAY, "begins": begins, "place_en": place, "resources": cars, "title_en": "Secret talks"}
            made("programme_items", activity=activity.pk, **given)
        made("programme_items", activity=activity.pk, title_en="Later", on="2025-04-03", resources=[bus.pk])
        found[title] = activity.pk
    return found


def shown(browser: Client, car: Any, query: str = f"?on={DAY}") -> Any:
    answer = browser.get(f"/resources/{car.pk}/day/{query}")
    assert answer.status_code == 200
    return answer.context


def drives(context: Any) -> list[tuple[str, ...]]:
    (part,) = context["sheet"]["parts"]
    (one,) = part["days"]
    return [(run["time"], run["from"], run["to"], run["kind"], run["passengers"], run["short"]) for run in one["slots"]]


def test_a_day_has_the_drives_of_all_programmes_in_its_order(
    day: dict[str, Any], ward: Officer, client_of: Browser
) -> None:
    context = shown(client_of(ward), day["bus"])

    assert drives(context) == [
        ("09:00", "Airport", "House", "Visit of Vesper", "25", "5 seats too few"),
        ("21:00", "", "Inn", "Visit of Morrow", "9", ""),
    ]
    (part,) = context["sheet"]["parts"]
    assert (part["car"], part["driver"]["name"], part["driver"]["phone"]) == (
        "Bus, 30A-1, 20 seats",
        "Doran Pike",
        "0904 555 010",
    )
    assert [one["phone"] for one in context["sheet"]["contacts"]] == ["024 555 0101"]
    assert context["level"] == 0


def test_what_few_may_see_is_driven_for_them_alone_and_marks_the_paper(
    day: dict[str, Any], officer: Officer, ward: Officer, client_of: Browser
) -> None:
    mine = shown(client_of(officer), day["bus"])
    theirs = client_of(ward).get(f"/resources/{day['bus'].pk}/day/?on={DAY}").content.decode()

    assert [one[2] for one in drives(mine)] == ["House", "Quarry", "Inn"]
    assert mine["level"] == 2
    assert ["Quarry" in theirs, "Zephyr" in theirs] == [False, False]


def test_a_driver_out_of_sight_is_not_named_and_the_drives_are_told(
    day: dict[str, Any], units: dict[str, Any], ward: Officer, officer: Officer, client_of: Browser
) -> None:
    with identity.acting(identity.system(ward.city, door="test")):
        Person.objects.filter(pk=day["bus"].person_id).update(sensitivity=2, shown_to=[units["desk"].pk])

    theirs, mine = (shown(client_of(one), day["bus"]) for one in (ward, officer))

    assert [one[2] for one in drives(theirs)] == ["House", "Inn"]
    assert [found["sheet"]["parts"][0]["driver"]["name"] for found in (theirs, mine)] == ["", "Doran Pike"]
    assert [theirs["level"], mine["level"]] == [0, 2]
    assert client_of(ward).get(f"/resources/{day['bus'].pk}/day/pdf/?on={DAY}").status_code == 200


def test_the_pdf_says_the_same_and_not_what_is_talked_about(
    day: dict[str, Any], ward: Officer, client_of: Browser
) -> None:
    browser = client_of(ward)
    answer = browser.get(shown(browser, day["bus"])["pdf"])
    (page,) = [" ".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(answer.content)).pages]

    said = ("Bus", "Doran Pike", "Drives for 2 activities", "Airport", "Visit of Vesper", "Inn", "024 555 0101")
    assert [word for word in said if word not in page] == []
    assert "Secret" not in page


def test_what_is_typed_for_a_day_and_is_none_is_told(day: dict[str, Any], ward: Officer, client_of: Browser) -> None:
    browser, base = client_of(ward), f"/resources/{day['bus'].pk}/day/"

    wrong = browser.get(f"{base}?on=31/02/2025")

    assert wrong.status_code == 422
    assert 'value="31/02/2025"' in wrong.content.decode()
    assert "31/02/2025 is not a day." in wrong.content.decode()
    assert [browser.get(f"{base}{one}?on=2025").status_code for one in ("", "pdf/")] == [422, 404]
    assert "No drive on this day." in browser.get(base).content.decode()
    assert browser.get(f"/resources/{day['room'].pk}/day/").status_code == 404


def test_it_is_found_at_the_car_in_what_is_free_and_on_the_sheet_of_one_programme(
    day: dict[str, Any], ward: Officer, client_of: Browser
) -> None:
    browser, bus = client_of(ward), day["bus"].pk
    address = f'href="/resources/{bus}/day/'
    programme = f"/activities/{day['Visit of Vesper']}/programme/driver/"

    assert f'{address}"' in browser.get(f"/resources/{bus}/").content.decode()
    assert "/day/" not in browser.get(f"/resources/{day['room'].pk}/").content.decode()
    assert f'{address}?on={DAY}"' in browser.get(f"/resources/free/?kind=car&on={DAY}").content.decode()
    assert f'{address}?on={DAY}"' in browser.get(f"{programme}?car={bus}&on={DAY}").content.decode()
    assert address not in browser.get(f"{programme}?car={bus}").content.decode()


@pytest.mark.parametrize("more", [0, 5])
def test_many_programmes_cost_no_more_statements_than_one(
    more: int, day: dict[str, Any], made: Any, ward: Officer, client_of: Browser
) -> None:
    for number in range(more):
        activity = made("activities", title_en=f"Visit {number}", kind="delegation_in", **OPEN)
        made("programme_items", activity=activity.pk, title_en="Drive", on=DAY, resources=[day["bus"].pk])
    browser = client_of(ward)
    shown(browser, day["bus"])

    with CaptureQueriesContext(connection) as asked:
        shown(browser, day["bus"])

    assert len(asked) <= 30
