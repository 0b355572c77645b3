"""Moving in the calendar: what moves along, who may move, and how it is undone."""

from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comity.core.people import Officer
from comity.core.records import Record
from comity.web.calendar import along
from tests.conftest import Made
from tests.doors.test_calendar import TODAY as TODAY
from tests.doors.test_calendar import ClientOf, cell, page, part, tray
from tests.doors.test_calendar import visit as visit


def test_moving_keeps_the_length_and_can_be_undone(officer: Officer, visit: Any, client_of: ClientOf) -> None:
    one, client = visit("Fukuoka", "2025-01-20", "2025-01-22"), client_of(officer)
    there = "/calendar/?view=month&on=2025-01"
    assert f'data-move="/calendar/move/activities/{one.pk}/" data-version="1" data-begins="2025-01-20"' in page(
        client, "?view=month&on=2025-01"
    )
    answer = client.post(
        f"/calendar/move/activities/{one.pk}/", {"to": "2025-01-27", "version": 1, "next": there}, follow=True
    )
    assert answer.redirect_chain == [(there, 302)]
    said = unescape(answer.content.decode())
    assert "Moved Fukuoka from 20–22 January 2025 to 27–29 January 2025." in said
    assert "Fukuoka" in cell(said, "2025-01-29")
    undo = part(said, 'action="/undo/', '"')
    answer = client.post(f"/undo/{undo}", follow=True)
    assert answer.redirect_chain == [(there, 302)]
    assert "Fukuoka" in cell(unescape(answer.content.decode()), "2025-01-20")
    assert "Moved in the calendar" in client.get(f"/activities/{one.pk}/history/").content.decode()


def test_what_lies_inside_a_visit_moves_along_and_back(
    officer: Officer, made: Made, visit: Any, client_of: ClientOf, as_system: Any
) -> None:
    one, other = visit("Fukuoka", "2025-01-20", "2025-01-22"), visit("Other", "2025-01-20", "2025-01-22")
    car = made("resources", title_en="Car 1", kind="car", sensitivity=0).pk
    parts = {
        "item": made(
            "programme_items", activity=one.pk, title_en="Talks", on="2025-01-21", begins="09:00", resources=[car]
        ),
        "before": made("programme_items", activity=one.pk, title_en="Trial run", on="2025-01-19"),
        "of another": made("programme_items", activity=other.pk, title_en="Talks", on="2025-01-21"),
        "month": made("programme_items", activity=one.pk, title_en="Talks", on="2025-01"),
        "session": made("sessions", activity=one.pk, title_en="Opening", on="2025-01-20"),
        "leg": made("legs", activity=one.pk, country="JP", arrives="2025-01-20", leaves="2025-01-22"),
    }

    def days() -> list[str]:
        with as_system():
            for part_ in parts.values():
                part_.refresh_from_db()
            return [getattr(part_, "on", "") or f"{part_.arrives} {part_.leaves}" for part_ in parts.values()]

    before, client = days(), client_of(officer)
    address = f"/calendar/move/activities/{one.pk}/"
    told = "1 item of the programme, 1 session, 1 leg of the trip."
    assert f"Moves along: {told}" in unescape(client.get(address).content.decode())
    with CaptureQueriesContext(connection) as captured:
        client.post(address, {"to": "2025-01-27", "version": 1})
    changed = [one["sql"] for one in captured if one["sql"].startswith("UPDATE") and "comity_" in one["sql"]]
    assert len(changed) == 4  # the visit, and one for each kind of part
    said = unescape(client.get("/calendar/?view=month&on=2025-01").content.decode())
    assert f"to 27–29 January 2025. Moved along: {told}" in said
    assert days() == [
        "2025-01-28", "2025-01-19", "2025-01-21", "2025-01", "2025-01-27", "2025-01-27 2025-01-29",
    ]  # fmt: skip
    undo = part(said, 'action="/undo/', '"')
    again = client.post(f"/undo/{undo}", follow=True)
    assert days() == before
    undo = part(unescape(again.content.decode()), 'action="/undo/', '"')
    client.post(f"/undo/{undo}")
    assert days()[0] == "2025-01-28"  # taken back, and taken back again


def test_side_events_inside_a_visit_move_along_with_what_is_theirs(
    officer: Officer, made: Made, visit: Any, client_of: ClientOf, as_system: Any
) -> None:
    one = visit("Fukuoka", "2025-01-20", "2025-01-22")
    dinner = visit("Dinner", "2025-01-21", part_of=one.pk)
    fair = visit("Fair", "2025-01-21", "2025-01-24", part_of=one.pk)
    later = visit("Follow-up", "2025-02-21", part_of=one.pk)
    toast = made("programme_items", activity=dinner.pk, title_en="Toast", on="2025-01-21", begins="19:00")
    opening = made("programme_items", activity=fair.pk, title_en="Opening", on="2025-01-21")

    def days() -> list[str]:
        with as_system():
            for record in (one, dinner, fair, later, toast, opening):
                record.refresh_from_db()
        return [one.starts, dinner.starts, fair.starts, later.starts, toast.on, opening.on]

    before, client = days(), client_of(officer)
    address = f"/calendar/move/activities/{one.pk}/"
    asked = unescape(client.get(address).content.decode())
    assert "Moves along: 1 side event, 1 item of the programme." in asked
    assert "Left on their days, because they lie outside its own: 2 side events." in asked
    answer = client.post(address, {"to": "2025-01-27", "version": 1, "next": "/calendar/?view=month"}, follow=True)
    said = unescape(answer.content.decode())
    assert "Moved along: 1 side event, 1 item of the programme." in said
    assert "Left on their days, because they lie outside its own: 2 side events." in said
    assert days() == ["2025-01-27", "2025-01-28", "2025-01-21", "2025-02-21", "2025-01-28", "2025-01-21"]
    undo = part(said, 'action="/undo/', '"')
    client.post(f"/undo/{undo}", follow=True)
    assert days() == before


def test_a_side_event_of_another_unit_stays_and_so_does_what_is_theirs(
    colleague: Officer, made: Made, visit: Any, client_of: ClientOf, as_system: Any, units: dict[str, Record]
) -> None:
    one = visit("Fukuoka", "2025-01-20", "2025-01-22", unit=units["trade"].pk)
    theirs = visit("Dinner", "2025-01-21", part_of=one.pk, unit=units["desk"].pk)
    toast = made("programme_items", activity=theirs.pk, title_en="Toast", on="2025-01-21")
    answer = client_of(colleague).post(
        f"/calendar/move/activities/{one.pk}/", {"to": "2025-01-27", "version": 1}, follow=True
    )
    assert "because you may not change them: 1 side event." in unescape(answer.content.decode())
    with as_system():
        theirs.refresh_from_db()
        toast.refresh_from_db()
    assert (theirs.starts, toast.on) == ("2025-01-21", "2025-01-21")


def test_who_may_not_change_the_programme_is_told_that_it_stays(
    officer: Officer, made: Made, visit: Any, client_of: ClientOf, as_system: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = visit("Fukuoka", "2025-01-20", "2025-01-22")
    item = made("programme_items", activity=one.pk, title_en="Talks", on="2025-01-21")
    monkeypatch.setattr(along, "may", lambda verb, of, record: False)  # some offices give programmes to fewer roles
    answer = client_of(officer).post(
        f"/calendar/move/activities/{one.pk}/", {"to": "2025-01-27", "version": 1}, follow=True
    )
    said = unescape(answer.content.decode())
    assert "Left on their days, because you may not change them: 1 item of the programme." in said
    with as_system():
        item.refresh_from_db()
    assert item.on == "2025-01-21"


def test_an_entry_without_a_day_can_be_given_one(
    officer: Officer, made: Made, visit: Any, client_of: ClientOf, as_system: Any
) -> None:
    month = visit("Korean Road", "2025-02", kind="festival")
    through = visit("Balade", "2025", "2025", kind="festival", through=True)
    promise = made("commitments", title_en="Send the list", side="us", due="2025-02", sensitivity=0)
    client = client_of(officer)
    loose = tray(page(client, "?view=month&on=2025-02"))
    assert f'data-move="/calendar/move/activities/{month.pk}/"' in loose
    assert f'data-move="/calendar/move/commitments/{promise.pk}/"' in loose
    assert f'data-move="/calendar/move/activities/{through.pk}/"' not in loose  # not by a slip of the mouse
    for register, record in (("activities", month), ("activities", through), ("commitments", promise)):
        address = f"/calendar/move/{register}/{record.pk}/"
        asked = unescape(client.get(address).content.decode())
        assert ("held through the whole period" in asked) == (record is through)
        assert client.post(address, {"to": "12/02/2025", "version": 1}).status_code == 302
        with as_system():
            record.refresh_from_db()
    assert (month.starts, month.ends) == ("2025-02-12", "")
    assert (through.starts, through.ends, through.through) == ("2025-02-12", "", False)
    assert promise.due == "2025-02-12"


def test_the_second_of_two_who_move_is_told(officer: Officer, visit: Any, client_of: ClientOf, as_system: Any) -> None:
    one, client = visit("Fukuoka", "2025-01-20"), client_of(officer)
    address = f"/calendar/move/activities/{one.pk}/"
    assert client.post(address, {"to": "2025-01-21", "version": 1}).status_code == 302
    answer = client.post(address, {"to": "2025-01-28", "version": 1})
    assert answer.status_code == 409
    html = unescape(answer.content.decode())
    assert "it is now on 21 January 2025" in html
    assert 'value="2025-01-28"' in html  # what was asked for is still there
    assert 'name="version" value="2"' in html
    with as_system():
        one.refresh_from_db()
    assert one.starts == "2025-01-21"


def test_only_who_may_write_moves(
    leader: Officer, colleague: Officer, visit: Any, units: dict[str, Record], client_of: ClientOf
) -> None:
    theirs, own = (
        visit("Theirs", "2025-01-20", unit=units["desk"].pk),
        visit("Own", "2025-01-20", unit=units["trade"].pk),
    )
    for who, record, status in ((leader, own, 403), (colleague, theirs, 403), (colleague, own, 302)):
        answer = client_of(who).post(f"/calendar/move/activities/{record.pk}/", {"to": "2025-01-21", "version": 1})
        assert answer.status_code == status
    assert "data-move=" not in page(client_of(leader), "?view=month&on=2025-01").replace("data-moves", "")
    html = page(client_of(colleague), "?view=month&on=2025-01")
    assert f"/calendar/move/activities/{own.pk}/" in html
    assert f"/calendar/move/activities/{theirs.pk}/" not in html


def test_what_makes_no_day_is_asked_again(officer: Officer, made: Made, visit: Any, client_of: ClientOf) -> None:
    one, client = visit("Fukuoka", "2025-01-20", "2025-02"), client_of(officer)
    address = f"/calendar/move/activities/{one.pk}/"
    for typed, said in (
        ("", "Give the day"),
        ("2025-02", "Give the day"),
        ("soon", "Give the day"),
        ("2025-03-01", "before"),
    ):
        answer = client.post(address, {"to": typed, "version": 1})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    place = made("partners", title_en="Southmere", kind="locality", sensitivity=0)
    assert client.post(f"/calendar/move/partners/{place.pk}/", {"to": "2025-01-01"}).status_code == 404
    answer = client.post(address, {"to": "2025-01-21", "version": 1, "next": "https://elsewhere.example/"})
    assert answer["Location"] == f"/activities/{one.pk}/"
