"""Files are read as what they are, or refused with what to do about it."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook

from comity.exchange import archives, reading
from comity.exchange.encodings import Unreadable
from comity.registers import register

HEAD = "title_vi,kind,country\n"
ROW = "Thủ đô Hà Nội,locality,VN\n"


def read(data: bytes, **how: Any) -> reading.Table:
    return reading.read(register("partners"), io.BytesIO(data), **how)


def book(fill: Callable[[Workbook], None]) -> bytes:
    made, file = Workbook(), io.BytesIO()
    fill(made)
    made.save(file)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_unicode_is_read_whatever_its_form_and_delimiter(encoding: str, delimiter: str) -> None:
    table = read((HEAD + ROW).replace(",", delimiter).encode(encoding))
    assert table.codes == ("title_vi", "kind", "country")
    assert [(line.number, list(line.cells)) for line in table.lines] == [(2, ["Thủ đô Hà Nội", "locality", "VN"])]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ((HEAD + "Hà Nội,locality,VN\n").encode("cp1258", "replace"), "Windows-1258"),
        (b"title_vi,kind\nTh\xf1 \xae\xab H\xb5 N\xe9i,locality\n", "TCVN3"),
        (
            (HEAD + "Thñ ®« Hµ Néi,locality,VN\nTr¶ lêi c¸c ®¬n vÞ,locality,VN\nC¸c së,locality,VN\n").encode(),
            "“C¸c së” look like an old Vietnamese font",
        ),
        (
            (
                HEAD + "Haø Noäi,locality,VN\nÑaø Naüng vaø Hueä,locality,VN\nTöø Sôn vaø Noäi Baøi,locality,VN\n"
            ).encode(),
            "“Haø Noäi” look like an old Vietnamese font",
        ),
        (
            (HEAD + "Hà Nội,locality,VN\nHuế và Quảng Trị,locality,VN\nĐà Nẵng,locality,VN\n")
            .encode()
            .decode("cp1252", "replace")
            .encode(),
            "“HÃ\xa0 Ná»™i” look like an old Vietnamese font, or like letters that were read wrongly",
        ),
    ],
)
def test_other_encodings_are_told_and_never_read_as_mojibake(data: bytes, told: str) -> None:
    with pytest.raises(Unreadable, match=told):
        read(data)


def test_names_in_other_languages_of_europe_are_not_taken_for_old_encodings() -> None:
    names = [
        "Århus",
        "São Paulo",
        "Besançon",
        "Malmö",
        "Łódź",
        "Kraków",
        "Göteborg",
        "Noël à Liège",
        "Añasco",
        "Ærø",
        "Næstved",
        "Straße",
        "Citroën",
        "Tromsø",
        "Hà Nội",
        "Đà Nẵng",
        "Thừa Thiên – Huế",
        "Coëvrons",
        "Sønderjylland",
        "Zaïre",
        "Páez",
        "Bodø",
        "Šiauliai",
        "Aïn",
        "Séléstat",
        "Noé",
        "Goé",
        "Español ¿qué?",
        "«Россия»",
        "«Ville»",
        "Août",
        "Goût",
        "Coût",
        "note¹",
        "Comity®",
        "Aéroport",
        "Caën",
        "Saône",
        "Aüer",
    ]
    assert len(read((HEAD + "".join(f"{name},locality,VN\n" for name in names)).encode()).lines) == len(names)


def test_the_header_is_found_below_a_title_and_codes_go_before_labels() -> None:
    def fill(made: Workbook) -> None:
        hidden = made.active
        assert hidden
        hidden.append(["kind", "title_en"])
        hidden.sheet_state = "hidden"
        sheet = made.create_sheet("Đối tác")
        sheet.append(["List of partners"])
        sheet.append([])
        sheet.append(["Kind", "Title (English)", "my own"])
        sheet.append(["kind", "title_en"])
        sheet.append(["locality", "Seoul", "x"])
        sheet.append(["locality", date(2024, 5, 12), 12.5])
        sheet.merge_cells("A5:A6")

    table = read(book(fill))
    assert table.sheet == "Đối tác"
    assert table.headers == ("kind", "title_en", "my own")
    assert [(line.number, list(line.cells)) for line in table.lines] == [
        (5, ["locality", "Seoul", "x"]),
        (6, ["locality", date(2024, 5, 12), 12.5]),
    ]


def test_a_file_without_known_columns_is_refused() -> None:
    with pytest.raises(Unreadable, match="names a column"):
        read(b"a,b\n1,2\n")
    with pytest.raises(Unreadable, match="not a table"):
        read(b"%PDF-1.7\n\x00\x01\x02\x03 and more")


def test_what_unpacks_to_too_much_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "UNPACKED", 1000)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 100_000)
    with pytest.raises(Unreadable, match="unpacks"):
        read(file.getvalue())


def test_a_part_longer_than_it_says_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 100_000)
    data = file.getvalue().replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(Unreadable, match="damaged"):
        read(data)


def test_a_cell_at_the_far_end_of_a_sheet_does_not_take_all_memory() -> None:
    def fill(made: Workbook) -> None:
        sheet = made.active
        assert sheet
        sheet.append(["kind", "title_en"])
        sheet["XFD1048576"] = "x"

    with pytest.raises(Unreadable, match="larger than"):
        read(book(fill))


def test_more_rows_or_columns_than_allowed_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unreadable, match="larger than"):
        read(("kind" + ",x" * 200 + "\n").encode())
    with pytest.raises(Unreadable, match="larger than"):
        read(("kind\n" + "locality\n" * 100_010).encode())


def ods(rows: str) -> bytes:
    file = io.BytesIO()
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
        )
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="One">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return file.getvalue()


def cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'


def test_open_documents_are_read_and_their_repetitions_bounded() -> None:
    row = "<table:table-row>{}</table:table-row>".format
    table = read(ods(row(cell("kind") + cell("title_en")) + row(cell("locality") + cell("Hà Nội"))))
    assert [list(line.cells) for line in table.lines] == [["locality", "Hà Nội"]]
    with pytest.raises(Unreadable, match="larger than"):
        read(ods(row(cell("kind", 'table:number-columns-repeated="900000000"'))))
    with pytest.raises(Unreadable, match="larger than"):
        read(ods(f'<table:table-row table:number-rows-repeated="900000000">{cell("kind")}</table:table-row>'))


def test_what_is_no_spreadsheet_inside_is_refused() -> None:
    for data in (b"PK\x03\x04 nothing", b"\xd0\xcf\x11\xe0 nothing", ods("<")):
        with pytest.raises(Unreadable, match=r"damaged|password"):
            read(data)
