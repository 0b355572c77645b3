"""How long files take: who answers late, steps by agency, and what the office's own history says of a step at hand."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comity.core import pack as loaded
from comity.core import procedures as packs
from comity.core.case_acts import CaseAct
from comity.core.people import Officer
from comity.core.records import Record
from comity.gate import cases, values
from comity.web.cases import terms
from tests.cases.doing import begun, file_of, kept, text

ClientOf = Callable[[Officer], Client]
Made = Callable[..., Any]
Past = Callable[..., None]
TODAY = date(2026, 5, 11)  # a Monday
FILED = date(2026, 4, 6)  # a Monday, too


@pytest.fixture
def past(made: Made, as_system: Any) -> Past:
    """Put a file of an earlier day on record whose first step took so many days."""

    def make(days: int, **guard: Any) -> None:
        case = made("cases", procedure="outbound", title_en=f"Past of {days}", received=FILED.isoformat(), **guard)
        facts = {"board_managed": False, "study": False}
        acts = [
            CaseAct(what="filed", of="outbound", rules_version=1, on=FILED, facts=facts),
            *(CaseAct(what="paper", of=paper, on=FILED) for paper in ("letter", "invitation")),
            CaseAct(what="done", of="intake", on=FILED + timedelta(days=days)),
        ]
        with as_system():
            for one in acts:
                one.case_id = case.pk
            CaseAct.objects.bulk_create(acts)
            cases.refresh(case, TODAY)

    return make


def test_a_step_at_hand_says_how_long_it_usually_takes_here_and_on_how_many_files_that_rests(
    trip: Record, past: Past, officer: Officer, client_of: ClientOf
) -> None:
    desk = client_of(officer)
    case = begun(desk, trip, "outbound")
    for paper in file_of(desk, case)["papers"]:
        kept(desk, case, "paper", paper["id"])
    kept(desk, case, "filed")
    for days in (1, 2, 3, 1):
        past(days)
    assert [box["usual"] for row in file_of(desk, case)["rows"] for box in row] == [""] * 4  # four files are too few

    past(4)

    (first, *others) = [box["usual"] for row in file_of(desk, case)["rows"] for box in row]
    said = "Usually 2 working days here (1 to 4, in 5 files). Done by Wed 13 May 2026 then."
    assert (first, others) == (said, [""] * 3)
    assert said in text(desk.get(f"/cases/{case}/"))


def test_times_are_counted_of_the_files_that_the_reader_sees(
    past: Past, units: dict[str, Record], officer: Officer, colleague: Officer, client_of: ClientOf
) -> None:
    past(1)
    past(9, sensitivity=2, shown_to=[units["department"].pk], unit=units["department"].pk)

    def first(who: Officer) -> tuple[str, ...]:
        (row,) = client_of(who).get("/cases/times/").context["steps"]
        return row["title"], row["files"], row["middle"], row["range"], row["late"]

    assert first(officer) == ("Receive the dossier and give a slip", "2", "4", "1–7", "1")
    assert first(colleague) == ("Receive the dossier and give a slip", "1", "1", "1–1", "0")
    page = client_of(officer).get("/cases/times/?procedure=conference")
    assert (page.context["files"], page.context["steps"]) == ("0", [])


def test_the_page_of_times_asks_as_much_of_many_files_as_of_one(
    past: Past, officer: Officer, client_of: ClientOf
) -> None:
    desk, counts = client_of(officer), []
    for more in (1, 3):
        for _time in range(more):
            past(2)
        desk.get("/cases/times/")
        with CaptureQueriesContext(connection) as seen:
            desk.get("/cases/times/")
        counts.append(len(seen))

    assert counts[0] == counts[1]
    assert counts[0] <= 14


def test_a_late_file_is_as_late_in_the_queue_and_on_today_as_on_its_own_page(
    made: Made, units: Any, officer: Officer, head: Officer, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A term of working days leaves days off out everywhere; one of calendar days counts them."""
    agreement = made(
        "agreements", title_en="Lanterns", instrument="mou", capacity="peoples_committee", unit=units["department"].pk,
        partners=[made("partners", title_en="Port Ardent", kind="locality", country="JP").pk],
    )  # fmt: skip
    desk = client_of(officer)
    case = begun(desk, agreement, "agreement-city")
    for paper in file_of(desk, case)["papers"]:
        kept(desk, case, "paper", paper["id"])
    kept(desk, case, "filed")
    monkeypatch.setattr(values, "today", lambda: date(2026, 6, 3))  # asked for by Wednesday 20 May

    late = "10 working days late"
    assert {one["left"]["text"] for one in file_of(desk, case)["asks"] if one["left"]} == {late}
    (row,) = desk.get("/cases/queue/?tab=late").context["rows"]
    assert (row["due"], row["tone"]) == (late, "late")
    today = text(client_of(head).get("/"))
    assert late in today
    assert "14 days late" not in today


def test_a_term_of_calendar_days_counts_days_off() -> None:
    version = packs.of_pack(loaded.load("vn")).versions["agreement-city"][0]
    days = ("ask:opinions.mofa", "duty:report_pm", "step:prime_minister", "step:opinions", "papers")

    assert [terms.is_of_calendar_days(version, key) for key in days] == [False, True, False, False, False]
