"""`comity report make`, `show`, `export` and `verify`."""

import hashlib
import io
import json
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
    ],
)
def test_the_command_says_what_is_wrong(city: Any, given: Any, options: dict[str, Any], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        run(*given, **options)
