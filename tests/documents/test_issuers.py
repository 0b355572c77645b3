"""An issued paper names at its head who issues it, over the signature the title of who signed, in its title whose sight it is."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from docx import Document
from pypdf import PdfReader

from comity.core.issued import Issued
from comity.core.people import Officer
from comity.documents import issuers
from comity.domain import period as periods
from comity.reports import issuing
from tests.long import long

pytestmark = long  # the whole of it in .ci/run

NOW = datetime(2025, 1, 15, 3, tzinfo=UTC)
Acting = Callable[[Officer], Any]
Browser = Callable[[Officer], Client]


def drafted(by: Officer, acting_as: Acting, basis: str = "office") -> Issued:
    with acting_as(by):
        return issuing.draft(periods.year(2024), "department", basis=basis, sensitivity=1, at=NOW)


def signed(one: Issued, by: Officer, drafter: Officer, acting_as: Acting) -> None:
    with acting_as(drafter):
        issuing.submit(one)
    with acting_as(by):
        issuing.sign(one, NOW)


def head(client: Client, one: Issued) -> tuple[list[str], list[str]]:
    """Return what stands at the head of a paper, and over its signature."""
    document = Document(io.BytesIO(client.get(f"/reports/issued/{one.pk}/file/docx/").content))
    signature = next(table for table in document.tables if "…………" in table.rows[0].cells[-1].text)
    return document.tables[0].cell(0, 0).text.split("\n")[:2], signature.rows[0].cells[1].text.split("\n")[:2]


def test_who_signs_heads_the_paper_and_bears_the_title(
    officer: Officer, head_: Officer, leader: Officer, acting_as: Acting, client_of: Browser, units: dict[str, Any]
) -> None:
    desk = client_of(officer)
    one, other = drafted(officer, acting_as), drafted(officer, acting_as)
    department = ["PEOPLE'S COMMITTEE OF VESPER", "VESPER DEPARTMENT"], "DIRECTOR"

    found = head(desk, one)
    assert (found[0], found[1][0]) == department  # the desk issues nothing itself
    signed(one, head_, officer, acting_as)
    found = head(desk, one)
    assert (found[0], found[1][0]) == department
    signed(other, leader, officer, acting_as)
    assert head(desk, other)[1] == ["ON BEHALF OF THE PEOPLE'S COMMITTEE", "CHAIRPERSON"]
    assert head(desk, other)[0][0] == "PEOPLE'S COMMITTEE OF VESPER"
    text = PdfReader(io.BytesIO(desk.get(f"/reports/issued/{other.pk}/file/pdf/").content)).pages
    assert "CHAIRPERSON" in "".join(page.extract_text() for page in text)


def test_a_paper_of_a_period_is_headed_by_the_readers_unit(officer: Officer, ward: Officer, client_of: Browser) -> None:
    """Nobody has issued it: whoever takes it out of the office would."""
    found = []
    for reader in (officer, ward):
        answer: Any = client_of(reader).get("/reports/docx/", {"period": "2024", "report": "department"})
        document = Document(io.BytesIO(b"".join(answer.streaming_content)))
        found.append(document.tables[0].cell(0, 0).text.split("\n")[:2])
    above = "PEOPLE'S COMMITTEE OF VESPER"

    assert found == [[above, "VESPER DEPARTMENT"], [above, "VESPER WARD"]]


@pytest.fixture
def head_(head: Officer) -> Officer:
    return head


def test_a_wards_own_report_is_headed_by_the_ward_and_says_whose_sight_it_is(
    ward: Officer, acting_as: Acting, client_of: Browser
) -> None:
    clerk, one = client_of(ward), drafted(ward, acting_as, "own")
    said = "External affairs of the city: 2024, as Vesper ward sees it"

    assert head(clerk, one) == (
        ["PEOPLE'S COMMITTEE OF VESPER", "VESPER WARD"],
        ["ON BEHALF OF THE PEOPLE'S COMMITTEE", "CHAIRPERSON"],
    )
    page = PdfReader(io.BytesIO(clerk.get(f"/reports/issued/{one.pk}/file/pdf/").content)).pages[0].extract_text()
    assert said in " ".join(page.split())
    text = clerk.get(f"/reports/issued/{one.pk}/").content.decode()
    assert f"<h1>{said}</h1>" in text
    assert '<p class="cm-over">Vesper ward</p>' in text


def test_a_department_is_named_as_it_calls_itself(
    officer: Officer, acting_as: Acting, units: dict[str, Any], as_system: Any
) -> None:
    with as_system():
        units["department"].short_vi = "Sở Ngoại vụ"
        units["department"].save()
    one = drafted(officer, acting_as)

    with acting_as(officer), translation.override("vi"):
        found = issuers.of(one, officer.city)
        assert (found.name, found.signature) == ("Sở Ngoại vụ", ["GIÁM ĐỐC"])
    with acting_as(officer):
        assert issuers.of(one, officer.city).name == "Vesper department"


def test_where_no_unit_issues_papers_it_is_the_office(officer: Officer, acting_as: Acting) -> None:
    officer.city.office_en = "Office of Vesper"
    one = drafted(officer, acting_as)
    one.unit_id = None

    with acting_as(officer):
        assert issuers.of(one, officer.city).name == "Office of Vesper"
