"""Calendar feeds: read by other programs, under the owner's eyes, ended at will; parsed here by a program of others."""

import hashlib
import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comity.core import write
from comity.core.attached import Feed
from comity.core.people import Officer
from comity.core.records import Record
from comity.gate.form import check
from comity.registers import register
from tests.conftest import Made

TODAY = date(2025, 1, 16)
ClientOf = Callable[[Officer], Client]


@pytest.fixture
def subscribe(client_of: ClientOf) -> Callable[..., str]:
    """Make a feed as an officer and return its path."""

    def make(officer: Officer, query: str = "", language: str = "en") -> str:
        answer = client_of(officer).post(f"/calendar/feeds/new/?{query}", {"name": "Mine", "language": language})
        assert answer.status_code == 200
        found = re.search(r"http://testserver(/feeds/[\w-]{43}\.ics)", answer.content.decode())
        assert found
        return found[1]

    return make


def read(path: str, **headers: str) -> icalendar.Calendar:
    answer = Client().get(path, headers=headers)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(answer.content.decode())


def events(path: str) -> dict[str, Any]:
    """Return the feed's events by title."""
    found = read(path).walk("VEVENT")
    assert len({str(one["UID"]) for one in found}) == len(found)
    assert all(not one.errors for one in found)
    return {str(one["SUMMARY"]): one for one in found}


def test_days_are_whole_days_with_an_identity_and_a_way_back(officer: Officer, made: Made, subscribe: Any) -> None:
    one = made(
        "activities", title_en="Fukuoka, City; of \\ ports", kind="delegation_in", starts="2025-02-18", ends="2025-02-20",
        place_en="Town hall", sensitivity=0,
    )  # fmt: skip
    path = subscribe(officer)
    found = events(path)["Fukuoka, City; of \\ ports"]
    assert (found["DTSTART"].dt, found["DTEND"].dt) == (
        date(2025, 2, 18),
        date(2025, 2, 21),
    )  # the end is the day after
    assert found["UID"] == f"activities-{one.pk}@vesper.comity"
    assert found["URL"] == f"http://testserver/activities/{one.pk}/"
    assert found["LOCATION"] == "Town hall"
    assert f"http://testserver/activities/{one.pk}/" in str(found["DESCRIPTION"])
    assert found["CLASS"] == "PUBLIC"
    assert found["SEQUENCE"] == 1
    assert found["DTSTAMP"].dt.utcoffset() == timedelta()
    assert abs(found["DTSTAMP"].dt - one.changed_at) < timedelta(seconds=1)
    assert "STATUS" not in found


def test_a_change_keeps_the_identity_and_counts_up(
    officer: Officer, made: Made, subscribe: Any, as_system: Any
) -> None:
    one = made("activities", title_en="Fukuoka", kind="meeting", starts="2025-02-18", sensitivity=0)
    path = subscribe(officer)
    before = events(path)["Fukuoka"]
    with as_system():
        form = check(register("activities"), {"starts": "2025-02-25"}, instance=one)
        write.save(form.instance, links=form.linked())
    after = events(path)["Fukuoka"]
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (1, 2)
    assert after["DTSTART"].dt == date(2025, 2, 25)


def test_partial_dates_are_tentative_spans_or_left_out_and_counted(
    officer: Officer, made: Made, subscribe: Any
) -> None:
    for title, starts in (("In March", "2025-03"), ("In the year", "2025"), ("No date", "")):
        made("activities", title_en=title, kind="festival", starts=starts, sensitivity=0)
    path = subscribe(officer)
    found = events(path)
    assert list(found) == ["In March (day not known)"]
    march = found["In March (day not known)"]
    assert (march["DTSTART"].dt, march["DTEND"].dt) == (date(2025, 3, 1), date(2025, 4, 1))
    assert march["STATUS"] == "TENTATIVE"
    assert "2 entries have no month and are left out." in str(read(path)["DESCRIPTION"])


def test_deadlines_and_anniversaries_have_identities_of_their_own(officer: Officer, made: Made, subscribe: Any) -> None:
    place = made("partners", title_en="Southmere", kind="locality", country="CN", sensitivity=0).pk
    text = made(
        "agreements", title_en="Text", instrument="mou", partners=[place], signed="2020", expires="2025-03-31",
        notice_by="2025-03-31", sensitivity=0,
    )  # fmt: skip
    promise = made("commitments", title_en="Promise", side="us", due="2025-02-01", sensitivity=0)
    uids = {str(one["UID"]) for one in read(subscribe(officer)).walk("VEVENT")}
    assert {
        f"agreements-{text.pk}-expires@vesper.comity",
        f"agreements-{text.pk}-notice_by@vesper.comity",
        f"commitments-{promise.pk}@vesper.comity",
        "relations-CN-2025-01-18@vesper.comity",
        "national-day-CN-2025-10-01@vesper.comity",
    } <= uids


def test_the_feed_keeps_to_its_filters_and_its_language(
    officer: Officer, made: Made, units: dict[str, Record], subscribe: Any
) -> None:
    person = made("people", title_en="Ada Marlow", sensitivity=0).pk
    base = {"kind": "meeting", "starts": "2025-02-18", "sensitivity": 0}
    made("activities", title_en="Hers", title_vi="Của bà", participants=[person], **base)
    made("activities", title_en="Others'", **base)
    assert list(events(subscribe(officer, f"participants={person}"))) == ["Hers"]
    path = subscribe(officer, f"participants={person}", language="vi")
    assert list(events(path)) == ["Của bà"]
    assert read(path)["X-WR-TIMEZONE"] == "Asia/Ho_Chi_Minh"


def test_it_reads_what_its_owner_may_see_at_that_moment(
    ward: Officer, made: Made, units: dict[str, Record], subscribe: Any
) -> None:
    base = {"kind": "meeting", "starts": "2025-02-18"}
    made("activities", title_en="Open", sensitivity=0, **base)
    made("activities", title_en="Inner", sensitivity=1, **base)
    path = subscribe(ward)
    assert set(events(path)) == {"Open"}
    Officer.objects.filter(pk=ward.pk).update(role="officer")
    assert set(events(path)) == {"Open", "Inner"}
    Officer.objects.filter(pk=ward.pk).update(is_active=False)
    assert Client().get(path).status_code == 404


def test_an_ended_feed_is_gone_and_only_its_owner_ends_it(
    officer: Officer, head: Officer, subscribe: Any, client_of: ClientOf
) -> None:
    path = subscribe(officer)
    one = Feed.objects.get()
    assert hashlib.sha256(path[7:-4].encode()).hexdigest() == one.sha256  # the key itself is nowhere
    assert "Mine" in client_of(officer).get("/account/").content.decode()
    assert "Mine" not in client_of(head).get("/account/").content.decode()
    assert client_of(head).post(f"/calendar/feeds/{one.pk}/end/").status_code == 404
    assert read(path)
    assert client_of(officer).get(f"/calendar/feeds/{one.pk}/end/").status_code == 405
    assert client_of(officer).post(f"/calendar/feeds/{one.pk}/end/").status_code == 302
    assert Client().get(path).status_code == 404
    assert "Mine" not in client_of(officer).get("/account/").content.decode()


def test_a_reset_of_the_sign_in_ends_the_feeds(
    officer: Officer, administrator: Officer, subscribe: Any, client_of: ClientOf
) -> None:
    path = subscribe(officer)
    assert client_of(administrator).post(f"/admin/officers/{officer.pk}/reset/").status_code == 200
    assert Client().get(path).status_code == 404


def test_wrong_keys_find_nothing(officer: Officer, subscribe: Any) -> None:
    path = subscribe(officer)
    for wrong in (
        path[:-5] + ("A.ics" if path[-5] != "A" else "B.ics"),
        "/feeds/.ics",
        "/feeds/x.ics",
        f"/feeds/{'é' * 43}.ics",
    ):
        assert Client().get(wrong).status_code == 404
    assert Client().post(path).status_code == 405


def test_an_unchanged_feed_is_not_sent_again(officer: Officer, made: Made, subscribe: Any) -> None:
    made("activities", title_en="Fukuoka", kind="meeting", starts="2025-02-18", sensitivity=0)
    path = subscribe(officer)
    tag = Client().get(path)["ETag"]
    again = Client().get(path, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    made("activities", title_en="Another", kind="meeting", starts="2025-02-19", sensitivity=0)
    assert Client().get(path, headers={"if-none-match": tag}).status_code == 200


def test_the_page_says_what_the_feed_shows_and_how_secret_it_is(
    officer: Officer, units: dict[str, Record], client_of: ClientOf
) -> None:
    client = client_of(officer)
    html = unescape(client.get(f"/calendar/feeds/new/?mark=visit-in&unit={units['desk'].pk}").content.decode())
    assert "Visits in" in html
    assert "Vesper desk" in html
    assert "whoever has it reads what you may see" in html
    assert client.post("/calendar/feeds/new/", {"name": "", "language": "en"}).status_code == 422
    assert Feed.objects.count() == 0


def test_the_feed_of_a_person_has_what_that_person_receives_and_leads(
    officer: Officer, made: Made, subscribe: Any
) -> None:
    person = made("people", title_en="Ada Marlow", sensitivity=0).pk
    base = {"kind": "delegation_in", "sensitivity": 0}
    made("activities", title_en="She receives", starts="2025-02-18", host=person, **base)
    led = made("activities", title_en="She leads", starts="2025-02-20", **base)
    made("programme_items", activity=led.pk, title_en="Talks", on="2025-02-20", lead=person)
    made("activities", title_en="In her charge", kind="festival", starts="2025-02-20", in_charge=person, sensitivity=0)
    made("activities", title_en="Without her", starts="2025-02-21", **base)
    hers = {"She receives", "She leads", "In her charge"}
    assert set(events(subscribe(officer, f"participants={person}"))) == hers


def test_a_longer_feed_costs_no_more_queries(officer: Officer, made: Made, subscribe: Any) -> None:
    path = subscribe(officer)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            read(path)
        return len(captured)

    def fill(number: int) -> None:
        place = made("partners", title_en=f"Place {number}", kind="locality", country="CN", sensitivity=0).pk
        made(
            "activities",
            title_en=f"Visit {number}",
            kind="meeting",
            starts="2025-02-18",
            partners=[place],
            sensitivity=0,
        )
        made("commitments", title_en=f"Promise {number}", side="us", due="2025-02-19", partner=place, sensitivity=0)

    fill(1)
    read(path)  # notes that it was read
    few = queries()
    for number in range(2, 7):
        fill(number)
    assert queries() == few
    assert few <= 25
