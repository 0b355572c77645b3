"""Cars, rooms and people that a programme wants twice, gifts that are not there, and who could interpret."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comity.core.people import Officer
from comity.core.records import Record
from comity.gate.form import Wrong, check
from comity.registers import BY_KEY
from comity.registers.gifts import GIFTS, GiftMove
from comity.web.present import cell

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


def test_what_goes_on_past_midnight_takes_its_car_until_then(
    visit: Record, car: Record, made: Any, officer: Officer, client_of: Browser
) -> None:
    item(made, visit, "Night train", "19:00", "06:00", resources=[car.pk])
    item(made, visit, "Concert", "21:00", "23:00", resources=[car.pk])

    assert warned(client_of(officer), visit) == [
        "Car 7: wanted twice on 12 May 2027, for “Night train” (19:00–06:00) and “Concert” (21:00–23:00)."
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


def test_what_is_impossible_is_refused_and_what_is_odd_is_said(
    visit: Record, made: Any, officer: Officer, client_of: Browser
) -> None:
    old = made("resources", title_en="Old car", kind="car", valid_to="2020", sensitivity=0)
    new = made("resources", title_en="New car", kind="car", valid_from="2027-05-12", sensitivity=0)
    with pytest.raises(Wrong, match="This is before From"):
        item(made, visit, "Talks", "10:00", "09:30")
    with pytest.raises(Wrong, match="Old car cannot be had on that day"):
        item(made, visit, "Talks", "08:00", "09:30", resources=[old.pk])
    with pytest.raises(Wrong, match="This is before Arrives"):
        made("legs", activity=visit.pk, country="JP", arrives="2027-05-13", leaves="2027-05-12")
    item(made, visit, "Talks", "08:00", "09:30", resources=[new.pk])
    browser = client_of(officer)
    assert warned(browser, visit) == []
    made("programme_items", activity=visit.pk, title_en="Dinner", on="2028-05-12", begins="18:00")
    assert warned(browser, visit) == ["“Dinner” is on 12 May 2028, outside of the days of this activity."]
    trip = made(
        "activities", title_en="Trip", kind="delegation_out", starts="2027-05-12", ends="2027-05-13", sensitivity=0
    )
    made("legs", activity=trip.pk, country="JP", arrives="2027-05-12", leaves="2027-08")
    related = browser.get(f"/activities/{trip.pk}/").context["related"]
    legs = next(one for one in related if one["register"].key == "legs")
    assert legs["warnings"] == ["“Japan” is on 12 May 2027, outside of the days of this activity."]


def test_what_is_over_is_not_offered(made: Any, officer: Officer, client_of: Browser, visit: Record) -> None:
    old = made("resources", title_en="Old car", kind="car", valid_to="2020", sensitivity=0)
    new = made("resources", title_en="New car", kind="car", sensitivity=0)
    browser = client_of(officer)
    found = [one["value"] for one in browser.get("/pick/resources/?q=car").json()["results"]]
    assert found == [new.pk]
    page = browser.get(f"/programme_items/new/?activity={visit.pk}")
    offered = [pk for pk, _title in page.context["form"].fields["resources"].widget.choices]
    assert str(old.pk) not in offered
    assert str(new.pk) in offered


def test_no_more_gifts_go_than_are_there(made: Any, officer: Officer, client_of: Browser, as_system: Any) -> None:
    bowl = made("gifts", title_en="Bowl", sensitivity=0)
    guard = {"gift": bowl.pk, "on": "2026-01-05", "sensitivity": 0}
    bought = made("gift_moves", direction="bought", quantity=3, **guard)
    with pytest.raises(Wrong, match="Only 3 in stock"):
        made("gift_moves", direction="given", quantity=5, **guard)
    given = made("gift_moves", direction="given", quantity=3, **guard)
    vase = made("gifts", title_en="Vase", sensitivity=0)
    for lowered in ({"quantity": 2}, {"gift": vase.pk}, {"gift": None}, {"direction": "given"}):
        with as_system(), pytest.raises(Wrong, match=r"3 of these have gone already|Only 0 in stock"):
            check(BY_KEY["gift_moves"], lowered, instance=GiftMove.objects.get(pk=bought.pk))
    browser = client_of(officer)
    assert browser.get("/gift_moves/new/").context["form"]["quantity"].value() == "1"
    with as_system():
        given.quantity = 5  # as a file of old records may leave it
        given.save()
        assert cell(GIFTS, bowl, "stock", date(2026, 1, 6)) == {"text": "-2", "tone": "danger"}
        for better in ({"note_en": "old list"}, {"quantity": 4}):
            check(BY_KEY["gift_moves"], better, instance=GiftMove.objects.get(pk=given.pk))
        with pytest.raises(Wrong, match="Only 3 in stock"):
            check(BY_KEY["gift_moves"], {"quantity": 6}, instance=GiftMove.objects.get(pk=given.pk))


def test_a_line_without_a_time_is_asked_about_before_anything_is_stored(
    visit: Any, officer: Officer, client_of: Browser, as_system: Any
) -> None:
    browser, address = client_of(officer), f"/activities/{visit.pk}/parts/programme_items/"
    letter = "08:30 Talks, Hall\nnot a line at all"
    asked = browser.post(address, {"paste": letter}, headers={"HX-Request": "true"})
    assert asked.status_code == 422
    assert "<li>not a line at all</li>" in asked.content.decode()
    with as_system():
        assert not visit.programme.exists()
    browser.post(address, {"paste": letter, "timeless": "on"})
    with as_system():
        assert sorted(visit.programme.values_list("title_en", flat=True)) == ["Talks", "not a line at all"]
