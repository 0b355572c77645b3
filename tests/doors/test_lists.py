"""Lists: what a filter finds however it is looked up, who may not see, and how many statements a page takes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comity.core import identity
from comity.core.people import Officer
from comity.core.records import Record
from comity.gate import filters, query
from comity.registers import register

pytestmark = pytest.mark.django_db
Made = Callable[..., Any]


def found(officer: Officer, asked: str) -> list[str]:
    with identity.acting(identity.of(officer, door="test")):
        return [row.title_en for row in query.page(register("activities"), QueryDict(asked)).rows]


@pytest.fixture
def days(made: Made, units: dict[str, Record]) -> None:
    """Three days with Japan, one of which only the department may see, and one with France."""
    hidden = {"sensitivity": 2, "shown_to": [units["department"].pk]}
    for title, countries, guard in (
        ("Canary", ["JP"], hidden),
        ("Tea", ["JP", "FR"], {"sensitivity": 0}),
        ("Kites", ["JP"], {"sensitivity": 1}),
        ("Wine", ["FR"], {"sensitivity": 0}),
    ):
        made("activities", title_en=title, kind="festival", countries=countries, **guard)


@pytest.mark.parametrize("few", [0, 3000])
def test_a_country_finds_the_same_by_index_and_while_reading(
    few: int, days: None, officer: Officer, ward: Officer, colleague: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filters, "FEW", few)

    assert found(officer, "countries=JP&order=title") == ["Canary", "Kites", "Tea"]
    assert found(colleague, "countries=JP&order=title") == ["Kites", "Tea"]
    assert found(ward, "countries=JP&order=title") == ["Tea"]
    assert found(ward, "countries=JP&countries=FR&order=title") == ["Tea", "Wine"]


def test_the_function_behind_it_gives_only_what_may_be_seen(days: None, ward: Officer) -> None:
    ask = "select cardinality(comity_having('comity_activity', 'countries', '{JP}', 100))"
    with connection.cursor() as cursor:
        cursor.execute(ask)
        assert cursor.fetchone() == (0,)
    with identity.acting(identity.of(ward, door="test")), connection.cursor() as cursor:
        cursor.execute(ask)
        assert cursor.fetchone() == (1,)


@pytest.mark.parametrize(
    "table", ["auth_group", "pg_class", "comity_officer", "comity_token", 'comity_x"; select 1 --']
)
def test_the_function_behind_it_reads_no_other_table(table: str, officer: Officer) -> None:
    acting = identity.acting(identity.of(officer, door="test"))
    with acting, pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select comity_having(%s, 'name', '{x}', 1)", [table])


def test_a_partner_finds_what_is_linked_and_only_what_may_be_seen(
    made: Made, units: dict[str, Record], officer: Officer, ward: Officer
) -> None:
    open_ = made("partners", title_en="Port Ardent", kind="locality", sensitivity=0)
    shut = made("partners", title_en="Hidden", kind="locality", sensitivity=2, shown_to=[units["department"].pk])
    made("activities", title_en="Visit", kind="meeting", partners=[open_.pk, shut.pk], sensitivity=0)
    made("activities", title_en="Other", kind="meeting", sensitivity=0)

    assert found(officer, f"partners={open_.pk}") == ["Visit"]
    assert found(officer, f"partners={shut.pk}") == ["Visit"]
    assert found(ward, f"partners={open_.pk}") == ["Visit"]
    assert found(ward, "partners=none&order=title") == ["Other"]


STATEMENTS = {
    "/activities/": 13,
    "/activities/?kind=meeting&starts=2024": 13,
    "/activities/?countries=JP": 14,
    "/activities/?q=day": 14,
    "/partners/?order=title": 10,
    "/agreements/": 12,
    "/search/?q=day": 7,
}


@pytest.mark.parametrize(("address", "count"), STATEMENTS.items(), ids=list(STATEMENTS))
def test_a_page_takes_so_many_statements_whatever_it_shows(
    address: str, count: int, made: Made, officer: Officer, client_of: Callable[[Officer], Client]
) -> None:
    client, taken = client_of(officer), []
    for number in range(4):
        partner = made("partners", title_en=f"Day town {number}", kind="locality", country="JP")
        linked = {"partners": [partner.pk], "unit": officer.unit_id}
        made("ties", partner=partner.pk, stage="friendship")
        made("agreements", title_en=f"Day pact {number}", instrument="mou", signed="2024", **linked)
        made("activities", title_en=f"Day {number}", kind="meeting", starts="2024", countries=["JP"], **linked)
        client.get(address)
        with CaptureQueriesContext(connection) as sent:
            assert client.get(address).status_code == 200
        taken.append(len([one for one in sent if "SAVEPOINT" not in one["sql"]]))

    assert taken == [count] * 4


def test_a_column_of_a_text_in_two_languages_speaks_the_readers(made: Made, officer: Officer, client: Client) -> None:
    visit = made("activities", title_en="Visit", kind="delegation_in", sensitivity=0)
    made("programme_items", activity=visit.pk, title_en="Talks", place_en="Harbour Hall", place_vi="Nhà Cảng")
    made("programme_items", activity=visit.pk, title_en="Tea", place_vi="Vườn Trà")
    client.force_login(officer)

    page = client.get("/programme_items/").content.decode()
    assert "Harbour Hall" in page
    assert "Nhà Cảng" not in page
    assert "Vườn Trà" in page  # the other language, where there is but one
    assert "Place (Vietnamese)</" not in page.partition("<tbody")[0].partition("<thead")[2]
    assert "Nhà Cảng" in client.get("/programme_items/?col=place_vi&col=place_en").content.decode()
