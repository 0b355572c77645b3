"""What the office remembers of a partner: the story, open promises, who knows whom, figures."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comity.core.people import Officer
from comity.core.records import Record
from comity.web import story_page
from tests.conftest import Made
from tests.doors.test_partner import block

TODAY = date(2025, 1, 16)
ClientOf = Callable[[Officer], Client]


@pytest.fixture
def place(made: Made) -> Record:
    found: Record = made("partners", title_en="Northport", kind="locality", country="JP", sensitivity=0)
    return found


def read(client: Client, place: Record, query: str = "") -> str:
    answer = client.get(f"/partners/{place.pk}/story/{query}")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def titles(html: str) -> list[str]:
    return re.findall(r'class="cm-k k-[a-z-]+"></i><a href="[^"]+">([^<]+)</a>', html)


def everything(made: Made, place: Record, number: int = 1, **guard: Any) -> None:
    """Make one of everything that the story tells."""
    other = {"sensitivity": 0, **guard}
    name = f"{number}" if number > 1 else ""
    shown = {"partners": [place.pk], **other}
    series = made("series", title_en=f"Forum{name}", kind="conference", first_held="2001", **shown)
    made("activities", title_en=f"Mayor comes{name}", kind="delegation_in", starts="2024-10-02", persons=9, **shown)
    made("activities", title_en=f"Letter of thanks{name}", kind="letter", starts="2024-11", **shown)
    made("activities", title_en=f"Twelfth{name}", kind="conference", starts="2023", series=series.pk, **shown)
    made("activities", title_en=f"Visit planned{name}", kind="delegation_out", starts="2025-05-12", persons=5, **shown)
    text = made(
        "agreements", title_en=f"The text{name}", instrument="mou", signed="2015-02-20", expires="2020", **shown
    )
    made("agreement_actions", agreement=text.pk, kind="extend", on="2019-06", until="2026-01-01", **other)
    made(
        "applications", title_en=f"To be received{name}", kind="visit", partner=place.pk, received="2024-12-20", **other
    )
    project = made("projects", title_en=f"Clean lake{name}", kind="cooperation", approved=3000, currency="USD",
                   approved_on="2022-04-01", **shown)  # fmt: skip
    made("payments", project=project.pk, on="2022-08", amount=1000, currency="USD", **guard)
    made("milestones", project=project.pk, title_en=f"Pump runs{name}", due="2023-03", done_on="2023-04", **guard)
    person = made("people", title_en=f"A. Example{name}", **other)
    made(
        "appointments",
        title_en=f"Governor{name}",
        person=person.pk,
        at_partner=place.pk,
        starts="2020",
        ends="2021",
        **other,
    )
    made("gift_moves", title_en=f"Lacquer box{name}", direction="given", partner=place.pk, on="2024-10-02", value=50, currency="USD",
         **other)  # fmt: skip
    made(
        "commitments", title_en=f"Names sent{name}", side="us", agreement=text.pk, state="kept", done_on="2016", **other
    )
    made("commendations", title_en=f"Friend of the city{name}", kind="medal", to_partner=place.pk, on="2018", **other)


def test_the_plans_of_its_long_statements_are_kept_by_the_connection(
    client_of: ClientOf, officer: Officer, place: Record, made: Made
) -> None:
    everything(made, place)
    for _again in range(2):
        assert client_of(officer).get(f"/partners/{place.pk}/").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("select statement from pg_prepared_statements")
        kept = " ".join(statement for (statement,) in cursor.fetchall())
    assert all(word in kept for word in ("has_0", "held_0", "row_step"))


def test_the_story_tells_everything_newest_first(
    officer: Officer, place: Record, made: Made, client_of: ClientOf
) -> None:
    made("ties", partner=place.pk, stage="friendship", since="2010", sensitivity=0)
    everything(made, place)
    html = read(client_of(officer), place)
    assert titles(html) == [
        "The text", "Visit planned", "To be received", "Letter of thanks", "Lacquer box", "Mayor comes", "Pump runs", "Twelfth",
        "Clean lake", "Clean lake", "Governor", "Governor", "The text", "Friend of the city", "Names sent", "The text", "Northport",
        "Forum",
    ]  # fmt: skip
    years = re.findall(r'<h2 class="cm-story-y">([^<]+)</h2>', html)
    assert years == [
        str(year) for year in (2026, 2025, 2024, 2023, 2022, 2021, 2020, 2019, 2018, 2016, 2015, 2010, 2001)
    ]
    for words in (
        "Planned: Delegation out", "They asked: Request to be received", "Given, 50 USD", "Milestone reached: Clean lake",
        "Conference, Forum", "Paid for Clean lake, 1,000 USD", "Project approved, 3,000 USD", "A. Example leaves the post",
        "A. Example takes the post", "Memorandum of understanding signed", "Tie begins: Friendship city", "Commitment kept",
        "<small>Extended</small>",
    ):  # fmt: skip
        assert words in html, words


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("visits", ["Visit planned", "Mayor comes"]),
        ("letters", ["To be received", "Letter of thanks"]),
        ("events", ["Twelfth", "Forum"]),
        ("agreements", ["The text", "The text", "The text"]),
        ("projects", ["Pump runs", "Clean lake", "Clean lake"]),
        ("people", ["Governor", "Governor"]),
        ("gifts", ["Lacquer box"]),
        ("commitments", ["Names sent"]),
        ("honours", ["Friend of the city"]),
        ("nonsense", None),
    ],
)
def test_a_kind_shows_only_its_own(
    kind: str, expected: list[str] | None, officer: Officer, place: Record, made: Made, client_of: ClientOf
) -> None:
    everything(made, place)
    found = titles(read(client_of(officer), place, f"?kind={kind}"))
    assert found == expected if expected else len(found) == 17


def test_only_kinds_that_hold_something_are_offered(
    officer: Officer, place: Record, made: Made, client_of: ClientOf
) -> None:
    made("gift_moves", title_en="Box", direction="given", partner=place.pk, sensitivity=0)
    html = read(client_of(officer), place)
    assert "?kind=gifts" in html
    assert "?kind=visits" not in html
    assert "No date" in html


def test_what_comes_earlier_is_one_press_away(
    officer: Officer, place: Record, made: Made, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything(made, place)
    everything(made, place, 2)
    client = client_of(officer)
    whole = titles(read(client, place))
    monkeypatch.setattr(story_page, "PAGE", 5)
    found, query = [], ""
    for _step in range(20):
        html = read(client, place, query)
        found += titles(html)
        more = re.search(r'data-next href="[^?]+(\?[^"]+)"', html)
        if not more:
            break
        query = more[1]
    assert len(whole) == 34
    assert found == whole


@pytest.mark.parametrize("after", ["x", "WzEsMl0=", "bnVsbA==", "WyIyMDI0IiwgIngiLCAieSJd"])
def test_a_place_that_is_none_is_told(
    after: str, officer: Officer, place: Record, made: Made, client_of: ClientOf
) -> None:
    answer = client_of(officer).get(f"/partners/{place.pk}/story/?after={after}")
    assert answer.status_code == 400
    assert "This page of the story no longer exists" in answer.content.decode()


def test_what_the_reader_may_not_see_is_not_told(
    ward: Officer, place: Record, made: Made, units: dict[str, Record], client_of: ClientOf
) -> None:
    hidden: dict[str, Any] = {"sensitivity": 2, "unit": units["desk"].pk, "shown_to": [units["desk"].pk]}
    everything(made, place, **hidden)
    client = client_of(ward)
    html = read(client, place)
    assert titles(html) == []
    assert "?kind=" not in html
    page = unescape(client.get(f"/partners/{place.pk}/").content.decode())
    assert 'id="figures"' not in page
    assert titles(page) == []
    assert "A. Example" not in page


STORY, PARTNER = 11, 54


def test_so_many_statements_whatever_there_is(officer: Officer, place: Record, made: Made, client_of: ClientOf) -> None:
    client = client_of(officer)
    made("ties", partner=place.pk, stage="friendship", since="2010", sensitivity=0)

    def taken(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    addresses = (f"/partners/{place.pk}/story/", f"/partners/{place.pk}/")
    everything(made, place)
    for address in addresses:
        client.get(address)
    few = [taken(address) for address in addresses]
    for number in range(2, 6):
        everything(made, place, number)
    assert [taken(address) for address in addresses] == few
    assert few == [STORY, PARTNER]


def test_an_answer_that_we_owe_stands_among_our_promises(
    officer: Officer, place: Record, made: Made, client_of: ClientOf
) -> None:
    asked = {"kind": "visit", "partner": place.pk, "received": "2024-12-20", "sensitivity": 0}
    made("applications", title_en="To be received", due="2025-01-10", **asked)
    made("applications", title_en="Answered already", result="approved", answered_on="2025-01-02", **asked)
    both = made("activities", title_en="The talks", kind="meeting", partners=[place.pk], sensitivity=0)
    made("commitments", title_en="Lists to be changed", side="both", activity=both.pk, due="2025-03", sensitivity=0)
    made("commitments", title_en="Kept", side="us", partner=place.pk, state="kept", sensitivity=0)
    card = block(unescape(client_of(officer).get(f"/partners/{place.pk}/").content.decode()), "commitments")
    ours, _they, theirs = card.partition("They owe")
    assert ours.index("To be received") < ours.index("Lists to be changed")
    assert "Asked 20 December 2024, not answered" in ours
    assert "6 days late" in ours
    assert "Lists to be changed" in theirs
    assert "To be received" not in theirs
    assert "Answered already" not in card
    assert "Kept" not in card


def test_who_knows_whom(
    officer: Officer, place: Record, made: Made, units: dict[str, Record], client_of: ClientOf
) -> None:
    other = made("partners", title_en="Elsewhere", kind="locality", sensitivity=0)
    ours, host, theirs, stranger = (
        made("people", title_en=name, is_ours=mine, sensitivity=0)
        for name, mine in (
            ("Our officer", True),
            ("Our chair", True),
            ("Their mayor", False),
            ("From elsewhere", False),
        )
    )
    made("appointments", title_en="Mayor", person=theirs.pk, at_partner=place.pk, starts="2020", sensitivity=0)
    made("appointments", title_en="Mayor there", person=stranger.pk, at_partner=other.pk, starts="2020", sensitivity=0)
    both = {"partners": [place.pk], "sensitivity": 0}
    first = made("activities", title_en="First talks", kind="delegation_in", starts="2022-05", host=host.pk, **both)
    made("delegation_members", activity=first.pk, person=theirs.pk)
    made("activities", title_en="Second talks", kind="meeting", starts="2024-06",
         participants=[ours.pk, host.pk, theirs.pk, stranger.pk], **both)  # fmt: skip
    made("activities", title_en="To come", kind="meeting", starts="2025-06", participants=[ours.pk, theirs.pk], **both)
    card = block(unescape(client_of(officer).get(f"/partners/{place.pk}/").content.decode()), "known")
    pairs = re.findall(r"<li>(.*?)</li>", card, re.DOTALL)
    assert len(pairs) == 2
    assert all(
        words in pairs[0]
        for words in ("Our chair", "Their mayor", "Mayor", "Met 2 times, last June 2024", "Second talks")
    )
    assert all(words in pairs[1] for words in ("Our officer", "Their mayor", "Met 1 time, last June 2024"))


def test_each_figure_opens_just_what_it_counted(
    officer: Officer, place: Record, made: Made, client_of: ClientOf
) -> None:
    everything(made, place)
    everything(made, place, 2)
    made(
        "agreements",
        title_en="Long over",
        instrument="mou",
        partners=[place.pk],
        signed="2001",
        expires="2005",
        sensitivity=0,
    )
    elsewhere = made("partners", title_en="Elsewhere", kind="locality", sensitivity=0)
    everything(made, elsewhere, 3)
    made("activities", title_en="Courtesy call", kind="reception", starts="2024", partners=[place.pk], sensitivity=0)
    client = client_of(officer)
    found = client.get(f"/partners/{place.pk}/").context["figures"]
    assert found["years"] == ["2021", "2022", "2023", "2024", "2025"]
    told = {row["label"]: [cell["value"] for cell in row["cells"]] for row in found["rows"]}
    assert told == {
        "Delegation in": ["0", "0", "0", "2", "0", "2"],
        "Reception": ["0", "0", "0", "1", "0", "1"],
        "Delegation out": ["0", "0", "0", "0", "2", "2"],
        "Other activities": ["0", "0", "2", "2", "0", "4"],
        "Persons who travelled": ["0", "0", "0", "18", "10", "28"],
    }
    for row in found["rows"][:4]:
        for cell in row["cells"]:
            if cell["href"]:
                assert client.get(cell["href"]).context["page_"].total == int(cell["value"]), (row, cell)
    groups = {(group["title"], one["label"]): one for group in found["groups"] for one in group["items"]}
    assert {key: one["value"] for key, one in groups.items()} == {
        ("Agreements", "in force"): "2",
        ("Agreements", "ended"): "1",
        ("Money of projects", "Approved"): "6,000 USD",
        ("Money of projects", "Paid"): "2,000 USD",
        ("Gifts", "Given"): "2, worth 100 USD",
    }
    counted = [client.get(one["href"]).context["page_"].total for one in groups.values()]
    assert counted == [2, 1, 2, 2, 2]
