"""What records tell of the facts that rules ask, so that nobody types it again."""

from datetime import date
from typing import Any

import pytest

from comity.core import procedures as packs
from comity.core.pack import of_city
from comity.core.people import City
from comity.core.procedure_readings import READINGS, SUITED, WORDS
from comity.core.records import Record
from comity.domain import leading
from comity.gate import leaders, readings
from comity.registers import BY_KEY
from tests.entries import ENTRIES

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> City:
    """Vesper under the rules of Hanoi."""
    return City.objects.create(
        code="vesper", title_en="Vesper", title_vi="Vesper", pack="hanoi", country="VN", latitude=10.0, longitude=106.0
    )


def trip(made: Any, starts: str, **more: Any) -> Any:
    return made("activities", title_en=f"To Ardent {starts}", kind="delegation_out", starts=starts, **more)


def test_a_delegation_tells_its_days_people_countries_head_and_who_pays(
    made: Any, person: Record, as_system: Any
) -> None:
    for starts in ("2026-01-05", "2026-03", "2025-11-02"):
        before = trip(made, starts)
        made("delegation_members", activity=before.pk, person=person.pk, role="head")
    going = trip(made, "2026-06-08", ends="2026-06-12", persons=30, in_plan="no", delegation_kind="study")
    made(
        "delegation_members",
        activity=going.pk,
        person=person.pk,
        role="head",
        rank="city_deputy",
        paid_by="city_budget",
    )
    made("delegation_members", activity=going.pk, title_en="Corin Vale", role="member", paid_by="enterprise")
    for country, arrives, leaves in (("JP", "2026-06-08", "2026-06-10"), ("KR", "2026-06-10", "2026-06-12")):
        made("legs", activity=going.pk, country=country, arrives=arrives, leaves=leaves)

    with as_system():
        version = packs.of_city().current("outbound", date(2026, 6, 1))
        assert version is not None
        assert readings.told(version, going) == {
            "leaves_on": date(2026, 6, 8),
            "returns_on": date(2026, 6, 12),
            "head": "city",
            "study": True,
            "people": 2,
            "days": 5,
            "countries": 2,
            "trips_before": 2,
            "company": True,
            "in_plan": False,
        }  # of Corin Vale neither rank nor post is known: whether two key leaders travel is asked
        assert readings.read_(going, "longest_stay") == 3
        assert readings.read_(going, "member_trips") is None  # one of them is a name alone


def test_trips_and_key_leaders_are_those_of_every_member_who_leads(
    made: Any, person: Record, units: dict[str, Record], as_system: Any
) -> None:
    port, other = units["trade"].pk, units["ward"].pk
    deputy = made("people", title_en="Corin Vale")
    made("appointments", person=deputy.pk, title_en="Deputy Director", at_unit=port, starts="2024")
    made("appointments", person=deputy.pk, title_en="Director", at_unit=other, starts="2019", ends="2023-12")
    for starts in ("2026-01-05", "2026-03"):
        before = trip(made, starts)
        made("delegation_members", activity=before.pk, person=deputy.pk)
    going = trip(made, "2026-06-08")
    made("delegation_members", activity=going.pk, person=person.pk, role="head", post_en="Clerk")
    made("delegation_members", activity=going.pk, person=deputy.pk)

    def read(name: str) -> Any:
        with as_system():
            return readings.read_(going, name)

    assert (read("head_trips"), read("leader_trips"), read("key_leaders")) == (0, 2, 1)
    made(
        "delegation_members",
        activity=going.pk,
        title_vi="Bà Lan",
        title_en="Lan",
        post_vi="Giám đốc Sở",
        from_unit=other,
    )
    assert (read("leader_trips"), read("key_leaders")) == (None, 1)  # Lan is a name alone: her trips are not on record
    made("delegation_members", activity=going.pk, title_en="Minh", post_en="Director", from_unit=port)
    assert read("key_leaders") == 2


def test_what_a_record_leaves_open_is_not_guessed(made: Any, as_system: Any) -> None:
    vague = trip(made, "2026-06")
    made("delegation_members", activity=vague.pk, title_en="Corin Vale", role="member")

    with as_system():
        version = packs.of_city().current("outbound", date(2026, 6, 1))
        assert version is not None
        assert readings.told(version, vague) == {"people": 1}


def test_every_reading_and_every_code_that_packs_may_name_can_be_read(made: Any, as_system: Any) -> None:
    for key, named in READINGS.items():
        record = made(key, **ENTRIES[key](made, 1))
        with as_system():
            assert {name for name in named if _missing(record, name)} == set(), key
            fields = {one.name for one in BY_KEY[key].model._meta.concrete_fields} | {
                one.name for one in BY_KEY[key].computed
            }
            assert set(SUITED[key]) <= fields


def test_the_codes_that_packs_may_name_are_looked_up_in_the_vocabulary_of_the_field() -> None:
    own = {
        ("activities", "head_rank"): "level",
        ("activities", "payers"): "payer",
        ("agreements", "status"): "agreement_status",
    }
    for key, named in WORDS.items():
        fields = {one.name: one for one in BY_KEY[key].model._meta.concrete_fields}
        for name, vocabulary in named.items():
            assert vocabulary == own.get((key, name), getattr(fields.get(name), "vocabulary", "")), (key, name)
        coded = {name for name, told in READINGS[key].items() if told in ("code", "codes")}
        assert set(named) == coded | set(SUITED[key]), key


def _missing(record: Any, name: str) -> bool:
    try:
        readings.read_(record, name)
    except (AttributeError, LookupError):
        return True
    return False


def test_the_titles_of_leaders_are_known_in_every_form(as_system: Any) -> None:
    said = (
        "Standing Vice Chairwoman of the People's Committee", "Chairman of the City People's Council", "Deputy Secretary of the Party Committee",
        "Secretary of the Party Committee", "Mayor", "Vice President of the Union", "Phó Chủ tịch Thường trực UBND",
    )  # fmt: skip
    others = ("Secretary to the Chairman", "Interpreter", "Presidential aide", "Thư ký Chủ tịch")
    with as_system():
        words = leaders.words(of_city())

    assert [one for one in said if not leading.is_leader(leading.Traveller(None, (one,)), words)] == []
    assert [one for one in others if leading.is_leader(leading.Traveller(None, (one,)), words)] == []
