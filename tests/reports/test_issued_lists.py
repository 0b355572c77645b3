"""The lists and links of an issued report: as they were when it was counted, for the eyes of whoever reads."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from comity.core.issued import Issued
from comity.core.people import Officer
from comity.documents import issued as papers
from comity.documents import issued_lists
from comity.documents.content import Asked
from comity.reports import issuing, kept_lists, verifying
from tests.long import long
from tests.reports.test_issued import Acting, Made, changed, drafted, signed

pytestmark = long  # the whole of it in .ci/run

OFFICE = "https://office.example"


@pytest.fixture
def visits(made: Made) -> list[Any]:
    return [
        made("activities", title_en=title, kind="delegation_in", starts=f"2024-03-0{at}", persons=7, sensitivity=sight)
        for at, (title, sight) in enumerate((("Open visit", 0), ("Inner visit", 1)), 1)
    ]


def opened(one: Any, kind: str, reader: Officer, acting_as: Acting) -> Any:
    with acting_as(reader):
        made = papers.made(one, kind, Asked(reader.city, reader.name, OFFICE))
    return Document(io.BytesIO(made)) if kind == "docx" else load_workbook(io.BytesIO(made))


def listed(document: Any) -> list[list[str]]:
    (table,) = (one for one in document.tables if one.rows[0].cells[1].text == "Date")
    return [[cell.text for cell in row.cells] for row in table.rows[1:]]


def said(document: Any) -> str:
    return "\n".join("".join(text.text or "" for text in one._p.iter(qn("w:t"))) for one in document.paragraphs)


def links(document: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for link in document.element.body.iter(qn("w:hyperlink")):
        text = "".join(one.text or "" for one in link.iter(qn("w:t")))
        found.setdefault(text, []).append(document.part.rels[link.get(qn("r:id"))].target_ref.removeprefix(OFFICE))
    return found


def test_the_lists_say_what_the_records_said_when_they_were_counted(
    visits: list[Any], officer: Officer, head: Officer, acting_as: Acting, as_system: Callable[[], Any]
) -> None:
    one = signed(drafted(officer, acting_as), head, acting_as, officer)
    changed(visits[0], as_system, title_en="Renamed", persons=99)

    paper = opened(one, "docx", officer, acting_as)

    assert [row[1:3] for row in listed(paper)] == [["1 March 2024", "Open visit"], ["2 March 2024", "Inner visit"]]
    assert "persons: 7" in listed(paper)[0][3]
    assert links(paper)["Open visit"] == [f"/activities/{visits[0].pk}/"]
    sheet = next(one for one in opened(one, "xlsx", officer, acting_as) if one.title.startswith("1 "))
    assert [[str(cell.value) for cell in row][1:3] for row in sheet.iter_rows(min_row=2)] == [
        ["2024-03-01 00:00:00", "Open visit"],  # a day, not its words
        ["2024-03-02 00:00:00", "Inner visit"],
    ]


def test_a_record_that_the_reader_may_not_see_is_in_no_list_and_the_list_says_that_some_are_not(
    visits: list[Any], officer: Officer, head: Officer, ward: Officer, acting_as: Acting
) -> None:
    one = signed(drafted(officer, acting_as, sensitivity=0), head, acting_as, officer)

    paper = opened(one, "docx", ward, acting_as)

    assert [row[2] for row in listed(paper)] == ["Open visit"]
    assert "Records that you may not see are left out." in said(paper)
    assert "Records that you may not see are left out." not in said(opened(one, "docx", officer, acting_as))
    book = opened(one, "xlsx", ward, acting_as)
    assert "Inner visit" not in str([[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()])
    with acting_as(ward):
        assert b"Inner visit" not in bytes(Issued.objects.get(pk=one.pk).content.content)


def test_every_number_of_a_sentence_and_of_the_table_leads_to_its_records(
    visits: list[Any], made: Made, officer: Officer, head: Officer, acting_as: Acting
) -> None:
    made("activities", title_en="Earlier", kind="delegation_in", starts="2023-05-05", sensitivity=0)
    one = drafted(officer, acting_as)
    with acting_as(officer):
        section = issuing.content_of(one)["texts"][0]["section"]
        text = {"en": "We received {delegations_in} delegations.\nNothing {{else}}.", "vi": ""}
        assert issuing.write(one, {section: text}, seen=one.version) == []
    signed(one, head, acting_as, officer)

    paper = opened(one, "docx", officer, acting_as)

    kept = f"/reports/issued/{one.pk}/figure/delegations_in/"
    assert links(paper)["2"].count(kept) >= 3  # the section, the sentence, the table
    assert any(at.startswith("/activities/?") and "2023" in at for at in links(paper)["1"])
    assert "We received 2 delegations.\nNothing {else}." in said(paper)
    assert "\ue000" not in said(paper)


def test_who_alters_a_kept_list_is_found_out(
    visits: list[Any], officer: Officer, head: Officer, acting_as: Acting
) -> None:
    one = drafted(officer, acting_as)
    with acting_as(officer):
        held = next(iter(kept_lists.held(one).values()))
        held.keys[0] = held.keys[0].replace("Open", "Shut")
        held.save()

        assert [found for found in verifying.problems(one) if "list" in found] == [
            "the records of the list “Delegations received” are not those that were kept"
        ]


def test_the_lists_cost_the_same_statements_however_long_they_are(
    visits: list[Any], made: Made, officer: Officer, acting_as: Acting, django_assert_num_queries: Any
) -> None:
    short = drafted(officer, acting_as)
    for at in range(5):
        made("activities", title_en=f"Visit {at}", kind="delegation_in", starts="2024-04", sensitivity=0)
    long = drafted(officer, acting_as)
    for one in (short, long):
        with acting_as(officer):
            content = issuing.content_of(one)
            with django_assert_num_queries(3):
                issued_lists.of(one, content, Asked(officer.city, officer.name, OFFICE))


def test_the_head_of_the_paper_is_the_same_whoever_opens_it(
    visits: list[Any], officer: Officer, head: Officer, member: Officer, acting_as: Acting
) -> None:
    one = signed(drafted(officer, acting_as, sensitivity=0), head, acting_as, officer)

    heads = {
        reader.username: [cell.text for cell in opened(one, "docx", reader, acting_as).tables[0].rows[0].cells]
        for reader in (officer, head, member)
    }

    assert len({tuple(found) for found in heads.values()}) == 1, heads


@pytest.fixture
def renamed_since(
    visits: list[Any], officer: Officer, head: Officer, acting_as: Acting, as_system: Callable[[], Any]
) -> Issued:
    one = signed(drafted(officer, acting_as, sensitivity=0), head, acting_as, officer)
    changed(visits[0], as_system, title_en="Renamed", persons=99)
    return one


def test_the_page_shows_the_lists_as_they_were_and_to_each_reader_those_records_that_he_may_see(
    visits: list[Any],
    renamed_since: Issued,
    officer: Officer,
    ward: Officer,
    client_of: Callable[[Officer], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lists(reader: Officer) -> tuple[str, list[Any]]:
        answer = client_of(reader).get(f"/reports/issued/{renamed_since.pk}/")
        return answer.content.decode(), answer.context["lists"]

    page, (mine,) = lists(officer)
    theirs, (less,) = lists(ward)
    monkeypatch.setattr(kept_lists, "SHOWN", 1)
    cut, _first = lists(officer)

    assert [(line.date, line.title) for line in mine.lines] == [("1 March 2024", "Open visit"), ("2 March 2024", "Inner visit")]  # fmt: skip
    assert [(line.date, line.title) for line in less.lines] == [("1 March 2024", "Open visit")]
    assert (mine.count, mine.is_partly_hidden, less.count, less.is_partly_hidden) == (2, False, 1, True)
    assert '<section id="list-1"><h2>Delegations received' in page
    assert f'href="/activities/{visits[0].pk}/"' in page
    assert "Renamed" not in page.partition('id="list-1"')[2]
    assert "Inner visit" not in theirs
    assert "Records that you may not see are left out." in theirs
    assert "Only the first" not in page
    assert "Only the first 1 stand here." in cut
