"""The files of a report: what they say is what the page says, in the layout that the pack asks for."""

import io
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pypdf import PdfReader

from comity.core import identity
from comity.core.people import City, Officer
from comity.documents import charts, making, printed
from comity.documents.content import Asked
from comity.documents.values import Link, Linked
from comity.domain import period as periods
from comity.reports import figures
from comity.reports.press import NotPrinted
from tests.long import long

SIGNING_IN = 10
BREAKS = {
    "figures": (14, 16, 18),
    "checks": (18, 20, 22),
    "charts": (10, 12, 14),
    "returns": (13, 15, 17),
}  # lines before it that set it alone otherwise
LINK = qn("w:hyperlink")


def fetched(client: Client, kind: str, **asked: str) -> bytes:
    answer: Any = client.get(f"/reports/{kind}/", {"period": "2024", "report": "department", **asked})
    assert answer.status_code == 200, answer.content[:300]
    return b"".join(answer.streaming_content)


def opened(client: Client, **asked: str) -> Any:
    return Document(io.BytesIO(fetched(client, "docx", **asked)))


def all_text(document: Any) -> str:
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def rows(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_document_says_what_the_page_says(
    year: None, officer: Officer, client_of: Callable[[Officer], Client]
) -> None:
    client = client_of(officer)
    document = opened(client)
    text, figures = all_text(document), rows(document.tables[1])

    assert figures[0] == ["No.", "Indicator", "2024", "2023", "Difference", "Plan"]
    assert figures[1] == ["1", "Delegations received\ndelegations_in", "4", "1", "+3", "6 (67%)"]
    assert "Delegations received: 4 (2023: 1; difference +3). Sources report 65. Plan: 6 (67%)." in text
    assert "External affairs of the city: 2024" in text
    assert "Annex 1. Delegations received" in text
    assert "Visit 2024-03-05 {{ title }} <w:p/>" in text
    assert "Harbour of Ilm" in text
    assert "persons: 7" in text
    assert "The Vesper Times, The year" in text
    assert "Counted" in text
    assert "Hush" in text
    assert "The officer" in text
    assert "{%" not in text
    links_lead_to_the_pages_that_open_the_records(document, client)
    tables_repeat_their_head_and_no_row_breaks(document.tables[1])
    pictures_say_in_words_what_they_show(document)
    a_table_stands_under_each_picture(document)


def a_table_stands_under_each_picture(document: Any) -> None:
    heads = [rows(table)[0] for table in document.tables]

    assert ["Month", "2024", "2023"] in heads
    assert ["Part", "Records"] in heads
    months = rows(document.tables[heads.index(["Month", "2024", "2023"])])
    assert [months[3], months[5], len(months)] == [["March 2024", "1", "0"], ["May 2024", "0", "1"], 13]


def links_lead_to_the_pages_that_open_the_records(document: Any, client: Client) -> None:
    found = {
        "".join(text.text or "" for text in link.iter(qn("w:t"))): document.part.rels[link.get(qn("r:id"))].target_ref
        for link in document.element.body.iter(LINK)
    }
    address = found["delegations_in"].removeprefix("http://testserver")
    assert address == "/reports/figure/delegations_in/?period=2024&report=department"
    assert "Visit 2024-03-05" in client.get(address).content.decode()


def tables_repeat_their_head_and_no_row_breaks(table: Any) -> None:
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert {cell.paragraphs[0].alignment for cell in table.rows[1].cells[2:]} == {WD_ALIGN_PARAGRAPH.RIGHT}


def pictures_say_in_words_what_they_show(document: Any) -> None:
    pictures = list(document.element.body.iter(qn("wp:docPr")))
    kinds = {rel.target_part.content_type for rel in document.part.rels.values() if "image" in rel.reltype}
    said = [one.get("descr") for one in pictures]
    assert any("pillar" in one for one in said)
    assert any("Delegations received by month, 2024 (2023): January 2024 0 (0)" in one for one in said)
    assert kinds == {"image/png"}


def test_what_a_reader_may_not_see_is_in_no_file(
    year: None, officer: Officer, ward: Officer, client_of: Callable[[Officer], Client]
) -> None:
    client = client_of(ward)
    document = opened(client)

    assert "Hush" not in all_text(document)
    assert rows(document.tables[1])[1][2] == "3"
    book = load_workbook(io.BytesIO(fetched(client, "xlsx")))
    assert "Hush" not in str([[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()])


def test_the_layout_is_that_of_the_decree(year: None, officer: Officer, client_of: Callable[[Officer], Client]) -> None:
    officer.language = "vi"
    officer.save()
    document = opened(client_of(officer))
    section, head = document.sections[0], document.tables[0]
    normal = document.styles["Normal"]
    title = next(one for one in document.paragraphs if one.text == "BÁO CÁO")
    running = document.styles["Running"].paragraph_format

    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    assert 20 <= section.top_margin.mm <= 25.1
    assert 20 <= section.bottom_margin.mm <= 25.1
    assert 29.9 <= section.left_margin.mm <= 35.1
    assert 14.9 <= section.right_margin.mm <= 20.1
    assert (normal.font.name, normal.font.size.pt) == ("Times New Roman", 14)
    assert head.cell(0, 1).text.split("\n")[:2] == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    assert head.cell(0, 0).text.split("\n")[0] == "PEOPLE'S COMMITTEE OF VESPER"
    assert re.fullmatch(r"Vesper, ngày \d\d tháng (0[12]|[3-9]|1[0-2]) năm \d{4}", head.cell(1, 1).text)
    assert (title.alignment, title.runs[0].bold) == (WD_ALIGN_PARAGRAPH.CENTER, True)
    assert running.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert running.first_line_indent.mm == pytest.approx(12.7, abs=0.1)
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml
    assert "PAGE" not in section.first_page_header._element.xml
    end = _signature(document).rows[0].cells
    assert end[0].text.split("\n") == ["Nơi nhận:", "- Ủy ban nhân dân;", "- Thành ủy;", "- Lưu: VT."]
    assert end[1].text.startswith("GIÁM ĐỐC")


def test_the_pdf_is_tagged_and_says_the_same(
    year: None, officer: Officer, client_of: Callable[[Officer], Client]
) -> None:
    pdf = PdfReader(io.BytesIO(fetched(client_of(officer), "pdf")))
    text = "\n".join(page.extract_text() for page in pdf.pages)

    root: Any = pdf.trailer["/Root"]
    assert "/StructTreeRoot" in root
    assert pdf.metadata
    assert pdf.metadata.title == "External affairs of the city: 2024"
    assert "difference +3" in text
    assert "Annex 1. Delegations received" in text
    links = [
        note.get_object()["/A"]["/URI"]
        for page in pdf.pages
        for note in page.get("/Annots", ())
        if "/URI" in note.get_object().get("/A", {})
    ]
    assert "http://testserver/reports/figure/delegations_in/?period=2024&report=department" in links


def test_the_workbook_has_a_sheet_for_each_list(
    year: None, officer: Officer, client_of: Callable[[Officer], Client]
) -> None:
    book = load_workbook(io.BytesIO(fetched(client_of(officer), "xlsx")))
    received = [[cell.value for cell in row] for row in book["1 Delegations received"].iter_rows()]
    agreements = book["3 Agreements signed"]

    assert book.sheetnames[:5] == ["Figures", "Divided", "Records", "Reported", "To be checked"]
    assert len(book.sheetnames) == 10
    assert received[0][:3] == ["Reference", "Begins", "Title"]
    assert len(received) == 5
    assert 7 in received[1]
    assert str(received[1][-1]).startswith("http://testserver/activities/")
    assert agreements["C2"].data_type == "s"
    assert agreements["C2"].quotePrefix


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_the_number_of_statements_does_not_depend_on_the_number_of_rows(
    year: None, made: Callable[..., Any], officer: Officer, kind: str
) -> None:
    def count() -> int:
        with identity.acting(identity.of(officer, door="test")), CaptureQueriesContext(connection) as queries:
            wanted = making.Wanted(kind, "2024", "department", Asked(officer.city, officer.name))
            making.made(wanted, figures.of(periods.parse("2024"), "department"))
        return len(queries)

    before = count()
    for number in range(4):
        made("activities", title_en=f"Another {number}", kind="delegation_in", starts="2024-07", sensitivity=0)

    assert count() == before
    assert before == {"docx": 58, "xlsx": 170}[kind]


def test_a_long_report_is_made_by_the_worker_and_fetched_by_its_officer_alone(
    year: None, officer: Officer, head: Officer, client_of: Callable[[Officer], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(officer)
    asked: list[Any] = []
    monkeypatch.setattr(making, "LONG", 0)
    monkeypatch.setattr(making.make.__class__, "enqueue", lambda _self, *given: asked.append(given))

    page = client.get("/reports/docx/", {"period": "2024", "report": "department"}, follow=True)
    address = page.redirect_chain[-1][0]
    assert "The file waits for its turn" in page.content.decode()

    making.make.func(*asked[0])
    assert "The file is ready" in client.get(address).content.decode()
    sent: Any = client.get(f"{address}&fetch=1")
    document = Document(io.BytesIO(b"".join(sent.streaming_content)))
    assert sent["Content-Disposition"] == 'attachment; filename="comity-2024.docx"'
    assert "Delegations received: 4" in all_text(document)
    assert "The file is ready" not in client_of(head).get(address).content.decode()


def test_pages_that_could_not_be_set_are_said_on_the_report(
    year: None, officer: Officer, client_of: Callable[[Officer], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> bytes:
        raise NotPrinted("report")

    monkeypatch.setattr("comity.documents.printed.press.pdf", fail)
    page = client_of(officer).get("/reports/pdf/", {"period": "2024"}, follow=True)

    assert "The pages could not be set." in page.content.decode()


def test_what_is_no_period_or_no_report_is_refused(officer: Officer, client_of: Callable[[Officer], Client]) -> None:
    client = client_of(officer)

    assert client.get("/reports/docx/", {"period": "soon"}).status_code == 422
    assert client.get("/reports/pdf/", {"period": "2024", "report": "nothing"}).status_code == 404
    assert client.get(f"/reports/made/exe/{'0' * 32}/").status_code == 404


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here; it is only for looking")
def test_libreoffice_opens_it_and_the_head_fits_on_its_lines(
    year: None, officer: Officer, client_of: Callable[[Officer], Client], tmp_path: Path
) -> None:
    (tmp_path / "report.docx").write_bytes(fetched(client_of(officer), "docx"))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "report.docx"], cwd=tmp_path, capture_output=True, check=True, timeout=120)
    pages = [page.extract_text() for page in PdfReader(tmp_path / "report.pdf").pages]

    assert "SOCIALIST REPUBLIC OF VIET NAM\n" in pages[0]
    assert pages[1].lstrip().startswith("2")
    assert not pages[0].lstrip().startswith("1\n")


def _signature(document: Any) -> Any:
    return next(one for one in document.tables if "…………" in all_of(one))


def _before_the_signature(document: Any) -> Any:
    """Return what stands right before the signature's table, but for the empty line between them."""
    signature = _signature(document)._tbl
    empty = signature.getprevious()
    assert not "".join(empty.itertext()).strip()
    assert empty.find(f".//{qn('w:keepNext')}") is not None
    return empty.getprevious()


def all_of(table: Any) -> str:
    return "\n".join(cell.text for row in table.rows for cell in row.cells)


def test_the_signature_never_stands_alone_on_a_page(
    year: None, officer: Officer, client_of: Callable[[Officer], Client]
) -> None:
    client = client_of(officer)

    full, bare = (_before_the_signature(opened(client, period=period)) for period in ("2024", "1999"))

    assert (full.tag, bare.tag) == (qn("w:p"), qn("w:tbl"))
    assert full.find(f".//{qn('w:keepNext')}") is not None
    rows = bare.findall(qn("w:tr"))
    assert [row.find(f".//{qn('w:keepNext')}") is not None for row in rows[-2:]] == [False, True]


def _pages(**changed: Any) -> list[str]:
    """Return the text of each page of a PDF that says what was changed, beside little else."""
    said = {
        "agency": "OFFICE", "agency_above": "", "place_date": "Vesper", "made": "made", "recipients": [{"name": "All"}],
        "title": "Report", "period": "2024", "period_before": "2023", "days": "", "to": "", "texts": [], "summary": [],
        "figures": [], "returns": [], "charts": [], "checks": [], "signature": [{"text": "DIRECTOR"}], "notes": [], "sources": [], "annexes": [],
    }  # fmt: skip
    pdf = printed.pdf(said | changed, Asked(City(), "The officer"))
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


@long
@pytest.mark.parametrize("last", ["figures", "checks", "charts", "returns"])
def test_the_signature_in_the_pdf_never_stands_alone_on_a_page(
    officer: Officer, acting_as: Callable[[Officer], Any], last: str
) -> None:
    """So many lines stand before it that it would fall onto a page of its own, wherever that breaks."""
    row = {"name": "Visits", "code": Link("visits", ""), "value": "1", "before": "1", "difference": "0", "plan": "–"}
    row |= {"value_link": Link("1", ""), "before_link": Link("1", "")}
    returned = {"name": "Visits", "value": "1", "recorded": "1", "gap": "0"}
    ends: dict[str, dict[str, Any]] = {
        "figures": {"figures": [row | {"number": f"No. {at}"} for at in range(3)]},
        "checks": {"checks": [{"name": "Doubt", "text": "Said last."}]},
        "returns": {
            "returns": [returned | {"where": f"Unit {at}"} for at in range(2)] + [returned | {"where": "Said last."}]
        },
    }
    moved = set()
    with acting_as(officer):
        parts = charts.of_parts("Pillars", [("Party", 3, ""), ("State", 2, ""), ("People", 1, "")], Link)
        ends["charts"] = {"charts": [parts | {"says": "Said last."}]}
        for lines in BREAKS[last]:
            pages = _pages(summary=[{"linked": Linked((f"Line {at}",))} for at in range(lines)], **ends[last])
            at, signed = next((at, page) for at, page in enumerate(pages) if "Recipients:" in page)
            moved.add(at)
            assert "No. 2" in signed if last == "figures" else "Said last." in signed

    assert moved == {0, 1}
