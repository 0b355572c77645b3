"""What a meeting concluded becomes tasks and commitments on the spot, with their day and who is to do it."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from comity.core.people import Officer
from comity.registers.commitments import Commitment
from comity.registers.tasks import Task

ClientOf = Callable[[Officer], Client]


@pytest.fixture
def lan(made: Any) -> Any:
    """Somebody of ours who does things."""
    return made("people", title_en="Lan Marlow", is_ours=True, sensitivity=0)


@pytest.fixture
def meeting(made: Any, units: dict[str, Any], lan: Any) -> Any:
    """Talks with Port Ardent that concluded three points."""
    partner = made("partners", title_en="Port Ardent", kind="locality", sensitivity=0)
    return made(
        "activities",
        title_en="Talks",
        kind="meeting",
        starts="2027-05-12",
        unit=units["department"].pk,
        partners=[partner.pk],
        sensitivity=0,
        conclusions_en="1. Send the list (due: 30/6; who: Lan Marlow)\n2. Meet in May\n3. Print (due: 3/6; who: Nobody)",
        conclusions_vi="1. Gửi danh sách\n2. Gặp vào tháng 5\n3. In",
    )


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def concluded(browser: Client, meeting: Any, number: int, makes: str, **more: Any) -> Any:
    seen = ["Send the list", "Meet in May", "Print (due: 3/6; who: Nobody)"][number]
    return browser.post(
        f"/activities/{meeting.pk}/concluded/", {"point": number, "seen": seen, "makes": makes, "due": ""} | more
    )


def test_day_and_person_are_filled_in_where_the_point_names_them(
    meeting: Any, lan: Any, officer: Officer, client_of: ClientOf
) -> None:
    first, second, third = client_of(officer).get(f"/activities/{meeting.pk}/").context["points"]

    assert (first["text"], first["due"].value(), first["who"].value()) == ("Send the list", "30/06/2027", str(lan.pk))
    assert (second["text"], second["due"].value(), second["who"].value()) == ("Meet in May", "", None)
    assert (third["text"], third["due"].value()) == ("Print (due: 3/6; who: Nobody)", "")
    assert f"assignee={lan.pk}" in first["tasks"]
    assert "due=2027-06-30" in first["commitments"]


def test_other_words_for_both_are_read_in_either_language(
    made: Any, lan: Any, officer: Officer, client_of: ClientOf
) -> None:
    said = "Gửi (thời hạn: 30/6; phụ trách: Lan Marlow)\nIn (deadline: 07/2027; responsible: Lan Marlow)"
    other = made("activities", title_en="Talks", kind="meeting", starts="2027-05-12", conclusions_vi=said)

    found = client_of(officer).get(f"/activities/{other.pk}/").context["points"]

    assert [(one["text"], one["due"].value(), one["who"].value()) for one in found] == [
        ("Gửi", "30/06/2027", str(lan.pk)),
        ("In", "07/2027", str(lan.pk)),
    ]


def test_one_button_makes_the_task(
    meeting: Any, lan: Any, officer: Officer, client_of: ClientOf, as_system: Any
) -> None:
    browser = client_of(officer)

    answer = concluded(browser, meeting, 0, "task", due="30/06/2027", assignee=lan.pk)

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/activities/{meeting.pk}/#concluded")
    with as_system():
        made = Task.objects.get()
        assert (made.title_en, made.title_vi, made.due) == ("Send the list", "Gửi danh sách", "2027-06-30")
        assert (made.assignee_id, made.activity_id, made.unit_id) == (lan.pk, meeting.pk, meeting.unit_id)
        assert (made.state, made.sensitivity) == ("open", 1)  # what is to be done is not public because the meeting is
    page = browser.get(f"/activities/{meeting.pk}/")
    assert [one["became"] for one in page.context["points"]] == [
        [{"label": "task", "href": f"/tasks/{made.pk}/"}],
        [],
        [],
    ]
    assert text(page).count('name="makes" value="task"') == 2


@pytest.mark.parametrize("side", ["us", "them"])
def test_one_button_makes_the_commitment_of_either_side(
    side: str, meeting: Any, lan: Any, officer: Officer, client_of: ClientOf, as_system: Any
) -> None:
    concluded(client_of(officer), meeting, 1, side, due="05/2028", assignee=lan.pk)

    with as_system():
        made = Commitment.objects.get()
        assert (made.title_en, made.side, made.due, made.who) == ("Meet in May", side, "2028-05", "Lan Marlow")
        assert made.partner_id == meeting.partners.get().pk


def test_a_wrong_day_is_said_beside_the_point_and_what_was_typed_stays(
    meeting: Any, lan: Any, officer: Officer, client_of: ClientOf, as_system: Any
) -> None:
    answer = concluded(client_of(officer), meeting, 1, "task", due="31/04/2027", assignee=lan.pk)

    assert answer.status_code == 422
    point = answer.context["points"][1]
    assert point["problem"].startswith("Due: 31/04/2027 is not a date.")
    assert (point["due"].value(), str(point["who"].value())) == ("31/04/2027", str(lan.pk))
    assert answer.context["points"][0]["problem"] == ""
    with as_system():
        assert not Task.objects.exists()


def test_conclusions_that_were_changed_meanwhile_make_nothing(
    meeting: Any, officer: Officer, client_of: ClientOf, as_system: Any
) -> None:
    browser = client_of(officer)

    for more in ({"seen": "Meet in June"}, {"point": "7"}, {"point": ""}):
        assert concluded(browser, meeting, 1, "task", **more).status_code == 422
    assert concluded(browser, meeting, 1, "something").status_code == 422
    with as_system():
        assert not Task.objects.exists()


def test_a_task_of_a_restricted_meeting_is_restricted_too(
    made: Any, units: dict[str, Any], officer: Officer, client_of: ClientOf, as_system: Any
) -> None:
    desk = units["desk"].pk
    quiet = made(
        "activities", title_en="Quiet", kind="meeting", unit=desk, sensitivity=2, shown_to=[desk], conclusions_en="Ask"
    )

    client_of(officer).post(f"/activities/{quiet.pk}/concluded/", {"point": 0, "seen": "Ask", "makes": "task"})

    with as_system():
        task = Task.objects.get()
        assert (task.sensitivity, task.shown_to) == (2, [desk])


def test_a_ward_makes_its_own_of_what_it_reads_and_leaders_make_nothing(
    meeting: Any, ward: Officer, leader: Officer, client_of: ClientOf, as_system: Any
) -> None:
    assert concluded(client_of(leader), meeting, 1, "task").status_code == 403
    assert concluded(client_of(ward), meeting, 1, "task").status_code == 302
    with as_system():
        assert Task.objects.get().unit_id == ward.unit_id
