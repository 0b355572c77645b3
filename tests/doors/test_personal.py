"""Passports and private contacts at the doors: asked for with a reason, shown to few, leaked nowhere."""

import io
import logging
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client

from comity.core.people import Officer
from comity.core.personal import PersonalAct
from comity.core.records import Record
from comity.registers import ALL

pytestmark = pytest.mark.django_db

Desk = Callable[[Officer], Client]
PASSPORT, PHONE = "C7654321", "+84 912 000 777"
CANARIES = (PASSPORT, "912 000 777", "canary@example.org", "Lantern lane 12")
FILLED = {
    "passport_kind": "official",
    "passport_number": "c 765-4321",
    "passport_country": "FR",
    "passport_expires": "05/2031",
    "phone": PHONE,
    "email": "canary@example.org",
    "address": "Lantern lane 12",
    "why": "Visa for Yokohama",
}


@pytest.fixture(autouse=True)
def _own_keys(settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def kept(client_of: Desk, clerk: Officer, person: Record) -> Record:
    answer = client_of(clerk).post(f"/people/{person.pk}/personal/edit/", FILLED)
    assert answer.status_code == 302, answer.content.decode()
    return person


def test_it_is_shown_for_a_reason_and_the_look_is_on_record(
    client_of: Desk, clerk: Officer, administrator: Officer, kept: Record
) -> None:
    desk = client_of(clerk)

    person_page = desk.get(f"/people/{kept.pk}/").content.decode()
    asked = desk.post(f"/people/{kept.pk}/personal/", {"why": " "})
    shown = desk.post(f"/people/{kept.pk}/personal/", {"why": "Hotel booking"})
    record = client_of(administrator).get("/admin/personal/").content.decode()

    assert [canary for canary in CANARIES if canary in person_page] == []
    assert "On record, changed" in person_page
    assert (asked.status_code, "Say what you need it for" in asked.content.decode()) == (422, True)
    assert [canary in shown.content.decode() for canary in CANARIES] == [True] * 4
    assert "official passport" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert [word in record for word in ("Hotel booking", "Ada Marlow", "saw it", "Passport number")] == [True] * 4
    assert [canary for canary in CANARIES if canary in record] == []


def test_without_the_right_neither_content_nor_existence_is_told(
    client_of: Desk, head: Officer, administrator: Officer, kept: Record
) -> None:
    for officer in (head, administrator):
        desk = client_of(officer)
        page = desk.get(f"/people/{kept.pk}/").content.decode()
        tries = [
            desk.get(f"/people/{kept.pk}/personal/"),
            desk.post(f"/people/{kept.pk}/personal/", {"why": "Curious"}),
            desk.get(f"/people/{kept.pk}/personal/edit/"),
            desk.post(f"/people/{kept.pk}/personal/edit/", FILLED),
            desk.post(f"/people/{kept.pk}/personal/edit/", {"open": "1", "why": "Curious"}),
            desk.post(f"/people/{kept.pk}/personal/erase/", {"why": "Curious"}),
        ]

        assert "Your account may not see them" in page
        assert "On record, changed" not in page
        assert [one.status_code for one in tries] == [403] * 6


def test_who_may_only_see_changes_and_erases_nothing(client_of: Desk, head: Officer, kept: Record) -> None:
    Officer.objects.filter(pk=head.pk).update(personal="read")
    desk = client_of(head)

    shown = desk.post(f"/people/{kept.pk}/personal/", {"why": "Seating"})

    assert PASSPORT in shown.content.decode()
    assert "/personal/edit/" not in shown.content.decode()
    assert desk.post(f"/people/{kept.pk}/personal/edit/", FILLED).status_code == 403
    assert desk.post(f"/people/{kept.pk}/personal/erase/", {"why": "Tidy"}).status_code == 403


def test_no_list_export_search_history_or_api_lets_a_word_of_it_out(
    client_of: Desk, clerk: Officer, kept: Record, token_of: Callable[..., str]
) -> None:
    desk, agency = client_of(clerk), Client(HTTP_AUTHORIZATION=f"Bearer {token_of(clerk)}")
    addresses = [
        "/",
        "/people/",
        f"/people/?q={PASSPORT}",
        f"/people/{kept.pk}/history/",
        "/search/?q=Marlow",
        "/search/?q=canary",
        "/pick/people/?q=Marlow",
        *(f"/people/export/{kind}/" for kind in ("csv", "json", "vcf")),
        *(f"/{one.key}/" for one in ALL),
    ]
    told = {address: b"".join(desk.get(address)).decode() for address in addresses}
    for address in ("/api/v1/people/", f"/api/v1/people/{kept.pk}", f"/api/v1/people/{kept.pk}/history"):
        told[address] = agency.get(address).content.decode()
    book = openpyxl.load_workbook(io.BytesIO(b"".join(desk.get("/people/export/xlsx/"))))
    told["xlsx"] = str([[cell.value for cell in line] for sheet in book for line in sheet.iter_rows()])

    asked = {address.partition("q=")[2] for address in addresses}
    assert {(address, canary) for address, text in told.items() for canary in CANARIES if canary in text} <= {
        (address, word) for address in addresses for word in asked if word
    }  # what was typed stands in the box
    assert "Ada Marlow" in told["xlsx"]
    assert "Ada Marlow" in told[f"/api/v1/people/{kept.pk}"]


def test_nothing_of_it_is_logged(
    client_of: Desk, clerk: Officer, kept: Record, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    desk = client_of(clerk)

    desk.post(f"/people/{kept.pk}/personal/", {"why": "Hotel booking"})
    desk.post(f"/people/{kept.pk}/personal/edit/", FILLED | {"email": "not an address"})
    desk.post(f"/people/{kept.pk}/personal/edit/", FILLED)

    said = "\n".join(str(vars(one)) for one in caplog.records)
    assert [canary for canary in CANARIES if canary in said] == []


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"passport_number": "no/number"}, "4 to 20 letters and digits"),
        ({"passport_issued": "2032"}, "end before it was issued"),
        ({"passport_expires": "31/02/2030"}, "is not a date"),
        ({"passport_country": "Atlantis"}, "Atlantis"),
        ({"phone": "call me"}, "Give the number with digits"),
        ({"email": "nowhere"}, "Enter a valid email"),
        ({"why": ""}, "Say what you need it for"),
        (dict.fromkeys(FILLED, "") | {"why": "Empty"}, "Fill in at least one field"),
    ],
)
def test_wrong_entries_are_named_and_nothing_is_kept(
    client_of: Desk, clerk: Officer, person: Record, changed: dict[str, str], message: str
) -> None:
    answer = client_of(clerk).post(f"/people/{person.pk}/personal/edit/", FILLED | changed)

    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert "Nothing on record" in client_of(clerk).get(f"/people/{person.pk}/").content.decode()


def test_a_change_begins_with_a_look_on_record(client_of: Desk, clerk: Officer, kept: Record, as_system: Any) -> None:
    desk = client_of(clerk)

    form = desk.post(f"/people/{kept.pk}/personal/edit/", {"open": "1", "why": "New passport"}).content.decode()
    desk.post(f"/people/{kept.pk}/personal/edit/", FILLED | {"passport_number": "D1", "why": "New passport"})
    desk.post(f"/people/{kept.pk}/personal/edit/", FILLED | {"passport_number": "D100", "why": "New passport"})
    shown = desk.post(f"/people/{kept.pk}/personal/", {"why": "Check"}).content.decode()

    assert f'value="{PASSPORT}"' in form
    assert 'value="05/2031"' in form
    assert ("D100" in shown, PASSPORT in shown) == (True, False)


def test_a_missing_key_is_named_and_nothing_breaks(
    client_of: Desk, clerk: Officer, kept: Record, settings: Any, tmp_path: Any
) -> None:
    settings.DATA = tmp_path / "elsewhere"

    shown = client_of(clerk).post(f"/people/{kept.pk}/personal/", {"why": "Check"})

    assert shown.status_code == 200
    assert "is missing. Ask who runs the system" in shown.content.decode()


def test_the_record_of_looks_is_for_administrators_and_whom_they_name(
    client_of: Desk, head: Officer, administrator: Officer, clerk: Officer, kept: Record
) -> None:
    refused = client_of(head).get("/admin/personal/")
    Officer.objects.filter(pk=head.pk).update(audits=True)
    allowed = client_of(head).get("/admin/personal/")
    narrowed = client_of(administrator).get(f"/admin/personal/?person={kept.pk}&officer={clerk.pk}")

    assert (refused.status_code, allowed.status_code) == (403, 200)
    assert "Visa for Yokohama" in allowed.content.decode()
    assert "Only: Ada Marlow, The officer" in narrowed.content.decode()


def test_an_administrator_gives_the_right_and_it_is_logged(
    client_of: Desk, administrator: Officer, head: Officer, caplog: pytest.LogCaptureFixture
) -> None:
    form = {"name": head.name, "username": head.username, "role": "head", "unit": str(head.unit_id), "is_active": "on"}

    client_of(administrator).post(f"/admin/officers/{head.pk}/", form | {"personal": "read"})

    head.refresh_from_db()
    assert head.personal == "read"
    assert "personal: '' > 'read'" in caplog.text


def test_a_deleted_persons_data_comes_back_with_the_person(client_of: Desk, clerk: Officer, kept: Record) -> None:
    desk = client_of(clerk)
    desk.post(f"/people/{kept.pk}/remove/")
    gone = desk.post(f"/people/{kept.pk}/personal/", {"why": "Check"})
    history = desk.get(f"/people/{kept.pk}/history/")
    act = history.context["entries"][0]["undo"]

    desk.post(act)

    assert gone.status_code == 404
    assert PASSPORT in desk.post(f"/people/{kept.pk}/personal/", {"why": "Check"}).content.decode()


def test_the_record_is_asked_for_under_no_identity(kept: Record) -> None:
    assert PersonalAct.objects.count() == 0
