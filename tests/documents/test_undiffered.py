"""Where two periods cannot be taken from each other a paper says why; workbooks keep currencies, and what nobody states, apart."""

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from comity.core.people import Officer
from comity.documents.wording import changed, undiffered, without_difference
from tests.long import long
from tests.reports.test_issued import Acting, drafted

pytestmark = long  # the whole of it in .ci/run

D = Decimal
COST, PERSONS = "Cost of delegations sent", "Persons sent with delegations"


@pytest.fixture
def trips(made: Callable[..., Any]) -> None:
    """Trips of two years, paid in two currencies; how many went is known of one year alone, and planned."""
    for year, cost, currency, persons in ((2024, 7_000_000, "VND", 4), (2023, 90, "USD", None)):
        made("activities", title_en="Trip", kind="delegation_out", starts=f"{year}-03-05", cost=cost, cost_currency=currency, persons=persons, sensitivity=0)  # fmt: skip
    made("figures", indicator="persons_out", starts="2024", ends="2024", value=5, planned=True, sensitivity=0)


@pytest.fixture(params=["period", "issued"])
def paper(
    request: pytest.FixtureRequest,
    trips: None,
    officer: Officer,
    acting_as: Acting,
    client_of: Callable[[Officer], Client],
) -> Callable[[str], bytes]:
    """Fetch a report of the year by kind, as it is now or as it was issued."""
    browser = client_of(officer)
    if request.param == "issued":
        number = drafted(officer, acting_as).pk
        return lambda kind: browser.get(f"/reports/issued/{number}/file/{kind}/").content

    def fetched(kind: str) -> bytes:
        answer: Any = browser.get(f"/reports/{kind}/", {"period": "2024", "report": "department"})
        return b"".join(answer.streaming_content)

    return fetched


def test_word_says_under_the_table_why_rows_have_no_difference(paper: Callable[[str], bytes]) -> None:
    document = Document(io.BytesIO(paper("docx")))
    table = next(one for one in document.tables if one.rows[0].cells[1].text == "Indicator")
    rows = {cells[1].partition("\n")[0]: cells for cells in ([cell.text for cell in row.cells] for row in table.rows)}
    notes = [one.text for one in document.paragraphs if "no difference is given" in one.text]

    assert rows[COST][2:5] == ["7,000,000 VND", "90 USD", "–"]
    assert rows[PERSONS][2:6] == ["4", "–", "–", "5 (80%)"]
    assert len(notes) == 2
    assert notes[0] == f"No. {rows[COST][0]}: no difference is given, because the amounts are in different currencies."
    assert notes[1].startswith(
        f"No. {rows[PERSONS][0]}: no difference is given, because in one of the two periods no record"
    )


def test_pdf_says_it_too(paper: Callable[[str], bytes]) -> None:
    pages = PdfReader(io.BytesIO(paper("pdf"))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())

    assert text.count("no difference is given, because the amounts") == 1
    assert text.count("no difference is given, because in one of the two periods") == 1


def test_the_workbook_has_a_row_for_each_currency_and_nothing_where_nobody_states_it(
    paper: Callable[[str], bytes],
) -> None:
    heads, *rows = load_workbook(io.BytesIO(paper("xlsx")))["Figures"].iter_rows(values_only=True)
    told = [dict(zip(heads, row, strict=True)) for row in rows]
    cost = [one for one in told if one["Indicator"] == COST]
    (persons,) = (one for one in told if one["Indicator"] == PERSONS)

    assert [(one["Currency"], one["On record"], one["Before"]) for one in cost] == [
        ("USD", 0, 90),
        ("VND", 7_000_000, 0),
    ]
    assert (persons["On record"], persons["Before"], persons["Plan"]) == (4, None, 5)


@pytest.mark.parametrize(
    ("now", "before", "silent", "why"),
    [
        ({}, {}, False, ""),
        ({"USD": D(5)}, {"USD": D(2)}, False, ""),
        ({"USD": D(5)}, {}, False, ""),
        ({}, {"USD": D(5)}, False, ""),
        ({"USD": D(5)}, {"VND": D(5)}, False, "currencies"),
        ({"USD": D(5), "VND": D(1)}, {}, False, "currencies"),
        ({"USD": D(5)}, {"VND": D(5)}, True, "silent"),
        ({}, {}, True, "silent"),
    ],
)
def test_the_reason_is_that_nobody_states_it_or_that_currencies_differ(
    now: dict[str, Decimal], before: dict[str, Decimal], silent: bool, why: str
) -> None:
    assert undiffered(now, before, silent=silent) == why


def test_what_changed_of_money_is_told_in_its_currency() -> None:
    assert changed({"USD": D(5)}, {"USD": D(2)}) == "+3 USD"
    assert changed({}, {"USD": D(2)}) == "−2 USD"
    assert changed({"USD": D(2)}, {"USD": D(2)}) == "0 USD"


def test_each_reason_is_one_sentence_with_all_its_rows() -> None:
    told = without_difference([("1", ""), ("3", "currencies"), ("4", "silent"), ("12", "currencies")])

    assert [one["text"].partition(":")[0] for one in told] == ["No. 3, 12", "No. 4"]
    assert without_difference([("1", "")]) == []
