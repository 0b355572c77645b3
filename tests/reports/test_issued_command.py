"""`comity report make`, `show`, `export` and `verify`."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from comity.core.issued import Issued, IssuedContent, IssuedFigure
from comity.core.people import Officer


def run(*given: Any, **options: Any) -> str:
    out = io.StringIO()
    call_command("report", *given, city="vesper", stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


@pytest.fixture
def made_one(made: Callable[..., Any], officer: Officer, as_system: Any) -> Issued:
    """A report with one delegation, drafted by the officer from the command line."""
    made("activities", title_en="Visit", kind="delegation_in", starts="2024", persons=4, sensitivity=0)
    run("make", period="2024", report="department", by="officer-desk")
    with as_system():
        return Issued.objects.get()


def test_a_report_is_made_shown_and_exported(made_one: Issued, officer: Officer, tmp_path: Path) -> None:
    text = run("show", made_one.pk)
    kept, book = tmp_path / "report.json", tmp_path / "report.xlsx"
    run("export", made_one.pk, format="json", output=kept)
    run("export", made_one.pk, format="xlsx", output=book)

    assert made_one.drafted_by_id == officer.pk
    assert "Delegations received: 1" in text
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == made_one.sha256
    assert json.loads(kept.read_bytes())["seen_by"]["basis"] == "office"
    assert "Figures" in load_workbook(book).sheetnames


def test_a_report_is_verified_and_says_what_changed_since(made_one: Issued, made: Callable[..., Any]) -> None:
    made("activities", title_en="Later visit", kind="delegation_in", starts="2024", sensitivity=0)

    assert "as it was kept" in run("verify")
    said = run("verify", made_one.pk)

    assert "2 today (+1)" in said
    assert "Later visit: added" in said


@pytest.mark.parametrize(
    ("alter", "said"),
    [
        (lambda one: IssuedContent.objects.filter(report=one).update(content=b"{}"), "has the hash"),
        (
            lambda one: IssuedFigure.objects.filter(report=one, code="persons_in").update(adds=["5"]),
            "the records behind “Visitors received with delegations” are not those that were kept",
        ),
    ],
)
def test_what_was_altered_is_found(alter: Callable[[Issued], int], said: str, made_one: Issued, as_system: Any) -> None:
    with as_system():
        assert alter(made_one) == 1

    with pytest.raises(CommandError, match=said):
        run("verify", made_one.pk)


@pytest.mark.parametrize(
    ("given", "options", "said"),
    [
        (("make",), {}, "Add --period 2024"),
        (("make",), {"period": "2024", "by": "nobody"}, "There is no officer nobody"),
        (("show",), {}, "Say which report"),
        (("show", 1), {}, "There is no issued report 1 here"),
        (("make",), {"period": "soon"}, "is not a period"),
        (("show",), {"docx": Path("x.docx"), "by": "officer-desk"}, "Add --period 2024"),
        (("show",), {"docx": Path("x.docx"), "period": "2024"}, "Add --by head"),
        (("show",), {"pdf": Path("x.pdf"), "period": "2024", "by": "nobody"}, "There is no officer nobody"),
        (("show", 1), {"pdf": Path("x.pdf"), "period": "2024", "by": "nobody"}, "for the figures of a period"),
        (("make",), {"xlsx": Path("x.xlsx"), "period": "2024"}, "for the figures of a period"),
    ],
)
def test_the_command_says_what_is_wrong(city: Any, given: Any, options: dict[str, Any], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        run(*given, **options)


def test_the_files_of_a_page_are_written_as_a_named_officer_sees_them(
    made: Callable[..., Any], units: dict[str, Any], officer: Officer, ward: Officer, tmp_path: Path
) -> None:
    for sensitivity in (0, 1):
        unit = units["trade"].pk
        made("activities", title_en=f"Visit {sensitivity}", kind="delegation_in", starts="2024", sensitivity=sensitivity, unit=unit)  # fmt: skip
    files = {kind: tmp_path / f"report.{kind}" for kind in ("docx", "pdf", "xlsx")}

    told = {}
    for reader in (officer, ward):
        run("show", period="2024", report="department", by=reader.username, address="https://office.example", **files)
        rows = load_workbook(files["xlsx"])["Figures"].iter_rows(values_only=True)
        told[reader.username] = next(row for row in rows if "Delegations received" in row)
        with zipfile.ZipFile(files["docx"]) as paper:
            links = paper.read("word/_rels/document.xml.rels").decode()

    assert files["pdf"].read_bytes().startswith(b"%PDF-")
    assert "https://office.example/" in links
    assert [2 in told[officer.username], 1 in told[ward.username], 2 in told[ward.username]] == [True, True, False]
