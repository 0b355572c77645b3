"""Who applies takes in no file of its own and records no decision on it, though its unit leads the file and began it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from comity.core import identity
from comity.core.case_acts import CaseAct
from comity.core.people import Officer
from comity.core.records import Record
from comity.core.stand_ins import StandIn
from tests.cases.doing import PAPER, act, begun, file_of, kept, text
from tests.long import long

pytestmark = long  # the whole of it in .ci/run

ClientOf = Callable[[Officer], Client]
Made = Callable[..., Any]
TODAY = date(2026, 5, 11)  # a Monday


def filed(client: Client, case: int) -> int:
    for paper in file_of(client, case)["papers"]:
        kept(client, case, "paper", paper["id"])
    kept(client, case, "filed")
    return case


@pytest.mark.parametrize(
    ("what", "of", "more"),
    [
        ("done", "intake", {}),
        ("done", "intake", PAPER),
        ("returned", "", {"reason": "Because."}),
        ("lapsed", "", {"reason": "Because."}),
        ("waived", "people", {"reason": "Because."}),
        ("moved", "", {"reason": "Because.", "rules_version": "1"}),
    ],
)
def test_a_colleague_leaves_to_the_office_what_is_not_the_applicant_s(
    trip: Record, colleague: Officer, client_of: ClientOf, what: str, of: str, more: dict[str, str]
) -> None:
    trade = client_of(colleague)
    case = filed(trade, begun(trade, trip, "outbound", **{"outbound-company": "no"}))

    answer = act(trade, case, what, of, **more)

    assert answer.status_code == 403
    assert "Your unit applies in this file. The office records what it and others do with it." in text(answer)


@pytest.mark.parametrize("what", ["done", "refused", "returned", "lapsed", "waived", "moved"])
def test_the_database_says_so_too(trip: Record, colleague: Officer, client_of: ClientOf, what: str) -> None:
    trade = client_of(colleague)
    case = filed(trade, begun(trade, trip, "outbound", **{"outbound-company": "no"}))

    with identity.acting(identity.of(colleague, door="test")):
        CaseAct.objects.create(case_id=case, what="withdrawn", on=TODAY, officer=colleague)
        with pytest.raises(DatabaseError), transaction.atomic():
            CaseAct.objects.create(case_id=case, what=what, of="intake", on=TODAY, officer=colleague)


def test_the_decision_on_a_colleague_s_file_is_recorded_by_the_office_with_its_name_and_paper(
    trip: Record, officer: Officer, colleague: Officer, client_of: ClientOf
) -> None:
    desk, trade = client_of(officer), client_of(colleague)
    case = filed(trade, begun(trade, trip, "outbound", **{"outbound-company": "no"}))
    for step in ("intake", "appraise"):
        kept(desk, case, "done", step)
    page = text(trade.get(f"/cases/{case}/"))
    for said in ("Return it to the applicant", "Declare it lapsed", "Record an exception", "Granted"):
        assert said in text(desk.get(f"/cases/{case}/"))
        assert said not in page
    assert "Withdraw it" in page
    assert act(trade, case, "done", "decide", **PAPER).status_code == 403

    kept(desk, case, "done", "decide", **PAPER)

    assert "The officer" in (page := text(trade.get(f"/cases/{case}/")))
    assert "on paper: 512/QĐ, 11 May 2026" in page
    with identity.acting(identity.of(colleague, door="test")):
        decision = CaseAct.objects.get(case_id=case, of="decide").pk
    assert act(trade, case, "taken_back", str(decision), reason="Because.").status_code == 403


def test_what_waits_for_the_unit_that_applies_it_does_itself(
    made: Made, units: dict[str, Record], officer: Officer, colleague: Officer, client_of: ClientOf
) -> None:
    desk, trade = client_of(officer), client_of(colleague)
    partner = made("partners", title_en="Port Ardent", kind="locality", country="JP")
    draft = made(
        "agreements", title_en="Lanterns and ferries", instrument="mou", capacity="peoples_committee",
        partners=[partner.pk], unit=units["trade"].pk,
    )  # fmt: skip
    case = filed(trade, begun(trade, draft, "agreement-city", **{"agreement-city-opinion_fields": "security"}))
    for ask in ("opinions.mofa", "opinions.agencies", "opinions.public_security"):
        assert act(trade, case, "opinion", ask, answer="agrees", **PAPER).status_code == 403
        kept(desk, case, "opinion", ask, answer="agrees", **PAPER)

    kept(trade, case, "done", "absorb")

    assert file_of(desk, case)["state"] == "running"
    assert act(trade, case, "done", "decide", **PAPER).status_code == 403


def test_a_department_takes_in_what_another_unit_applies_for(
    made: Made, trip: Record, units: dict[str, Record], colleague: Officer, client_of: ClientOf
) -> None:
    trade = client_of(colleague)
    case = made("cases", procedure="outbound", activity=trip.pk, applicant=units["ward"].pk, unit=units["trade"].pk).pk
    kept(trade, case, "facts", **{"f-company": "no"})

    kept(trade, filed(trade, case), "done", "intake")

    assert "Return it to the applicant" in text(trade.get(f"/cases/{case}/"))


def test_who_stands_in_for_a_colleague_takes_in_no_file_of_the_colleague_s_unit(
    trip: Record, colleague: Officer, cast: Any, client_of: ClientOf
) -> None:
    trade, other = client_of(colleague), cast("colleague", "department")
    case = filed(trade, begun(trade, trip, "outbound", **{"outbound-company": "no"}))
    with identity.acting(identity.of(colleague, door="test")):
        first = timezone.localdate() - timedelta(days=1)
        StandIn.objects.create(
            city=colleague.city, absent=colleague, stand_in=other, first=first, last=first + timedelta(days=9),
            set_by=colleague,
        )  # fmt: skip
    deputy = client_of(other)

    assert act(deputy, case, "done", "intake").status_code == 403
    with (
        identity.acting(identity.of(other, door="test")),
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        CaseAct.objects.create(
            case_id=case, what="done", of="intake", on=TODAY, officer=other, instead_of_id=colleague.pk
        )
    kept(deputy, case, "withdrawn", reason="They stay at home.")
