"""Ties by how they stand: dormant and cooling first, with the reason and what to do next."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comity.core.people import Officer
from comity.core.records import Record
from comity.registers.ties import Tie
from comity.web import tie_facts, tie_health, tie_words
from tests.conftest import Made

TODAY = date(2025, 1, 16)
ClientOf = Callable[[Officer], Client]


def tie(made: Made, name: str, since: str = "", **values: object) -> Record:
    place: Record = made("partners", title_en=name, kind="locality", country="", sensitivity=0)
    made("ties", partner=place.pk, stage="friendship", since=since, **{"sensitivity": 0, **values})
    return place


@pytest.fixture
def four(made: Made) -> dict[str, Record]:
    """One tie that sleeps, one that cools, one of which nothing is known and one that is well."""
    places = {
        "asleep": tie(made, "Asleep", "2015"),
        "cool": tie(made, "Cool", "2015"),
        "unknown": tie(made, "Unheard of"),
        "well": tie(made, "Well", "2015"),
    }
    shown = {"kind": "delegation_in", "sensitivity": 0}
    made("activities", title_en="Visit", partners=[places["cool"].pk], starts="2023-11", **shown)
    made("activities", title_en="Fresh visit", partners=[places["well"].pk], starts="2024-11", **shown)
    return places


def names(html: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', html)


def page(client: Client, query: str = "") -> str:
    answer = client.get(f"/ties/health/{query}")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_those_that_somebody_should_look_at_stand_first(
    officer: Officer, four: dict[str, Record], client_of: ClientOf
) -> None:
    html = page(client_of(officer))
    assert names(html) == ["Asleep", "Cool", "Unheard of", "Well"]
    assert "Last: 2015, over 2 years ago" in html
    assert "Last: November 2023, over 1 year ago" in html
    assert "No contact on record" in html


def test_a_word_narrows_the_list_and_is_counted(
    officer: Officer, four: dict[str, Record], made: Made, client_of: ClientOf
) -> None:
    tie(made, "Sleeps too", "2016")
    client = client_of(officer)
    assert names(page(client, "?health=dormant")) == ["Asleep", "Sleeps too"]
    assert names(page(client, "?health=cooling")) == ["Cool"]
    assert names(page(client, "?health=dormant&since=2016")) == ["Sleeps too"]
    assert {one["label"]: one["count"] for one in client.get("/ties/health/").context["words"]} == {
        "All": "5", "Dormant": "2", "Cooling": "1", "Unknown": "1", "Steady": "1",
    }  # fmt: skip
    assert client.get("/ties/health/?since=nonsense").status_code == 400


def test_what_has_ended_is_neither_woken_nor_called_dormant(
    officer: Officer, four: dict[str, Record], made: Made, client_of: ClientOf
) -> None:
    over = tie(made, "Closed", "2012", ended="2023-05")
    client = client_of(officer)

    assert names(page(client)) == ["Asleep", "Cool", "Unheard of", "Well", "Closed"]
    assert names(page(client, "?health=dormant")) == ["Asleep"]
    assert names(page(client, "?health=ended")) == ["Closed"]
    assert "until May 2023" in page(client, "?health=ended")
    shown = unescape(client.get(f"/partners/{over.pk}/").content.decode())
    assert "since 2012, until May 2023" in shown
    assert "Tie ends: Friendship" in shown
    assert "year of the tie" not in shown
    listed = unescape(client.get("/partners/").content.decode())
    assert "Friendship city, until May 2023" in listed
    home = unescape(client.get("/?view=all").content.decode())
    assert ": Asleep" in home
    assert ": Closed" not in home


def test_a_tie_does_not_end_before_it_began(officer: Officer, made: Made, client_of: ClientOf) -> None:
    place = made("partners", title_en="Ilm", kind="locality", sensitivity=0)
    filled = {"partner": str(place.pk), "stage": "sister", "since": "2012", "sensitivity": "0", "to_verify": ""}

    answer = client_of(officer).post("/ties/new/", filled | {"ended": "2011-12"})

    assert answer.status_code in (200, 400, 422)
    assert "This is before Since." in unescape(answer.content.decode())
    assert client_of(officer).post("/ties/new/", filled | {"ended": "2012-01"}).status_code == 302


def test_the_next_act_begins_with_what_is_known(
    officer: Officer, four: dict[str, Record], made: Made, client_of: ClientOf
) -> None:
    text = made("agreements", title_en="The text", instrument="mou", partners=[four["asleep"].pk], signed="2015",
                expires="2025-03-31", sensitivity=0)  # fmt: skip
    made("commitments", title_en="Send names", side="us", agreement=text.pk, due="2025-01-10", sensitivity=0)
    rows = {row["label"]: row["acts"] for row in client_of(officer).get("/ties/health/").context["rows"]}
    (first,) = rows["Asleep"]
    assert (first["act"], first["because"]) == ("Carry out what we promised", "Send names: was due 10 January 2025")
    acts = client_of(officer).get(f"/partners/{four['asleep'].pk}/").context["acts"]
    assert [(one["act"], one["because"]) for one in acts] == [
        ("Carry out what we promised", "Send names: was due 10 January 2025"),
        ("Begin the renewal of the agreement", "The text: ends 31 March 2025"),
        ("Propose a meeting", "Last contact on record: 2015"),
    ]
    begun = urlsplit(first["href"])
    assert begun.path == "/tasks/new/"
    assert parse_qs(begun.query)["title_en"] == ["Carry out what we promised: Send names"]
    form = client_of(officer).get(first["href"]).context["form"]
    assert str(form["title_en"].value()).endswith("Send names")
    assert form["due"].value() == "10/01/2025"
    visit = rows["Cool"][0]
    assert (visit["act"], visit["because"]) == (
        "Plan a return visit", "They visited, November 2023; nobody has gone there since",
    )  # fmt: skip
    form = client_of(officer).get(visit["href"]).context["form"]
    assert form["kind"].value() == "delegation_out"
    assert form["partners"].value() == [str(four["cool"].pk)]


def test_an_anniversary_proposes_a_delegation_on_its_day(officer: Officer, made: Made, client_of: ClientOf) -> None:
    tie(made, "Tenth", "2015-03-01")
    tie(made, "Ninth", "2016-03-01")
    rows = {row["label"]: row["acts"][0] for row in client_of(officer).get("/ties/health/").context["rows"]}
    assert (rows["Tenth"]["act"], rows["Tenth"]["because"]) == (
        "Propose a delegation for the anniversary", "10 years of the tie on 1 March 2025",
    )  # fmt: skip
    assert parse_qs(urlsplit(rows["Tenth"]["href"]).query)["starts"] == ["2025-03-01"]
    assert rows["Ninth"]["act"] == "Send greetings for the anniversary"


def test_who_only_reads_begins_nothing(leader: Officer, four: dict[str, Record], client_of: ClientOf) -> None:
    html = page(client_of(leader))
    assert "Plan a return visit" in html
    assert "/new/?" not in html


def test_what_the_reader_may_not_see_changes_nothing(
    ward: Officer, officer: Officer, units: dict[str, Record], four: dict[str, Record], made: Made, client_of: ClientOf
) -> None:
    before = page(client_of(ward))
    hidden = {"sensitivity": 2, "unit": units["desk"].pk, "shown_to": [units["desk"].pk]}
    asleep = four["asleep"].pk
    made("activities", title_en="Hidden visit", kind="delegation_in", partners=[asleep], starts="2024-12", **hidden)
    made("commitments", title_en="Hidden promise", side="us", partner=asleep, due="2025-01-10", **hidden)
    made("applications", title_en="Hidden request", kind="visit", partner=asleep, received="2025-01", **hidden)
    tie(made, "Hidden tie", "2015", **hidden)
    assert names(page(client_of(ward))) == names(before)
    assert "Hidden" not in page(client_of(ward))
    assert names(page(client_of(officer))) == ["Hidden tie", "Cool", "Asleep", "Unheard of", "Well"]


def test_all_are_judged_and_drawn_page_by_page_the_most_urgent_first(
    officer: Officer, four: dict[str, Record], client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tie_health, "SHOWN", 2)
    client = client_of(officer)
    answer = client.get("/ties/health/")
    assert names(unescape(answer.content.decode())) == ["Asleep", "Cool"]
    assert {one["label"]: one["count"] for one in answer.context["words"]} == {
        "All": "4", "Dormant": "1", "Cooling": "1", "Unknown": "1", "Steady": "1",
    }  # fmt: skip
    assert (answer.context["line"], answer.context["prev"]) == ("4 records", None)
    rest = client.get(f"/ties/health/{answer.context['next']}")
    assert names(unescape(rest.content.decode())) == ["Unheard of", "Well"]
    assert rest.context["next"] is None
    assert names(page(client, rest.context["prev"])) == ["Asleep", "Cool"]
    assert names(page(client, "?from=nonsense")) == ["Asleep", "Cool"]


def test_more_than_can_be_judged_is_said(
    officer: Officer, four: dict[str, Record], client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tie_health, "AT_MOST", 3)
    html = page(client_of(officer))
    assert names(html) == ["Asleep", "Cool", "Unheard of"]
    assert "more than 3 records" in html
    assert "Only the first 3 by name were judged." in html


def test_the_word_of_many_is_the_word_of_each(
    officer: Officer, four: dict[str, Record], made: Made, acting_as: Any
) -> None:
    for number, name in enumerate(("asleep", "cool", "well", "unknown")):
        place, shown = four[name].pk, {"sensitivity": 0}
        text = made("agreements", title_en="Text", instrument="mou", partners=[place], signed=f"201{number}",
                    expires=f"202{number + 2}", **shown)  # fmt: skip
        made("agreement_actions", agreement=text.pk, kind="extend", on="2021", until=f"202{number + 4}", **shown)
        due = f"202{number + 3}-01-10"
        made("commitments", title_en="By the text", side="us", agreement=text.pk, due=due, **shown)
        made("commitments", title_en="By both", side="us", agreement=text.pk, partner=place, due="2024", **shown)
        met = made("activities", title_en="Met", kind="meeting", partners=[place], starts=f"202{number + 1}", level="minister",
                   **shown)  # fmt: skip
        made("commitments", title_en="At a meeting", side="them", activity=met.pk, due=due, state="kept", **shown)
    tie(made, "Just begun", "2024-12")
    with acting_as(officer):
        ties = Tie.objects.order_by("pk")
        one_by_one = tie_facts.standings(list(ties), TODAY)
        each = [(one.pk, one_by_one[one.partner_id].health) for one in ties]
        assert [(one.tie, one.word, one.last) for one in tie_words.judged(ties, TODAY)] == [
            (pk, health.word, health.last) for pk, health in each
        ]
        assert len({health.word for _pk, health in each}) > 2


STATEMENTS = 26


def test_more_ties_cost_no_more_statements(officer: Officer, made: Made, client_of: ClientOf) -> None:
    client = client_of(officer)

    def taken() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(client)
        return len(captured)

    def fill(number: int) -> None:
        place = tie(made, f"Place {number}", "2015-03-01", unit=officer.unit_id)
        shown = {"partners": [place.pk], "sensitivity": 0}
        text = made("agreements", title_en=f"Text {number}", instrument="mou", signed="2015", **shown)
        made("agreement_actions", agreement=text.pk, kind="extend", on="2021", sensitivity=0)
        made("commitments", title_en=f"Promise {number}", side="us", agreement=text.pk, due="2025-01-10", sensitivity=0)
        made("activities", title_en=f"Visit {number}", kind="delegation_in", starts="2024", **shown)

    fill(1)
    page(client)
    few = taken()
    for number in range(2, 6):
        fill(number)
    assert taken() == few == STATEMENTS


def test_the_register_and_its_health_lead_to_each_other(officer: Officer, client_of: ClientOf) -> None:
    client = client_of(officer)
    assert 'href="/ties/health/"' in client.get("/ties/").content.decode()
    assert 'href="/ties/"' in page(client)
    assert 'href="/ties/health/"' not in client.get("/agreements/").content.decode()
