"""The receipt of a dossier: from the moment it is handed in, with what came, what lacks, and the day of the result."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader

from comity.core.people import Officer
from comity.core.records import Record
from tests.cases.doing import begun, file_of, kept
from tests.cases.test_papers import lines
from tests.documents.test_templates import word

ClientOf = Callable[[Officer], Client]
TODAY = date(2026, 5, 11)  # a Monday
STATEMENTS = 19


@pytest.fixture(autouse=True)
def _data(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def case(trip: Record, officer: Officer, client_of: ClientOf) -> int:
    return begun(client_of(officer), trip, "outbound", **{"outbound-company": "no", "outbound-board_managed": "no"})


def receipt(client: Client, case: int, language: str = "en", kind: str = "docx") -> bytes:
    answer: Any = client.get(f"/cases/{case}/receipt/{language}/{kind}/")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_a_receipt_says_what_came_what_lacks_and_when_the_result_is_due(
    case: int, officer: Officer, client_of: ClientOf
) -> None:
    desk = client_of(officer)
    kept(desk, case, "paper", "letter", on="2026-05-08")
    assert desk.get(f"/cases/{case}/receipt/en/docx/").status_code == 404
    assert file_of(desk, case)["made"] == []

    kept(desk, case, "filed")
    assert file_of(desk, case)["made"][0]["title"] == "Receipt of the dossier and day of the result"
    early = lines(receipt(desk, case))
    assert "1 | Official letter of the unit that names the persons | Fri 8 May 2026" in early
    assert "1 | Invitation with certified translation" in early
    assert "The time begins when the dossier is complete; then a receipt with the day of the result is made." in early
    assert not any(one.startswith("Complete since") for one in early)

    for paper in file_of(desk, case)["papers"]:
        if not paper["on"]:
            kept(desk, case, "paper", paper["id"])
    whole = lines(receipt(desk, case))
    assert whole[:2] == ["RECEIPT OF THE DOSSIER AND DAY OF THE RESULT", "To the lanterns of Ardent"]
    assert f"Number of the file: {case}" in whole
    assert "Received on: Mon 11 May 2026" in whole
    assert "Received by: The officer" in whole
    assert "Time for the whole: 6 working days" in whole
    assert "The result is due on Tue 19 May 2026." in whole
    assert "What is still missing" not in whole


def test_while_the_dossier_is_away_no_day_is_said_and_then_a_later_one(
    case: int, officer: Officer, client_of: ClientOf
) -> None:
    desk = client_of(officer)
    for paper in file_of(desk, case)["papers"]:
        kept(desk, case, "paper", paper["id"], on="2026-05-04")
    kept(desk, case, "filed", on="2026-05-04")
    kept(desk, case, "returned", on="2026-05-06", reason="The invitation is not signed.")

    away = lines(receipt(desk, case))
    assert "The dossier is with the applicant: the time stands still until it comes back." in away
    kept(desk, case, "back", on="2026-05-08")
    again = lines(receipt(desk, case))
    assert "The result is due on Thu 14 May 2026." in again
    assert "Time for the whole: 6 working days" in again  # whatever time the applicant took


def test_a_receipt_speaks_vietnamese_as_word_and_pdf_and_in_the_words_of_the_office_s_own_template(
    case: int, head: Officer, officer: Officer, client_of: ClientOf
) -> None:
    desk, keeper, page = client_of(officer), client_of(head), "/admin/templates/receipt/vi/"
    kept(desk, case, "filed")

    assert "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ" in lines(receipt(desk, case, "vi"))
    pages = PdfReader(io.BytesIO(receipt(desk, case, "vi", "pdf"))).pages
    said = " ".join(one.extract_text() for one in pages)
    assert "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ" in said
    assert "Giấy tờ còn thiếu" in said
    wrong = keeper.post(page, {"file": SimpleUploadedFile("ours.docx", word("{{ resulted }}"))})
    assert wrong.status_code == 422
    ours = word("Mã {{ code }}", "{%p for l in missing %}", "{{ l.name }}", "{%p endfor %}")
    keeper.post(page, {"file": SimpleUploadedFile("ours.docx", ours)})
    keeper.post(f"{page}force/", {"version": keeper.get(page).context["rows"][0]["pk"]})
    assert lines(receipt(desk, case, "vi"))[0] == f"Mã {case}"


def test_a_receipt_takes_as_many_statements_however_much_came(
    case: int, officer: Officer, client_of: ClientOf, django_assert_num_queries: Any
) -> None:
    desk = client_of(officer)
    kept(desk, case, "filed")
    receipt(desk, case)

    with django_assert_num_queries(STATEMENTS):
        receipt(desk, case)
    for paper in file_of(desk, case)["papers"]:
        kept(desk, case, "paper", paper["id"])
    with django_assert_num_queries(STATEMENTS):
        receipt(desk, case)
