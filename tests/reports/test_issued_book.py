"""The workbook of an issued report: numbers that can be summed, days as days, the plan as on the page."""

import io
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from comity.core.people import Officer
from comity.reports import issued_numbers
from tests.reports.test_issued import Acting, drafted

DAY = datetime.combine(date(2024, 3, 5), time())  # as a workbook gives a day back


def sheets(client: Client, number: int) -> dict[str, list[dict[str, Any]]]:
    book = load_workbook(io.BytesIO(client.get(f"/reports/issued/{number}/file/xlsx/").content))
    found: dict[str, list[dict[str, Any]]] = {}
    for sheet in book:
        cells: list[list[Any]] = [[cell.value for cell in row] for row in sheet.iter_rows()]
        heads, *rows = cells
        found[sheet.title] = [dict(zip(heads, row, strict=True)) for row in rows]
    return found


@pytest.mark.parametrize("language", ["en", "vi"])
def test_numbers_are_numbers_and_days_are_days(
    language: str, made: Callable[..., Any], officer: Officer, acting_as: Acting, client_of: Callable[[Officer], Client]
) -> None:
    for year, cost, currency in ((2024, 500, "USD"), (2024, 7_000_000, "VND"), (2023, 90, "USD")):
        made("activities", title_en="Trip", kind="delegation_out", starts=f"{year}-03-05", cost=cost, cost_currency=currency, sensitivity=0)  # fmt: skip
    made("activities", title_en="Trip", kind="delegation_out", starts="2024-07", sensitivity=0)
    made("figures", indicator="delegations_out", starts="2024-01-01", ends="2024-12-31", value=40, planned=True, sensitivity=0)  # fmt: skip
    made("figures", indicator="delegations_out", starts="2024-01-01", ends="2024-12-31", value=65, sensitivity=0)
    one = drafted(officer, acting_as)
    officer.language = language
    officer.save()

    book = list(sheets(client_of(officer), one.pk).values())

    figures, records = book[0], book[1]
    values = [list(row.values()) for row in figures]
    sent = next(row for row in values if row[1:8] == [3, 3, 65, 62, 1, 40, 1])
    assert isinstance(sent[4], int)
    dear = [row for row in values if row[9] in ("USD", "VND") and row[0] and row[1] in (500, 7_000_000)]
    assert [(row[9], row[1], row[5]) for row in dear] == [("USD", 500, 90), ("VND", 7_000_000, 0)]
    days = {row[4] for row in map(list, (record.values() for record in records)) if str(row[3]) == "Trip"}
    assert {DAY} < days
    listed = [cell for rows in book[2:] for row in rows for cell in row.values()]
    assert DAY in listed
    assert not [cell for cell in listed if cell in ("5 March 2024", "05/03/2024", "2024-03-05")]


@pytest.mark.parametrize(
    ("said", "value"),
    [("+1,234 USD", Decimal(1234)), ("−7", Decimal(-7)), ("0", Decimal(0)), ("–", ""), ("many", "many")],
)
def test_words_become_the_numbers_that_they_say(said: str, value: object) -> None:
    assert issued_numbers.amount(said) == value


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("2024-03-05", date(2024, 3, 5)),
        ("5 March 2024", date(2024, 3, 5)),
        ("05/03/2024", date(2024, 3, 5)),
        ("2024-03", "March 2024"),
        ("Ilm", "Ilm"),
        (7, 7),
    ],
)
def test_whole_days_become_days(said: object, value: object) -> None:
    assert issued_numbers.day(said) == value
