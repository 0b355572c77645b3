"""Cars, rooms and people that a programme wants twice, gifts that are not there, and who could interpret."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comity.core.people import Officer
from comity.core.records import Record

pytestmark = pytest.mark.django_db
Browser = Callable[[Officer], Client]


@pytest.fixture
def visit(made: Any, units: dict[str, Record]) -> Record:
    one: Record = made(
        "activities",
        title_en="Visit of Yokohama",
        kind="delegation_in",
        starts="2027-05-12",
        ends="2027-05-13",
        sensitivity=0,
        unit=units["desk"].pk,
    )
    return one


@pytest.fixture
def car(made: Any) -> Record:
    one: Record = made("resources", title_en="Car 7", kind="car", sensitivity=0)
    return one


def item(made: Any, activity: Record, title: str, begins: str, until: str, **more: Any) -> Record:
    one: Record = made(
        "programme_items",
        activity=activity.pk,
        title_en=title,
        on="2027-05-12",
        begins=begins,
        until_time=until,
        **more,
    )
    return one


def warned(browser: Client, activity: Record) -> list[str]:
    page = browser.get(f"/activities/{activity.pk}/")
    found: list[str] = next(
        one["warnings"] for one in page.context["related"] if one["register"].key == "programme_items"
    )
    assert all(said in page.content.decode() for said in found)
    return found


def test_a_car_wanted_twice_is_said_on_both_pages(
    visit: Record, car: Record, made: Any, officer: Officer, client_of: Browser
) -> None:
    other = made("activities", title_en="Port days", kind="festival", starts="2027-05-12", sensitivity=0)
    item(made, visit, "To the port", "08:00", "09:30", resources=[car.pk])
    item(made, visit, "Lunch", "11:30", "13:00", resources=[car.pk])
    item(made, other, "Guests fetched", "09:00", "10:00", resources=[car.pk])
    browser = client_of(officer)

    assert warned(browser, visit) == [
        "Car 7: wanted on 12 May 2027 for “To the port” (08:00–09:30), and by “Port days” (09:00–10:00)."
    ]
    assert warned(browser, other) == [
        "Car 7: wanted on 12 May 2027 for “Guests fetched” (09:00–10:00), and by “Visit of Yokohama” (08:00–09:30)."
    ]


def test_an_interpreter_cannot_be_in_two_places_even_as_a_resource(
    visit: Record, made: Any, officer: Officer, client_of: Browser
) -> None:
    linh = made("people", title_en="Linh", sensitivity=0)
    booked = made("resources", title_en="Linh, Japanese", kind="interpreter", person=linh.pk, sensitivity=0)
    item(made, visit, "Talks", "08:00", "09:30", interpreter=linh.pk)
    item(made, visit, "Press", "09:00", "09:15", resources=[booked.pk])

    assert warned(client_of(officer), visit) == [
        "Linh: wanted twice on 12 May 2027, for “Talks” (08:00–09:30) and “Press” (09:00–09:15)."
    ]


def test_more_gifts_planned_than_there_are(visit: Record, made: Any, officer: Officer, client_of: Browser) -> None:
    bowl = made("gifts", title_en="Bowl", sensitivity=0)
    made("gift_moves", gift=bowl.pk, direction="bought", quantity=1, on="2026-01-05", sensitivity=0)
    item(made, visit, "Talks", "08:00", "09:30", gift=bowl.pk)
    browser = client_of(officer)
    assert warned(browser, visit) == []
    item(made, visit, "Dinner", "18:00", "20:00", gift=bowl.pk)
    assert warned(browser, visit) == ["Bowl: 2 planned, 1 in stock."]


def test_what_is_out_of_sight_is_not_told_of(
    visit: Record, car: Record, made: Any, units: dict[str, Record], officer: Officer, client_of: Browser
) -> None:
    secret = made(
        "activities",
        title_en="Quiet call",
        kind="meeting",
        starts="2027-05-12",
        sensitivity=2,
        shown_to=[units["trade"].pk],
        unit=units["trade"].pk,
    )
    item(made, visit, "To the port", "08:00", "09:30", resources=[car.pk])
    item(made, secret, "Driven there", "08:00", "09:30", resources=[car.pk])
    assert warned(client_of(officer), visit) == []


def test_a_longer_programme_asks_no_more_statements(
    visit: Record, car: Record, made: Any, officer: Officer, client_of: Browser
) -> None:
    browser = client_of(officer)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(f"/activities/{visit.pk}/").status_code == 200
        return len(queries)

    for hour in (8, 9):
        item(made, visit, f"At {hour}", f"{hour:02}:00", f"{hour:02}:50", resources=[car.pk])
    asked()
    few = asked()
    for hour in range(10, 18):
        item(made, visit, f"At {hour}", f"{hour:02}:00", f"{hour:02}:50", resources=[car.pk])
    assert asked() == few


def test_who_can_interpret_by_language_and_when_they_are_wanted_elsewhere(
    visit: Record, made: Any, officer: Officer, client_of: Browser
) -> None:
    people = {name: made("people", title_en=name, sensitivity=0) for name in ("Linh", "Minh", "Old", "Reader")}

    def able(name: str, language: str, grade: str, **more: Any) -> None:
        values = {"kind": "interpreting", "language": language, "grade": grade, "sensitivity": 0} | more
        made("competences", person=people[name].pk, **values)

    able("Minh", "ja", "advanced")
    able("Linh", "ja", "professional")
    able("Linh", "fr", "basic")
    able("Old", "ja", "professional", ends="2025")
    able("Reader", "ja", "professional", kind="translation")
    other = made("activities", title_en="Port days", kind="festival", starts="2027-05-13", sensitivity=0)
    made(
        "programme_items",
        activity=other.pk,
        title_en="Opening",
        on="2027-05-13",
        begins="09:00",
        until_time="10:00",
        interpreter=people["Linh"].pk,
    )
    browser = client_of(officer)

    page = browser.get(f"/activities/{visit.pk}/interpreters/?language=ja")
    assert [(row["name"], [one["title"] for one in row["busy"]]) for row in page.context["rows"]] == [
        ("Linh", ["Port days"]),
        ("Minh", []),
    ]
    said = page.content.decode()
    assert "13 May 2027 09:00–10:00" in said
    assert all(f'href="?language={code}"' in said for code in ("fr", "ja"))
    assert 'href="?language=vi"' not in said  # nobody interprets into it
    assert len(browser.get(f"/activities/{visit.pk}/interpreters/").context["rows"]) == 3
    assert browser.get(f"/activities/{visit.pk}/interpreters/?language=xx").status_code == 404
