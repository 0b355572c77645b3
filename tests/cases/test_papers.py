"""The papers of a file: made of what is on record, in both languages, refused where record and file say different things."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document
from pypdf import PdfReader

from comity.core import procedures as packs
from comity.core.people import City, Officer
from comity.core.records import Record
from comity.documents import case_names, checker, store
from tests.cases.doing import TOLD, begun, file_of, kept
from tests.documents.test_templates import word
from tests.long import long

pytestmark = long  # the whole of it in .ci/run

ClientOf = Callable[[Officer], Client]
Made = Callable[..., Any]
TODAY = date(2026, 5, 11)  # a Monday


@pytest.fixture(autouse=True)
def _data(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def submitted(trip: Record, made: Made, officer: Officer, client_of: ClientOf) -> int:
    """A file that waits to be appraised: one limit is excepted, another one is not met."""
    made("delegation_members", activity=trip.pk, title_en="Lan {{ title }} & Minh", post_en="Head", organisation="Port")
    for number in range(11):
        made("delegation_members", activity=trip.pk, title_en=f"Singer {number}")
    desk = client_of(officer)
    case = begun(desk, trip, "outbound", **TOLD)
    kept(desk, case, "waived", "people", reason="The choir cannot be divided.")
    for paper in file_of(desk, case)["papers"]:
        kept(desk, case, "paper", paper["id"])
    kept(desk, case, "filed")
    kept(desk, case, "done", "intake")
    return case


def fetched(client: Client, case: int, step: str, language: str, kind: str) -> bytes:
    answer: Any = client.get(f"/cases/{case}/paper/{step}/0/{language}/{kind}/")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def lines(docx: bytes) -> list[str]:
    document = Document(io.BytesIO(docx))
    rows = [" | ".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]
    return [*(one.text.strip() for one in document.paragraphs if one.text.strip()), *rows]


def test_a_submission_is_made_of_what_is_on_record(submitted: int, officer: Officer, client_of: ClientOf) -> None:
    desk = client_of(officer)

    assert [(one["title"], one["step"], len(one["files"])) for one in file_of(desk, submitted)["made"]] == [
        ("Receipt of the dossier and day of the result", "", 4),
        ("Submission", "Draft and sign the report to the People's Committee", 4),
    ]
    said = lines(fetched(desk, submitted, "appraise", "en", "docx"))

    assert said[:3] == ["SUBMISSION", "To the lanterns of Ardent", "To: Chairman of the People's Committee"]
    assert "Limits: not met" in said
    assert any(one.startswith("1. At most 10 days") for one in said)
    assert any("At most 10 people" in one and "The choir cannot be divided." in one for one in said)
    assert any(one.endswith("People | 12") for one in said)
    assert "1 | Lan {{ title }} & Minh | Head | Port" in said
    assert sum("Singer" in one for one in said) == 11
    assert not any("| Persons |" in one for one in said)  # who travels is said once, counted
    assert "No.:        /TTr-…" in "\n".join(said)


def test_a_paper_speaks_each_language_of_the_city_as_word_and_pdf(
    submitted: int, officer: Officer, client_of: ClientOf
) -> None:
    desk = client_of(officer)

    vietnamese = lines(fetched(desk, submitted, "appraise", "vi", "docx"))
    assert "TỜ TRÌNH" in vietnamese
    assert "Kính gửi: Chủ tịch Ủy ban nhân dân" in vietnamese
    for language, title in (("en", "SUBMISSION"), ("vi", "TỜ TRÌNH")):
        page = PdfReader(io.BytesIO(fetched(desk, submitted, "appraise", language, "pdf")))
        whole = " ".join(one.extract_text() for one in page.pages)
        assert title in whole
        assert "Lan {{ title }} & Minh" in whole


def test_a_decision_is_offered_at_its_step_and_bears_its_number(
    submitted: int, officer: Officer, client_of: ClientOf
) -> None:
    desk = client_of(officer)
    assert desk.get(f"/cases/{submitted}/paper/decide/0/en/docx/").status_code == 404
    kept(desk, submitted, "done", "appraise")

    draft = lines(fetched(desk, submitted, "decide", "en", "docx"))
    assert [one for one in draft if one.startswith("Article ")] == [
        "Article 1. Agreed to: To the lanterns of Ardent.",
        "Article 2. Exception from “At most 10 people”: The choir cannot be divided.",
        "Article 3. The unit that applies: Report the result of the trip, 15 calendar days after: Day of return.",
        "Article 4. Whoever is named here carries this out.",
    ]
    assert "DECIDES:" in draft
    kept(desk, submitted, "done", "decide", number="7/QĐ-UBND", dated="2026-05-08")
    signed = lines(fetched(desk, submitted, "decide", "vi", "docx"))
    assert any("Số: 7/QĐ-UBND | " in one and "ngày 08 tháng 5 năm 2026" in one for one in signed)
    assert any(one.endswith("CHỦ TỊCH\n…………………………") for one in signed)


def test_a_refusal_is_a_letter_with_its_reason_and_its_ground(
    submitted: int, officer: Officer, client_of: ClientOf
) -> None:
    desk = client_of(officer)
    kept(desk, submitted, "done", "appraise")
    kept(desk, submitted, "refused", "decide", reason="Too long for the season.", number="9", dated="2026-05-11")

    assert file_of(desk, submitted)["made"][-1]["title"] == "Letter of refusal"
    said = lines(fetched(desk, submitted, "decide", "en", "docx"))
    assert "Not agreed to: To the lanterns of Ardent." in said
    assert "Reason: Too long for the season." in said
    assert any(one.startswith("In accordance with: Decision 67/2011/QD-TTg") for one in said)
    assert not [one for one in said if "DECISION" in one or "Article" in one or "Exception" in one]
    page = PdfReader(io.BytesIO(fetched(desk, submitted, "decide", "vi", "pdf")))
    whole = " ".join(one.extract_text() for one in page.pages)
    assert "Lý do: Too long for the season." in whole
    assert "Số: 9" in whole


def test_custom_is_no_legal_basis(submitted: int, officer: Officer, client_of: ClientOf, as_system: Any) -> None:
    with as_system():
        custom = {str(one.title) for one in packs.of_city().laws.values() if not one.citable}

    said = "\n".join(lines(fetched(client_of(officer), submitted, "appraise", "en", "docx")))

    assert "Practice of offices, put together for this pack" in custom
    assert not [one for one in custom if one in said]


def test_no_paper_is_made_while_record_and_file_say_different_things(
    submitted: int, trip: Record, made: Made, officer: Officer, client_of: ClientOf
) -> None:
    desk = client_of(officer)
    made("delegation_members", activity=trip.pk, title_en="One more")

    answer = desk.get(f"/cases/{submitted}/paper/appraise/0/en/docx/", follow=True)

    said = "The record does not say any more what the file is judged by: People (file: 12, record: 13)."
    assert said in answer.content.decode()
    in_vietnamese = desk.get(f"/cases/{submitted}/paper/appraise/0/vi/docx/", follow=True)
    assert said in in_vietnamese.content.decode()  # the paper would speak Vietnamese, the reader does not
    kept(desk, submitted, "facts", **{"f-people": "13", "reason": "The pianist comes along."})
    assert any(one.endswith("People | 13") for one in lines(fetched(desk, submitted, "appraise", "en", "docx")))


def test_who_does_not_see_the_file_gets_no_paper_of_it_and_nobody_one_that_is_not_named(
    submitted: int, officer: Officer, ward: Officer, client_of: ClientOf
) -> None:
    desk = client_of(officer)
    for rest in ("intake/0/en/docx", "appraise/1/en/docx", "appraise/0/fr/docx", "appraise/0/en/xlsx", "none/0/en/pdf"):
        assert desk.get(f"/cases/{submitted}/paper/{rest}/").status_code == 404
    assert client_of(ward).get(f"/cases/{submitted}/paper/appraise/0/en/docx/").status_code in (200, 404)


@pytest.mark.parametrize("kind", case_names.KINDS)
@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_program_s_own_templates_pass_their_own_check_and_can_be_filled(
    kind: str, language: str, city: City, head: Officer, as_system: Any
) -> None:
    with as_system():
        own = store.data(None, kind, language)
        assert checker.check(own, case_names.KINDS[kind]) == []
        shown = store.preview(own, kind, language, city)

    assert b"{{" not in zipfile.ZipFile(io.BytesIO(shown)).read("word/document.xml")


def test_an_office_s_own_template_is_taken_and_used(
    submitted: int, head: Officer, officer: Officer, client_of: ClientOf
) -> None:
    keeper, page = client_of(head), "/admin/templates/submission/en/"
    wrong = keeper.post(page, {"file": SimpleUploadedFile("ours.docx", word("{{ titel }}"))})
    assert wrong.status_code == 422
    keeper.post(page, {"file": SimpleUploadedFile("ours.docx", word("Ours: {{ title }}", "{{ counted }}"))})
    version = keeper.get(page).context["rows"][0]["pk"]
    keeper.post(f"{page}force/", {"version": version})

    assert lines(fetched(client_of(officer), submitted, "appraise", "en", "docx")) == [
        "Ours: To the lanterns of Ardent"
    ]


def test_the_vietnamese_heads_of_tables_say_what_stands_under_them(
    submitted: int, officer: Officer, client_of: ClientOf
) -> None:
    """One English word may have two in Vietnamese: a term of office is no term to act in, a file on its way no file of a computer."""
    desk = client_of(officer)

    said = lines(fetched(desk, submitted, "appraise", "vi", "docx"))
    assert "STT | Việc | Người thực hiện | Thời hạn" in said
    assert "STT | Họ và tên | Chức vụ hoặc vai trò | Cơ quan, đơn vị" in said
    kept(desk, submitted, "done", "appraise")
    desk.post("/account/", {"name": officer.name, "email": "", "language": "vi"})
    page = desk.get("/cases/times/").content.decode()
    assert ">Bước</th>" in page
    assert '<th scope="col" class="num">Hồ sơ</th>' in page
    assert ">Tệp</th>" not in page
