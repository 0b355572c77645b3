"""The map: layers, periods, what is beside it, what it names; nothing a reader may not see."""

import json
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comity.core.people import Officer
from comity.core.records import Record
from tests.conftest import Made

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Officer], Client]
PLACE = {"kind": "locality", "sensitivity": 0}


@pytest.fixture
def ports(made: Made) -> dict[str, Record]:
    """Two partners: one far to the north, one in the south."""
    return {
        "north": made("partners", title_en="Northport", country="JP", latitude=35.4, longitude=139.4, **PLACE),
        "south": made("partners", title_en="Southmere", country="AU", latitude=-33.9, longitude=151.2, **PLACE),
    }


def shown(client: Client, asked: str = "") -> dict[str, Any]:
    answer = client.get(f"/map/{asked}")
    assert answer.status_code == 200
    found: dict[str, Any] = {
        key: answer.context[key] for key in ("points", "table_", "line", "regions", "map_views", "drawing")
    }
    html = answer.content.decode()
    drawn = json.loads(unescape(html.partition('id="map-data">')[2].partition("</script>")[0]))
    assert drawn["points"] == found["points"]  # what the script draws is what the list is made from
    return found | {"html": html}


def lines(found: dict[str, Any]) -> dict[str, list[str]]:
    """Return the figures of the table by partner."""
    return {
        row["label"]: [cell["text"] if isinstance(cell, dict) else cell for cell in row["cells"][1:]]
        for row in found["table_"]["rows"]
    }


@pytest.fixture
def past(made: Made, ports: dict[str, Record], units: dict[str, Record]) -> None:
    """What was signed and who came and went, some of it hidden."""
    hidden = {"sensitivity": 2, "shown_to": [units["department"].pk]}
    north, south = ports["north"].pk, ports["south"].pk
    made("agreements", title_en="Old pact", instrument="mou", partners=[north], signed="2019-05", sensitivity=0)
    made("agreements", title_en="New pact", instrument="mou", partners=[north], signed="2024-05", sensitivity=0)
    made("agreements", title_en="Draft", instrument="mou", partners=[south], sensitivity=0)
    made("agreements", title_en="Canary", instrument="mou", partners=[south], signed="2024", **hidden)
    made("activities", title_en="They came", kind="delegation_in", partners=[north], starts="2024-03", sensitivity=0)
    made("activities", title_en="We went", kind="delegation_out", partners=[north], starts="2024-09", sensitivity=0)
    made("activities", title_en="Secret", kind="delegation_in", partners=[south], starts="2024-09", **hidden)
    made("activities", title_en="Abroad", kind="delegation_out", countries=["FR"], starts="2024", sensitivity=0)
    made("activities", title_en="A fair", kind="fair", partners=[south], starts="2023-09", sensitivity=0)


@pytest.mark.usefixtures("past")
def test_agreements_are_counted_by_partner_and_open_their_list(colleague: Officer, client_of: ClientOf) -> None:
    client = client_of(colleague)

    ever, later = shown(client, "?layer=agreements"), shown(client, "?layer=agreements&period=2024")
    figure = later["table_"]["rows"][0]["cells"][1]

    assert lines(ever) == {"Northport": ["2"]}
    assert lines(later) == {"Northport": ["1"]}
    assert [(one["name"], one["note"], one["weight"]) for one in ever["points"]] == [
        ("Northport", "2 agreements signed", 2)
    ]
    assert [one["label"] for one in client.get(figure["href"]).context["rows"]] == ["New pact"]


@pytest.mark.usefixtures("past")
def test_visits_are_counted_both_ways_and_by_country_where_no_partner_is_named(
    colleague: Officer, client_of: ClientOf
) -> None:
    client = client_of(colleague)

    found = shown(client, "?layer=visits&period=2024")
    abroad = found["table_"]["rows"][1]["cells"][2]

    assert lines(found) == {"Northport": ["1", "1"], "France": ["0", "1"]}
    assert [(one["name"], one["way"], one["hollow"]) for one in found["points"]] == [
        ("Northport", "both", False),
        ("France", "out", True),
    ]
    assert [one["label"] for one in client.get(abroad["href"]).context["rows"]] == ["Abroad"]
    assert [one["label"] for one in client.get(found["points"][1]["href"]).context["rows"]] == ["Abroad"]
    assert lines(shown(client, "?layer=visits&period=2023")) == {}
    assert lines(shown(client, "?layer=visits&country=JP")) == {"Northport": ["1", "1"]}


@pytest.mark.usefixtures("past")
def test_what_is_hidden_counts_for_those_who_may_see_it_alone(
    officer: Officer, colleague: Officer, client_of: ClientOf
) -> None:
    mine, theirs = client_of(officer), client_of(colleague)

    assert lines(shown(mine, "?layer=agreements&period=2024")) == {"Northport": ["1"], "Southmere": ["1"]}
    assert "Southmere" in lines(shown(mine, "?layer=visits"))
    assert "Southmere" not in shown(theirs, "?layer=visits")["html"].partition('id="map-data"')[2]
    assert shown(theirs, "?layer=agreements&period=2024")["line"] == "1 partner"


@pytest.mark.usefixtures("past")
def test_a_period_keeps_the_partners_with_something_on_record_in_it(colleague: Officer, client_of: ClientOf) -> None:
    client = client_of(colleague)

    def names(asked: str) -> list[str]:
        return [one["name"] for one in shown(client, asked)["points"]]

    assert names("?period=2023") == ["Southmere"]
    assert names("?period=2024") == ["Northport"]
    assert names("?period=2019-Q2") == ["Northport"]
    assert names("?period=2001") == []
    refused = client.get("/map/?period=soon")
    assert refused.status_code == 400
    assert "is not a period" in refused.content.decode()


def test_a_country_narrows_the_map_to_what_was_found(
    ports: dict[str, Record], officer: Officer, client_of: ClientOf
) -> None:
    client = client_of(officer)

    regions = shown(client, "?layer=partners")["regions"]
    link = next(one for one in regions if one["label"] == "Asia")["countries"][0]
    found = shown(client, link["href"].removeprefix("/map/"))

    assert [(one["label"], one["count"]) for one in regions] == [("Asia", 1), ("Oceania", 1)]
    assert (link["label"], link["href"]) == ("Japan", "/map/?layer=partners&country=JP")
    assert [one["key"] for one in found["map_views"]] == ["found", "home", "world", "asia"]
    west, south, east, north = found["map_views"][0]["box"]
    assert (west < 139.4 < east, south < 35.4 < north) == (True, True)


def test_without_script_there_is_a_drawing_with_links_and_what_must_be_named(
    ports: dict[str, Record], officer: Officer, client_of: ClientOf
) -> None:
    html = shown(client_of(officer), "?view=asia")["html"]
    plain = html.partition("<noscript>")[2].partition("</noscript>")[0]

    assert f'href="/partners/{ports["north"].pk}/"' in plain
    assert "Northport</text>" in plain
    assert "Southmere" not in plain  # lies outside this view
    assert "Hoang Sa archipelago (Viet Nam)</text>" in plain
    assert "Truong Sa archipelago (Viet Nam)</text>" in plain
    assert 'href="/map/?view=europe"' not in html  # nobody there


@pytest.mark.parametrize(
    ("asked", "count"), [("", 20), ("?period=2024", 23), ("?layer=agreements&period=2024", 10), ("?layer=visits", 11)]
)
def test_the_map_takes_as_many_statements_for_many_partners_as_for_few(
    asked: str, count: int, made: Made, officer: Officer, client_of: ClientOf
) -> None:
    client, taken = client_of(officer), []
    for number in range(3):
        one = made("partners", title_en=f"Port {number}", country="JP", latitude=35, longitude=139 + number, **PLACE)
        made("ties", partner=one.pk, stage="friendship", since="2024")
        made("agreements", title_en=f"Pact {number}", instrument="mou", signed="2024", partners=[one.pk])
        made("activities", title_en=f"Visit {number}", kind="delegation_in", starts="2024-05", partners=[one.pk])
        client.get(f"/map/{asked}")
        with CaptureQueriesContext(connection) as sent:
            shown(client, asked)
        taken.append(len([one for one in sent if "SAVEPOINT" not in one["sql"]]))

    assert taken == [count] * 3
