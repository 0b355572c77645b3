"""The page of a partner: the relationship, its health, what comes next, who, who else."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comity.core.people import Officer
from comity.core.records import Record
from tests.conftest import Made

TODAY = date(2025, 1, 16)
ClientOf = Callable[[Officer], Client]


@pytest.fixture
def place(made: Made) -> Record:
    found: Record = made(
        "partners",
        title_en="Northport Prefecture",
        kind="locality",
        locality_kind="prefecture",
        native_name="北港県",
        native_language="ja",
        country="JP",
        latitude=35.4,
        longitude=139.4,
        sensitivity=0,
    )
    return found


def page(client: Client, place: Record) -> str:
    answer = client.get(f"/partners/{place.pk}/")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def block(html: str, name: str) -> str:
    return html.partition(f'id="{name}"')[2].partition("</section>")[0]


def test_it_says_what_and_where_the_partner_is(officer: Officer, place: Record, client_of: ClientOf) -> None:
    html = page(client_of(officer), place)
    assert "Prefecture, Japan" in html
    assert '<span class="cm-native" lang="ja">北港県</span>' in html
    assert "Globe with an arc from Vesper to Northport Prefecture" in html
    assert 'data-globe="106.0,10.0 139.4,35.4"' in html
    assert "2 h ahead of Vesper" in html


def test_a_partner_of_which_nothing_is_known_asks_for_it(officer: Officer, made: Made, client_of: ClientOf) -> None:
    bare = made("partners", title_en="Somewhere", kind="other", sensitivity=0)
    html = page(client_of(officer), bare)
    assert f"/ties/new/?partner={bare.pk}" in html
    assert "No agreement on record" in html
    assert "No contact recorded" in html
    assert "Nothing planned within a year." in html
    assert "data-globe" not in html
    assert 'id="tie"' not in html
    assert "h ahead" not in html


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"country": "TH"}, "same time as Vesper"),
        ({"country": "FR"}, "6 h behind Vesper"),
        ({"country": "IN"}, "1.5 h behind Vesper"),
        ({"country": "US"}, "several times in the country: 17 h behind Vesper to 12 h behind Vesper"),
        ({"country": "US", "latitude": 40.71, "longitude": -74.0}, "12 h behind Vesper"),
    ],
)
def test_it_says_how_far_the_clocks_are_apart(
    officer: Officer,
    made: Made,
    client_of: ClientOf,
    monkeypatch: pytest.MonkeyPatch,
    given: dict[str, object],
    said: str,
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime(2025, 1, 16, 5, tzinfo=UTC))
    there = made("partners", title_en="Somewhere", kind="locality", sensitivity=0, **given)
    assert f"<span>{said}</span>" in page(client_of(officer), there)


def test_who_only_reads_is_offered_nothing_to_add(leader: Officer, made: Made, client_of: ClientOf) -> None:
    bare = made("partners", title_en="Somewhere", kind="other", sensitivity=0)
    html = page(client_of(leader), bare)
    assert "/new/?" not in html
    assert "no tie on record" in html


def test_the_line_holds_city_and_country(officer: Officer, place: Record, made: Made, client_of: ClientOf) -> None:
    made("ties", partner=place.pk, stage="cooperation", since="2022", sensitivity=0)
    made(
        "agreements",
        title_en="The text",
        instrument="mou",
        partners=[place.pk],
        signed="2024",
        expires="2027-05-01",
        sensitivity=0,
    )
    made(
        "activities",
        title_en="The visit",
        kind="delegation_in",
        partners=[place.pk],
        starts="2025-05-12",
        sensitivity=0,
    )
    made("activities", title_en="The festival", kind="festival", partners=[place.pk], sensitivity=0)
    line = block(page(client_of(officer), place), "line")
    assert "2024, day not recorded" in line
    assert 'class="maybe"' in line
    assert "The visit" in line
    assert "dot open" in line
    assert "Memorandum of understanding ends" in line
    assert "Diplomatic relations" in line
    assert "52 years of relations" in line
    assert "No date:" in line
    assert "The festival" in line.partition("No date:")[2]


def test_the_line_keeps_what_was_done_however_much_lies_ahead(
    officer: Officer, place: Record, made: Made, client_of: ClientOf
) -> None:
    made("ties", partner=place.pk, stage="sister", since="2005-06-01", sensitivity=0)
    for number in range(16):
        made("agreements", title_en=f"Text {number}", instrument="mou", partners=[place.pk], signed=f"20{number + 8:02d}-03",
             expires=f"{number + 2026}-05-01", sensitivity=0)  # fmt: skip
    made(
        "activities",
        title_en="The last visit",
        kind="delegation_in",
        partners=[place.pk],
        starts="2024-11-12",
        sensitivity=0,
    )
    events = client_of(officer).get(f"/partners/{place.pk}/").context["line"]["events"]
    own = [event for event in events if event["lane"] == 0]
    assert len(own) == 14
    assert (own[0]["date"], own[1]["date"], own[9]["label"]) == ("2005-06-01", "2016-03", "The last visit")
    assert [event["date"] for event in own if event["open"]] == ["2026-05-01", "2027-05-01", "2028-05-01", "2029-05-01"]


def test_where_little_was_done_the_line_has_more_of_what_comes(
    officer: Officer, place: Record, made: Made, client_of: ClientOf
) -> None:
    for number in range(16):
        made("activities", title_en=f"Visit {number}", kind="delegation_in", partners=[place.pk],
             starts=f"2025-02-{number + 1:02d}", sensitivity=0)  # fmt: skip
    made(
        "activities",
        title_en="The first",
        kind="delegation_in",
        partners=[place.pk],
        starts="2024-11-12",
        sensitivity=0,
    )
    events = client_of(officer).get(f"/partners/{place.pk}/").context["line"]["events"]
    assert [event["label"] for event in events if event["lane"] == 0] == [
        "The first",
        *(f"Visit {n}" for n in range(13)),
    ]


def test_agreements_show_their_state_gaps_and_commitments(
    officer: Officer, place: Record, made: Made, client_of: ClientOf
) -> None:
    text = made("agreements", title_en="The text", instrument="mou", partners=[place.pk], signed="2024", sensitivity=0)
    made("commitments", title_en="Late promise", side="us", agreement=text.pk, due="2025-01-10", sensitivity=0)
    made("commitments", title_en="Promise apart", side="them", partner=place.pk, due="2025-06-30", sensitivity=0)
    html = page(client_of(officer), place)
    card = block(html, "agreement-1")
    assert "in force" in card
    assert "2024, add the day" in card
    assert f"/agreements/{text.pk}/edit/" in card
    assert "Late promise" in card
    assert "late" in card
    promises = block(html, "commitments")
    ours, theirs = promises.partition("They owe")[0], promises.partition("They owe")[2]
    assert "Late promise" in ours
    assert "1 late" in ours
    assert "6 days late" in ours
    assert "Promise apart" in theirs
    assert "late" not in theirs.replace("related", "")


def test_the_health_says_its_reasons_and_how_much_is_known(
    officer: Officer, place: Record, made: Made, client_of: ClientOf
) -> None:
    made("ties", partner=place.pk, stage="cooperation", since="2020", sensitivity=0)
    text = made(
        "agreements",
        title_en="The text",
        instrument="mou",
        partners=[place.pk],
        signed="2020",
        expires="2027",
        sensitivity=0,
    )
    made("commitments", title_en="Kept", side="us", agreement=text.pk, state="kept", sensitivity=0)
    made("activities", title_en="The visit", kind="delegation_in", partners=[place.pk], starts="2024-10", sensitivity=0)
    card = block(page(client_of(officer), place), "tie")
    for words in (
        "Steady",
        "5 of 6 signals known",
        "Last: October 2024, within 1 year",
        "counts 4 of 4",
        "1 of 1 kept or on time",
        "Visits in, none out within 3 years",
        "counts 0 of 2",
        "No level recorded within 3 years",
        "unknown, not counted",
        "1 agreement in force",
        "What is good weighs 10 of the 12 that can be judged; below 60 percent a tie is cooling.",
    ):
        assert words in card


def test_what_comes_next_includes_round_years(officer: Officer, made: Made, client_of: ClientOf) -> None:
    south = made("partners", title_en="Southmere", kind="locality", country="CN", sensitivity=0)
    made("ties", partner=south.pk, stage="sister", since="2015-03-01", sensitivity=0)
    made(
        "activities", title_en="The visit", kind="delegation_out", partners=[south.pk], starts="2025-05", sensitivity=0
    )
    card = block(page(client_of(officer), south), "next")
    order = ["Viet Nam and China, 75 years", "10 years of the tie", "The visit", "National day, China"]
    assert all(words in card for words in order)
    assert [card.index(words) for words in order] == sorted(card.index(words) for words in order)
    assert card.count("round year") == 2


def test_people_and_neighbours(officer: Officer, place: Record, made: Made, client_of: ClientOf) -> None:
    person = made("people", title_en="A. Example", country="JP", sensitivity=0)
    made("appointments", title_en="Governor", person=person.pk, at_partner=place.pk, stated_on="2024-10", sensitivity=0)
    made("appointments", title_en="Former governor", person=person.pk, at_partner=place.pk, ends="2020", sensitivity=0)
    made("partners", title_en="Eastvale", kind="locality", country="JP", sensitivity=0)
    html = page(client_of(officer), place)
    people = block(html, "appointments")
    assert "Governor, stated October 2024" in people
    assert "Former governor" not in people
    assert "Eastvale" in block(html, "neighbours")


def test_what_the_reader_may_not_see_stays_out(
    ward: Officer, place: Record, made: Made, units: dict[str, Record], client_of: ClientOf
) -> None:
    hidden = {"sensitivity": 1, "unit": units["desk"].pk}
    made("agreements", title_en="Hidden text", instrument="mou", partners=[place.pk], signed="2024", **hidden)
    made(
        "activities", title_en="Hidden visit", kind="delegation_in", partners=[place.pk], starts="2025-05-12", **hidden
    )
    made("commitments", title_en="Hidden promise", side="us", partner=place.pk, due="2025-01-10", **hidden)
    html = page(client_of(ward), place)
    assert "Hidden" not in html


def test_a_longer_relationship_costs_no_more_queries(
    officer: Officer, place: Record, made: Made, client_of: ClientOf
) -> None:
    client = client_of(officer)
    made("ties", partner=place.pk, stage="cooperation", since="2020", sensitivity=0)

    def fill(number: int) -> None:
        text = made(
            "agreements", title_en=f"Text {number}", instrument="mou", partners=[place.pk], signed="2020", sensitivity=0
        )
        made("agreement_actions", agreement=text.pk, kind="extend", on="2021", sensitivity=0)
        made("commitments", title_en=f"Promise {number}", side="us", partner=place.pk, agreement=text.pk, sensitivity=0)
        made(
            "activities",
            title_en=f"Visit {number}",
            kind="meeting",
            partners=[place.pk],
            starts="2024-05",
            sensitivity=0,
        )
        made("partners", title_en=f"Place {number}", kind="locality", country="JP", sensitivity=0)
        person = made("people", title_en=f"Person {number}", sensitivity=0)
        made("appointments", title_en="Mayor", person=person.pk, at_partner=place.pk, sensitivity=0)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(client, place)
        return len(captured)

    fill(1)
    page(client, place)
    few = queries()
    for number in range(2, 6):
        fill(number)
    assert queries() <= few
