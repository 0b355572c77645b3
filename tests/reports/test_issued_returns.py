"""An issued report shows other units' returns to nobody who may not see these."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from comity.core.issued import Issued
from comity.core.people import Officer
from comity.core.returns import Return
from comity.domain import period as periods
from comity.reports import issuing, returning
from tests.long import long
from tests.reports.test_issued import NOW, Acting
from tests.reports.test_issued_command import run
from tests.reports.test_returns_feed import accepted, visit  # noqa: F401  fixtures

pytestmark = long  # the whole of it in .ci/run

WHY = "One came by the union."


@pytest.fixture
def public(
    made: Callable[..., Any], units: Any, ward: Officer, head: Officer, acting_as: Acting, as_system: Any
) -> Issued:
    """A public report, in which the ward's accepted return differs from its records, with a reason."""
    made(
        "activities",
        title_en="Visit",
        kind="delegation_in",
        starts="2024-03",
        persons=10,
        unit=units["ward"].pk,
        sensitivity=0,
    )
    with acting_as(head):
        request = returning.ask(periods.year(2024), "agency", units=(units["ward"].pk,), due=NOW.date(), note="")
        pk = request.returns.get().pk
    run("answer", pk, by="ward-ward", figure=["delegations_in=7"], because=[f"delegations_in={WHY}"], send=True)
    run("accept", pk, by=head.username)
    with as_system():
        assert Return.objects.get(pk=pk).state == "accepted"
    with acting_as(head):
        return issuing.draft(periods.year(2024), "department", basis="office", sensitivity=0, at=NOW)


def said(client: Client, page: str, kind: str) -> str:
    given = client.get(f"{page}file/{kind}/").content
    if kind == "pdf":
        return " ".join(" ".join(one.extract_text() for one in PdfReader(io.BytesIO(given)).pages).split())
    if kind == "json":
        return given.decode()
    if kind == "xlsx":
        return str(
            [[cell.value for cell in row] for sheet in load_workbook(io.BytesIO(given)) for row in sheet.iter_rows()]
        )
    tables = Document(io.BytesIO(given)).tables
    return str([cell.text for table in tables for row in table.rows for cell in row.cells])


@pytest.mark.parametrize("kind", ["", "json", "docx", "pdf", "xlsx"])
def test_who_may_not_see_a_return_finds_nothing_of_it(
    kind: str, ward: Officer, public: Issued, member: Officer, officer: Officer, client_of: Callable[[Officer], Client]
) -> None:
    page = f"/reports/issued/{public.pk}/"
    told = {}
    for reader in (officer, ward, member):
        client = client_of(reader)
        told[reader.role] = said(client, page, kind) if kind else client.get(page).content.decode()

    assert {role: WHY in text for role, text in told.items()} == {"officer": True, "ward": True, "member": False}
    returned = {
        "": "Returned",
        "json": '"stated":{"en":"7"',
        "docx": "7 (1 unit)",
        "pdf": "7 (1 unit)",
        "xlsx": "['Delegations received', 1, 7, 1, 1, 6,",
    }
    assert returned[kind] in told["officer"]
    assert returned[kind] not in told["member"]
    if kind:
        assert returned[kind] not in told["ward"]  # the sum of all is not for who may see one of them


def test_the_kept_bytes_are_sent_to_who_may_see_all(
    ward: Officer,
    public: Issued,
    member: Officer,
    officer: Officer,
    client_of: Callable[[Officer], Client],
    as_system: Any,
) -> None:
    address = f"/reports/issued/{public.pk}/file/json/"
    with as_system():
        kept = bytes(public.content.content)

    assert client_of(officer).get(address).content == kept
    assert '"left_out":["returns"]' in client_of(member).get(address).content.decode()
    assert WHY not in run("export", public.pk, by=member.username, format="json")
    assert WHY in run("export", public.pk, by=officer.username, format="json")


MONTHS = "from its returns for January 2024, February 2024, March 2024"


@pytest.fixture
def quarter(units: Any, visit: Any, accepted: Any, head: Officer, acting_as: Acting) -> str:  # noqa: F811
    """The page of a public report of a quarter that the ward's returns for three months fill, the first with a reason."""
    visit("ward", "2024-02-05", sensitivity=0)
    accepted(units["ward"], periods.month(2024, 1), delegations_in="1", persons_in="9")
    for month in (2, 3):
        accepted(units["ward"], periods.month(2024, month))
    with acting_as(head):
        one = issuing.draft(periods.parse("2024-Q1"), "department", basis="office", sensitivity=0, at=NOW)
    return f"/reports/issued/{one.pk}/"


@pytest.mark.parametrize("kind", ["", "json", "docx", "pdf", "xlsx"])
def test_the_months_that_fill_a_quarter_are_named_to_who_may_see_the_returns(
    kind: str, quarter: str, head: Officer, ward: Officer, member: Officer, client_of: Callable[[Officer], Client]
) -> None:
    told = {}
    for reader in (head, ward, member):
        client = client_of(reader)
        told[reader.role] = said(client, quarter, kind) if kind else client.get(quarter).content.decode()

    named = {"": "from its returns for <a href=", "json": '"made":[{"periods":[{'}.get(kind, MONTHS)
    assert {role: named in text for role, text in told.items()} == {"head": True, "ward": True, "member": False}
    assert ("January 2024" if kind else ">January 2024</a>, <a href=") in told["head"]
    assert "January 2024: By letter." in told["head"]
    assert kind != "json" or "Tháng 1 năm 2024: By letter." in told["head"]
