"""A series with its editions side by side; a conference with its side events, and they with it."""

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


@pytest.fixture
def series(made: Made) -> Record:
    found: Record = made("series", title_en="Harbour forum", kind="conference", sensitivity=0)
    return found


def edition(made: Made, series: Record, number: int, **more: Any) -> Record:
    values = {"kind": "conference", "edition": number, "starts": f"{2000 + number}-05", "sensitivity": 0}
    found: Record = made("activities", title_en=f"Forum {number}", series=series.pk, **values | more)
    return found


def compared(client: Client, series: Record) -> dict[str, Any]:
    answer = client.get(f"/series/{series.pk}/")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.context["compared"]
    return found


def row(found: dict[str, Any], label: str) -> list[tuple[str, str]]:
    """Return what stands in a row: each cell's words and its change."""
    cells = next(one["cells"] for one in found["rows"] if one["label"] == label)
    return [(cell["text"], cell["change"]["text"] if cell["change"] else "") for cell in cells]


def test_editions_stand_newest_first_with_what_changed(
    made: Made, series: Record, officer: Officer, client_of: ClientOf
) -> None:
    old = edition(made, series, 3, stalls=80, visitors=1000, cost="500", cost_currency="VND", delegates_abroad=40)
    new = edition(made, series, 4, visitors=1200, cost="10", cost_currency="EUR")
    for whole, papers, deals in ((old, 2, 1), (new, 6, 4)):
        made("sessions", activity=whole.pk, title_en="Plenary", papers=papers)
        made("delegates", activity=whole.pk, residence="abroad", country="JP", persons=50)
        made(
            "exhibitors",
            activity=whole.pk,
            title_en="Shipyard",
            stalls=60,
            deals=deals,
            deals_value="9",
            currency="EUR",
        )
    made("feedback", activity=new.pk, title_en="Guest", rating=4)
    made("feedback", activity=new.pk, title_en="Guest", rating=5)

    found = compared(client_of(officer), series)

    assert [one["label"] for one in found["editions"]] == ["Edition 4", "Edition 3"]
    assert found["editions"][0]["href"] == f"/activities/{new.pk}/"
    assert row(found, "Visitors") == [("1,200", "+200 (+20%)"), ("1,000", "")]
    assert row(found, "Papers") == [("6", "+4 (+200%)"), ("2", "")]
    assert row(found, "Stalls") == [("60", "−20 (−25%)"), ("80", "")]  # what was counted, where nothing else is said
    assert row(found, "Delegates: From abroad") == [("50", "+10 (+25%)"), ("40", "")]
    assert row(found, "Value of deals") == [("9 EUR", "as before"), ("9 EUR", "")]
    assert row(found, "Cost") == [("10 EUR", ""), ("500 VND", "")]  # two currencies are not compared
    assert row(found, "Mean rating, 1 to 5") == [("4.5", ""), ("", "")]
    assert "Area, square metres" not in [one["label"] for one in found["rows"]]
    assert found["add"] == f"/activities/new/?series={series.pk}&kind=conference&edition=5"


def test_a_number_opens_what_it_counts(made: Made, series: Record, officer: Officer, client_of: ClientOf) -> None:
    whole = edition(made, series, 3)
    made("activities", title_en="Song evening", kind="exchange", part_of=whole.pk, sensitivity=0)
    made("activities", title_en="Elsewhere", kind="exchange", sensitivity=0)
    client = client_of(officer)

    cells = next(one for one in compared(client, series)["rows"] if one["label"] == "Side events and excursions")[
        "cells"
    ]
    listed = client.get(cells[0]["href"]).context["rows"]

    assert cells[0]["text"] == "1"
    assert [one["label"] for one in listed] == ["Song evening"]


def test_what_a_reader_may_not_see_is_in_no_column_and_no_number(
    made: Made, series: Record, units: dict[str, Record], colleague: Officer, client_of: ClientOf
) -> None:
    hidden = {"sensitivity": 2, "shown_to": [units["department"].pk]}
    shown = edition(made, series, 3)
    edition(made, series, 4, visitors=77, **hidden)
    made("activities", title_en="Closed dinner", kind="exchange", part_of=shown.pk, **hidden)
    client = client_of(colleague)

    found = compared(client, series)

    assert [one["label"] for one in found["editions"]] == ["Edition 3"]
    assert "Visitors" not in [one["label"] for one in found["rows"]]
    assert "Side events and excursions" not in [one["label"] for one in found["rows"]]
    assert "edition=4" in found["add"]
    assert "Closed dinner" not in client.get(f"/activities/{shown.pk}/").content.decode()


def test_a_conference_shows_its_side_events_and_they_show_it(
    made: Made, series: Record, officer: Officer, client_of: ClientOf
) -> None:
    edition(made, series, 2)
    whole = edition(made, series, 3, place_en="Port Hall")
    trip = made(
        "activities", title_en="Trip up the river", kind="excursion", part_of=whole.pk, starts="2003-05-04", persons=40
    )
    made("activities", title_en="Song evening", kind="exchange", part_of=whole.pk, starts="2003-05-02")
    client = client_of(officer)

    page = unescape(client.get(f"/activities/{whole.pk}/").content.decode())
    beside = page.partition('id="beside"')[2].partition("</section>")[0]
    side = unescape(client.get(f"/activities/{trip.pk}/").content.decode())

    assert beside.index("Song evening") < beside.index("Trip up the river")
    assert "Excursion, 4 May 2003, Persons: 40" in beside
    assert f'href="/series/{series.pk}/#editions"' in page
    assert "Edition 2" in page.partition('class="cm-around"')[2].partition("</div>")[0]
    assert f'Part of <a href="/activities/{whole.pk}/">Forum 3</a><small>May 2003, Port Hall</small>' in side
    assert "Song evening" in side.partition('id="others"')[2].partition("</section>")[0]


def test_a_series_page_takes_as_many_statements_for_many_editions_as_for_few(
    made: Made, series: Record, officer: Officer, client_of: ClientOf
) -> None:
    client, taken = client_of(officer), []
    for number in (1, 2, 3):
        whole = edition(made, series, number, unit=officer.unit_id, countries=["JP"])
        made("sessions", activity=whole.pk, title_en="Plenary")
        made("exhibitors", activity=whole.pk, title_en="Shipyard", stalls=1)
        client.get(f"/series/{series.pk}/")
        with CaptureQueriesContext(connection) as sent:
            compared(client, series)
        taken.append(len([one for one in sent if "SAVEPOINT" not in one["sql"]]))

    assert taken == [19] * 3


def test_editions_say_from_which_countries_and_which_numbers_cannot_be(
    made: Made, series: Record, officer: Officer, client_of: ClientOf
) -> None:
    old = edition(made, series, 3, persons=60, delegates_abroad=40, delegates_resident=12)
    new = edition(made, series, 4, persons=80, delegates_abroad=60, delegates_national=20)
    for whole, counts in ((old, {"JP": 50}), (new, dict.fromkeys(("JP", "FR", "DE", "IT", "KR", "LA"), 9))):
        for country, persons in counts.items():
            made("delegates", activity=whole.pk, residence="abroad", country=country, persons=persons)

    browser = client_of(officer)
    found = compared(browser, series)
    doubts = {one["label"]: [cell.get("doubt", "") for cell in one["cells"]] for one in found["rows"]}

    assert row(found, "Delegates by country") == [
        ("Germany 9, France 9, Italy 9, Japan 9, South Korea 9 +1", ""),
        ("Japan 50", ""),
    ]
    too_many = "By country there are 50 under “From abroad”, more than the 40 stated."
    assert doubts["Delegates: From abroad"] == ["", too_many]
    assert doubts["Persons"] == ["", "There are at least 62 delegates, more than the 60 persons stated."]
    assert too_many in unescape(browser.get(f"/series/{series.pk}/").content.decode())


def test_contradicting_numbers_are_told_over_the_delegates(
    made: Made, series: Record, officer: Officer, client_of: ClientOf
) -> None:
    whole = edition(made, series, 3, persons=100, delegates_national=80, delegates_abroad=10)
    made("delegates", activity=whole.pk, residence="abroad", country="JP", persons=7)
    browser = client_of(officer)

    def told() -> Any:
        related = browser.get(f"/activities/{whole.pk}/").context["related"]
        return next(one["warnings"] for one in related if one["register"].key == "delegates")

    assert told() == []
    made("delegates", activity=whole.pk, residence="abroad", country="FR", persons=14)
    assert told() == [
        "By country there are 21 under “From abroad”, more than the 10 stated.",
        "There are at least 101 delegates, more than the 100 persons stated.",
    ]


def test_fewer_persons_than_delegates_are_refused_at_the_field(
    made: Made, series: Record, officer: Officer, client_of: ClientOf
) -> None:
    given = {"title_en": "Forum 5", "kind": "conference", "sensitivity": "0", "delegates_national": "200"}
    browser = client_of(officer)

    wrong = browser.post("/activities/new/", given | {"delegates_abroad": "50", "persons": "249"})
    one = browser.post("/activities/new/", given | {"persons": "199"})
    right = browser.post("/activities/new/", given | {"delegates_abroad": "50", "persons": "250"})

    assert one.context["form"].errors == {"persons": ["199 persons are fewer than the delegates stated: 200."]}
    assert (wrong.status_code, wrong.context["form"].errors) == (
        422,
        {"persons": ["249 persons are fewer than the delegates stated: 200 + 50 = 250."]},
    )
    assert right.status_code == 302
