"""The page, the workbook and the command show the same numbers, and each number opens just its records."""

import io
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from comity.core.people import Officer
from comity.gate import query
from comity.registers import register
from comity.reports import workbook
from comity.reports.counting import Number
from comity.reports.figures import Report

PAGE, BOOK = "/reports/", "/reports/xlsx/"
SIGNING_IN = 10  # queries that any page makes for its reader: session, officer, city, identity, transactions


@pytest.fixture
def busy(made: Callable[..., Any], units: dict[str, Any]) -> None:
    """A year with visits on certain, uncertain and unknown dates, an agreement, a tie and reported figures."""
    for date in ("2024", "2024-03", "2024-03-05", "2023-12-31", "2024-05", ""):
        made(
            "activities",
            title_en=f"Visit {date}",
            kind="delegation_in",
            starts=date,
            sensitivity=0,
            unit=units["trade"].pk,
        )
    made(
        "activities",
        title_en="Feast",
        kind="festival",
        starts="2024-03",
        fields=["culture", "tourism"],
        pillar="people",
        sensitivity=0,
    )
    harbour = made("partners", title_en="Harbour of Ilm", kind="locality", sensitivity=0)
    made("ties", partner=harbour.pk, stage="friendship", since="2024", sensitivity=0)
    made(
        "agreements",
        title_en='=HYPERLINK("http://bad")',
        instrument="mou",
        partners=[harbour.pk],
        signed="2024-03-01",
        sensitivity=0,
    )
    over = made(
        "agreements", title_en="Over", instrument="mou", partners=[harbour.pk], signed="2020-03-01", sensitivity=0
    )
    made("agreement_actions", agreement=over.pk, kind="terminate", on="2024-02-01", sensitivity=0)
    for finished in ("", "2024-03-05", "2024"):
        made("projects", title_en="Aid", kind="aid_received", approved_on="2023-05", finished=finished, sensitivity=0)
    for title, since, until in (
        ("Old", "1990", "2024-02"),
        ("New", "2024", ""),
        ("Unknown", "", "2023"),
        ("Ever", "", ""),
    ):
        made("units", title_en=title, kind="association", valid_from=since, valid_to=until, sensitivity=0)
    source = made("sources", title_en="The year", outlet="The Vesper Times", kind="article", sensitivity=0)
    made("figures", indicator="delegations_in", value="65", starts="2024", ends="2024", source=source.pk, sensitivity=0)
    made(
        "figures",
        indicator="fdi",
        value="2265",
        starts="2024",
        as_printed="2.265 million",
        doubtful=True,
        sensitivity=0,
    )


def numbers(report: Report) -> Iterator[Number]:
    counted = [line.recorded for line in report.lines if line.recorded] + [table.recorded for table in report.tables]
    for recorded in counted:
        yield from (recorded.certain, recorded.perhaps, recorded.undated)
        if recorded.before:
            yield recorded.before
    for table in report.tables:
        for division in table.divisions:
            yield from (share.number for share in division.shares)


@pytest.mark.parametrize("asked", ["2024", "2024-Q1", "2024-03-01..2024-03-20"])
def test_every_number_opens_a_list_of_exactly_its_records(
    busy: None, report_of: Callable[[str], Report], as_system: Callable[[], Any], asked: str
) -> None:
    report = report_of(asked)

    with as_system():
        opened = {
            number.href: query.narrowed(register(number.register), QueryDict(urlsplit(number.href).query)).count()
            for number in numbers(report)
        }

    assert opened == {number.href: number.records for number in numbers(report)}


def test_the_page_shows_recorded_beside_reported(
    busy: None, officer: Officer, client_of: Callable[[Officer], Client]
) -> None:
    page = client_of(officer).get(PAGE, {"period": "2024"})
    text = page.content.decode()

    assert page.status_code == 200
    assert "External affairs of the city: 2024" in text
    assert "61 not on file" in text
    assert "4 of 65 on file" in text
    assert "unit in doubt, held back" in text
    assert "<s><a" in text
    assert "starts=2024-01-01..2024-12-31" in text
    assert "1 without a date" in text
    assert "The Vesper Times, The year" in text


@pytest.mark.parametrize(
    ("address", "table"),
    [
        (PAGE, "Recorded and reported"),
        (f"{PAGE}figure/delegations_in/", "Records"),
        ("/reports/dashboards/", "Trade promotion: on site and online"),
    ],
)
def test_on_a_phone_each_number_of_a_table_stands_under_its_name(
    busy: None, officer: Officer, client_of: Callable[[Officer], Client], address: str, table: str
) -> None:
    text = unescape(client_of(officer).get(address, {"period": "2024"}).content.decode())

    shown = re.search(rf'aria-label="{table}"><table class="([^"]*)".*?</table>', text, re.DOTALL)

    assert shown
    assert {"cm-figcards", "cm-stackable"} & set(shown[1].split())
    cells = re.findall(r"<td[ >][^>]*", shown[0].partition("</thead>")[2])
    assert cells
    assert [one for one in cells if 'data-label="' not in one] == []


def test_the_page_names_what_is_not_known_closely_enough(
    busy: None, officer: Officer, client_of: Callable[[Officer], Client]
) -> None:
    text = client_of(officer).get(PAGE, {"period": "2024-Q1"}).content.decode()

    assert "and 1 whose date is not known closely enough" in text
    assert "starts=2024-01-01..2024-03-31~" in text


def test_the_page_without_a_period_shows_the_latest_year_reported(
    busy: None, officer: Officer, client_of: Callable[[Officer], Client]
) -> None:
    assert "External affairs of the city: 2024" in client_of(officer).get(PAGE).content.decode()


def test_the_page_reads_in_vietnamese(busy: None, officer: Officer, client_of: Callable[[Officer], Client]) -> None:
    officer.language = "vi"
    officer.save()

    assert "6 tháng đầu năm 2024" in client_of(officer).get(PAGE, {"period": "2024-H1"}).content.decode()


def test_a_year_without_records_says_so_and_leads_elsewhere(
    busy: None, officer: Officer, client_of: Callable[[Officer], Client]
) -> None:
    text = client_of(officer).get(PAGE, {"period": "1990"}).content.decode()

    assert "Nothing is on record for this period" in text
    assert 'href="?period=2024&amp;report=department"' in text


@pytest.mark.parametrize("address", [PAGE, "/reports/dashboards/", f"{PAGE}figure/delegations_in/"])
def test_a_term_of_office_is_asked_for_by_its_name(
    busy: None, officer: Officer, client_of: Callable[[Officer], Client], address: str
) -> None:
    page = client_of(officer).get(address, {"period": " council "})

    assert page.status_code == 200
    assert "2021" in re.sub("<[^>]+>", "", page.content.decode().partition("<h1")[2].partition("</section>")[0])


@pytest.mark.parametrize("typed", ["soon", "2024-Q9", "<b>x</b>", "2024\0"])
def test_what_is_no_period_is_named_and_kept(
    officer: Officer, client_of: Callable[[Officer], Client], typed: str
) -> None:
    client = client_of(officer)
    page = client.get(PAGE, {"period": typed})

    assert page.status_code == 422
    assert "is not a period. Write 2024" in page.content.decode()
    assert "<b>x</b>" not in page.content.decode()
    assert client.get(BOOK, {"period": typed}).status_code == 422


def test_at_the_edges_of_the_calendar_the_page_still_stands(
    officer: Officer, client_of: Callable[[Officer], Client]
) -> None:
    for typed in ("0001", "9999", "0001..9999"):
        assert client_of(officer).get(PAGE, {"period": typed}).status_code == 200


def test_the_page_keeps_to_its_budget_of_queries(
    busy: None, officer: Officer, client_of: Callable[[Officer], Client]
) -> None:
    client = client_of(officer)
    client.get(PAGE, {"period": "2024"})

    with CaptureQueriesContext(connection) as queries:
        client.get(PAGE, {"period": "2024"})

    # registers by date 18, four of them as they stand at the end, their money 3, countries and partners 4, divisions 6, reported figures, the usual period;
    # checks: what sources state, answers, main indicators by month 4, two of them for records entered twice, lines of cost 1
    assert len(queries) <= 44 + SIGNING_IN


def test_the_workbook_holds_figures_rows_and_sources(
    busy: None, officer: Officer, client_of: Callable[[Officer], Client]
) -> None:
    answer: Any = client_of(officer).get(BOOK, {"period": "2024"})
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    sheets = {name: [[cell.value for cell in row] for row in book[name].iter_rows()] for name in book.sheetnames}
    behind = [row for row in sheets["Records"] if row[0] == "Delegations received"]

    assert answer["Content-Disposition"] == 'attachment; filename="comity-2024.xlsx"'
    assert list(sheets)[:5] == ["Figures", "Divided", "Records", "Reported", "To be checked"]
    assert next(row[2:5] for row in sheets["Figures"] if row[0] == "Delegations received") == [4, 0, 1]
    assert [row[1] for row in behind] == ["in the period"] * 4 + ["without a date"]
    assert ["Foreign direct investment attracted", "2024", 2265] in [row[:3] for row in sheets["Reported"]]
    assert '\'=HYPERLINK("http://bad")' in [row[4] for row in sheets["Records"]]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_of_a_cell_is_taken_for_a_formula(text: str) -> None:
    assert workbook.defused(text) == f"'{text}"


def test_cells_keep_numbers_and_lose_what_a_workbook_cannot_hold() -> None:
    assert workbook.defused(-3) == -3
    assert workbook.defused("a\x00b\x0bc") == "abc"
    assert workbook.defused(None) == ""
    assert len(str(workbook.defused("x" * 40000))) < 32768


def test_rows_that_do_not_fit_are_said_not_dropped(
    busy: None, report_of: Callable[[str], Report], as_system: Callable[[], Any]
) -> None:
    report = report_of("2024")

    with as_system():
        book = load_workbook(io.BytesIO(workbook.made(report, rows_at_most=3)))
    rows = [row[0].value for row in book["Records"].iter_rows()]

    assert len(rows) == 5
    assert rows[-1] == "Only 3 rows stand here; export the list for all of them."


def test_the_command_prints_the_report(busy: None) -> None:
    out = io.StringIO()

    call_command("report", period="2024", city="vesper", stdout=out)

    assert out.getvalue().startswith("External affairs of the city: 2024\n")
    assert "61 not on file" in out.getvalue()
    assert "unit in doubt, held back" in out.getvalue()
    assert "[1] The Vesper Times, The year" in out.getvalue()


def test_the_command_writes_a_workbook(busy: None, tmp_path: Path) -> None:
    target = tmp_path / "report.xlsx"

    call_command(
        "report", period="2024-H1", city="vesper", language="vi", format="xlsx", output=target, stderr=io.StringIO()
    )

    assert len(load_workbook(target).sheetnames) == 5


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"period": "soon", "city": "vesper"}, "is not a period. Write 2024"),
        ({"period": "2024..2023", "city": "vesper"}, "ends before it begins"),
        ({"period": "2024", "city": "nowhere"}, "There is no city nowhere here. Cities: vesper."),
        ({"period": "2024", "city": "vesper", "format": "xlsx"}, "Add --output report.xlsx"),
        ({"period": "2024", "city": "vesper", "output": Path("/nowhere/at/all.txt")}, "could not be written"),
    ],
)
def test_the_command_says_what_is_wrong(city: Any, options: dict[str, Any], said: str) -> None:
    with pytest.raises(CommandError, match=said.replace(".", r"\.")):
        call_command("report", **options)
