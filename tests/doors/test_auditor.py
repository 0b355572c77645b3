"""An auditor reads what a head reads and changes nothing; Today shows what asks for a look."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comity.core import identity, personal, write
from comity.core.people import Officer
from comity.gate import values
from comity.registers.partners import Partner

pytestmark = pytest.mark.django_db
Browser = Callable[[Officer], Client]


@pytest.fixture
def auditor(cast: Any) -> Officer:
    """An auditor at the department."""
    one: Officer = cast("auditor", "department")
    return one


def cards(browser: Client) -> dict[str, list[str]]:
    return {one["id"]: [row["title"] for row in one["rows"]] for one in browser.get("/").context["audit"]}


def test_an_auditor_sees_what_a_head_sees(
    made: Any, auditor: Officer, head: Officer, units: dict[str, Any], client_of: Browser
) -> None:
    made("partners", title_en="Open Port", kind="locality", sensitivity=0)
    made("partners", title_en="Inner Port", kind="locality", sensitivity=1)
    made(
        "partners", title_en="Port of the department", kind="locality", sensitivity=2, shown_to=[units["department"].pk]
    )
    made("partners", title_en="Port of trade", kind="locality", sensitivity=2, shown_to=[units["trade"].pk])

    lists = [
        [row["cells"][0]["text"] for row in client_of(who).get("/partners/").context["rows"]] for who in (auditor, head)
    ]

    assert lists[0] == lists[1] == ["Inner Port", "Open Port", "Port of the department"]


def test_an_auditor_changes_nothing_by_any_door(
    made: Any, auditor: Officer, client_of: Browser, token_of: Any, as_system: Any
) -> None:
    partner = made("partners", title_en="Open Port", kind="locality", sensitivity=0)
    browser = client_of(auditor)
    program = Client(headers={"Authorization": f"Bearer {token_of(auditor)}"})

    got = [
        browser.get("/partners/new/").status_code,
        browser.post(f"/partners/{partner.pk}/edit/", {"title_en": "Shut"}).status_code,
        browser.post(f"/partners/{partner.pk}/remove/").status_code,
        browser.post(f"/partners/{partner.pk}/verify/").status_code,
        browser.post("/pick/partners/", {"title": "New Port", "kind": "locality"}).status_code,
        browser.get("/partners/import/").status_code,
        program.delete(f"/api/v1/partners/{partner.pk}").status_code,
    ]

    assert got == [403] * 7
    with identity.acting(identity.of(auditor, door="test")), pytest.raises(write.Refused):
        write.save(Partner.objects.get())
    assert "An auditor sees what was done and changes nothing." in browser.get("/partners/new/").content.decode()


def test_an_auditor_reads_history_and_exports_and_who_saw_personal_data_but_not_the_data(
    made: Any, auditor: Officer, clerk: Officer, person: Any, client_of: Browser
) -> None:
    with identity.acting(identity.of(clerk, door="test")):
        personal.write(person.pk, {"phone": "0900"}, reason="visa")
        personal.read(person.pk, reason="asked by the embassy")
    browser = client_of(auditor)

    got = {
        address: browser.get(address).status_code
        for address in (
            f"/people/{person.pk}/history/",
            "/people/export/csv/",
            "/admin/personal/",
            "/admin/officers/",
            f"/people/{person.pk}/personal/",
        )
    }

    assert list(got.values()) == [200, 200, 200, 403, 403]
    assert "asked by the embassy" in browser.get("/admin/personal/").content.decode()
    assert cards(browser)["personal"] == ["Ada Marlow", "Ada Marlow"]


def test_today_shows_what_asks_for_a_look(made: Any, auditor: Officer, officer: Officer, client_of: Browser) -> None:
    partner = made("partners", title_en="Open Port", kind="locality", code="open")
    gone = made("series", title_en="Harbour days", kind="conference")
    due = (values.today() - timedelta(3)).isoformat()
    made("activities", title_en="Visit of Morrow", kind="delegation_out", starts="2025", report_due=due)
    with identity.acting(identity.of(officer, door="test")):
        partner.place = "North quay"
        write.save(partner)
        partner.place = "South quay"
        write.save(partner, reason="They moved")
        write.remove(gone)

    found = cards(client_of(auditor))

    assert found == {
        "no-reason": ["Open Port"],
        "deleted": ["Harbour days"],
        "personal": [],
        "no-source": ["Open Port", "Visit of Morrow"],
        "late-reports": ["Visit of Morrow"],
    }


def test_today_of_an_auditor_shows_nothing_out_of_sight(
    made: Any, auditor: Officer, units: dict[str, Any], client_of: Browser
) -> None:
    only = {"sensitivity": 2, "shown_to": [units["trade"].pk]}
    made("activities", title_en="Quiet visit", kind="delegation_out", starts="2025", report_due="2025-01-02", **only)

    assert not any(cards(client_of(auditor)).values())


def test_today_of_an_auditor_takes_as_many_statements_with_many_records(
    made: Any, auditor: Officer, client_of: Browser
) -> None:
    browser, counts = client_of(auditor), []
    browser.get("/")  # what is read once for all
    for number in (1, 4):
        for one in range(number):
            made(
                "activities",
                title_en=f"Visit {number} {one}",
                kind="delegation_out",
                starts="2025",
                report_due="2025-02-01",
            )
        with CaptureQueriesContext(connection) as asked:
            browser.get("/")
        counts.append(len(asked))

    assert counts[0] == counts[1]
