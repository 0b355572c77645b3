"""Bad files through the page: never a fault of the server, never a silent change, always a message that names the place."""

import io
import re
import struct
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from comity.core.people import Officer
from comity.exchange import incoming, jobs
from comity.registers.activities import Activity
from tests.exchange.spoilt import spoilt

pytestmark = pytest.mark.django_db
HEAD = "title_en,kind,starts,persons\n"


def book(fill: Callable[[Any, Any], object]) -> bytes:
    made, file = Workbook(), io.BytesIO()
    fill(made, made.active)
    made.save(file)
    return file.getvalue()


def rows(*lines: list[Any]) -> Callable[[Any, Any], None]:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.append(["title_en", "kind", "starts", "persons"])
        for line in lines:
            sheet.append(line)

    return fill


def changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return the archive with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for one in given.infolist():
            content = given.read(one.filename)
            made.writestr(one.filename, change(content) if one.filename == part else content)
    return out.getvalue()


def locked() -> bytes:
    """What a spreadsheet program writes for a file with a password: a compound file with an encrypted package."""
    free, end, fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD

    def entry(name: str, kind: int, start: int, size: int, child: int = free, right: int = free) -> bytes:
        told = name.encode("utf-16-le")
        return (
            told.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(told) + 2, kind, 1, free, right, child)
            + bytes(36)
            + struct.pack("<IQ", start, size)
        )

    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<I", 0) + b"\xff" * (108 * 4)
    chain = [fat, end, *range(3, 10), end, *range(11, 18), end]
    table = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))
    folder = entry("Root Entry", 5, end, 0, child=1) + entry("EncryptionInfo", 2, 2, 4096, right=2)
    folder += entry("EncryptedPackage", 2, 10, 4096) + bytes(128)
    return header + table + folder + b"\4\0\4\0" + bytes(4092) + bytes(4096)


GOOD = book(rows(["A", "meeting", "2024", 3]))
SHEET = "xl/worksheets/sheet1.xml"
EMPTY_ROWS = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(3, 60_000)).encode()

REFUSED = {
    "an empty file": (b"", "no file|empty|Choose a file"),
    "spaces only": (b" \n \n", "The file is empty"),
    "a header only": (HEAD.encode(), "no rows under the names"),
    "no known header": (b"a,b\n1,2\n", "names a column"),
    "a name twice": (b"title_en,kind,title_en\nA,meeting,B\n", "taken for Title \\(English\\): .*title_en.*title_en"),
    "500 columns": (("title_en" + ",c" * 500 + "\nA\n").encode(), "larger than 100000 rows or 200 columns"),
    "NUL": (b"title_en,kind\nA\0,meeting\n", "not a table"),
    "Windows-1258": ((HEAD + "Hà Nội,meeting,2024,1\n").encode("cp1258", "replace"), "Windows-1258"),
    "TCVN3": (b"title_en,kind\nTh\xf1 \xae\xab H\xb5 N\xe9i,meeting\n", "TCVN3"),
    "VNI": (
        (HEAD + "Haø Noäi,meeting,,\nÑaø Naüng vaø Hueä,meeting,,\nTöø Sôn vaø Noäi Baøi,meeting,,\n").encode(),
        "VNI",
    ),
    "a quotation mark left open": (HEAD.encode() + b'"A,meeting,2024,1\nB,meeting,2024,1\n', "Row 2 .*cannot be read"),
    "a cell of a book's length": (HEAD.encode() + b"x" * 200_000, "Row 2 .*cannot be read"),
    "a truncated workbook": (GOOD[: len(GOOD) // 2], "damaged"),
    "a workbook that lost a byte": (GOOD[:40] + GOOD[41:], "damaged"),
    "a workbook that lost many": (GOOD[:40] + GOOD[80:], "damaged"),
    "a workbook whose list of parts is altered": (
        GOOD.replace(b"PK\x01\x02", b"PK\x01\0", 1),
        "damaged",
    ),
    "a workbook with altered bytes": (spoilt(GOOD, SHEET), "damaged"),
    "entities in XML": (
        changed(GOOD, SHEET, lambda xml: xml.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1)),
        "damaged",
    ),
    "a password": (locked(), "locked with a password"),
    "a formula without result": (
        book(rows(["A", "meeting", "2024", "=1+1"])),
        "Cell D2 of the sheet Sheet holds a formula",
    ),
    "an error value": (
        changed(GOOD, SHEET, lambda xml: xml.replace(b'<c r="D2" t="n"><v>3</v>', b'<c r="D2" t="e"><v>#REF!</v>')),
        "Cell D2 of the sheet Sheet holds an error",
    ),
    "a picture called table": (b"\x89PNG\r\n\x1a\n" + bytes(64), "not in Unicode|not a table"),
}
WRONG = {
    "30 February": ("A,meeting,30/02/2024,1", "Starts", "30/02/2024 is not a date"),
    "29 February of a common year": ("A,meeting,29/02/2023,1", "Starts", "29/02/2023 is not a date"),
    "a serial number for a day": ("A,meeting,45424,1", "Starts", "45424 is not a date"),
    "a number in words": ("A,meeting,2024,three", "Number of people", "three is not a number"),
    "half a person": ("A,meeting,2024,2.5", "Number of people", "not a whole number"),
    "a kind that is none": ("A,party,2024,1", "Kind", "party is not one of the choices"),
}


@pytest.fixture
def looked_at(officer: Officer, client_of: Callable[[Officer], Client]) -> Callable[..., Any]:
    """Send a file and return the page that follows."""
    browser = client_of(officer)

    def send(data: bytes, name: str = "list.xlsx") -> Any:
        answer = browser.post("/activities/import/", {"file": SimpleUploadedFile(name, data)}, follow=True)
        assert answer.status_code in (200, 422)
        if answer.context.get("working"):
            batch = answer.context["batch"]
            jobs.run_import.call(officer.pk, batch.pk, "en")
            answer = browser.get(f"/activities/import/{batch.pk}/")
            assert answer.status_code == 200
        return answer

    return send


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_the_place_and_what_to_do(
    name: str, looked_at: Callable[..., Any], as_system: Any
) -> None:
    data, said = REFUSED[name]
    page = looked_at(data).content.decode()
    assert re.search(said, page), name
    with as_system():
        assert Activity.objects.count() == 0


@pytest.mark.parametrize("name", WRONG)
def test_wrong_cells_are_named_by_row_and_column_and_come_back_as_they_were(
    name: str, looked_at: Callable[..., Any]
) -> None:
    line, label, said = WRONG[name]
    looked = looked_at((HEAD + "Right,meeting,2024,1\n" + line + "\n").encode()).context["looked"]
    (wrong,) = [one for one in looked["lines"] if one["state"] == "error"]
    assert wrong["number"] == 3
    ((heading, cell),) = [
        (heading, cell) for heading, cell in zip(looked["headings"], wrong["cells"], strict=True) if cell["error"]
    ]
    assert said in cell["error"]
    assert cell["text"] in line
    assert heading == label or label not in looked["headings"]


def test_days_are_read_whatever_the_spreadsheet_counts_from(looked_at: Callable[..., Any]) -> None:
    def fill(made: Any, sheet: Any) -> None:
        made.epoch = CALENDAR_MAC_1904
        rows(["A", "meeting", date(2024, 5, 12), 1], ["B", "meeting", "29/02/2024", 1], ["C", "meeting", "9999", 1])(
            made, sheet
        )

    looked = looked_at(book(fill)).context["looked"]
    assert [line["cells"][2]["text"] for line in looked["lines"]] == ["2024-05-12", "29/02/2024", "9999"]
    assert looked["counts"]["error"] == 0


def test_numbers_in_either_writing_are_the_same_number(
    looked_at: Callable[..., Any], as_system: Any, officer: Officer
) -> None:
    head = "title_en,kind,cost,cost_currency\n"
    assert looked_at((head + 'A,meeting,"1,234.5",VND\n').encode()).context["looked"]["is_good"]
    officer.language = "vi"
    officer.save()
    with translation.override("vi"):
        assert looked_at((head + 'A,meeting,"1.234,5",VND\n').encode()).context["looked"]["is_good"]


def test_line_ends_become_spaces_in_a_title_and_marks_of_direction_are_refused_by_name(
    looked_at: Callable[..., Any],
) -> None:
    head = "title_en;kind;starts;persons\r\n"
    good = looked_at(f'{head}"A\r\nB";meeting;2024;1\r\n'.encode("utf-16"), "list.csv").context["looked"]
    assert good["is_good"]
    bad = looked_at(f"{head}\u202eevil\u202c;meeting;2024;1\r\n".encode("utf-16"), "list.csv")
    assert not bad.context["looked"]["is_good"]
    assert "U+202E right-to-left override" in bad.content.decode()


def test_a_wrong_ending_does_not_matter_and_other_sheets_are_named(looked_at: Callable[..., Any]) -> None:
    def fill(made: Any, sheet: Any) -> None:
        rows(["A", "meeting", "2024", 1])(made, sheet)
        made.create_sheet("Second").append(["title_en"])
        hidden = made.create_sheet("Hidden")
        hidden.append(["title_en"])
        hidden.sheet_state = "hidden"

    page = looked_at(book(fill), "list.csv")
    assert page.context["looked"]["counts"]["new"] == 1
    assert "Not read: Second." in page.content.decode()
    assert "Hidden" not in page.content.decode()


def test_empty_rows_without_end_are_left_to_the_worker_and_cost_no_more_than_reading_them(
    looked_at: Callable[..., Any], officer: Officer
) -> None:
    data = changed(GOOD, SHEET, lambda xml: xml.replace(b"</sheetData>", EMPTY_ROWS + b"</sheetData>"))
    page = looked_at(data)
    assert page.context["looked"]["total"] == 1
    batch = page.context["batch"]
    batch.state = "reading"
    assert not incoming.is_quick(batch)
