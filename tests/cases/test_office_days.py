"""Days of which the office says itself whether it works: every clock counts with them, and nothing said is lost."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comity.core import identity
from comity.core.case_acts import CaseQueue
from comity.core.office_days import OfficeDay
from comity.core.people import City, Officer
from comity.core.records import Record
from comity.gate import case_renewal
from tests.cases.doing import begun, file_of, kept, text

ClientOf = Callable[[Officer], Client]
TODAY = date(2026, 5, 11)  # a Monday
SAID = {"day": "2026-05-12", "what": "closed", "title_vi": "Nghỉ bão", "title_en": "Storm", "reason": "Notice 12/TB"}


def filed(desk: Client, trip: Record) -> int:
    case = begun(desk, trip, "outbound")
    for paper in file_of(desk, case)["papers"]:
        kept(desk, case, "paper", paper["id"])
    kept(desk, case, "filed")
    return case


def due(desk: Client, case: int) -> str:
    return str(file_of(desk, case)["waits"][0]["due"])


def test_a_day_that_the_office_closes_moves_the_clocks_and_undoing_moves_them_back(
    trip: Record, city: City, officer: Officer, head: Officer, client_of: ClientOf, as_system: Any
) -> None:
    desk, keeper = client_of(officer), client_of(head)
    case = filed(desk, trip)
    assert due(desk, case) == "Tue 12 May 2026"

    assert keeper.post("/admin/days/", SAID).status_code == 302

    assert due(desk, case) == "Wed 13 May 2026"
    case_renewal.renew_all.call(city.pk)
    with as_system():
        assert CaseQueue.objects.get(case_id=case).due == date(2026, 5, 13)
    said = text(keeper.get("/admin/days/"))
    assert "Storm" in said
    assert "Notice 12/TB" in said
    keeper.post("/admin/days/undo/", {"day": "2026-05-12"})
    assert due(desk, case) == "Tue 12 May 2026"
    with as_system():
        assert [one.what for one in OfficeDay.objects.order_by("id")] == ["closed", "listed"]
    assert "Undone: Notice 12/TB" in text(keeper.get("/admin/days/"))


def test_a_swap_is_kept_as_two_days_and_undone_as_two(
    city: City, head: Officer, client_of: ClientOf, as_system: Any
) -> None:
    keeper = client_of(head)

    keeper.post("/admin/days/", SAID | {"swapped": "2026-05-16"})
    city.refresh_from_db()
    assert [one[:2] for one in city.days] == [["2026-05-12", "closed"], ["2026-05-16", "worked"]]

    keeper.post("/admin/days/undo/", {"day": "2026-05-16"})
    city.refresh_from_db()
    assert city.days == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"day": "2026-05-16"}, "The office is closed on that day already."),
        ({"what": "worked"}, "The office works on that day already."),
        ({"swapped": "2026-05-13"}, "That day is worked already; choose one that is off."),
        ({"day": "2036-05-12"}, "Choose a day from a year back to three years ahead."),
        ({"reason": ""}, "This field is required."),
        ({"title_vi": "", "title_en": ""}, "Say in one language at least what it is called."),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_kept(
    more: dict[str, str], said: str, head: Officer, client_of: ClientOf, as_system: Any
) -> None:
    answer = client_of(head).post("/admin/days/", SAID | more)

    assert answer.status_code == 422
    assert said in text(answer)
    with as_system():
        assert not OfficeDay.objects.exists()


def test_days_are_said_by_few_read_by_all_and_never_altered(
    city: City, other_city: City, officer: Officer, head: Officer, leader: Officer, client_of: ClientOf
) -> None:
    for one in (officer, leader):
        assert client_of(one).post("/admin/days/", SAID).status_code == 403
        assert client_of(one).post("/admin/days/undo/", {"day": "2026-05-12"}).status_code == 403
    client_of(head).post("/admin/days/", SAID)
    assert "Storm" in text(client_of(officer).get("/admin/days/"))

    with identity.acting(identity.of(head, door="test")):
        for change in (lambda: OfficeDay.objects.update(what="worked"), lambda: OfficeDay.objects.all().delete()):
            with pytest.raises(ProgrammingError), transaction.atomic():
                change()
    with identity.acting(identity.system(other_city, door="test")):
        assert not OfficeDay.objects.exists()


def test_the_page_of_days_asks_as_much_of_many_words_as_of_one(head: Officer, client_of: ClientOf) -> None:
    keeper, counts = client_of(head), []
    for days in (("12",), ("13", "14", "15")):
        for day in days:
            keeper.post("/admin/days/", SAID | {"day": f"2026-05-{day}"})
        keeper.get("/admin/days/")
        with CaptureQueriesContext(connection) as seen:
            keeper.get("/admin/days/")
        counts.append(len(seen))

    assert counts[0] == counts[1]
    assert counts[0] <= 12
