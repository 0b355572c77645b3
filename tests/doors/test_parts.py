"""Parts of a record: guarded as the whole, written line by line on its page, leaving and coming back with it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from comity.core.history import Change
from comity.core.people import Officer
from comity.gate.form import Wrong
from comity.registers.activities import Activity
from comity.registers.delegations import DelegationMember
from comity.registers.programmes import ProgrammeItem

pytestmark = pytest.mark.django_db
Browser = Callable[[Officer], Client]


@pytest.fixture
def visit(made: Any, units: dict[str, Any]) -> Activity:
    """A visit of the office of Morrow, led by the department."""
    found: Activity = made(
        "activities", title_en="Visit of Morrow", kind="delegation_in", starts="2025-04-02", unit=units["department"].pk
    )
    return found


def line(visit: Activity, **values: str) -> dict[str, str]:
    return {"on": "02/04/2025", "begins": "8h30", "until_time": "10:00", "title_en": "Talks", **values}


def test_a_line_is_stored_and_the_next_one_goes_on_where_it_ended(
    visit: Activity, officer: Officer, client_of: Browser, as_system: Any
) -> None:
    browser = client_of(officer)

    page = browser.post(f"/activities/{visit.pk}/parts/programme_items/", line(visit), headers={"HX-Request": "true"})

    assert page.status_code == 200
    assert page.context["one"]["form"].initial == {"on": "2025-04-02", "begins": "10:00"}
    with as_system():
        stored = ProgrammeItem.objects.get(activity=visit)
        assert (stored.on, stored.begins, stored.until_time, stored.title) == ("2025-04-02", "08:30", "10:00", "Talks")


def test_without_script_a_line_leads_back_to_the_page(visit: Activity, officer: Officer, client_of: Browser) -> None:
    answer = client_of(officer).post(f"/activities/{visit.pk}/parts/programme_items/", line(visit))

    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        f"/activities/{visit.pk}/#part-programme_items",
    )


def test_a_wrong_time_is_named_and_nothing_is_stored(
    visit: Activity, officer: Officer, client_of: Browser, as_system: Any
) -> None:
    page = client_of(officer).post(
        f"/activities/{visit.pk}/parts/programme_items/", line(visit, begins="25:00"), headers={"HX-Request": "true"}
    )

    assert page.status_code == 422
    assert "25:00 is not a time of the day. Write it like 08:30." in page.content.decode()
    with as_system():
        assert ProgrammeItem.objects.count() == 0


def test_pasted_lines_are_stored_all_or_none(
    visit: Activity, officer: Officer, client_of: Browser, as_system: Any
) -> None:
    browser, address = client_of(officer), f"/activities/{visit.pk}/parts/programme_items/"
    good = "02/04/2025\t08:30\t10:00\tTalks\n02/04/2025\t10:00\t11:30\tSigning"

    refused = browser.post(address, {"paste": good + "\n31/04/2025\t14:00\t\tLake"}, headers={"HX-Request": "true"})

    assert refused.status_code == 422
    assert "Line 3, Day: 31/04/2025 is not a date." in refused.content.decode()
    with as_system():
        assert ProgrammeItem.objects.count() == 0
    assert browser.post(address, {"paste": good}, headers={"HX-Request": "true"}).status_code == 200
    with as_system():
        assert list(ProgrammeItem.objects.order_by("at").values_list("begins", "title_en")) == [
            ("08:30", "Talks"),
            ("10:00", "Signing"),
        ]


def test_a_part_is_seen_by_those_who_see_its_whole(
    visit: Activity, made: Any, units: dict[str, Any], colleague: Officer, client_of: Browser
) -> None:
    member = made("delegation_members", activity=visit.pk, title_en="Corin Vale")
    browser, address = client_of(colleague), f"/delegation_members/{member.pk}/"
    seen = browser.get(address).status_code

    made("delegation_members", activity=visit.pk, title_en="Mara Vale", sensitivity=2, shown_to=[units["desk"].pk])

    assert (seen, browser.get(address).status_code, browser.get(f"/activities/{visit.pk}/").status_code) == (
        200,
        404,
        404,
    )
    assert "Corin" not in browser.get("/search/?q=corin").content.decode()


def test_who_keeps_one_unit_adds_nothing_to_another_unit_s_record(
    visit: Activity, ward: Officer, client_of: Browser, as_system: Any
) -> None:
    answer = client_of(ward).post(f"/activities/{visit.pk}/parts/programme_items/", line(visit))

    assert answer.status_code in (403, 404)
    with as_system():
        assert ProgrammeItem.objects.count() == 0


def test_a_deleted_activity_takes_its_parts_along_and_brings_them_back(
    visit: Activity, made: Any, officer: Officer, client_of: Browser, as_system: Any
) -> None:
    for number in (1, 2):
        made("delegation_members", activity=visit.pk, title_en=f"Corin Vale {number}")
    browser = client_of(officer)

    assert browser.post(f"/activities/{visit.pk}/remove/").status_code == 302
    with as_system():
        assert DelegationMember.objects.count() == 0
        act = Change.objects.filter(record_id=visit.pk, operation="d").latest("id").act
    assert browser.post(f"/undo/{act}/{visit.pk}/").status_code == 302

    with as_system():
        assert sorted(DelegationMember.objects.values_list("title_en", "activity_id")) == [
            ("Corin Vale 1", visit.pk),
            ("Corin Vale 2", visit.pk),
        ]


def test_a_face_lists_the_kinds_the_pack_gives_its_trait(
    visit: Activity, made: Any, officer: Officer, client_of: Browser
) -> None:
    made("activities", title_en="Lantern weeks", kind="festival")
    for name, role in (("Corin Vale", "head"), ("Ada Marlow", "member")):
        made("delegation_members", activity=visit.pk, title_en=name, role=role)

    page = client_of(officer).get("/activities/?face=delegations-in")

    assert [row["label"] for row in page.context["rows"]] == ["Visit of Morrow"]
    assert [row["cells"][0]["sub"] for row in page.context["rows"]] == ["Corin Vale"]
    assert page.context["title"] == "Delegations in"


def test_the_page_of_a_kind_offers_what_belongs_to_it(
    visit: Activity, made: Any, officer: Officer, client_of: Browser
) -> None:
    fair = made("activities", title_en="Fair of lamps", kind="fair")
    browser = client_of(officer)

    of_visit = {one["register"].key for one in browser.get(f"/activities/{visit.pk}/").context["related"]}
    of_fair = {one["register"].key for one in browser.get(f"/activities/{fair.pk}/").context["related"]}

    assert ("delegation_members" in of_visit, "exhibitors" in of_visit) == (True, False)
    assert ("delegation_members" in of_fair, "exhibitors" in of_fair) == (False, True)


def test_what_is_spent_is_added_up_by_currency(
    visit: Activity, made: Any, officer: Officer, client_of: Browser
) -> None:
    for amount, currency in ((1_000_000, "VND"), (2_500_000, "VND"), (300, "USD")):
        made("costs", activity=visit.pk, heading="banquet", estimate=amount, currency=currency)

    related = client_of(officer).get(f"/activities/{visit.pk}/").context["related"]

    sums = next(one["sums"] for one in related if one["register"].key == "costs")
    assert sums[0]["value"] in ("3,500,000 VND; 300 USD", "300 USD; 3,500,000 VND")


def test_a_line_may_be_short_and_the_next_one_keeps_who_and_which_car(
    visit: Activity, made: Any, officer: Officer, client_of: Browser, as_system: Any
) -> None:
    lead, car = made("people", title_en="Ada Marlow"), made("resources", title_en="Bus 29", kind="car")
    short = {"on": "3", "begins": "14-15", "title_en": "Talks", "place_en": "Hall"}
    browser, address = client_of(officer), f"/activities/{visit.pk}/parts/programme_items/"

    page = browser.post(
        address, short | {"lead": str(lead.pk), "resources": [str(car.pk)]}, headers={"HX-Request": "true"}
    )

    with as_system():
        stored = ProgrammeItem.objects.get(activity=visit)
        assert (stored.on, stored.begins, stored.until_time) == ("2025-04-03", "14:00", "15:00")
    assert page.context["one"]["form"].initial == {
        "on": "2025-04-03",
        "begins": "15:00",
        "place_en": "Hall",
        "lead": lead.pk,
        "resources": [car.pk],
    }
    assert page.context["one"]["begin"] == "begins"


def test_a_programme_is_pasted_from_a_letter_and_said_once_is_said_for_all(
    visit: Activity, made: Any, officer: Officer, client_of: Browser, as_system: Any
) -> None:
    lead, car = made("people", title_en="Ada Marlow"), made("resources", title_en="Bus 29", kind="car")
    said = {"all-lead": str(lead.pk), "all-resources": [str(car.pk)]}
    letter = "08:30-10:00 Talks, City Hall\n3/4\n9h Temple tour, Temple of Letters"
    browser, address = client_of(officer), f"/activities/{visit.pk}/parts/programme_items/"

    refused = browser.post(address, {"paste": f"{letter}\n31/4\n10:00 Lake", **said}, headers={"HX-Request": "true"})
    browser.post(address, {"paste": letter, **said})

    assert "Line 5, Day: 31/4 is not a date." in refused.content.decode()
    with as_system():
        rows = ProgrammeItem.objects.order_by("at").values_list("at", "title_en", "place_en", "lead", "resources")
        assert list(rows) == [
            ("2025-04-02 08:30", "Talks", "City Hall", lead.pk, car.pk),
            ("2025-04-03 09:00", "Temple tour", "Temple of Letters", lead.pk, car.pk),
        ]


def test_a_letter_names_in_brackets_who_leads_and_which_gift_of_those_on_record(
    visit: Activity, made: Any, officer: Officer, client_of: Browser, as_system: Any
) -> None:
    usual, other = made("people", title_en="Ada Marlow"), made("people", title_en="Bo Ferris")
    bowl = made("gifts", title_en="Bowl")
    letter = "08:30 Talks, Hall\n10:00 Tour, Park (led by: Bo Ferris; gift: Bowl)\n12:00 Thăm, Hồ (Tặng phẩm: Bowl)"
    browser, address = client_of(officer), f"/activities/{visit.pk}/parts/programme_items/"

    refused = browser.post(address, {"paste": "9:00 Tea, Hall (gift: Nobody's)"}, headers={"HX-Request": "true"})
    browser.post(address, {"paste": letter, "all-lead": str(usual.pk)})

    assert "Line 1, Gift:" in refused.content.decode()
    with as_system():
        rows = ProgrammeItem.objects.order_by("at").values_list("title_en", "place_en", "lead", "gift")
        assert list(rows) == [
            ("Talks", "Hall", usual.pk, None),
            ("Tour", "Park", other.pk, bowl.pk),
            ("Thăm", "Hồ", usual.pk, bowl.pk),
        ]


def test_a_list_of_guests_is_pasted_from_a_letter(
    visit: Activity, officer: Officer, client_of: Browser, as_system: Any
) -> None:
    letter = "1. Akari Mori, Vice Mayor, City of Ardent Bay\n2. Kenji Abe, Director, City of Ardent Bay"

    client_of(officer).post(f"/activities/{visit.pk}/parts/delegation_members/", {"paste": letter})

    with as_system():
        rows = DelegationMember.objects.order_by("pk").values_list("title_en", "post_en", "organisation")
        assert list(rows) == [
            ("Akari Mori", "Vice Mayor", "City of Ardent Bay"),
            ("Kenji Abe", "Director", "City of Ardent Bay"),
        ]


def test_what_is_not_on_record_is_added_from_the_menu(
    officer: Officer, member: Officer, ward: Officer, client_of: Browser
) -> None:
    browser = client_of(officer)

    added = browser.post("/pick/resources/", {"title": "Bus 29", "kind": "car"})
    untold = browser.post("/pick/resources/", {"title": "Bus 30"})
    refused = client_of(ward).post("/pick/resources/", {"title": "Bus 31", "kind": "car"})
    own = client_of(member).post("/pick/people/", {"title": "Ada Marlow"})

    assert (added.status_code, added.json()["results"][0]["label"]) == (201, "Bus 29")
    assert (untold.status_code, refused.status_code, own.status_code) == (422, 403, 201)
    assert browser.get("/pick/resources/?q=bus").json()["results"] == added.json()["results"]
    assert client_of(ward).get("/pick/people/?q=ada").json()["results"] == []


def test_a_delegation_without_a_title_is_called_after_its_partners_as_far_as_all_its_readers_see_them(
    made: Any, units: dict[str, Any]
) -> None:
    port = made("partners", title_en="Ardent Bay", title_vi="Vịnh Ardent", kind="locality", sensitivity=0)
    quiet = made("partners", title_en="Quiet Cove", kind="locality", sensitivity=2, shown_to=[units["desk"].pk])

    titles = [
        (one.title_en, one.title_vi)
        for one in (
            made("activities", kind="delegation_in", partners=[port.pk]),
            made("activities", kind="delegation_in", partners=[port.pk, quiet.pk]),
        )
    ]

    assert titles == [("Delegation in: Ardent Bay", "Đoàn vào: Vịnh Ardent")] * 2
    with pytest.raises(Wrong, match="Give a title"):
        made("activities", kind="delegation_in", partners=[quiet.pk], sensitivity=2, shown_to=[units["desk"].pk])


def test_a_partner_kept_more_closely_than_the_activity_is_not_in_its_title(made: Any) -> None:
    inner = made("partners", title_en="Inner Port", kind="locality", sensitivity=1)

    with pytest.raises(Wrong, match="Give a title"):
        made("activities", kind="delegation_in", partners=[inner.pk], sensitivity=0)


def test_what_was_spent_stands_beside_what_was_estimated(
    visit: Activity, made: Any, officer: Officer, client_of: Browser
) -> None:
    for heading, estimate, actual, currency in (
        ("banquet", 60_000_000, 72_500_000, "VND"),
        ("transport", 40_000_000, 36_000_000, "VND"),
        ("gifts", 15_000_000, None, "VND"),
        ("lodging", 3000, 2850, "USD"),
        ("venue", 500, 500, "EUR"),
    ):
        spent = {} if actual is None else {"actual": actual}
        made("costs", activity=visit.pk, heading=heading, estimate=estimate, currency=currency, **spent)

    page = client_of(officer).get(f"/activities/{visit.pk}/")
    costs = next(one for one in page.context["related"] if one["register"].key == "costs")
    at = [str(one["label"]) for one in costs["columns"]].index("Difference")

    assert {row["cells"][0]["text"]: row["cells"][at] for row in costs["rows"]} == {
        "Banquet": {"text": "+12,500,000", "tone": "danger"},
        "Transport": {"text": "−4,000,000"},
        "Gifts": {"text": ""},
        "Lodging": {"text": "−150"},
        "Venue and decoration": {"text": "0"},
    }
    assert [(one["label"], one["value"], one.get("tone", "")) for one in costs["sums"][2:]] == [
        ("Difference from the estimate", "0 EUR", ""),
        ("Difference from the estimate", "−150 USD (−5%)", ""),
        ("Difference from the estimate", "+8,500,000 VND (+8%)", "danger"),
        ("Lines not compared: only one of the two is on record", "1", ""),
    ]
    assert '<b class="num is-late">+8,500,000 VND (+8%)</b>' in page.content.decode()


def test_costs_without_anything_spent_are_compared_with_nothing(
    visit: Activity, made: Any, officer: Officer, client_of: Browser
) -> None:
    made("costs", activity=visit.pk, heading="gifts", estimate=15, currency="VND")

    page = client_of(officer).get(f"/activities/{visit.pk}/")
    costs = next(one for one in page.context["related"] if one["register"].key == "costs")

    assert [one["label"] for one in costs["sums"]] == ["Estimate"]


def test_a_telephone_reads_time_what_and_where_first_and_the_rest_under_a_touch(
    visit: Activity, made: Any, officer: Officer, client_of: Browser
) -> None:
    ada = made("people", title_en="Ada Marlow", is_ours=True, sensitivity=0)
    given = {"activity": visit.pk, "on": "2025-04-02"}
    talks = made(
        "programme_items", title_en="Talks", begins="08:30", until_time="10:00", place_en="House", lead=ada.pk, **given
    )
    made("programme_items", title_en="Walk", activity=visit.pk, on="2025-04-03")

    page = client_of(officer).get(f"/activities/{visit.pk}/")
    found = next(one["hours"] for one in page.context["related"] if one["register"].key == "programme_items")

    assert found == [
        {
            "day": "2 April 2025",
            "rows": [
                {
                    "time": "08:30–10:00",
                    "title": "Talks",
                    "place": "House",
                    "href": f"/programme_items/{talks.pk}/edit/",
                    "facts": [("Led by", "Ada Marlow")],
                }
            ],
        },
        {"day": "3 April 2025", "rows": [found[1]["rows"][0]]},
    ]
    assert [found[1]["rows"][0][name] for name in ("time", "title", "place", "facts")] == ["", "Walk", "", []]
    html = page.content.decode()
    summary = html.partition('<div class="cm-hours">')[2].partition("</summary>")[0]
    assert [word in summary for word in ("08:30–10:00", "Talks", "House", "Ada Marlow")] == [True, True, True, False]


def test_what_is_related_has_no_more_columns_than_room_and_says_of_what_it_is_part(
    visit: Activity, made: Any, officer: Officer, client_of: Browser
) -> None:
    car = made("resources", title_en="Bus", kind="car")
    made("programme_items", activity=visit.pk, title_en="Drive", on="2025-04-03", resources=[car.pk])

    (booked,) = [one for one in client_of(officer).get(f"/resources/{car.pk}/").context["related"] if one["rows"]]

    assert len(booked["columns"]) == 6
    assert booked["columns"][-1]["label"] == "Activity"

    ada = made("people", title_en="Ada")
    made("gift_moves", title_en="Bowl", person=ada.pk, direction="bought", on="2025-04-02", quantity=1)
    (gifts,) = [one for one in client_of(officer).get(f"/people/{ada.pk}/").context["related"] if one["rows"]]
    assert [one["label"] for one in gifts["columns"]][-2:] == ["Value", "Currency"]
