"""The register somebody keeps in Excel comes in, with one wrong row first, and goes out again."""

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect

from tests.journeys.person import Meet

pytestmark = pytest.mark.journey


def downloaded(page: Page, selector: str, to: Path) -> Path:
    """Press what downloads and keep the file."""
    with page.expect_download() as waiting:
        page.locator(selector).first.click()
    waiting.value.save_as(to)
    return to


def opened_menu(page: Page) -> Page:
    """Open the menu of further acts."""
    page.locator(".cm-head-act details.cm-menu > summary").first.click()
    return page


def offered(page: Page, book: Path) -> None:
    """Give the page a file to look at."""
    page.locator("input[type=file][name=file]").set_input_files(book)
    page.locator(".cm-upload button[type=submit]").click()
    expect(page.locator(".cm-import")).to_be_visible()


def filled(template: Path, rows: list[dict[str, Any]]) -> Workbook:
    """Fill in the template as a person would: below its two lines of names."""
    book = load_workbook(template)
    sheet: Any = book.worksheets[0]
    place = {cell.value: cell.column for cell in sheet[2]}
    for line, row in enumerate(rows, start=3):
        for code, value in row.items():
            cell = sheet.cell(line, place[code], value)
            cell.data_type = "n" if isinstance(value, int) else "s"  # typed as text, whatever it begins with
    return book


def test_a_workbook_with_a_wrong_row_is_corrected_stored_and_exported(meet: Meet, tmp_path: Path) -> None:
    page = (officer := meet("officer")).page
    mark = uuid4().hex[:6]
    rows: list[dict[str, Any]] = [
        {"title_en": f"Port of Aster {mark}", "title_vi": f"Cảng Aster {mark}", "kind": "locality", "country": "Japan"},
        {"title_en": f"City of Beryl {mark}", "kind": "Locality", "country": "Atlantis"},
        {"title_en": f"=SUM({mark})", "kind": "locality", "country": "FR", "population": 12000},
    ]
    officer.go("/partners/import/")
    template = downloaded(page, ".cm-head-act a[download]", tmp_path / "template.xlsx")
    book = filled(template, rows)
    book.save(tmp_path / "first.xlsx")

    offered(page, tmp_path / "first.xlsx")
    wrong = page.locator("tr.is-error")
    expect(wrong).to_have_count(1)
    expect(wrong.locator("th")).to_have_text("4")
    expect(wrong.locator("td.is-error")).to_contain_text("Atlantis")
    place = wrong.locator("td.is-error").evaluate("cell => cell.cellIndex")
    expect(page.locator(".cm-import thead th").nth(place)).to_have_text("Country")
    expect(page.get_by_text("Nothing is stored while a row has an error.")).to_be_visible()
    back = downloaded(page, "a[download][href$='/errors/']", tmp_path / "back.xlsx")
    officer.go(f"/partners/?q={mark}")
    expect(page.locator("tr[data-row]")).to_have_count(0)

    corrected = load_workbook(back)
    sheet: Any = corrected.worksheets[0]
    head = [cell.value for cell in sheet[1]]
    assert head[-1] == "Errors"
    errors = {
        sheet.cell(line, head.index("title_en") + 1).value: sheet.cell(line, len(head)).value for line in (2, 3, 4)
    }
    assert not errors[rows[0]["title_en"]]
    assert "Country" in errors[rows[1]["title_en"]]
    sheet.cell(3, head.index("country") + 1, "Brazil")
    corrected.save(tmp_path / "second.xlsx")

    officer.go("/partners/import/")
    offered(page, tmp_path / "second.xlsx")
    expect(page.locator("#mapping[open]")).to_have_count(0)  # the column of errors is known to be nobody's
    expect(page.locator("tr.is-error")).to_have_count(0)
    expect(page.locator("tr.is-new")).to_have_count(3)
    page.locator("button[name=act][value=store]").click()
    expect(page.locator("#toasts")).to_contain_text("3 records")

    officer.go(f"/partners/?q={mark}")
    expect(page.locator("tr[data-row]")).to_have_count(3)
    opened_menu(page)
    export = downloaded(page, "a.dropdown-item[href*='/export/xlsx/']", tmp_path / "export.xlsx")
    found = exported(export)
    assert sorted(row["country"] for row in found) == sorted(["Japan", "Brazil", "France"])
    assert {row["title_vi"] for row in found if row["title_vi"]} == {rows[0]["title_vi"]}
    assert re.fullmatch(r"'?=SUM\(.*\)", next(row["title_en"] for row in found if row["country"] == "France"))

    officer.go("/partners/import/")
    offered(page, export)
    expect(page.get_by_text("The file holds nothing new.")).to_be_visible()


def exported(path: Path) -> list[dict[str, Any]]:
    """Read an export back: the records by column code."""
    sheet: Any = load_workbook(path).worksheets[0]
    lines = [[cell.value for cell in line] for line in sheet.iter_rows()]
    start = next(number for number, line in enumerate(lines) if "title_en" in line)
    assert not any(cell.data_type == "f" for line in sheet.iter_rows() for cell in line), "a formula came out"
    return [dict(zip(lines[start], line, strict=True)) for line in lines[start + 1 :]]
