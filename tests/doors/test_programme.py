"""The programme in its three forms: what each says and what it keeps back."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from comity.core import personal
from comity.core.people import Officer
from tests.doors.meeting import OPEN, full

pytestmark = pytest.mark.django_db
Browser = Callable[[Officer], Client]
HARD = r"#panic() \ *bold* $x$ [a] <b> @c `d` // e"
FORMS = ("formal", "card", "driver")


def text(answer: Any) -> str:
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_the_programme_for_both_sides_is_in_both_languages(
    made: Any, units: Any, officer: Officer, client_of: Browser
) -> None:
    visit = full(made, units, many=2).visit
    browser = client_of(officer)

    page = browser.get(f"/activities/{visit.pk}/programme/formal/").context["sheet"]
    printed = text(browser.get(f"/activities/{visit.pk}/programme/formal/pdf/"))

    assert page["titles"] == ("Visit of Southmere", "Đoàn Nam Hồ thăm thành phố")
    assert page["heads"] == ["Programme", "Chương trình"]
    assert page["days"][0]["headings"] == ["Wednesday 2 April 2025", "Thứ Tư, 2 tháng 4 năm 2025"]
    assert [one["titles"] for one in page["days"][0]["slots"]] == [["Talks 0", "Hội đàm 0"], ["Talks 1", "Hội đàm 1"]]
    assert "Đoàn Nam Hồ thăm thành phố" in printed
    assert "08:00–08:45 Talks 0 Hội đàm 0 House 0 Nhà 0" in printed
    assert not {"Flowers", "30A-000", "Bo Ferris"} & set(printed.split())


def test_one_title_in_one_language_only_leaves_it_in_the_reader_s(
    made: Any, units: Any, officer: Officer, client_of: Browser
) -> None:
    visit = full(made, units, many=1).visit
    made("programme_items", activity=visit.pk, title_vi="Chào xã giao", on="2025-04-02", begins="07:00")

    page = client_of(officer).get(f"/activities/{visit.pk}/programme/formal/").context["sheet"]

    assert (page["languages"], page["heads"]) == (["en"], ["Programme"])
    assert [one["titles"] for one in page["days"][0]["slots"]] == [["Chào xã giao"], ["Talks 0"]]


def test_the_phone_card_has_times_places_and_an_office_to_call_and_no_private_number(
    made: Any, units: Any, officer: Officer, head: Officer, client_of: Browser, acting_as: Any
) -> None:
    there = full(made, units, many=1)
    made("units", title_en="Protocol", kind="division", phone="+84 (24) 555-0101", code="u-protocol", **OPEN)
    phone = made("units", title_en="Gate", kind="division", phone="+84 (24) 555-0100", code="u-gate", **OPEN)
    visit = made("activities", title_en="Call", kind="meeting", unit=phone.pk, starts="2025-04-02", **OPEN)
    lead = made("people", title_en="Ines Holt", is_ours=True, **OPEN)
    made("programme_items", activity=visit.pk, title_en="Tea", on="2025-04-02", lead=lead.pk)
    head.personal = "write"
    head.save()
    with acting_as(head):
        personal.write(lead.pk, {"phone": "+84 90 111 2222"}, reason="For the journey")

    page = client_of(head).get(f"/activities/{visit.pk}/programme/card/")
    printed = text(client_of(head).get(f"/activities/{visit.pk}/programme/card/pdf/"))
    without = client_of(officer).get(f"/activities/{there.visit.pk}/programme/card/")

    assert page.context["sheet"]["contacts"] == [
        {"name": "Gate", "phone": "+84 (24) 555-0100", "dials": "+84245550100"}
    ]
    assert 'href="tel:+84245550100"' in page.content.decode()
    assert "Gate: +84 (24) 555-0100" in printed
    assert "111 2222" not in page.content.decode() + printed
    assert "no time yet no place yet" in " ".join(printed.replace("Tea", "").split())
    assert "No office number is on record." in without.content.decode()


def test_the_driver_reads_where_which_car_and_how_many_and_not_what_for(
    made: Any, units: Any, officer: Officer, client_of: Browser
) -> None:
    visit = full(made, units, many=3).visit
    browser = client_of(officer)

    page = browser.get(f"/activities/{visit.pk}/programme/driver/").context["sheet"]
    printed = text(browser.get(f"/activities/{visit.pk}/programme/driver/pdf/"))

    assert page["passengers"] == "3 passengers"
    assert [
        (one["time"], one["from"], one["to"], one["cars"], one["passengers"], one["short"])
        for one in page["parts"][0]["days"][0]["slots"]
    ][:2] == [
        ("08:00–08:45", "", "House 0", ["Bus 0, 30A-000, 2 seats"], "3", "1 seat too few"),
        ("09:00–09:45", "House 0", "House 1", ["Bus 1, 30A-001, 2 seats"], "3", "1 seat too few"),
    ]
    assert "30A-002" in printed
    assert "Talks 0" not in printed


@pytest.mark.parametrize("form", FORMS)
def test_an_activity_without_a_programme_says_so(form: str, made: Any, officer: Officer, client_of: Browser) -> None:
    meeting = made("activities", title_en="Call", kind="meeting", **OPEN)
    browser = client_of(officer)

    assert "No programme is on record." in browser.get(f"/activities/{meeting.pk}/programme/{form}/").content.decode()
    assert "No programme is on record." in text(browser.get(f"/activities/{meeting.pk}/programme/{form}/pdf/"))


@pytest.mark.parametrize("form", FORMS)
def test_commands_are_printed_as_they_are_and_the_paper_is_classified(
    form: str, made: Any, units: Any, officer: Officer, client_of: Browser
) -> None:
    guard = {"unit": units["desk"].pk, "sensitivity": 2, "shown_to": [units["desk"].pk]}
    meeting = made("activities", title_en=HARD, kind="meeting", **guard)
    made("programme_items", activity=meeting.pk, title_en=HARD, place_en=HARD, on="2025-04-02")

    printed = text(client_of(officer).get(f"/activities/{meeting.pk}/programme/{form}/pdf/"))

    assert printed.count(HARD) >= 2
    assert printed.count("Restricted") == 2


def test_it_is_not_there_for_who_may_not_see_the_activity_nor_in_another_form(
    made: Any, units: Any, ward: Officer, officer: Officer, client_of: Browser
) -> None:
    desk = units["desk"].pk
    hidden = made("activities", title_en="Hidden", kind="meeting", sensitivity=2, unit=desk, shown_to=[desk])

    for form in FORMS:
        for ending in ("", "pdf/"):
            assert client_of(ward).get(f"/activities/{hidden.pk}/programme/{form}/{ending}").status_code == 404
    assert client_of(officer).get(f"/activities/{hidden.pk}/programme/other/").status_code == 404


def test_what_is_booked_and_restricted_stays_out_for_who_may_not_see_it(
    made: Any, units: Any, ward: Officer, officer: Officer, client_of: Browser
) -> None:
    visit = full(made, units, many=1).visit
    desk = units["desk"].pk
    car = made("resources", title_en="Zephyr car", kind="car", sensitivity=2, unit=desk, shown_to=[desk])
    made("programme_items", activity=visit.pk, title_en="Drive", on="2025-04-03", resources=[car.pk], place_en="Pier")

    seen = [client_of(one).get(f"/activities/{visit.pk}/programme/driver/") for one in (officer, ward)]

    assert ["Zephyr" in one.content.decode() for one in seen] == [True, False]
    assert [one.context["classification"] for one in seen] == ["Restricted", "Public"]


@pytest.mark.parametrize("form", FORMS)
def test_a_longer_programme_costs_no_more_statements(
    form: str, made: Any, units: Any, officer: Officer, client_of: Browser
) -> None:
    browser = client_of(officer)

    def asked(many: int) -> int:
        address = f"/activities/{full(made, units, many=many).visit.pk}/programme/{form}/"
        browser.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        return len(captured)

    assert (asked(1), asked(5)) == (12, 12)
