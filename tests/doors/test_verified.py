"""“I verified this today”, and what follows from it; points that are internal by nature."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from comity.core.history import Change
from comity.core.people import City, Officer
from comity.gate import values
from comity.gate.form import Wrong
from comity.registers.partners import Partner

pytestmark = pytest.mark.django_db
Browser = Callable[[Officer], Client]


@pytest.fixture
def today(city: City) -> str:
    """The day it is in the city, which is not always the day it is here."""
    return timezone.localdate(timezone=ZoneInfo(city.time_zone)).isoformat()


def test_one_click_says_that_a_partner_was_verified_today_and_undo_takes_it_back(
    made: Any, officer: Officer, client_of: Browser, as_system: Any, today: str
) -> None:
    partner = made("partners", title_en="Port of Morrow", kind="locality", to_verify=True, verified_on="2021-05")
    browser = client_of(officer)

    page = browser.post(f"/partners/{partner.pk}/verify/", follow=True)

    assert "Verified today: Port of Morrow." in page.content.decode()
    with as_system():
        held = Partner.objects.get()
        assert (held.verified_on, held.to_verify) == (today, False)
        change = Change.objects.filter(record_id=partner.pk).latest("id")
        assert (change.reason, change.differences["verified_on"]) == ("Verified.", ("2021-05", today))
    browser.post(f"/undo/{change.act}/{partner.pk}/")
    with as_system():
        held = Partner.objects.get()
        assert (held.verified_on, held.to_verify) == ("2021-05", True)


def test_who_may_not_change_a_record_does_not_verify_it(
    made: Any, leader: Officer, colleague: Officer, units: dict[str, Any], client_of: Browser, as_system: Any
) -> None:
    partner = made("partners", title_en="Port of Morrow", kind="locality", unit=units["desk"].pk)
    hidden = made("partners", title_en="Quiet Cove", kind="locality", sensitivity=2, shown_to=[units["desk"].pk])
    tie = made("series", title_en="Harbour days", kind="conference")

    answers = [
        client_of(who).post(f"/{address}/verify/").status_code
        for who, address in (
            (leader, f"partners/{partner.pk}"),
            (colleague, f"partners/{partner.pk}"),
            (colleague, f"partners/{hidden.pk}"),
            (colleague, f"series/{tie.pk}"),
        )
    ]

    assert answers == [403, 403, 404, 404]
    with as_system():
        assert set(Partner.objects.values_list("verified_on", flat=True)) == {""}


def test_today_lists_what_was_verified_long_ago_or_never(made: Any, officer: Officer, client_of: Browser) -> None:
    old = (values.today() - timedelta(1000)).isoformat()
    made("partners", title_en="Port of Morrow", kind="locality", verified_on=old)
    made("partners", title_en="Ardent Bay", kind="locality", verified_on=values.today().isoformat())
    made("partners", title_en="Lantern Cove", kind="locality")
    browser = client_of(officer)

    chips = {one["label"]: one for one in browser.get("/").context["unverified"]}

    assert set(chips) == {"Partners, verified over 2 years ago", "Partners, verified by nobody yet"}
    for label, title in (("verified over 2 years ago", "Port of Morrow"), ("verified by nobody yet", "Lantern Cove")):
        chip = chips[f"Partners, {label}"]
        rows = browser.get(chip["href"]).context["rows"]
        assert (chip["count"], [row["cells"][0]["text"] for row in rows]) == ("1", [title])


def test_health_says_whether_a_partner_was_verified_or_only_saved(
    made: Any, officer: Officer, client_of: Browser, today: str
) -> None:
    partner = made("partners", title_en="Port of Morrow", kind="locality")
    made("ties", partner=partner.pk, since="2010", stage="friendship")
    browser = client_of(officer)
    before = browser.get(f"/partners/{partner.pk}/").content.decode()

    browser.post(f"/partners/{partner.pk}/verify/")

    assert "verified by nobody yet" in before
    said = next(
        one
        for one in browser.get(f"/partners/{partner.pk}/").context["health"]["signals"]
        if one["label"] == "Verified"
    )
    assert said["text"] == f"Verified {values.when(today)}"


def test_a_point_is_never_public(made: Any) -> None:
    partner = made("partners", title_en="Port of Morrow", kind="locality", sensitivity=0)

    with pytest.raises(Wrong, match="never public"):
        made("points", title_en="Lost a ship", kind="sensitive", partner=partner.pk, sensitivity=0)
    with pytest.raises(Wrong, match="a person, a partner or an activity"):
        made("points", title_en="Lost a ship", kind="sensitive")


def test_points_on_a_public_record_are_out_of_sight_of_those_who_read_public_records(
    made: Any, officer: Officer, ward: Officer, client_of: Browser
) -> None:
    partner = made("partners", title_en="Port of Morrow", kind="locality", sensitivity=0)
    person = made("people", title_en="Ada Marlow", sensitivity=0, pronunciation="AH-da MAR-loh")
    made("appointments", title_en="Mayor", person=person.pk, at_partner=partner.pk, sensitivity=0)
    made("points", title_en="Lost a ship to Vesper", kind="sensitive", person=person.pk)
    made("points", title_en="A direct ferry", kind="they_want", partner=partner.pk)
    pages = [
        f"/partners/{partner.pk}/",
        f"/partners/{partner.pk}/brief/",
        f"/people/{person.pk}/",
        f"/people/{person.pk}/brief/",
        "/points/",
        "/points/export/csv/",
        "/people/export/csv/",
        f"/people/{person.pk}/history/",
        "/search/?q=ship",
        "/pick/points/?q=ferry",
        "/",
    ]

    seen = {page: _body(client_of(ward).get(page)) for page in pages}

    assert [page for page, body in seen.items() if "Lost a ship" in body or "direct ferry" in body] == []
    brief = client_of(officer).get(f"/partners/{partner.pk}/brief/").content.decode()
    assert [one for one in ("Lost a ship to Vesper", "A direct ferry", "AH-da MAR-loh") if one not in brief] == []
    assert "What they want is not on record." not in brief


def _body(answer: Any) -> str:
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(raw.decode())
