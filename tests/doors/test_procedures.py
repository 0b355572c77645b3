"""The pages of procedures: what the law asks for, what of it nobody has verified, and by when to file."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comity.core.people import City, Officer

ClientOf = Callable[[Officer], Client]
TODAY = date(2026, 3, 3)
CONFERENCE = "/procedures/conference/"
ASKED = {"days": "1", "f-opens_on": "2026-06-20", "f-guest_rank": "minister", "f-consults": "no", "f-disagreed": "no"}


def text(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def test_every_procedure_is_listed_and_opens(officer: Officer, client_of: ClientOf) -> None:
    client = client_of(officer)
    rows = client.get("/procedures/").context["rows"]

    assert "Delegation abroad" in [row["title"] for row in rows]
    assert {row["href"]: client.get(row["href"]).status_code for row in rows} == {row["href"]: 200 for row in rows}


def test_every_procedure_is_drawn_with_who_days_and_law(officer: Officer, client_of: ClientOf) -> None:
    client, svg = client_of(officer), "{http://www.w3.org/2000/svg}"

    for row in client.get("/procedures/").context["rows"]:
        page = client.get(row["href"])
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(page.context["picture_file"])
        root = ET.fromstring(answer.content)  # noqa: S314  ours
        boxes = root.findall(f"{svg}g")
        steps = [step for line in page.context["rows"] for step in line]
        assert len(boxes) == 1 + len(steps) + sum(len(step["asks"]) for step in steps)
        assert f'aria-label="{row["title"]}' in unescape(page.content.decode())
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
        assert len(asked) <= 8, asked.captured_queries  # none of them for the drawing
    said = text(client.get("/procedures/aid/drawing.svg?version=1").content.decode())
    assert "silence means consent" in said or "without an answer it waits" in said
    assert "? not verified" in text(client.get("/procedures/aid/drawing.svg").content.decode())
    assert client.get("/procedures/aid/drawing.svg?version=9").status_code == 404


def test_what_nobody_has_verified_is_said(officer: Officer, client_of: ClientOf) -> None:
    page = text(client_of(officer).get("/procedures/aid/").content.decode())

    assert "Decree 313/2025/ND-CP not verified" in page
    assert "rules are not verified, or only in part" in page


def test_an_older_version_can_be_read_and_says_that_it_counts_no_more(officer: Officer, client_of: ClientOf) -> None:
    page = text(client_of(officer).get("/procedures/aid/?version=1").content.decode())

    assert "in force from 17 September 2020 until 7 December 2025" in page
    assert "No case that begins today comes under this version." in page
    assert client_of(officer).get("/procedures/aid/?version=9").status_code == 404
    assert client_of(officer).get("/procedures/nothing/").status_code == 404


def test_the_days_are_reckoned_back_from_the_event(officer: Officer, client_of: ClientOf) -> None:
    page = client_of(officer).get(CONFERENCE, ASKED)
    found = page.context["found"]

    # forty days before Saturday 20 June, as a foreign minister comes
    assert (found["last"], found["decides"]) == ("Mon 11 May 2026", "Prime Minister")
    assert [(one["title"], one["ends"]) for one in found["steps"]] == [
        ("Receive the dossier", "Mon 11 May 2026"),
        ("Ask for written opinions", "Tue 26 May 2026"),
        ("Decide", "Tue 26 May 2026"),
    ]
    assert "Written consent to host, if there is one" in found["papers"]
    assert found["unknown"] == ["Last day", "Topics"]  # left alone is not the same as none of them


def test_a_day_that_is_over_and_a_rule_that_is_not_met_are_said(
    officer: Officer, client_of: ClientOf, city: City
) -> None:
    late = text(client_of(officer).get(CONFERENCE, {**ASKED, "f-opens_on": "2026-04-01"}).content.decode())
    double = text(client_of(officer).get("/procedures/twinning/", {"days": "1", "f-exists": "yes"}).content.decode())

    assert "That day is over." in late
    assert "Not met: There is no tie with this city yet. An exception with a reason is needed." in double


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("f-opens_on", "soon", "Enter a valid date."),
        ("f-opens_on", "9999-12-31", "Expected a day between 1990 and 2100."),
        ("f-guest_rank", "king", "Select a valid choice."),
        ("f-topics", "weather", "Select a valid choice."),
    ],
)
def test_what_cannot_be_reckoned_with_is_named(
    officer: Officer, client_of: ClientOf, name: str, value: str, said: str
) -> None:
    page = client_of(officer).get(CONFERENCE, {**ASKED, name: value})

    assert page.status_code == 400
    assert said in text(page.content.decode())


def test_the_page_is_in_the_reader_s_language(officer: Officer, client_of: ClientOf) -> None:
    client = client_of(officer)
    client.post("/language/", {"language": "vi"})

    page = text(client.get(CONFERENCE, ASKED).content.decode())

    assert "Quyết định 06/2020/QĐ-TTg, Điều 3-6" in page
    assert "Nộp chậm nhất" in page
    assert "11/05/2026" in page
    assert "Decision 06" not in page


def test_a_page_asks_the_database_for_nothing_but_the_reader(officer: Officer, client_of: ClientOf) -> None:
    client = client_of(officer)
    client.get("/procedures/")
    counts = []
    for address in ("/procedures/", "/procedures/aid/", CONFERENCE):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(address)
        counts.append(len(seen))

    assert counts == [counts[0]] * 3
    assert counts[0] <= 8
