"""Searching from the page and from the palette, and the map."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from comity.core.people import Officer
from comity.core.records import Record
from comity.gate import query
from tests.conftest import Made

ClientOf = Callable[[Officer], Client]


def page(client: Client, words: str, **headers: str) -> str:
    answer = client.get("/search/", {"q": words}, headers=headers)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def palette(client: Client, words: str) -> str:
    answer = client.get("/search/", {"q": words, "palette": "1"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return unescape(answer.content.decode())


@pytest.fixture
def office(made: Made) -> dict[str, Record]:
    place = made(
        "partners",
        title_en="Northport City",
        title_vi="Thành phố Bắc Cảng",
        kind="locality",
        country="JP",
        sensitivity=0,
    )
    return {
        "place": place,
        "text": made(
            "agreements",
            title_en="Memorandum with Northport",
            instrument="mou",
            partners=[place.pk],
            signed="2024",
            sensitivity=0,
        ),
        "visit": made(
            "activities", title_en="Visit of Northport", kind="delegation_in", starts="2024-05-12", sensitivity=0
        ),
    }


def test_results_stand_under_their_register_with_a_count(
    officer: Officer, office: dict[str, Record], client_of: ClientOf
) -> None:
    html = page(client_of(officer), "northport")
    assert "3 records" in html
    for key, title in (
        ("partners", "Northport City"),
        ("agreements", "Memorandum with Northport"),
        ("activities", "Visit of Northport"),
    ):
        part = html.partition(f'id="in-{key}"')[2].partition("</section>")[0]
        assert title in part
        assert "1 record" in part
        assert f"/{key}/?q=northport" in part
    assert f'href="/partners/{office["place"].pk}/"' in html


def test_marks_do_not_matter(officer: Officer, office: dict[str, Record], client_of: ClientOf) -> None:
    assert "Northport City" in page(client_of(officer), "bac cang")


def test_more_than_can_be_ranked_is_said_so(
    officer: Officer, made: Made, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query, "RANKED", 6)
    monkeypatch.setattr(query, "COUNTED", 6)
    for number in range(8):
        made("partners", title_en=f"Northport {number}", kind="locality", sensitivity=0)
    made("activities", title_en="Day of Northport", kind="meeting", sensitivity=0)
    html = page(client_of(officer), "northport")
    assert "more than 6 records" in html
    assert "Day of Northport" in html


def test_a_misspelling_offers_what_is_near(officer: Officer, office: dict[str, Record], client_of: ClientOf) -> None:
    html = page(client_of(officer), "nothport")
    assert "Nothing matches “nothport”" in html
    assert "Closest: northport" in html
    assert "/search/?q=northport" in html


def test_a_country_leads_to_its_partners(officer: Officer, office: dict[str, Record], client_of: ClientOf) -> None:
    html = page(client_of(officer), "japan")
    assert "Partners in Japan" in html
    assert "/partners/?country=JP" in html


def test_nothing_asked_shows_where_to_look(officer: Officer, client_of: ClientOf) -> None:
    html = page(client_of(officer), "")
    assert "Search all registers" in html
    assert 'href="/agreements/"' in html


@pytest.mark.parametrize("words", ["%", "'", '"', "\0", "(&|!)", "<script>alert(1)</script>", "a" * 5000, "日本"])
def test_whatever_is_typed_is_answered(
    officer: Officer, office: dict[str, Record], client_of: ClientOf, words: str
) -> None:
    answer = client_of(officer).get("/search/", {"q": words})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_what_may_not_be_seen_is_not_found(
    ward: Officer, made: Made, units: dict[str, Record], client_of: ClientOf
) -> None:
    made("partners", title_en="Hidden harbour", kind="locality", sensitivity=1, unit=units["desk"].pk)
    client = client_of(ward)
    html = page(client, "hidden")
    assert "Hidden harbour" not in html
    assert "harbour" not in page(client, "hiden harbor")
    assert "Hidden harbour" not in palette(client, "hidden")


def test_the_palette_finds_places_records_and_acts(
    officer: Officer, office: dict[str, Record], client_of: ClientOf
) -> None:
    client = client_of(officer)
    html = palette(client, "northport")
    assert "<html" not in html
    assert f'href="/partners/{office["place"].pk}/"' in html
    assert "All results for “northport”" in html
    html = palette(client, "agreem")
    assert 'href="/agreements/"' in html
    assert 'href="/agreements/new/"' in html


def test_the_palette_offers_only_what_the_reader_may_do(leader: Officer, client_of: ClientOf) -> None:
    html = palette(client_of(leader), "agreem")
    assert 'href="/agreements/"' in html
    assert 'href="/agreements/new/"' not in html


def test_the_palette_says_when_nothing_matches(officer: Officer, client_of: ClientOf) -> None:
    assert "Nothing matches “zzzz”" in palette(client_of(officer), "zzzz")


def test_the_palettes_address_works_as_a_page_too(
    officer: Officer, office: dict[str, Record], client_of: ClientOf
) -> None:
    answer = client_of(officer).get("/search/", {"q": "northport", "palette": "1"})
    assert b"<html" in answer.content


def test_the_map_shows_places_and_stands_in_for_unnamed_ones(officer: Officer, made: Made, client_of: ClientOf) -> None:
    named = made(
        "partners", title_en="Northport", kind="locality", country="JP", latitude=35.4, longitude=139.4, sensitivity=0
    )
    made("partners", title_en="Localities of the east", kind="locality", country="KR", sensitivity=0)
    made("partners", title_en="A network", kind="network", sensitivity=0)
    made("ties", partner=named.pk, stage="cooperation", since="2024", sensitivity=0)
    html = client_of(officer).get("/map/").content.decode()
    data = html.partition('id="map-data">')[2].partition("</script>")[0]
    assert data.count('"hollow": true') == 1
    assert data.count('"hollow": false') == 1
    assert "A network" not in data
    assert "A network" in html
    assert '"name": "Vesper"' in data
    assert html.index("Cooperation") < html.index("No tie on record")


def test_the_map_takes_the_filters_of_the_list(officer: Officer, made: Made, client_of: ClientOf) -> None:
    for title, country in (("Northport", "JP"), ("Southmere", "KR")):
        made(
            "partners", title_en=title, kind="locality", country=country, latitude=35.4, longitude=139.4, sensitivity=0
        )
    client = client_of(officer)
    html = client.get("/map/?country=JP").content.decode()
    assert "Northport" in html
    assert "Southmere" not in html
    assert "No partner matches" in client.get("/map/?country=FR").content.decode()
    assert client.get("/map/?country=XX").status_code == 400


def test_a_name_cannot_break_out_of_the_maps_data(officer: Officer, made: Made, client_of: ClientOf) -> None:
    made(
        "partners",
        title_en="</script><script>alert(1)</script>",
        kind="locality",
        latitude=1.0,
        longitude=2.0,
        sensitivity=0,
    )
    assert "<script>alert" not in client_of(officer).get("/map/").content.decode()
