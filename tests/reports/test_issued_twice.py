"""Two signed reports that say the same are not made unawares, one is replaced once, and who cannot get one signed learns it first."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import transaction
from django.test import Client

from comity.core import write
from comity.core.issued import Issued
from comity.core.people import Officer
from comity.core.returns import ReturnRequest
from comity.domain import period as periods
from comity.gate.access import NotAllowed
from comity.reports import issued_rights, issuing
from tests.long import long
from tests.reports.reading import read
from tests.reports.test_issued import NOW, Acting, drafted, signed
from tests.reports.test_issued_command import run

pytestmark = long  # the whole of it in .ci/run

STANDS = "A signed report of the same form, period and basis stands."
Browser = Callable[[Officer], Client]


def test_who_drafts_hands_in_and_signs_is_told_of_a_signed_one(
    officer: Officer, head: Officer, acting_as: Acting, client_of: Browser
) -> None:
    desk, boss = client_of(officer), client_of(head)
    asked = {"period": "2024", "report": "department", "basis": "office", "sensitivity": "1"}
    first = desk.post("/reports/issue/", asked, follow=True)
    assert STANDS not in first.content.decode()
    old = signed(drafted(officer, acting_as), head, acting_as, officer)

    answer = desk.post("/reports/issue/", asked, follow=True)
    page = answer.redirect_chain[-1][0]
    text = answer.content.decode()
    assert STANDS in text
    assert f'href="/reports/issued/{old.pk}/"' in text
    for client, step in ((desk, "submit"), (boss, "sign")):
        said = client.post(
            f"{page}step/", {"step": step, "sure": "on"} | read(client, page), follow=True
        ).content.decode()
        assert f"Report {old.pk} of the same form, period and basis was signed" in said
    assert STANDS not in desk.get("/reports/issued/").content.decode()


def test_other_periods_forms_and_sights_are_no_second_one(officer: Officer, head: Officer, acting_as: Acting) -> None:
    old = signed(drafted(officer, acting_as), head, acting_as, officer)
    with acting_as(head):
        others = [
            issuing.draft(periods.year(2023), "department", basis="office", sensitivity=1, at=NOW),
            issuing.draft(periods.year(2024), "union", basis="office", sensitivity=1, at=NOW),
            issuing.draft(periods.year(2024), "department", basis="own", sensitivity=1, at=NOW),
        ]
        assert [issued_rights.standing(one) for one in others] == [None, None, None]
    new = drafted(officer, acting_as, replaces=old, why="One was counted twice.")
    with acting_as(officer):
        assert issued_rights.standing(new) is None
        assert issued_rights.standing(old) is None
    signed(new, head, acting_as, officer)
    third = drafted(officer, acting_as)
    with acting_as(officer):
        assert issued_rights.standing(third) == new


def test_what_replaces_another_has_its_period_form_and_basis(
    officer: Officer, head: Officer, acting_as: Acting, client_of: Browser
) -> None:
    old = signed(drafted(officer, acting_as), head, acting_as, officer)
    address = f"/reports/issue/?replaces={old.pk}"
    desk = client_of(officer)

    form = desk.get(address).content.decode()
    assert form.count(" disabled") >= 3
    asked = {"period": "2023", "report": "union", "basis": "own", "sensitivity": "1", "why": "A slip."}
    page = desk.post(address, asked)["Location"]
    with acting_as(officer):
        made = Issued.objects.get(pk=int(page.split("/")[-2]))
    assert (made.period, made.form, made.basis, made.replaces_id) == ("2024", "department", "office", old.pk)
    with acting_as(officer), pytest.raises(NotAllowed, match="has its form, its period and its basis"):
        issuing.draft(periods.year(2023), "department", basis="office", sensitivity=1, at=NOW, replaces=old, why="x")
    with pytest.raises(CommandError, match="has its form, its period and its basis"):
        run("issue", period="2023", report="department", by=officer.username, replaces=old.pk, why="A slip.")


def test_a_report_is_replaced_once(officer: Officer, head: Officer, acting_as: Acting, client_of: Browser) -> None:
    old = signed(drafted(officer, acting_as), head, acting_as, officer)
    one, other = (drafted(officer, acting_as, replaces=old, why=why) for why in ("First.", "Second."))
    with acting_as(officer):
        issuing.submit(other)
    new = signed(one, head, acting_as, officer)

    with acting_as(head), pytest.raises(NotAllowed, match="replaced already"):
        issuing.sign(other, NOW)
    with acting_as(head), pytest.raises(write.Refused), transaction.atomic(), write.Refusals():
        Issued.objects.filter(pk=other.pk).update(state="signed", signed_by=head, signed_at=NOW)
    with acting_as(officer), pytest.raises(NotAllowed, match="replaced already"):
        issuing.draft(periods.year(2024), "department", basis="office", sensitivity=1, at=NOW, replaces=old, why="x")
    desk = client_of(officer)
    assert "?replaces=" not in desk.get(f"/reports/issued/{old.pk}/").content.decode()
    assert f"?replaces={new.pk}" in desk.get(f"/reports/issued/{new.pk}/").content.decode()
    assert desk.get(f"/reports/issue/?replaces={old.pk}").status_code == 403


def test_a_ward_learns_on_the_form_that_nobody_can_sign_what_it_alone_sees(
    ward: Officer, head: Officer, acting_as: Acting, client_of: Browser
) -> None:
    clerk, said = client_of(ward), "cannot be signed here: nobody who may sign sees it"

    form = clerk.get("/reports/issue/").content.decode()
    assert said in form
    assert 'href="/reports/returns/"' in form
    assert 'value="own" id="id_basis_1" checked' in form
    assert said not in client_of(head).get("/reports/issue/").content.decode()

    asked = {"period": "2024", "report": "department", "basis": "office", "sensitivity": "1"}
    refused = clerk.post("/reports/issue/", asked)
    text = refused.content.decode()
    assert refused.status_code == 422
    assert "You do not see all that every officer of the office sees" in text
    assert 'value="2024"' in text
    own = clerk.post("/reports/issue/", asked | {"basis": "own"}, follow=True).content.decode()
    assert "own working paper" in own
    assert "Submit for signing" not in own


def test_a_term_of_office_is_typed_by_its_name_on_forms_too(
    head: Officer, units: Any, client_of: Callable[[Officer], Client], acting_as: Acting
) -> None:
    boss = client_of(head)
    asked = {"period": "council", "report": "department"}

    issued = boss.post("/reports/issue/", asked | {"basis": "office", "sensitivity": 1})
    wanted = boss.post("/reports/returns/ask/", asked | {"due": "9999-01-01", "unit": [units["trade"].pk]})

    assert (issued.status_code, wanted.status_code) == (302, 302)
    with acting_as(head):
        assert [one.period for one in (Issued.objects.get(), ReturnRequest.objects.get())] == ["2021..2025"] * 2
