"""The end of an agreement that counts: wherever it is shown, warned of or counted, an extension has put it off."""

import csv
import io
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client

from comity.core.people import Officer
from comity.core.records import Record
from tests.conftest import Made
from tests.doors.test_calendar import cell
from tests.doors.test_feeds import read, subscribe  # noqa: F401  a fixture
from tests.doors.test_partner import block

TODAY = date(2025, 1, 16)
ClientOf = Callable[[Officer], Client]


@pytest.fixture
def place(made: Made) -> Record:
    found: Record = made("partners", title_en="Northport", kind="locality", country="JP", sensitivity=0)
    made("ties", partner=found.pk, stage="friendship", since="2010", sensitivity=0)
    return found


@pytest.fixture
def text(made: Made, place: Record) -> Callable[..., Any]:
    """Make an agreement, and extensions by their day and until when."""

    def make(title: str, expires: str, *extended: tuple[str, str], **given: Any) -> Any:
        base = {"instrument": "mou", "partners": [place.pk], "signed": "2015-01-02", "sensitivity": 0}
        one = made("agreements", title_en=title, expires=expires, **base | given)
        for on, until in extended:
            made("agreement_actions", agreement=one.pk, kind="extend", on=on, until=until, sensitivity=0)
        return one

    return make


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_today_asks_about_the_end_that_counts(officer: Officer, text: Any, client_of: ClientOf) -> None:
    text("Put off", "2025-02-28", ("2024-11-01", "2030-12-31"), notice_by="2025-01-31")
    text("Put off to soon", "2020", ("2020-01-01", "2022"), ("2022-01-01", "2025-04-30"))
    text("Run out again", "2020", ("2020-01-01", "2024-12-31"))
    text("Put off tomorrow", "2025-03-31", ("2025-01-17", "2030"))
    needs = block(page(client_of(officer), "/"), "needs")
    assert "Decide on renewal: Put off to soon" in needs
    assert "ends 30 April 2025" in needs
    assert "Record what follows: Run out again" in needs
    assert "Decide on renewal: Put off tomorrow" in needs
    assert "Put off<" not in needs
    assert "31 January" not in needs


def test_agreements_put_off_crowd_out_none_that_ends(officer: Officer, text: Any, client_of: ClientOf) -> None:
    for number in range(13):
        text(f"Put off {number}", "2025-02-28", ("2024-11-01", "2030"), notice_by="2025-02-01")
    text("Ends", "2025-06-30")
    needs = block(page(client_of(officer), "/"), "needs")
    assert "Decide on renewal: Ends" in needs
    assert "Put off" not in needs


def test_the_calendar_and_the_feed_have_one_entry_on_the_new_day(
    officer: Officer,
    text: Any,
    client_of: ClientOf,
    subscribe: Any,  # noqa: F811
) -> None:
    one = text(
        "Put off", "2025-01-21", ("2024-01-01", "2025-01-27"), ("2024-06-01", "2025-01-29"), notice_by="2025-01-20"
    )
    client = client_of(officer)
    html = page(client, "/calendar/?view=month&on=2025-01")
    assert "Agreement ends" in cell(html, "2025-01-29")
    assert html.count(f'href="/agreements/{one.pk}/"') == cell(html, "2025-01-29").count(
        f'href="/agreements/{one.pk}/"'
    )
    found = [event for event in read(subscribe(officer)).walk("VEVENT") if "Put off" in str(event["SUMMARY"])]
    assert [(str(event["UID"]), event["DTSTART"].dt, event["SEQUENCE"]) for event in found] == [
        (f"agreements-{one.pk}-expires@vesper.comity", date(2025, 1, 29), 3)
    ]


def test_the_page_of_the_partner_shows_the_new_end(
    officer: Officer, place: Record, text: Any, client_of: ClientOf
) -> None:
    text("The text", "2024-12-31", ("2024-11-01", "2025-03-31"), notice_by="2024-10-01")
    client = client_of(officer)
    html = page(client, f"/partners/{place.pk}/")
    assert "31 March 2025" in block(html, "agreement-1")
    line = block(html, "line")
    assert "Memorandum of understanding ends" in line
    assert "31 March 2025" in line
    assert "31 December 2024" not in html
    assert "The text: ends 31 March 2025" in html  # what to do next
    story = page(client, f"/partners/{place.pk}/story/?kind=agreements")
    assert story.count("Memorandum of understanding ends") == 1
    assert "31 March 2025" in story
    brief = page(client, f"/partners/{place.pk}/brief/")
    assert "ends 31 March 2025, ends within 180 days" in brief
    assert "notice by" not in brief


def test_a_brief_of_many_texts_keeps_the_one_that_was_put_off(
    officer: Officer, place: Record, text: Any, client_of: ClientOf
) -> None:
    text("Put off", "2018", ("2018-01-01", "2030"), signed="2012")
    for number in range(41):
        text(f"Over {number}", "2020")
    assert "Put off" in page(client_of(officer), f"/partners/{place.pk}/brief/")


def test_list_and_page_tell_the_new_end_beside_the_text(officer: Officer, text: Any, client_of: ClientOf) -> None:
    one = text("Put off", "2021-06-30", ("2021-01-01", "2030-12-31"))
    text("As signed", "2031-05-31")
    client = client_of(officer)
    assert "New end: 31 December 2030" in page(client, f"/agreements/{one.pk}/")
    assert "30 June 2021" in page(client, f"/agreements/{one.pk}/")
    html = page(client, "/agreements/?col=title&col=expires&col=new_end&col=status")
    assert html.count("31 December 2030") == 1
    assert "30 June 2021" in html
    assert "ended" not in html.partition("<table")[2].partition("</table>")[0]


def test_programs_and_spreadsheets_get_the_new_end(
    officer: Officer, text: Any, client_of: ClientOf, token_of: Callable[..., str]
) -> None:
    one = text("Put off", "2021-06-30", ("2021-01-01", "2030-12-31"))
    program = Client(headers={"Authorization": f"Bearer {token_of(officer)}"})
    told = program.get(f"/api/v1/agreements/{one.pk}").json()
    assert (told["expires"], told["new_end"]) == ("2021-06-30", "2030-12-31")
    exported = b"".join(client_of(officer).get("/agreements/export/csv/")).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(exported))
    assert (row["expires"], row["new_end"]) == ("2021-06-30", "2030-12-31")


def test_an_extension_that_the_reader_may_not_see_moves_nothing_for_them(
    ward: Officer, officer: Officer, made: Made, text: Any, units: dict[str, Record], client_of: ClientOf
) -> None:
    one = text("Theirs", "2025-03-31", unit=units["ward"].pk)
    made(
        "agreement_actions",
        agreement=one.pk,
        kind="extend",
        on="2024",
        until="2030-08-09",
        sensitivity=1,
        unit=units["desk"].pk,
    )
    html = page(client_of(ward), f"/agreements/{one.pk}/")
    assert "9 August 2030" in page(client_of(officer), f"/agreements/{one.pk}/")
    assert "August 2030" not in html
    assert "Decide on renewal: Theirs" in page(client_of(ward), "/")
