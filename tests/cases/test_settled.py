"""What is told before a file begins is kept, and what was filed and decided is not turned into something else."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from comity.core import identity
from comity.core.case_acts import CaseAct
from comity.core.people import City, Officer
from comity.core.records import Record
from comity.registers.cases import ABOUT, Case
from tests.cases.doing import PAPER, act, begun, file_of, kept, text
from tests.entries import ENTRIES

ClientOf = Callable[[Officer], Client]
Made = Callable[..., Any]
TODAY = date(2026, 5, 11)  # a Monday
SETTLED = "It was filed so and stays so. Take the filing back first, or withdraw it and begin another."
COMPANY = "Organised, paid or invited by name by a company"


def filed(desk: Client, trip: Record) -> int:
    case = begun(desk, trip, "outbound", **{"outbound-company": "no"})
    for paper in file_of(desk, case)["papers"]:
        kept(desk, case, "paper", paper["id"])
    for limit in ("people", "days"):
        kept(desk, case, "waived", limit, reason="A choir cannot be divided.")
    kept(desk, case, "filed")
    return case


def edited(client: Client, case: int, **changed: Any) -> Any:
    """Edit as a person does: open the form, change what is to be changed, send it."""
    address = f"/cases/{case}/edit/"
    page = client.get(address)
    shown = {one.name: one.value() for one in page.context["form"]} | {"version": page.context["version"]}
    given = shown | page.context["hidden"] | changed
    return client.post(address, {name: value for name, value in given.items() if value not in (None, False, [])})


def test_what_was_told_is_judged_and_goes_into_the_file(trip: Record, officer: Officer, client_of: ClientOf) -> None:
    desk, address = client_of(officer), f"/activities/{trip.pk}/rules/"
    told = {"of": "outbound", "outbound-company": "no"}

    checking = desk.post(address, {**told, "then": "check", "csrfmiddlewaretoken": "x"})
    page = desk.get(checking.headers["Location"].partition("#")[0])
    case = begun(desk, trip, "outbound", **{"outbound-company": "no"})

    assert checking.headers["Location"] == f"{address}?of=outbound&outbound-company=no#p-outbound"
    assert page.context["checked"][0]["form"]["company"].value() == "no"
    assert {one["label"]: one["value"] for one in file_of(desk, case)["facts"]}[COMPANY] == "No"


def test_no_file_begins_with_what_was_told_wrongly(trip: Record, officer: Officer, client_of: ClientOf) -> None:
    desk = client_of(officer)

    answer = desk.post(f"/activities/{trip.pk}/rules/", {"of": "outbound", "outbound-company": "perhaps"})

    assert answer.status_code == 422
    assert COMPANY in text(answer)
    assert "perhaps is not one of the available choices." in text(answer)
    assert desk.get("/cases/").context["page_"].rows == []


def test_a_filed_file_stays_under_its_procedure(
    trip: Record, officer: Officer, client_of: ClientOf, city: City
) -> None:
    desk = client_of(officer)
    draft = begun(desk, trip, "outbound")
    assert edited(desk, draft, procedure="visa").status_code == 302

    case = filed(desk, trip)
    answer = edited(desk, case, procedure="visa")

    assert answer.status_code in (200, 422)
    assert answer.context["form"].errors["procedure"] == [SETTLED]
    with identity.acting(identity.system(city, door="test")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=case).update(procedure="visa")
        assert Case.objects.get(pk=case).procedure == "outbound"


@pytest.mark.parametrize("link", list(ABOUT))
def test_every_record_a_file_may_be_about_is_settled_by_filing(
    link: str, trip: Record, officer: Officer, client_of: ClientOf, city: City, made: Made
) -> None:
    case = filed(client_of(officer), trip)
    register = ABOUT[link]
    one, other = (made(register, **ENTRIES[register](made, number)) for number in (1, 2))
    column = f"{link}_id"
    with identity.acting(identity.system(city, door="test")):
        if link != "activity":
            Case.objects.filter(pk=case).update(**{column: one.pk})  # what nobody told may still be told
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=case).update(**{column: other.pk})
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=case).update(**{column: None})


def test_a_filed_file_stays_about_its_record_until_the_filing_is_taken_back(
    trip: Record, officer: Officer, client_of: ClientOf, made: Made, as_system: Any
) -> None:
    desk, other = client_of(officer), made("activities", title_en="Elsewhere", kind="delegation_out")
    case = filed(desk, trip)

    answer = edited(desk, case, activity=other.pk)
    title = edited(desk, case, title_en="The choir goes")
    with as_system():
        filing = str(CaseAct.objects.get(what="filed").pk)
    kept(desk, case, "taken_back", filing, reason="It was about another trip.")
    again = edited(desk, case, activity=other.pk)

    assert answer.context["form"].errors["activity"] == [SETTLED]
    assert (title.status_code, again.status_code) == (302, 302)


def test_an_edit_before_filing_is_not_undone_after_it(
    trip: Record, officer: Officer, client_of: ClientOf, made: Made
) -> None:
    desk, other = client_of(officer), made("activities", title_en="Elsewhere", kind="delegation_out")
    case = begun(desk, trip, "outbound", **{"outbound-company": "no"})
    assert edited(desk, case, activity=other.pk).status_code == 302
    change = desk.get(f"/cases/{case}/history/").context["entries"][0]
    for paper in file_of(desk, case)["papers"]:
        kept(desk, case, "paper", paper["id"])
    kept(desk, case, "filed")

    answer = desk.post(change["undo"], follow=True)

    assert "changed again since" in text(answer)
    assert file_of(desk, case)["about"]["title"] == "Elsewhere"


def test_who_acts_on_a_page_older_than_the_file_is_told_what_happened(
    trip: Record, officer: Officer, leader: Officer, client_of: ClientOf
) -> None:
    desk, chair = client_of(officer), client_of(leader)
    case = filed(desk, trip)
    for step in ("intake", "appraise"):
        kept(desk, case, "done", step)
    kept(desk, case, "returned", reason="The programme changed.")

    late = act(chair, case, "done", "decide")
    kept(desk, case, "back")
    kept(desk, case, "done", "decide", **PAPER)
    again = act(chair, case, "done", "decide")

    assert (late.status_code, late.context["problem"]) == (
        422, "It is with the applicant. Record first that it came back.",
    )  # fmt: skip
    assert again.status_code == 422
    assert act(chair, case, "returned", reason="Not mine to do").status_code == 403


def test_a_draft_is_told_when_it_would_come_too_late(trip: Record, officer: Officer, client_of: ClientOf) -> None:
    desk = client_of(officer)
    case = begun(desk, trip, "outbound")
    assert file_of(desk, case)["doubts"] == []

    from_nothing = int(
        desk.post("/cases/new/", {"procedure": "conference", "title_en": "Talks", "sensitivity": "1"})
        .headers["Location"].split("/")[2]
    )  # fmt: skip
    kept(desk, from_nothing, "facts", **{"f-opens_on": "2026-05-20"})

    assert "It would be filed late" in text(desk.get(f"/cases/{from_nothing}/"))


def test_a_restricted_file_says_that_nobody_for_whom_it_waits_sees_it(
    made: Made, units: dict[str, Record], officer: Officer, leader: Officer, client_of: ClientOf
) -> None:
    desk, guard = client_of(officer), {"sensitivity": 2, "shown_to": [officer.unit_id]}
    trip = made(
        "activities", title_en="A quiet trip", kind="delegation_out", starts="2026-07-08", ends="2026-07-11", persons=5,
        countries=["JP"], in_plan="yes", level="department", unit=officer.unit_id, **guard,
    )  # fmt: skip
    case = filed(desk, trip)
    waits = "It waits for"
    assert waits not in " ".join(one.text for one in file_of(desk, case)["doubts"])
    for step in ("intake", "appraise"):
        kept(desk, case, "done", step)

    assert client_of(leader).get(f"/cases/{case}/").status_code == 404
    (said,) = [one.text for one in file_of(desk, case)["doubts"] if waits in one.text]
    assert "nobody of them sees it" in said
