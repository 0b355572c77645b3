"""The data set that comes with Comity: it loads, every record rests on a source, and both languages say it."""

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from comity.core import identity
from comity.core.case_acts import CaseQueue
from comity.core.people import City
from comity.core.records import Entry
from comity.exchange import dataset
from comity.gate import cases, taking_up, values
from comity.registers import BY_KEY, register
from comity.registers.cases import Case
from comity.registers.projects import standing
from comity.registers.units import Unit
from tests.long import long

HANOI = dataset.BUILT_IN / "hanoi"
ORDER: list[str] = tomllib.loads((HANOI / "city.toml").read_text(encoding="utf-8"))["registers"]["order"]
RECORDS: dict[str, list[dict[str, Any]]] = {
    key: tomllib.loads((HANOI / f"{key}.toml").read_text(encoding="utf-8"))[key] for key in ORDER
}
HELD = {
    "sources": 105, "units": 28, "people": 20, "partners": 40, "memberships": 10, "appointments": 21, "ties": 32, "agreements": 10,
    "series": 15, "regulations": 38, "regulation_problems": 7, "assets": 7, "activities": 42, "delegation_members": 3, "legs": 6,
    "programme_items": 5, "sessions": 9, "exhibitors": 5, "outcomes": 11, "feedback": 2, "projects": 3, "commitments": 3, "requests": 8,
    "mandates": 7, "commendations": 5, "materials": 33, "figures": 13, "objectives": 69,
    "cases": 4,
}  # fmt: skip
# Nothing is invented to fill these: no source states a cost, a gift, a member by name, a point to know, an application or a course.
EMPTY = {
    "agreement_actions", "applications", "attendances", "competences", "costs", "courses", "delegates", "enrolments", "figure_checks", "gift_moves",
    "gifts", "milestones", "payments", "points", "presences", "proposals", "resources", "tasks",
}  # fmt: skip


def each() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every record that is not a sample, with its register."""
    for key, records in RECORDS.items():
        for record in records:
            if not record.get("is_sample"):
                yield key, record


def test_every_register_has_records_or_is_known_to_have_none() -> None:
    assert {key: len(records) for key, records in RECORDS.items()} == HELD
    assert set(BY_KEY) - set(RECORDS) == EMPTY
    assert {path.stem for path in HANOI.glob("*.toml")} == {*RECORDS, "city"}


def test_every_record_cites_sources_that_are_there() -> None:
    there = {record["code"] for record in RECORDS["sources"]}
    without = [record["code"] for key, record in each() if key != "sources" and not record.get("citations")]
    unknown = [
        (record["code"], cited["source"])
        for _key, record in each()
        for cited in record.get("citations", [])
        if cited["source"] not in there
    ]

    assert (without, unknown) == ([], [])


def test_every_source_is_cited_or_kept_for_a_reason() -> None:
    cited = {one["source"] for _key, record in each() for one in record.get("citations", [])}
    assert {record["code"] for record in RECORDS["sources"]} - cited == set()


def test_every_record_says_everything_in_both_languages() -> None:
    titled = [key for key in RECORDS if BY_KEY[key].entitle is None]
    without = [(record["code"]) for key, record in each() if key in titled and not record.get("title_en")]
    halves = [
        (record["code"], name)
        for _key, record in each()
        for said in (record, *record.get("citations", []))
        for name in said
        if (name.endswith("_en") and not said.get(f"{name[:-3]}_vi"))
        or (name.endswith("_vi") and not said.get(f"{name[:-3]}_en"))
    ]

    assert (without, halves) == ([], [])


def test_what_is_doubtful_says_why() -> None:
    """A record that somebody should check says what there is to check."""
    silent = [record["code"] for _key, record in each() if record.get("to_verify") and not record.get("note_en")]
    assert silent == []


def test_what_is_known_by_a_headline_has_no_day() -> None:
    """Calendar and reports put nothing on a day that no source states."""
    headlines = [record for record in RECORDS["activities"] if "headline" in record.get("note_en", "")]

    assert len(headlines) == 3
    assert [record["code"] for record in headlines if len(record.get("starts", "")) == 10] == []


@pytest.fixture
def loaded(db: None) -> Iterator[City]:
    """Load the data set and act in its city."""
    call_command("load", "hanoi", stdout=StringIO())
    city = City.objects.get(code="hanoi")
    with identity.acting(identity.system(city, door="test")):
        yield city


@pytest.fixture
def office(db: None) -> Iterator[City]:
    """Return the city of the data set with the units that its files name, and act in it."""
    city = dataset.city_of("hanoi")
    with identity.acting(identity.system(city, door="test")):
        for code in sorted({record[name] for record in RECORDS["cases"] for name in ("unit", "applicant")}):
            Unit.objects.create(city=city, code=code, title_en=code, kind="department", sensitivity=0)
        yield city


def test_the_files_are_samples_of_today_and_stand_as_they_are_called(office: City) -> None:
    dataset._register("hanoi", register("cases"))

    today = values.today()
    files = {case.code: cases.opened(case, today) for case in Case.objects.order_by("pk")}
    assert all(case.is_sample and case.title_vi and case.note_en for case in Case.objects.all())
    assert {code: (file.standing.state, waiting(file)) for code, file in files.items()} == {
        "f-sample-seminar": ("running", ["ask:opinions.public_security"]),
        "f-sample-agreement": ("running", ["step:decide"]),
        "f-sample-trip": ("granted", []),
        "f-sample-report": ("granted", ["duty:report"]),
    }
    given = taking_up.given(files["f-sample-agreement"])
    assert [(one.ask.answer, one.word and one.word.answer) for one in given.values()] == [
        ("agrees", "nothing"),
        ("changes", "whole"),
        ("disagrees", "part"),
    ]
    assert [file for file in files.values() if file.standing.unfit] == []
    assert {row.case.code: row.owes for row in CaseQueue.objects.filter(state="granted").select_related("case")} == {
        "f-sample-trip": False,
        "f-sample-report": True,
    }


def waiting(file: cases.File) -> list[str]:
    return [one.key for one in cases.waiting(file)]


@pytest.mark.parametrize("weekday", range(7))
def test_the_files_load_on_every_day_of_the_week(office: City, monkeypatch: pytest.MonkeyPatch, weekday: int) -> None:
    monday = values.today() - timedelta(days=values.today().weekday())
    monkeypatch.setattr(values, "today", lambda: monday + timedelta(days=weekday))

    assert dataset._register("hanoi", register("cases")) == HELD["cases"]

    files = [cases.opened(case, values.today()) for case in Case.objects.order_by("pk")]
    steps = [step for file in files for step in file.standing.steps]
    assert [
        step.id for step in steps if step.status == "open" and step.late
    ] == []  # whoever looks first sees none late
    assert [duty.id for file in files for duty in file.standing.duties if duty.late] == []


def test_an_act_that_has_no_place_is_named(office: City, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (HANOI / "cases.toml").read_text(encoding="utf-8").replace('of = "intake"', 'of = "result"', 1)
    monkeypatch.setattr(dataset, "_text", lambda *_names: text)

    with pytest.raises(dataset.BadDataSet, match=r"f-sample-seminar: acts\.5: done result"):
        dataset._register("hanoi", register("cases"))


def one(key: str, code: str) -> Any:
    """Return a record by its code."""
    return register(key).model._default_manager.get(code=code)


@long
def test_all_of_it_is_stored_as_said_and_a_second_time_adds_nothing(loaded: City) -> None:
    """One load for all, as it takes its seconds."""
    for _again in range(2):
        assert {key: Entry.objects.filter(register=key).count() for key in RECORDS} == HELD
        call_command("load", "hanoi", stdout=StringIO())
    rules_and_heritage_stand_as_the_sources_say()
    the_conference_of_2023_holds_its_sessions_and_what_came_of_it()


def rules_and_heritage_stand_as_the_sources_say() -> None:
    peace, citadel = one("assets", "as-city-for-peace"), one("assets", "as-thang-long")
    rule, members = one("regulations", "80/2020/NĐ-CP"), one("partners", "p-economic-corridor").memberships.all()

    assert (peace.awarded_by, peace.awarded_on, peace.scope) == ("UNESCO", "1999-07-16", "unesco")
    assert (citadel.awarded_on, citadel.to_verify) == ("2010", True)
    assert [other.code for other in rule.replaced_by.all()] == ["313/2025/NĐ-CP"]
    assert one("regulations", "r-capital-law").effective == ""
    assert (
        standing(one("projects", "pr-laos-support"), date(2026, 11, 26)) == "on_time"
    )  # running, though without dates
    assert {(member.member_unit or member.member_partner).code for member in members} == {
        "u-peoples-committee",
        "u-lao-cai",
        "u-hai-phong",
        "u-quang-ninh",
        "p-yunnan",
    }


def the_conference_of_2023_holds_its_sessions_and_what_came_of_it() -> None:
    conference, fair = one("activities", "a-vn-fr-12"), one("activities", "a-industrial-fair-2023")

    assert (conference.sessions.count(), conference.outcomes.count()) == (4, 4)
    assert [item.on for item in conference.programme.order_by("at")] == ["2023-04-14", "2023-04-15", "2023-04-15"]
    assert sorted(exhibitor.country for exhibitor in fair.exhibitors.all()) == ["JP", "KR", "TH", "VN"]
