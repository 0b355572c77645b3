"""Who is in charge of an event, and whether it needs a security plan and has one."""

from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from comity.core.people import Officer

pytestmark = pytest.mark.django_db
Browser = Callable[[Officer], Client]
TODAY = date(2025, 1, 16)
OPEN: dict[str, Any] = {"sensitivity": 0}


@pytest.fixture
def festival(made: Any) -> Any:
    """A festival in a month with a leader in charge, that needs a security plan and has none."""
    leader = made("people", title_en="Ines Holt", is_ours=True, **OPEN)
    on = str(TODAY + timedelta(days=30))
    return made(
        "activities", title_en="Lantern week", kind="festival", starts=on, in_charge=leader.pk, security="yes", **OPEN
    )


def facts(browser: Client, activity: Any) -> dict[str, Any]:
    page = browser.get(f"/activities/{activity.pk}/")
    return {one["label"]: one for group in page.context["facts"] for one in group["facts"]}


def test_an_event_names_who_is_in_charge_and_asks_for_the_plan_it_needs(
    festival: Any, made: Any, officer: Officer, client_of: Browser
) -> None:
    browser = client_of(officer)
    calm = made("activities", title_en="Reading", kind="exchange", security="no", **OPEN)
    visit = made("activities", title_en="Visit", kind="delegation_in", **OPEN)

    told = facts(browser, festival)

    assert ">Ines Holt<" in str(told["Leader in charge"]["value"])
    assert told["Security plan, number and date"]["gap"] == "add"
    assert "Security plan, number and date" not in facts(browser, calm)
    assert not {"Leader in charge", "Needs a security plan"} & facts(browser, visit).keys()


def test_today_names_the_events_whose_plan_is_missing(
    festival: Any, made: Any, officer: Officer, leader: Officer, client_of: Browser
) -> None:
    soon = {"kind": "festival", "starts": str(TODAY + timedelta(days=5)), **OPEN}
    made("activities", title_en="Planned", security="yes", security_plan="12/KH of 2 January 2025", **soon)
    made("activities", title_en="Calm", security="no", **soon)
    made("activities", title_en="Long ahead", kind="fair", security="yes", starts="2025-12-01", **OPEN)
    made("activities", title_en="Over", kind="fair", security="yes", starts="2025-01-10", **OPEN)

    for who in (officer, leader):
        groups = client_of(who).get("/").context["needs"]
        rows = [row for group in groups for row in group["rows"] if "security plan" in row["title"]]
        assert [(row["title"], row["sub"], row["href"]) for row in rows] == [
            ("Draw up the security plan: Lantern week", "Ines Holt", f"/activities/{festival.pk}/")
        ]


def test_the_list_is_narrowed_by_leader_and_by_need_and_the_person_s_page_shows_them(
    festival: Any, made: Any, officer: Officer, client_of: Browser
) -> None:
    browser = client_of(officer)
    made("activities", title_en="Reading", kind="exchange", security="no", **OPEN)

    for query in (f"in_charge={festival.in_charge_id}", "security=yes"):
        found = browser.get(f"/activities/?{query}").context["rows"]
        assert [row["label"] for row in found] == ["Lantern week"]
    page = browser.get(f"/people/{festival.in_charge_id}/")
    (charge,) = [one for one in page.context["related"] if one["title"] == "In charge of"]
    assert [row["label"] for row in charge["rows"]] == ["Lantern week"]


def test_who_may_not_see_the_leader_reads_no_name(made: Any, units: Any, ward: Officer, client_of: Browser) -> None:
    desk = units["desk"].pk
    hidden = made("people", title_en="Zed Warden", is_ours=True, sensitivity=2, unit=desk, shown_to=[desk])
    on = str(TODAY + timedelta(days=9))
    act = made(
        "activities",
        title_en="Parade",
        kind="festival",
        starts=on,
        in_charge=hidden.pk,
        security="yes",
        unit=units["ward"].pk,
        **OPEN,
    )
    browser = client_of(ward)

    pages = [unescape(browser.get(one).content.decode()) for one in ("/", f"/activities/{act.pk}/")]

    assert ["Parade" in one for one in pages] == [True, True]
    assert ["Zed Warden" in one for one in pages] == [False, False]
