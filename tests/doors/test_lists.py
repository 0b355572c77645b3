"""Lists: what a filter finds however it is looked up, who may not see, and how many statements a page takes."""

import re
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
from comity.gate import filters, long_menus, query
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


def choices(client: Client, address: str) -> tuple[list[str], str]:
    """Return the values and the whole text of a menu that is fetched when it is opened."""
    answer = client.get(address, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "<html" not in text
    return re.findall(r'name="\w+" value="([^"]*)"', text), text


def test_a_list_holds_the_chosen_partner_alone_and_the_others_are_asked_for(
    made: Made, client_of: Callable[[Officer], Client], officer: Officer
) -> None:
    other, last = (made("partners", title_en=title, kind="locality") for title in ("Adelheid", "Zonnestad"))
    client = client_of(officer)

    page = client.get(f"/activities/?partners={last.pk}").content.decode()
    assert 'hx-get="/activities/filter/partners/"' in page
    assert "Adelheid" not in page
    assert f'value="{last.pk}" checked><span class="form-check-label">Zonnestad</span>' in page
    assert "<b>Zonnestad</b>" in page  # on the chip
    assert 'value="PT"' not in page  # a country; what kinds there are still stands there
    assert 'name="kind" value="festival"' in page

    values, text = choices(client, f"/activities/filter/partners/?partners={last.pk}")
    assert values == [str(other.pk)]
    assert "1 found" in text
    assert choices(client, "/activities/filter/partners/?words=nowhere")[1].count("Nothing found") == 1


def test_a_partner_far_down_is_found_by_words_without_accents(
    officer: Officer, client_of: Callable[[Officer], Client], monkeypatch: pytest.MonkeyPatch, made: Made
) -> None:
    monkeypatch.setattr(long_menus, "SHOWN", 2)
    first = [made("partners", title_vi=f"An Bình {number}", kind="locality") for number in range(3)]
    far = made("partners", title_vi="Zürich Đông Đô", kind="locality")
    client = client_of(officer)

    values, text = choices(client, "/activities/filter/partners/")
    assert values == [str(one.pk) for one in first[:2]]
    assert "The first 2. Type to find more." in text
    assert choices(client, "/activities/filter/partners/?words=dong+do")[0] == [str(far.pk)]
    assert choices(client, "/activities/filter/partners/?words=zuri")[0] == [str(far.pk)]
    assert len(choices(client, f"/activities/filter/partners/?words=an+binh&partners={first[0].pk}")[0]) == 2


def test_the_words_of_a_vocabulary_are_found_in_either_language(client: Client, officer: Officer) -> None:
    client.force_login(officer)
    assert choices(client, "/activities/filter/countries/?words=nhat+ban")[0] == ["JP"]
    assert choices(client, "/activities/filter/countries/?words=JAPAN")[0] == ["JP"]
    assert choices(client, "/activities/filter/countries/?words=japan&countries=JP")[0] == []
    assert choices(client, "/activities/filter/countries/?words=%21%21")[0] == []
    assert len(choices(client, "/activities/filter/countries/")[0]) == long_menus.SHOWN


def test_what_may_not_be_seen_is_no_choice(
    made: Made, units: dict[str, Record], ward: Officer, client_of: Callable[[Officer], Client]
) -> None:
    seen = made("partners", title_en="Port Ardent", kind="locality", sensitivity=0)
    shut = made("partners", title_en="Port Hidden", kind="locality", sensitivity=2, shown_to=[units["department"].pk])
    client = client_of(ward)

    for asked in ("", "?words=port", "?words=hidden"):
        values, text = choices(client, f"/activities/filter/partners/{asked}")
        assert str(shut.pk) not in values
        assert "Hidden" not in text
    assert choices(client, "/activities/filter/partners/?words=port")[0] == [str(seen.pk)]
    assert "Hidden" not in client.get(f"/activities/?partners={shut.pk}").content.decode()
    assert "Hidden" not in client.get(f"/activities/filter/partners/?partners={shut.pk}").content.decode()


def test_without_script_choices_have_a_page_that_keeps_the_question(
    made: Made, officer: Officer, client_of: Callable[[Officer], Client]
) -> None:
    mine, other = (made("partners", title_en=title, kind="locality") for title in ("Adelheid", "Zonnestad"))
    client = client_of(officer)
    asked = f"kind=festival&q=tea&after=x&partners={mine.pk}"

    page = client.get(f"/activities/filter/partners/?{asked}&words=zon").content.decode()
    form = page.partition('<form method="get" action="/activities/">')[2].partition("</form>")[0]
    assert '<input type="hidden" name="kind" value="festival">' in form
    assert '<input type="hidden" name="q" value="tea">' in form
    assert f'name="partners" value="{mine.pk}" checked>' in form
    assert f'name="partners" value="{other.pk}">' in form
    assert "after" not in form
    assert "words" not in form
    assert (
        f'/activities/filter/partners/?partners={mine.pk}"'
        in client.get(f"/activities/?partners={mine.pk}").content.decode()
    )


@pytest.mark.parametrize("name", ["nothing", "kind", "starts", "title_en"])
def test_what_is_no_long_filter_has_no_choices_to_fetch(name: str, client: Client, officer: Officer) -> None:
    client.force_login(officer)
    assert client.get(f"/activities/filter/{name}/").status_code == 404


STATEMENTS = {
    "/activities/filter/partners/": 6,
    "/activities/filter/partners/?words=day": 7,
    "/activities/filter/countries/?words=japan": 5,
    "/activities/": 10,
    "/activities/?kind=meeting&starts=2024": 10,
    "/activities/?countries=JP": 11,
    "/activities/?q=day": 11,
    "/partners/?order=title": 9,
    "/agreements/": 10,
    "/search/?q=day": 7,
}


@pytest.mark.parametrize(("address", "count"), STATEMENTS.items(), ids=list(STATEMENTS))
def test_a_page_takes_so_many_statements_whatever_it_shows(
    address: str, count: int, made: Made, officer: Officer, client_of: Callable[[Officer], Client]
) -> None:
    client, taken = client_of(officer), []
    htmx = {"HX-Request": "true"} if "/filter/" in address else {}
    for number in range(4):
        partner = made("partners", title_en=f"Day town {number}", kind="locality", country="JP")
        linked = {"partners": [partner.pk], "unit": officer.unit_id}
        made("ties", partner=partner.pk, stage="friendship")
        made("agreements", title_en=f"Day pact {number}", instrument="mou", signed="2024", **linked)
        made("activities", title_en=f"Day {number}", kind="meeting", starts="2024", countries=["JP"], **linked)
        client.get(address)
        with CaptureQueriesContext(connection) as sent:
            assert client.get(address, headers=htmx).status_code == 200
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


def test_linked_records_are_named_two_at_a_time_and_only_those_that_may_be_seen(
    made: Made, officer: Officer, ward: Officer, units: dict[str, Record], client: Client
) -> None:
    hidden = {"sensitivity": 2, "shown_to": [units["department"].pk]}
    partners = [made("partners", title_en=name, kind="locality", sensitivity=0) for name in ("Alpha", "Beta", "Gamma")]
    partners.append(made("partners", title_en="Aviary", kind="locality", **hidden))
    series = made("series", title_en="Lantern week", kind="festival", sensitivity=0)
    linked = {"partners": [one.pk for one in partners], "series": series.pk}
    for number in range(3):
        made("activities", title_en=f"Walk {number}", kind="festival", sensitivity=0, **linked)
    said = {}
    for who in (officer, ward):
        client.force_login(who)
        with CaptureQueriesContext(connection) as sent:
            html = client.get("/activities/?col=partners&col=series").content.decode()
        assert html.count("Lantern week") >= 3
        said[who] = html
        assert len([one for one in sent if "comity_series" in one["sql"]]) == 1  # not one for each row

    assert said[officer].count("Alpha, Aviary +2") == 3
    assert said[ward].count("Alpha, Beta +1") == 3
    assert "Aviary" not in said[ward]
