"""Which cars, rooms and interpreters are free on a day, booking from there, and what the form says of what is taken."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comity.core.people import Officer
from comity.core.records import Record
from tests.doors.meeting import OPEN

pytestmark = pytest.mark.django_db
Browser = Callable[[Officer], Client]


@pytest.fixture
def visit(made: Any, units: dict[str, Record]) -> Record:
    one: Record = made(
        "activities",
        title_en="Visit of Morrow",
        kind="delegation_in",
        starts="2027-05-12",
        ends="2027-05-13",
        unit=units["desk"].pk,
        **OPEN,
    )
    return one


@pytest.fixture
def car(made: Any) -> Record:
    one: Record = made("resources", title_en="Car 7", kind="car", capacity=4, plate="30A-7", **OPEN)
    return one


def item(made: Any, activity: Record, title: str, begins: str, until: str = "", **more: Any) -> Record:
    given = {"on": "2027-05-12", "begins": begins, "until_time": until} | more
    one: Record = made("programme_items", activity=activity.pk, title_en=title, **given)
    return one


def lanes(browser: Client, query: str) -> Any:
    answer = browser.get(f"/resources/free/{query}")
    assert answer.status_code == 200
    return answer.context


def said(row: Any) -> list[str]:
    return [
        cell["free"] if "free" in cell else "; ".join(f"{one['at']} {one['title']}" for one in cell["taken"])
        for cell in row["cells"]
    ]


def test_a_day_says_what_is_taken_for_what_and_what_is_free_between(
    visit: Record, car: Record, made: Any, officer: Officer, client_of: Browser
) -> None:
    other = made("resources", title_en="Bus 9", kind="car", **OPEN)
    made("resources", title_en="Hall", kind="room", **OPEN)
    item(made, visit, "Dinner", "18:00", "20:00", resources=[car.pk])
    item(made, visit, "Talks", "09:00", "10:30", resources=[car.pk, other.pk])
    item(made, visit, "Some time", "", resources=[other.pk])

    found = lanes(client_of(officer), "?kind=car&on=2027-05-12")

    assert [(row["title"], row["sub"], said(row)) for row in found["rows"]] == [
        ("Bus 9", "", ["07:00–09:00", "09:00–10:30 Talks", "10:30–21:00"]),
        (
            "Car 7",
            "4 seats, 30A-7",
            ["07:00–09:00", "09:00–10:30 Talks", "10:30–18:00", "18:00–20:00 Dinner", "20:00–21:00"],
        ),
    ]
    assert [[one["title"] for one in row["untimed"]] for row in found["rows"]] == [["Some time"], []]
    assert found["rows"][1]["cells"][1]["taken"][0]["of"] == "Visit of Morrow"
    assert sum(cell["quarters"] for cell in found["rows"][1]["cells"]) == found["quarters"] == 4 * len(found["hours"])


def test_a_gap_opens_the_form_filled_and_what_is_stored_from_it_takes_the_gap(
    visit: Record, car: Record, made: Any, officer: Officer, client_of: Browser
) -> None:
    browser = client_of(officer)
    item(made, visit, "Talks", "09:00", "10:30", resources=[car.pk])
    item(made, visit, "Dinner", "18:00", "20:00", resources=[car.pk])
    address = f"?kind=car&activity={visit.pk}"

    gap = lanes(browser, address)["rows"][0]["cells"][2]["book"]
    form = browser.get(gap).context["form"]
    before = lanes(browser, address)["rows"][0]["cells"][0]["book"]
    stored = browser.post(
        "/programme_items/new/", {**form.initial, "title_en": "Drive", "begins": "11:00", "until_time": "12:00"}
    )

    asked = {name: form[name].value() for name in ("activity", "on", "begins", "until_time", "resources")}
    assert {
        name: [str(one) for one in value] if isinstance(value, list) else str(value) for name, value in asked.items()
    } == {
        "activity": str(visit.pk),
        "on": "12/05/2027",
        "begins": "10:30",
        "until_time": "18:00",
        "resources": [str(car.pk)],
    }
    assert "begins=" not in before
    assert "until_time=09%3A00" in before
    assert stored.status_code == 302
    assert said(lanes(browser, address)["rows"][0])[2:5] == ["10:30–11:00", "11:00–12:00 Drive", "12:00–18:00"]


def test_what_is_wanted_twice_is_marked(
    visit: Record, car: Record, made: Any, officer: Officer, client_of: Browser
) -> None:
    item(made, visit, "Talks", "09:00", "11:00", resources=[car.pk])
    item(made, visit, "Call", "10:00", "10:30", resources=[car.pk])
    browser = client_of(officer)

    day = lanes(browser, "?kind=car&on=2027-05-12")["rows"][0]["cells"]
    week = lanes(browser, "?kind=car&on=2027-05-12&view=week")["rows"][0]["cells"]

    assert [(one["twice"], len(one.get("taken", ()))) for one in day] == [(False, 0), (True, 2), (False, 0)]
    assert [(one["twice"], len(one["taken"])) for one in week] == [(False, 0), (False, 0), (True, 2)] + [(False, 0)] * 4
    assert "taken twice" in browser.get("/resources/free/?kind=car&on=2027-05-12").content.decode()


def test_an_interpreter_who_leads_or_interprets_elsewhere_is_taken(
    visit: Record, made: Any, officer: Officer, client_of: Browser
) -> None:
    ada = made("people", title_en="Ada Marlow", is_ours=True, **OPEN)
    made("resources", title_en="Ada Marlow", kind="interpreter", person=ada.pk, languages=["fr"], **OPEN)
    item(made, visit, "Talks", "09:00", "10:00", interpreter=ada.pk)
    item(made, visit, "Call", "14:00", "15:00", lead=ada.pk)

    (row,) = lanes(client_of(officer), "?kind=interpreter&on=2027-05-12")["rows"]

    assert row["sub"] == "French"
    assert said(row)[1::2] == ["09:00–10:00 Talks", "14:00–15:00 Call"]


def test_a_week_shows_each_day_and_what_cannot_be_had_is_said(
    visit: Record, made: Any, officer: Officer, client_of: Browser
) -> None:
    hired = made("resources", title_en="Hired car", kind="car", valid_from="2027-05-12", valid_to="2027-05-13", **OPEN)
    made("resources", title_en="Sold car", kind="car", valid_to="2026", **OPEN)
    item(made, visit, "Talks", "09:00", "10:00", resources=[hired.pk])

    (row,) = lanes(client_of(officer), "?kind=car&on=2027-05-15&view=week")["rows"]

    assert row["title"] == "Hired car"
    assert [cell.get("gone", False) for cell in row["cells"]] == [True, True, False, False, True, True, True]
    assert [[one["title"] for one in cell["taken"]] for cell in row["cells"]][2] == ["Talks"]
    assert "on=2027-05-13" in row["cells"][3]["book"]
    assert row["cells"][0]["book"] == ""


def test_what_is_out_of_sight_neither_shows_nor_takes(
    visit: Record, car: Record, made: Any, units: dict[str, Record], ward: Officer, client_of: Browser
) -> None:
    desk = units["desk"].pk
    hidden = made("activities", title_en="Hidden visit", kind="meeting", sensitivity=2, unit=desk, shown_to=[desk])
    made("resources", title_en="Zephyr", kind="car", sensitivity=2, unit=desk, shown_to=[desk])
    item(made, hidden, "Hidden talks", "09:00", "10:00", resources=[car.pk])
    browser = client_of(ward)

    found = lanes(browser, "?kind=car&on=2027-05-12")
    answer = browser.get("/programme_items/taken/", {"on": "2027-05-12", "begins": "09:00", "resources": str(car.pk)})

    assert [(row["title"], said(row)) for row in found["rows"]] == [("Car 7", ["07:00–21:00"])]
    assert [answer.context["clashes"], answer.context["busy"]] == [[], []]
    assert browser.get(f"/resources/free/?activity={hidden.pk}").status_code == 404


@pytest.mark.parametrize("typed", ["0001-01-01", "0001-01-03", "9999-12-31"])
@pytest.mark.parametrize("view", ["day", "week"])
def test_at_the_ends_of_time_today_is_shown(typed: str, view: str, officer: Officer, client_of: Browser) -> None:
    answer = client_of(officer).get(f"/resources/free/?on={typed}&view={view}")

    assert answer.status_code == 422
    assert f"{typed} is not a day." in answer.content.decode()


@pytest.mark.parametrize("typed", ["never", "31/02/2027"])
def test_a_day_that_is_none_is_named_where_it_was_typed(typed: str, officer: Officer, client_of: Browser) -> None:
    answer = client_of(officer).get("/resources/free/", {"on": typed})

    assert answer.status_code == 422
    assert f"{typed} is not a day." in answer.content.decode()
    assert f'value="{typed}"' in answer.content.decode()


@pytest.mark.parametrize("query", ["?kind=cat", "?view=year", "?activity=0", "?activity=x"])
def test_what_there_is_not_is_not_found(query: str, officer: Officer, client_of: Browser) -> None:
    assert client_of(officer).get(f"/resources/free/{query}").status_code == 404


def test_more_cars_and_bookings_ask_no_more_statements(
    visit: Record, made: Any, officer: Officer, client_of: Browser
) -> None:
    browser = client_of(officer)

    def asked(view: str) -> int:
        address = f"/resources/free/?kind=car&on=2027-05-12&view={view}"
        browser.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        return len(captured)

    def more(number: int) -> None:
        one = made("resources", title_en=f"Car {number}", kind="car", **OPEN)
        item(made, visit, f"Drive {number}", "09:00", "10:00", resources=[one.pk])

    more(0)
    few = asked("day"), asked("week")
    for number in range(1, 4):
        more(number)
    assert (asked("day"), asked("week")) == few


def test_the_form_says_at_once_what_is_taken_and_for_what(
    visit: Record, car: Record, made: Any, officer: Officer, client_of: Browser
) -> None:
    browser = client_of(officer)
    there = item(made, visit, "Talks", "09:00", "10:30", resources=[car.pk])
    given: dict[str, Any] = {"on": "12/05/2027", "begins": "10h", "until_time": "11:00", "resources": car.pk}

    def told(**other: Any) -> tuple[list[str], list[str]]:
        answer = browser.get("/programme_items/taken/", given | other)
        assert answer.status_code == 200
        assert all(one in answer.content.decode() for one in answer.context["clashes"])
        return answer.context["clashes"], answer.context["busy"]

    said_ = "Car 7: taken on 12 May 2027 for “Talks” of “Visit of Morrow” (09:00–10:30)."
    assert told() == ([said_], [])
    assert told(begins="10:30") == ([], [])
    assert told(begins="") == ([], [said_])
    assert told(begins="", activity=visit.pk) == ([], [])  # its own programme stands beside
    assert told(but=there.pk) == ([], [])
    assert told(on="13/05/2027") == ([], [])
    assert told(begins="later") == ([], [said_])
    assert told(on="05/2027") == ([], [])
    assert told(on="12", begins="10-11", until_time="", activity=visit.pk) == ([said_], [])


def test_the_form_says_that_a_person_is_elsewhere_and_that_a_car_is_gone(
    visit: Record, made: Any, officer: Officer, client_of: Browser
) -> None:
    ada = made("people", title_en="Ada Marlow", is_ours=True, **OPEN)
    old = made("resources", title_en="Old car", kind="car", valid_to="2026", **OPEN)
    item(made, visit, "Dinner", "19:00", "01:00", interpreter=ada.pk)

    answer = client_of(officer).get(
        "/programme_items/taken/",
        {"on": "2027-05-12", "begins": "23:00", "lead": str(ada.pk), "resources": str(old.pk)},
    )

    assert answer.context["clashes"] == [
        "Old car cannot be had on that day.",
        "Ada Marlow: taken on 12 May 2027 for “Dinner” of “Visit of Morrow” (19:00–01:00).",
    ]
    assert answer.context["free"] == "/resources/free/?kind=car&on=2027-05-12"


def test_form_line_and_page_lead_to_it(visit: Record, officer: Officer, client_of: Browser) -> None:
    browser = client_of(officer)

    pages = [
        browser.get(one).content.decode()
        for one in ("/programme_items/new/", f"/activities/{visit.pk}/", "/resources/")
    ]

    assert ['hx-get="/programme_items/taken/' in one for one in pages] == [True, True, False]
    assert [f'href="/resources/free/?activity={visit.pk}"' in pages[1], 'href="/resources/free/"' in pages[2]] == [
        True,
        True,
    ]
