"""What leaves comes back as it was."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation
from openpyxl import load_workbook

from comity.exchange import export, reading
from comity.exchange.columns import columns
from comity.registers import ALL, register
from tests.long import long

Exchange = Callable[..., Any]


@long
@pytest.mark.parametrize(
    ("kind", "language"),
    [("csv", "vi"), ("xlsx", "en"), pytest.param("csv", "en", marks=long), pytest.param("xlsx", "vi", marks=long)],
)
@pytest.mark.usefixtures("office", "rest", "clerk")
def test_every_register_comes_back_the_same(exported: Exchange, previewed: Exchange, kind: str, language: str) -> None:
    for one in ALL:
        with translation.override(language):
            preview = previewed(one.key, exported(one.key, kind))
        assert [row.errors for row in preview.rows if row.errors] == [], one.key
        assert not preview.unknown, one.key
        assert not preview.errors, one.key
        assert {row.state for row in preview.rows} == {"same"}, one.key


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.usefixtures("office", "clerk")
def test_a_file_made_in_one_language_is_read_in_the_other(exported: Exchange, previewed: Exchange, kind: str) -> None:
    for one in ALL:
        with translation.override("vi"):
            data = exported(one.key, kind)
        with translation.override("en"):
            preview = previewed(one.key, data)
        assert [(row.errors, row.differences) for row in preview.rows if row.state != "same"] == [], one.key


@pytest.mark.usefixtures("office", "clerk")
def test_labels_and_codes_are_different_for_every_column() -> None:
    for one in ALL:
        for language in ("en", "vi"):
            with translation.override(language):
                labels = [str(column) for column in columns(one)]
            assert len(set(labels)) == len(labels), (one.key, language, sorted(labels))


@pytest.mark.usefixtures("clerk")
def test_no_cell_becomes_a_formula(exported: Exchange, office: dict[str, Any]) -> None:
    text = exported("partners", "csv").decode("utf-8-sig")
    assert "'-Kanagawa" in text
    assert "\"'=1+1; see" in text
    assert ",-35.4480," in text  # a number is no formula
    sheet = load_workbook(io.BytesIO(exported("partners", "xlsx"))).active
    assert sheet is not None
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row}
    assert cells["-Kanagawa"].data_type == "s"
    assert cells["-Kanagawa"].quotePrefix
    assert all(cell.data_type != "f" for cell in cells.values())
    assert cells[-35.448].data_type == "n"


@pytest.mark.usefixtures("clerk")
def test_an_apostrophe_of_the_text_itself_survives(exported: Exchange, previewed: Exchange, made: Exchange) -> None:
    made("people", title_en="'=x", sensitivity=0)
    for kind in ("csv", "xlsx"):
        table = reading.read(register("people"), io.BytesIO(exported("people", kind)))
        assert "'=x" in table.lines[0].cells


@pytest.mark.usefixtures("office", "clerk")
def test_a_calendar_holds_full_days_and_counts_the_rest(exported: Exchange, made: Exchange) -> None:
    made("activities", title_en="Some day", kind="conference", starts="2024-06")
    text = exported("activities", "ics").decode()
    assert "X-COMITY-LEFT-OUT:1\r\n" in text
    assert "DTSTART;VALUE=DATE:20240512\r\nDTEND;VALUE=DATE:20240515\r\n" in text
    assert text.count("BEGIN:VEVENT") == 1
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


@pytest.mark.usefixtures("office", "clerk")
def test_maps_programs_and_address_books_get_their_files(exported: Exchange) -> None:
    shapes = json.loads(exported("partners", "geojson"))
    assert [shape["geometry"]["coordinates"] for shape in shapes["features"]] == [[139.643, -35.448]]
    assert shapes["left_out"] == 1
    told = json.loads(exported("partners", "json"))["records"][0]
    assert told["country_label"] == "Japan"
    assert told["sources"][0]["says_en"] == "says so"
    card = exported("people", "vcf").decode()
    assert "N:Nguyễn Văn;Trung;;;\r\n" in card
    assert "TITLE:Head of desk\r\n" in card


@pytest.mark.usefixtures("city")
def test_only_fitting_kinds_are_offered() -> None:
    assert export.kinds(register("people")) == ["csv", "xlsx", "json", "vcf"]
    assert export.kinds(register("partners")) == ["csv", "xlsx", "json", "geojson"]
    with pytest.raises(export.NotExported):
        export.write(register("people"), register("people").model._default_manager.all(), "ics", io.BytesIO())
