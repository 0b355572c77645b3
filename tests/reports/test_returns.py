"""A head asks units for their returns; each answers on one page; the report shows what came beside what is on record."""

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from comity.core import write
from comity.core.people import Officer
from comity.core.returns import Return
from comity.documents import books, content, issued, printed, reports
from comity.documents.content import Asked
from comity.domain import period as periods
from comity.gate import values
from comity.gate.access import NotAllowed
from comity.reports import figures, issuing, return_lines, returned, returned_rows, returning, text

Acting = Callable[[Officer], Any]
YEAR = periods.year(2024)
LATE = 5


@pytest.fixture
def asked(units: Any, made: Any, head: Officer, acting_as: Acting) -> dict[str, int]:
    """The ward and the association are asked, and are five days late; the ward has a delegation on record, trade another."""
    for unit in ("ward", "trade"):
        made("activities", title_en=f"Visit {unit}", kind="delegation_in", starts="2024-03-01", persons=10, unit=units[unit].pk)  # fmt: skip
    with acting_as(head):
        due = values.today() - timedelta(days=LATE)
        both = (units["ward"].pk, units["association"].pk)
        request = returning.ask(YEAR, "agency", units=both, due=due, note="Please count every guest.")
        return {one.unit.title_en.split()[1]: one.pk for one in request.returns.select_related("unit")}


def filled(of: list[return_lines.Line], **changed: Any) -> dict[str, str]:
    found = {line.key: line.stated for line in of} | {f"{line.key}_why": line.reason for line in of}
    return found | changed | {"version": "1"}


def page_of(client: Client, pk: int) -> str:
    return client.get(f"/reports/returns/{pk}/").content.decode()


def test_a_unit_finds_its_own_numbers_filled_in(asked: Any, ward: Officer, acting_as: Acting) -> None:
    with acting_as(ward):
        lines = {line.code: line.stated for line in return_lines.lines(Return.objects.get(pk=asked["ward"]))}

    assert (lines["delegations_in"], lines["persons_in"], lines["conferences"]) == ("1", "10", "0")


def test_the_way_of_a_return(
    asked: Any, ward: Officer, head: Officer, acting_as: Acting, client_of: Callable[[Officer], Client]
) -> None:
    clerk, boss, pk = client_of(ward), client_of(head), asked["ward"]
    assert "Send your return: Return of a unit, 2024" in clerk.get("/").content.decode()
    assert f"{LATE} days late" in page_of(clerk, pk)
    assert "Chase the return: Vesper ward" in boss.get("/").content.decode()
    with acting_as(ward):
        lines = return_lines.lines(Return.objects.get(pk=pk))

    unexplained = clerk.post(f"/reports/returns/{pk}/", filled(lines, delegations_in="2", act="send"))
    assert (unexplained.status_code, "say why" in unexplained.content.decode()) == (422, True)
    wrong = clerk.post(f"/reports/returns/{pk}/", filled(lines, delegations_in="two", act="send"))
    assert "“two” is not a number." in wrong.content.decode()
    fewer = filled(lines, delegations_in="12", delegations_in_why="All.", act="send")
    few = clerk.post(f"/reports/returns/{pk}/", fewer)
    assert (few.status_code, "10 is less than Delegations received, 12." in few.content.decode()) == (422, True)
    part = clerk.post(f"/reports/returns/{pk}/", filled(lines, persons_in="1.500", persons_in_why="All.", act="send"))
    assert "“1.500” is read as 1.5; elsewhere it would be 1,500." in part.content.decode()
    sent = filled(lines, delegations_in="2", delegations_in_why="One came by the union.", act="send")
    assert clerk.post(f"/reports/returns/{pk}/", sent).status_code == 302
    assert 'name="delegations_in"' not in page_of(clerk, pk)

    boss.post(f"/reports/returns/{pk}/", {"act": "back"})
    with acting_as(head):
        assert Return.objects.get(pk=pk).state == "sent"  # not without a reason
    boss.post(f"/reports/returns/{pk}/", {"act": "back", "reason": "Which one?"})
    assert "Which one?" in page_of(clerk, pk)
    assert "Send your return: Return of a unit, 2024" in clerk.get("/").content.decode()
    clerk.post(f"/reports/returns/{pk}/", sent | {"version": "2"})
    boss.post(f"/reports/returns/{pk}/", {"act": "accept"})
    with acting_as(head):
        assert Return.objects.get(pk=pk).state == "accepted"
    assert "Send your return" not in clerk.get("/").content.decode()

    with acting_as(head):
        (line,) = [one for one in returned.beside(figures.of(YEAR)).lines if one.code == "delegations_in"]
    assert (line.on_record, line.stated, line.recorded, line.gap, line.units) == ("2", "2", "1", "+1", 1)
    assert [(gap.title, gap.gap, gap.reason) for gap in line.gaps] == [("Vesper ward", "+1", "One came by the union.")]
    text = boss.get("/reports/?period=2024").content.decode()
    assert "1 of 2 accepted" in text
    assert "One came by the union." in text
    the_files_say_it_too(head, acting_as)


def the_files_say_it_too(reader: Officer, acting_as: Acting) -> None:
    row = ["Delegations received", "2 (1 unit)", "1", "+1", "Vesper ward 2 / 1 +1 (One came by the union.)"]
    with acting_as(reader):
        asked, report = Asked(reader.city, reader.name), figures.of(YEAR)
        paper = Document(io.BytesIO(reports.docx(report, [], asked)))
        book = load_workbook(io.BytesIO(books.made(report, [], asked, lambda _told: None)))
        pdf = printed.pdf(content.of(report, [], asked), asked)
        printed_ = text.written(report, [], returned_rows.table(report))
        kept = issuing.draft(YEAR, "", basis="own", sensitivity=1, at=timezone.now())
        issued_paper = Document(io.BytesIO(issued.made(kept, "docx", asked)))
        issued_book = load_workbook(io.BytesIO(issued.made(kept, "xlsx", asked)))

    for document in (paper, issued_paper):
        (table,) = (one for one in document.tables if one.rows[0].cells[1].text == "Returned")
        assert [cell.text for cell in table.rows[1].cells] == row
    assert [cell.value.removeprefix("'") for cell in book["Agencies' returns"][2]] == row  # "+1" is no formula
    summed = [cell.value for cell in issued_book["Agencies' returns"][2]]
    by_unit = [cell.value for cell in issued_book["By unit"][2]]
    on_record = summed.pop(1)
    assert isinstance(on_record, int)
    assert summed[:5] == ["Delegations received", 2, 1, 1, 1]  # returned by one unit, on its records, the gap
    assert (by_unit[1:5], by_unit[6]) == (["Vesper ward", 2, 1, 1], "One came by the union.")
    (line,) = (one for one in printed_.splitlines() if row[4] in one)
    assert re.split(" {2,}", line) == row
    assert pdf.startswith(b"%PDF-")


def test_one_unit_sees_nothing_of_anothers_return(
    asked: Any, member: Officer, ward: Officer, acting_as: Acting, client_of: Callable[[Officer], Client]
) -> None:
    client = client_of(member)

    assert client.get(f"/reports/returns/{asked['ward']}/").status_code == 404
    text = client.get("/reports/returns/").content.decode()
    assert ("Vesper association" in text, "Vesper ward" in text) == (True, False)
    with acting_as(member):
        assert list(Return.objects.values_list("pk", flat=True)) == [asked["association"]]


def test_only_a_head_asks_and_decides(
    asked: Any, officer: Officer, ward: Officer, acting_as: Acting, client_of: Callable[[Officer], Client]
) -> None:
    assert client_of(officer).get("/reports/returns/ask/").status_code == 403
    with acting_as(officer), pytest.raises(NotAllowed, match="by a head"):
        returning.ask(YEAR, "agency", units=[], due=date(2025, 1, 1), note="")
    with acting_as(ward):
        one = Return.objects.get(pk=asked["ward"])
        one.state = "accepted"
        with pytest.raises(write.Refused), transaction.atomic(), write.Refusals():
            one.save()


def test_a_head_asks_on_the_page(units: Any, head: Officer, client_of: Callable[[Officer], Client]) -> None:
    client = client_of(head)
    typed = {"period": "2024-H1", "report": "agency", "due": "2030-01-01"}

    assert "Choose at least one unit." in client.post("/reports/returns/ask/", typed).content.decode()
    assert client.post("/reports/returns/ask/", typed | {"unit": [units["ward"].pk]}).status_code == 302
    assert "First half of 2024" in client.get("/reports/returns/").content.decode()


def test_the_pages_keep_to_their_budget_of_queries(
    asked: Any, made: Any, head: Officer, acting_as: Acting, client_of: Callable[[Officer], Client]
) -> None:
    client, counted = client_of(head), []
    for more in range(2):
        units = [made("units", title_en=f"Ward {more}{n}", kind="ward", sensitivity=0).pk for n in range(3)]
        with acting_as(head):
            returning.ask(YEAR, "agency", units=units, due=values.today(), note="")
        for page in ("", "ask/", f"{asked['ward']}/"):
            client.get(f"/reports/returns/{page}")
            with CaptureQueriesContext(connection) as queries:
                client.get(f"/reports/returns/{page}")
            counted.append(len(queries))

    assert counted[:3] == counted[3:]
    assert max(counted) <= 16, counted  # two registers for counts, one of them and another for money


def test_money_is_asked_for_by_currency_and_a_slip_has_to_be_confirmed(
    asked: Any,
    made: Any,
    units: Any,
    ward: Officer,
    head: Officer,
    acting_as: Acting,
    client_of: Callable[[Officer], Client],
) -> None:
    made("activities", title_en="Trip", kind="delegation_out", starts="2024-05-01", persons=4, cost="250000000", cost_currency="VND", unit=units["ward"].pk)  # fmt: skip
    clerk, boss, pk = client_of(ward), client_of(head), asked["ward"]
    with acting_as(ward):
        lines = return_lines.lines(Return.objects.get(pk=pk))
    prefilled = {line.key: line.stated for line in lines if line.code == "delegations_out_cost"}
    assert prefilled == {"delegations_out_cost.VND": "250,000,000", "delegations_out_cost.more": ""}

    typed = filled(
        lines, **{"delegations_out_cost.VND": "250,000", "delegations_out_cost.VND_why": "The ledger.", "act": "send"}
    )
    slipped = clerk.post(f"/reports/returns/{pk}/", typed)
    assert slipped.status_code == 422
    assert "250,000 VND differs from the usual 250,000,000 VND about 1,000 times" in slipped.content.decode()
    more = {"delegations_out_cost.more": "900", "delegations_out_cost.more_why": "Paid abroad."}
    unsaid = clerk.post(f"/reports/returns/{pk}/", typed | {"delegations_out_cost.VND_sure": "on"} | more)
    assert "Choose the currency." in unsaid.content.decode()
    whole = typed | more | {"delegations_out_cost.VND_sure": "on", "delegations_out_cost.more_currency": "USD"}
    assert clerk.post(f"/reports/returns/{pk}/", whole).status_code == 302
    assert "The unit says that it is right." in page_of(boss, pk)
    boss.post(f"/reports/returns/{pk}/", {"act": "accept"})

    with acting_as(head):
        found = {
            one.currency: one
            for one in returned.beside(figures.of(YEAR, "agency")).lines
            if one.code == "delegations_out_cost"
        }
    assert (found["VND"].stated, found["VND"].recorded, found["VND"].gap) == (
        "250,000 VND", "250,000,000 VND", "−249,750,000 VND",
    )  # fmt: skip
    assert (found["USD"].stated, found["USD"].on_record, found["USD"].gaps[0].reason) == (
        "900 USD",
        "0 USD",
        "Paid abroad.",
    )
