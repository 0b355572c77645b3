"""An office in another country, in one language, with words, pillars, holidays and weeks of its own: nothing is of one country only."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from comity.core import pack as pack_module
from comity.core.people import City, Officer
from comity.core.records import Entry, Record
from comity.gate import values
from comity.registers import ALL, Register
from tests.every_register.test_contract import make, posted
from tests.long import long

pytestmark = pytest.mark.django_db
Browser = Callable[[Officer], Client]
LABOR_DAY = date(2026, 9, 7)


@pytest.fixture
def city(db: None, tmp_path: Path, settings: Any) -> City:
    """Vesper, moved to the west coast of America."""
    settings.DATA, settings.PACKS, settings.STATIC_ROOT = tmp_path, tmp_path / "packs", tmp_path
    return City.objects.create(
        code="vesper", title_en="Vesper", title_vi="Vesper", pack="us", country="US", latitude=34.0, longitude=-118.0,
        time_zone="America/Los_Angeles",
    )  # fmt: skip


@long
@pytest.mark.parametrize("of", ALL[::2], ids=lambda of: of.key)
def test_every_page_of_every_register_opens(of: Register, made: Any, officer: Officer, client_of: Browser) -> None:
    record = make(of, made)
    browser = client_of(officer)

    for address in ("", "new/", f"{record.pk}/", f"{record.pk}/edit/", f"{record.pk}/history/", "import/"):
        page = browser.get(f"/{of.key}/{address}")
        assert (address, page.status_code) == (address, 200)
        assert "Viet Nam" not in page.content.decode().replace("Viet Nam</option>", "")
    assert record.title in unescape(browser.get(f"/{of.key}/{record.pk}/").content.decode())


@pytest.mark.parametrize("of", ALL[::2], ids=lambda of: of.key)
def test_a_change_is_stored_found_and_leaves_as_a_table(
    of: Register, made: Any, officer: Officer, client_of: Browser, as_system: Any
) -> None:
    record: Record = make(of, made)
    browser = client_of(officer)
    with as_system():
        stored = of.model._default_manager.get(pk=record.pk)
        data = posted(of, stored, code="harbour-77", version=record.version)

    assert browser.post(f"/{of.key}/{record.pk}/edit/", data).status_code == 302

    assert [row["id"] for row in browser.get(f"/{of.key}/", {"q": "harbour-77"}).context["rows"]] == [record.pk]
    sheet = b"".join(browser.get(f"/{of.key}/export/csv/").streaming_content)  # type: ignore[attr-defined]
    assert b"harbour-77" in sheet


@pytest.fixture
def _on_labor_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "today", lambda: LABOR_DAY)


@pytest.mark.usefixtures("_on_labor_day")
def test_the_week_begins_on_sunday_and_holidays_are_the_country_s(officer: Officer, client_of: Browser) -> None:
    page = client_of(officer).get("/")

    week = page.context["week"]
    assert [(day["day"], day["off"]) for day in week] == [
        (6, True),
        (7, True),
        (8, False),
        (9, False),
        (10, False),
        (11, False),
        (12, True),
    ]
    assert [entry["label"] for entry in week[1]["entries"]] == ["Labor Day"]
    assert "Week 37" in page.content.decode()


def test_money_is_of_the_country_unless_said_otherwise(
    officer: Officer, client_of: Browser, as_system: Any, made: Any
) -> None:
    browser = client_of(officer)
    activities = next(of for of in ALL if of.key == "activities")
    assert browser.get("/activities/new/").context["form"]["cost_currency"].value() == "USD"
    typed = {
        "title_en": "Lantern walk",
        "kind": "festival",
        "sensitivity": "1",
        "cost_currency": "USD",
        "confirmed": "1",
    }

    assert browser.post("/activities/new/", typed | {"cost": "1,500"}).status_code == 302
    assert browser.post("/activities/new/", typed).status_code == 302

    with as_system():
        rows = activities.model._default_manager.order_by("pk").values_list("cost", "cost_currency")
        assert [(cost and int(cost), currency) for cost, currency in rows] == [(1500, "USD"), (None, "")]


def test_the_day_ends_when_it_ends_in_the_city(as_system: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 9, 7, 3, 0, tzinfo=UTC))
    with as_system():
        assert values.today() == date(2026, 9, 6)


def test_the_report_counts_what_the_pack_counts(made: Any, officer: Officer, client_of: Browser) -> None:
    made("activities", title_en="Mayor of Ardent", kind="delegation_in", starts="2026-03-04")

    page = unescape(client_of(officer).get("/reports/", {"period": "2026"}).content.decode())

    assert "Delegations in" in page
    assert "National day" not in page


@pytest.mark.usefixtures("_on_labor_day")
def test_ties_are_judged_as_the_country_weighs(made: Any, officer: Officer, client_of: Browser) -> None:
    late, quiet = (made("partners", title_en=name, kind="locality", sensitivity=0) for name in ("Ardent", "Sedate"))
    for place in (late, quiet):
        made("ties", partner=place.pk, stage="sister", since="2015", sensitivity=0)
    both = {"kind": "delegation_in", "sensitivity": 0}
    made("activities", title_en="Visit in", starts="2026-08-01", partners=[late.pk], **both)
    made("activities", title_en="Visit in", starts="2026-01-05", partners=[quiet.pk], **both)
    made("commitments", title_en="Send the choir", side="us", partner=late.pk, due="2026-09-01", sensitivity=0)

    rows = {row["label"]: row for row in client_of(officer).get("/ties/health/").context["rows"]}

    # in the Viet Nam pack the same visits and the same promise leave both ties less cool: see tests/domain/test_tie.py
    assert rows["Ardent"]["word"]["text"] == "Cooling"
    assert rows["Ardent"]["why"] == [
        "Commitments: 1 of 1 late",
        "Both ways: Visits in, none out within 3 years",
    ]
    assert rows["Ardent"]["acts"][0]["act"] == "Keep our word"
    assert rows["Sedate"]["word"]["text"] == "Cooling"
    assert rows["Sedate"]["why"] == ["Last: 5 January 2026, over 180 days ago"]
    assert rows["Sedate"]["acts"][0]["act"] == "Call the sister city committee"


@pytest.mark.usefixtures("_on_labor_day")
def test_the_same_records_stand_otherwise_where_the_weights_are_others(
    city: City, made: Any, officer: Officer, client_of: Browser
) -> None:
    place = made("partners", title_en="Ardent", kind="locality", sensitivity=0)
    made("ties", partner=place.pk, stage="sister", since="2015", sensitivity=0)
    made("activities", title_en="Visit", kind="meeting", starts="2026-08-01", partners=[place.pk], sensitivity=0)
    made("commitments", title_en="Late", side="us", partner=place.pk, due="2026-09-01", sensitivity=0)

    words = []
    for pack in ("us", "vn"):
        City.objects.filter(pk=city.pk).update(pack=pack)
        pack_module._pack_of.cache_clear()
        words.append(client_of(officer).get("/ties/health/").context["rows"][0]["word"]["text"])

    assert words == ["Cooling", "Steady"]


def test_pillars_are_the_country_s_own(officer: Officer, client_of: Browser, as_system: Any) -> None:
    page = client_of(officer).get("/activities/new/")

    with as_system():
        offered = [label for code, label in page.context["form"].fields["pillar"].choices if code]
    assert offered == ["City government", "Business", "Community"]


def test_no_marks_are_known_where_the_pack_names_none(
    made: Any, officer: Officer, units: Any, client_of: Browser, as_system: Any
) -> None:
    record = made("partners", title_en="Port Ardent", kind="locality", unit="u-desk")
    stamped = SimpleUploadedFile("plan.txt", "TUYỆT MẬT\n".encode())

    client_of(officer).post(f"/partners/{record.pk}/files/", {"file": stamped})

    with as_system():
        assert [one.name for one in Entry.objects.get(pk=record.pk).attachments.all()] == ["plan.txt"]


def test_only_the_languages_of_the_pack_are_offered(officer: Officer, client_of: Browser) -> None:
    page = client_of(officer).get("/").content.decode()
    assert 'class="cm-lang"' not in page
