"""`comity report make`, `show`, `export` and `verify`."""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from docx import Document
from openpyxl import load_workbook

from comity.core import identity
from comity.core.issued import Issued, IssuedContent, IssuedFigure
from comity.core.people import Officer
from comity.core.returns import ReturnRequest
from tests.long import long

pytestmark = long  # the whole of it in .ci/run


def run(*given: Any, **options: Any) -> str:
    out = io.StringIO()
    call_command("report", *given, city="vesper", stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def seen(number: int) -> str:
    """Return the hash of a report as it is shown."""
    found = re.search(r"SHA-256 ([0-9a-f]{64})", run("show", number))
    assert found
    return found[1]


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
        (("show", 1), {"pdf": Path("x.pdf"), "by": "nobody"}, "--by: There is no officer nobody"),
        (("show", 1), {"pdf": Path("x.pdf")}, "number: There is no issued report 1 here"),
        (("make",), {"xlsx": Path("x.xlsx"), "period": "2024"}, "--xlsx: Write report show --period 2024"),
        ((), {"issued": 1, "docx": Path("x.docx")}, "number: There is no issued report 1 here"),
        (("show", 2), {"issued": 1}, "--issued: Two reports are named"),
        (("issue",), {"period": "2024"}, "--by: Say in whose name"),
        (("make",), {"period": "2024", "report": "nothing"}, "--report: There is no report nothing here"),
        (("make",), {"period": "2024", "replaces": 7}, "--replaces: There is no signed report 7"),
        (("sign",), {"by": "officer-desk"}, "number: Say which report"),
        (("ask",), {"period": "2024", "due": "soon"}, "--due: “soon” is not a day"),
        (("ask",), {"period": "2024", "due": "2025-01-15", "by": "officer-desk"}, "--unit: Say which units"),
        (("accept",), {"by": "officer-desk"}, "number: Say which return"),
        (("send-back", 1), {"by": "officer-desk"}, "--reason: Say why"),
        (("check",), {"period": "2024", "finding": "x", "by": "officer-desk"}, "--finding: No finding"),
        ((), {"period": "2024", "format": "xlsx"}, "--output: A workbook needs a file"),
        ((), {"period": "soon", "language": "vi"}, "--period: "),
    ],
)
def test_the_command_says_what_is_wrong(
    city: Any, officer: Officer, given: Any, options: dict[str, Any], said: str
) -> None:
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


def test_a_report_goes_its_way_to_the_signature_and_is_written_again_by_its_number(
    made_one: Issued, made: Callable[..., Any], head: Officer, officer: Officer, tmp_path: Path
) -> None:
    number, text = made_one.pk, tmp_path / "text.toml"
    told = run("write", number, by=officer.username)
    assert "{delegations_in}" in told
    section = told.split("[")[1].split("]")[0]
    text.write_text(f"[{section}]\nen = 'We received {{delegations_inn}}.'", encoding="utf-8")
    with pytest.raises(CommandError, match=r"--texts: .*Did you mean “delegations_in”"):
        run("write", number, by=officer.username, texts=text)
    text.write_text(f"[{section}]\nen = 'We received {{delegations_in}} delegation.'", encoding="utf-8")
    assert "saved" in run("write", number, by=officer.username, texts=text)

    with pytest.raises(CommandError, match="The report is not at this step"):
        run("sign", number, by=head.username, hash=seen(number))
    assert "Submitted" in run("submit", number, by=officer.username)
    with pytest.raises(CommandError, match="Reports are signed by"):
        run("sign", number, by=officer.username, hash=seen(number))
    assert "Given back" in run("back", number, by=head.username, reason="The second line.")
    run("submit", number, by=officer.username)
    assert "locked" in run("sign", number, by=head.username, hash=seen(number))
    assert "signed and locked" in run("list", period="2024")
    made("activities", title_en="Later visit", kind="delegation_in", starts="2024", sensitivity=0)

    assert "1 when counted, 2 today: +1\n  Later visit: added" in run("since", number)
    files = {kind: tmp_path / f"report.{kind}" for kind in ("docx", "pdf", "xlsx")}
    run(issued=number, address="https://office.example", **files)
    paper = Document(str(files["docx"]))
    words = "\n".join(one.text for one in paper.paragraphs)
    assert "We received 1 delegation." in words
    assert f"Report {number}, counted" in words
    assert f"Signed by {head.name}" in words
    assert f"https://office.example/reports/issued/{number}/figure/delegations_in/" in str(
        [rel.target_ref for rel in paper.part.rels.values()]
    )
    assert files["pdf"].read_bytes().startswith(b"%PDF-")
    assert "Figures" in load_workbook(files["xlsx"]).sheetnames
    first = files["docx"].read_bytes()
    run(issued=number, address="https://office.example", **files)
    assert files["docx"].read_bytes() == first


def test_what_looks_wrong_is_listed_and_answered(made: Callable[..., Any], officer: Officer) -> None:
    said = {"indicator": "delegations_in", "sensitivity": 0}
    made("figures", value="65", starts="2024", ends="2024", **said)
    made("figures", value="70", starts="2024-03", ends="2024-03", **said)
    preview = run("preview", period="2024", by=officer.username)
    told = run("check", period="2024", by=officer.username)
    key = told.split("--finding ")[1].split()[0]

    assert "1 finding has no answer yet" in preview
    assert "is more than the 65 of a longer period" in told
    with pytest.raises(CommandError, match="--verdict: Say what came out: right, "):
        run("check", period="2024", by=officer.username, finding=key, why="A slip.")
    run("check", period="2024", by=officer.username, finding=key, verdict="corrected", why="A slip.")
    assert "A slip." in run("check", period="2024")


def test_returns_are_asked_for_answered_and_decided_on(
    made: Callable[..., Any], units: dict[str, Any], head: Officer, ward: Officer
) -> None:
    made("activities", title_en="Visit", kind="delegation_in", starts="2024", persons=4, unit=units["ward"].pk)
    with pytest.raises(CommandError, match="--due: This day is past"):
        run("ask", period="2024", unit=["Vesper ward"], due="2025-01-15", by=head.username)
    asked = run("ask", period="2024", unit=["Vesper ward"], due="2125-01-15", by=head.username)
    number = int(asked.splitlines()[1].split()[0])

    with pytest.raises(CommandError, match="--unit: There is no unit “Nowhere”"):
        run("ask", period="2024", unit=["Nowhere"], due="2125-01-15", by=head.username)
    with pytest.raises(CommandError, match=f"--unit: Asked already: Vesper ward. See: comity report return {number}"):
        run("ask", period="2024", unit=["Vesper ward"], due="2125-01-15", by=head.username)
    with identity.acting(identity.system(head.city, door="test")):
        ReturnRequest.objects.update(due=date(2025, 1, 15))
    assert "days late" in run("returns", overdue=True)
    assert "(delegations_in): 1; on record 1" in run("return", number)
    changed = {"figure": ["delegations_in=2", "delegations_out_cost.USD=900"], "by": ward.username, "send": True}
    with pytest.raises(CommandError, match="--figure: delegations_in: It differs from what is on record"):
        run("answer", number, **changed)
    with pytest.raises(CommandError, match="--figure: There is no figure visits"):
        run("answer", number, by=ward.username, figure=["visits=2"])
    why = ["delegations_in=One was late.", "delegations_out_cost.USD=Paid abroad."]
    assert "Sent." in run("answer", number, **changed, because=why)
    assert "No return is overdue" in run("returns", overdue=True)
    assert "Sent back" in run("send-back", number, by=head.username, reason="Which one?")
    run("answer", number, by=ward.username, send=True)
    with pytest.raises(CommandError, match="by a head"):
        run("accept", number, by=ward.username)
    assert "Accepted." in run("accept", number, by=head.username)
    shown = run("return", number, language="vi")
    assert "900 USD" in shown


def test_the_dashboards_are_printed_in_numbers(made: Callable[..., Any], officer: Officer) -> None:
    made("activities", title_en="Visit", kind="delegation_in", starts="2024-03-05", countries=["JP"], sensitivity=0)
    made("activities", title_en="Before", kind="delegation_in", starts="2023-03-05", sensitivity=0)

    said = run("board", period="2024", by="officer-desk").splitlines()

    assert said[0] == "External affairs in pictures: 2024"
    assert "  Delegations received 1 2023: 1" in [re.sub(r"(?<=\S) +", " ", line) for line in said]
    march = [line.split() for line in said if line.startswith("  March 2024")]
    assert ["March", "2024", "1", "1"] in march


def test_a_term_of_office_is_asked_for_by_its_name(made_one: Issued) -> None:
    assert "2021" in run("print", period="council").splitlines()[0]


def test_the_figures_are_printed_as_json_in_both_languages(made_one: Issued, as_system: Any) -> None:
    said = json.loads(run("print", period="2024", report="department", format="json"))

    figure = next(one for one in said["figures"] if one["code"] == "delegations_in")
    assert figure["title"] == {"en": "Delegations received", "vi": "Số đoàn vào"}
    assert (figure["recorded"]["certain"]["value"], figure["recorded"]["certain"]["records"]) == ("1", 1)
    assert said["period"]["asked"] == "2024"


@pytest.mark.parametrize("configured", ["", "https://office.example"])
def test_files_take_the_address_of_the_office_or_say_that_links_are_missing(
    made_one: Issued, officer: Officer, tmp_path: Path, settings: Any, configured: str
) -> None:
    settings.OFFICE_URL = configured
    paper, said = tmp_path / "report.docx", io.StringIO()

    call_command(
        "report", "show", city="vesper", stdout=io.StringIO(), stderr=said, period="2024", report="union",
        by=officer.username, docx=paper,
    )  # fmt: skip

    with zipfile.ZipFile(paper) as kept:
        links = kept.read("word/_rels/document.xml.rels").decode()
    assert ("https://office.example/" in links) == bool(configured)
    assert ("The files have no links" in said.getvalue()) == (not configured)


def test_a_template_is_checked_from_the_command_line(officer: Officer, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.docx", tmp_path / "bad.docx"
    document = Document()
    document.add_paragraph("{{ title }}")
    document.add_paragraph("{{ signer }}")
    document.save(str(good))
    document.add_paragraph("{{ titel }}")
    document.save(str(bad))

    assert run("template", template=good) == f"Nothing is wrong with {good}.\n"
    with pytest.raises(CommandError, match=r"paragraph 3.*titel"):
        run("template", template=bad)
    for given, said in (
        ({}, "Add --template report.docx."),
        ({"template": tmp_path / "none.docx"}, "could not be read"),
        ({"template": good, "kind": "poem"}, "Kinds: report, "),
    ):
        with pytest.raises(CommandError, match=re.escape(said)):
            run("template", **given)


def test_the_records_behind_a_figure_are_printed(made_one: Issued, made: Callable[..., Any]) -> None:
    now = run("records", period="2024", figure=["delegations_in"])
    made("activities", title_en="Later visit", kind="delegation_in", starts="2024", persons=3, sensitivity=0)
    then, persons = (
        run("records", made_one.pk, figure=["delegations_in"]),
        run("records", period="2024", figure=["persons_in"]),
    )

    assert now.splitlines()[0] == "Delegations received, 2024: 1"
    assert "“kind” is “Delegation in”" in now
    assert "  2024  Visit" in now
    assert "Delegations received, 2024: 1" in then
    assert "Later visit" not in then
    assert "Visitors received with delegations, 2024: 7" in persons
    assert "  2024  Later visit  3" in persons
    assert "No record to show" in run("records", period="2023", figure=["delegations_in"])


@pytest.mark.parametrize("more", [{}, {"figure": ["delegation_in"]}, {"figure": ["delegations_in", "persons_in"]}])
def test_records_asks_for_one_figure_that_there_is(made_one: Issued, more: dict[str, Any]) -> None:
    for given in ((), (made_one.pk,)):
        with pytest.raises(CommandError, match="--figure") as refused:
            run("records", *given, period="2024", **more)
        assert ("delegations_in" in str(refused.value)) is True


def test_a_report_is_shown_with_the_moments_of_the_city_and_who_signed(made_one: Issued, head: Officer) -> None:
    run("submit", made_one.pk, by="officer-desk")
    run("sign", made_one.pk, by=head.username, hash=seen(made_one.pk), nevertheless=True)

    text = run("show", made_one.pk)

    assert "Signed by The head on " in text
    assert "+00:00" not in text
