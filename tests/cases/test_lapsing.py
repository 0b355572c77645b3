"""What the applicant does not complete lapses by its day; what an officer declares lapsed says why; neither is late."""

from collections.abc import Callable
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comity.core import identity
from comity.core.case_acts import CaseQueue
from comity.core.people import Officer
from comity.core.records import Record
from comity.gate import cases, values
from tests.cases.doing import TOLD, act, begun, file_of, kept, refused, text

ClientOf = Callable[[Officer], Client]
TODAY = date(2026, 5, 11)  # a Monday; the trip leaves on 8 June


def filed(desk: Client, trip: Record) -> int:
    case = begun(desk, trip, "outbound", **TOLD)
    for paper in file_of(desk, case)["papers"]:
        kept(desk, case, "paper", paper["id"])
    kept(desk, case, "filed")
    return case


def counts(client: Client) -> dict[str, str]:
    return {one["label"]: one["count"] for one in client.get("/cases/queue/").context["tabs"]}


def test_a_returned_file_lapses_when_the_day_that_it_is_for_is_over(
    trip: Record, officer: Officer, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = client_of(officer)
    case = filed(desk, trip)
    kept(desk, case, "returned", reason="The letter names nobody.")
    assert "If it is not completed by Mon 8 June 2026, it lapses." in text(desk.get(f"/cases/{case}/"))
    assert desk.get("/cases/queue/?tab=pending").context["rows"][0]["iso"] == "2026-06-08"

    monkeypatch.setattr(values, "today", lambda: date(2026, 6, 9))
    with identity.acting(identity.system(officer.city, door="test")):
        assert case in cases.stale(values.today())
        cases.renew(case, values.today())
        row = CaseQueue.objects.get(case_id=case)
        assert (row.state, row.due, row.waits, row.lives) == ("lapsed", None, [], False)

    told = counts(desk)
    assert (told["Lapsed"], told["Late"], told["On their way"], told["Closed"]) == ("1", "0", "0", "0")
    page = desk.get(f"/cases/{case}/")
    assert page.context["file"]["anew"] == f"/activities/{trip.pk}/rules/"
    assert "It has lapsed" in text(page)
    assert "lapsed" in text(desk.get("/cases/"))
    for what, more in [("back", {}), ("facts", {"f-days": "9", "reason": "x"}), ("moved", {"rules_version": "1"})]:
        said = refused(desk, case, what, on="2026-06-09", **({"reason": "It is wanted."} | more))
        assert said == "The file has lapsed. What is still wanted is filed anew.", what
    kept(desk, case, "back", on="2026-06-05")  # it did come back in time and was recorded late
    assert file_of(desk, case)["state"] == "running"


def test_an_officer_declares_a_file_lapsed_with_a_reason_and_only_one_who_keeps_files(
    trip: Record, officer: Officer, leader: Officer, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = client_of(officer)
    case = filed(desk, trip)
    monkeypatch.setattr(values, "today", lambda: date(2026, 6, 9))
    page = desk.get(f"/cases/{case}/")
    assert page.context["file"]["state"] == "running"  # the office has it: its silence ends nothing
    assert "The day that it is for, Mon 8 June 2026, is over." in text(page)
    assert counts(desk)["Late"] == "1"

    assert refused(desk, case, "lapsed", on="2026-06-09") == "Give a reason."
    assert act(client_of(leader), case, "lapsed", reason="Over.", on="2026-06-09").status_code == 403
    kept(desk, case, "lapsed", reason="The day is over and nobody asked again.", on="2026-06-09")

    said = text(desk.get(f"/cases/{case}/"))
    assert "Declared lapsed" in said
    assert "The day is over and nobody asked again." in said
    assert (counts(desk)["Late"], counts(desk)["Lapsed"]) == ("0", "1")
    assert refused(desk, case, "lapsed", reason="Again.", on="2026-06-09").startswith("The file has lapsed.")


def test_the_way_of_a_file_is_drawn_with_its_own_place_in_it(
    trip: Record, officer: Officer, client_of: ClientOf
) -> None:
    desk = client_of(officer)
    case = filed(desk, trip)
    kept(desk, case, "done", "intake")

    with CaptureQueriesContext(connection) as asked:
        answer = desk.get(f"/cases/{case}/drawing.svg")

    assert len(asked) <= 16, len(asked)
    assert answer.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="outbound-{case}.svg"'
    root = ET.fromstring(answer.content)  # noqa: S314  ours
    names = {"s": "http://www.w3.org/2000/svg"}
    here = [one for one in root.findall("s:g", names) if "is-open" in one.attrib["class"]]
    (open_,) = [" ".join(str(t.text) for t in one.findall("s:text", names)) for one in here]
    assert open_.startswith("2. ")
    assert "▶ now: " in open_
    assert "2 working days" in open_
    assert "§ " in open_
    done = [one for one in root.findall("s:g", names) if "is-done" in one.attrib["class"]]
    assert "✓ done" in " ".join(str(t.text) for t in done[0].findall("s:text", names))
    assert "<script" not in answer.content.decode()
    assert "style=" not in answer.content.decode()
