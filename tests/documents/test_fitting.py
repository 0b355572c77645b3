"""No number of a table is broken or runs into its neighbour, however long it is."""

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from comity.core.people import Officer
from comity.documents import fitting
from tests.documents.test_reports import fetched
from tests.long import long

pytestmark = long  # the whole of it in .ci/run

SUMS = (812_345_678_901, 40_000_000_000)  # a trip of 2024, one of 2023
SAID = ["812.345.678.901", "40.000.000.000", "+772.345.678.901", "900.000.000.000"]


@pytest.fixture
def dear(made: Callable[..., Any], officer: Officer) -> Officer:
    """A reader in Vietnamese, trips that cost twelve digits, and a plan."""
    for year, cost in zip((2024, 2023), SUMS, strict=True):
        made("activities", title_en="Trip", kind="delegation_out", starts=f"{year}-03", cost=cost, cost_currency="VND", sensitivity=0)  # fmt: skip
    made("figures", indicator="delegations_out_cost", starts="2024-01-01", ends="2024-12-31", value=900_000_000_000,
         currency="VND", planned=True, sensitivity=0)  # fmt: skip
    officer.language = "vi"
    officer.save()
    return officer


def words(pdf: bytes) -> set[str]:
    """Return what stands in a PDF between spaces, as it lies on its pages."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return {word for page in pages for word in page.extract_text(extraction_mode="layout").split()}


def test_the_pdf_sets_long_numbers_apart_and_whole(dear: Officer, client_of: Callable[[Officer], Client]) -> None:
    assert set(SAID) - words(fetched(client_of(dear), "pdf")) == set()


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here; it is only for looking")
def test_word_shows_long_numbers_whole(dear: Officer, client_of: Callable[[Officer], Client], tmp_path: Path) -> None:
    (tmp_path / "report.docx").write_bytes(fetched(client_of(dear), "docx"))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "report.docx"], cwd=tmp_path, capture_output=True, check=True, timeout=120)

    assert set(SAID) - words((tmp_path / "report.pdf").read_bytes()) == set()


def test_columns_that_hold_their_words_stay_as_they_are() -> None:
    assert fitting.fit([50, 100, 50], [40, 20, 45], 200, 5) == fitting.Fit((50, 100, 50))


def test_a_column_grows_by_what_is_free_and_then_at_the_cost_of_others() -> None:
    assert fitting.fit([50, 50], [75, 20], 120, 5) == fitting.Fit((80, 40))
    assert fitting.fit([50, 50], [75, 20], 130, 5) == fitting.Fit((80, 50))


def test_writing_shrinks_where_the_page_is_too_narrow() -> None:
    assert fitting.fit([50, 50], [80, 40], 100, 5) == fitting.Fit((65, 35), 0.75)
    crowded = fitting.fit([50, 50], [400, 400], 100, 5)
    assert crowded.scale == fitting.LEAST
    assert sum(crowded.widths) == pytest.approx(100)


def test_a_word_is_never_taken_for_shorter_than_it_is() -> None:
    assert fitting.word("812.345.678.901 VND") == fitting.word("812.345.678.901") > 12 * 0.5 + 3 * 0.25
    assert fitting.word("three\non") == fitting.word("three") > fitting.word("on")
    assert fitting.word("") == 0
