"""Procedures as packs say them: every worked case comes out, and a wrong file is refused with its line."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from comity.core import pack as packs
from comity.core import pack_files, procedure_cases, procedure_reader, procedures
from comity.core.pack_files import BUILT_IN, Files, Problems
from comity.domain.legal_clock import Calendar
from comity.reports import packs as own

FILM = Path(__file__).parent / "film"
ELSEWHERE = sorted((BUILT_IN / "world" / "elsewhere").iterdir())


@pytest.fixture(autouse=True)
def _an_office_of_its_own(tmp_path: Path, settings: Any) -> None:
    settings.DATA, settings.PACKS = tmp_path, tmp_path / "packs"
    shutil.copytree(FILM, tmp_path / "packs" / "film")


def problems() -> list[str]:
    """Return what is wrong with the procedures of the film city alone."""
    said, files = Problems(), Files("film", (("film", Path(settings.PACKS) / "film"),))
    found = procedure_reader.read(files, ("en", "vi"), Calendar(), said)
    if not said.said:
        procedure_cases.check(files, found, said)
    return said.said


@pytest.mark.parametrize("folder", ELSEWHERE, ids=lambda one: one.name)
def test_the_procedures_of_other_countries_are_in_order(folder: Path) -> None:
    said, files = Problems(), Files(folder.name, ((folder.name, folder),))

    found = procedure_reader.read(files, ("en", "vi"), Calendar(), said)
    procedure_cases.check(files, found, said)

    assert said.said == []
    assert list(found.versions) == ["agreement"]


def test_the_law_that_counts_is_that_of_the_day_on_which_a_case_begins() -> None:
    found = procedures.of_pack(packs.load("vn"))

    versions = [found.current("aid", day) for day in (date(2020, 9, 16), date(2025, 12, 7), date(2025, 12, 8))]
    assert [one and (one.said.version, one.said.law) for one in versions] == [None, (1, "decree80"), (2, "decree313")]


def test_a_city_lays_its_own_rules_over_its_country_s() -> None:
    country, hanoi, danang = (procedures.of_pack(packs.load(name)) for name in ("vn", "hanoi", "danang"))

    limits = [[one.id for one in each.versions["outbound"][0].rules.limits] for each in (country, hanoi, danang)]
    assert limits[0] == []
    assert limits[1] == ["people", "days", "countries", "trips", "key_leaders", "company", "in_plan"]
    assert limits[2][:3] == ["people_top", "people_city", "people_unit"]
    assert "visa" in hanoi.versions
    assert "visa" not in danang.versions
    assert country.versions["agreement-city"][0].digest == danang.versions["agreement-city"][0].digest


WRONG = [
    # what is changed, into what, what is said
    ('id = "film"', 'id = "movie"', 'procedures/film.1.toml: line 1: id: found "movie" and version 1; expected those of the name'),
    ("version = 1\n", 'version = "one"\n', 'line 2: version: found "one"; expected a whole number'),
    ('verified = "yes"\n\n[title]', "\n[title]", "line 1: verified: is missing; it must be said"),
    ('verified = "yes"\n\n[title]', 'verified = "maybe"\n\n[title]', "line 7: verified: found \"maybe\"; expected one of 'yes', 'partly' or 'no'"),
    ('vi = "Quay phim"\n', "", "line 9: title: vi is missing; it must be said"),
    ('by = "guard"', 'by = "knight"', 'steps.1.by: found "knight"; expected one of parties.toml: applicant, guard, mayor'),
    ('law = "custom"\nverified = "no"', 'law = "habit"\nverified = "no"', 'papers.0.law: found "habit"; expected one of laws.toml: custom'),
    ('after = ["look"]', 'after = ["decide"]', "steps.1.after.0: found \"decide\"; expected a step that stands before this one: look"),
    ('id = "decide"', 'id = "look"', 'steps.3.id: "look" is said twice'),
    ("working_days = 2", "working_days = 0", "steps.0.within.working_days: found 0; expected a value greater than 0"),
    ("within = { working_days = 2 }", "within = { working_days = 2, calendar_days = 3 }", "steps.0.within: expected one of working_days and calendar_days"),
    ("within = { working_days = 2 }", "within = { weeks = 2 }", "steps.0.within.weeks: there is no such key"),
    ("{ crew = { over = 20 } }", "{ crowd = { over = 20 } }", "when.crowd: there is no such fact; expected all, any, disagreed or one of shot_on, crew, drone"),
    ("{ crew = { over = 20 } }", "{ crew = { above = 20 } }", "when.crew: found {'above': 20}; expected is, over, at_least, under, at_most with a value"),
    ("{ crew = { over = 20 } }", '{ crew = { over = "20" } }', "when.crew.over: found 20; expected a whole number"),
    ("{ crew = { over = 20 } }", "{ any = 20 }", "when.any: expected a list of conditions"),
    ("{ drone = { is = false } }", '{ drone = { is = "no" } }', "must.drone.is: found no; expected true or false"),
    ("disagreed = { is = true }", "shot_on = { is = true }", "when.shot_on: found {'is': True}; no condition can ask a day"),
    ('before = "shot_on"', 'before = "crew"', 'filings.0.before: found "crew"; expected a fact of the kind day, one of shot_on'),
    ('fact = "shot_on"', 'after = "fade"', 'duties.0.after: found "fade"; expected a step: look, ask, mayor, decide'),
    ('fact = "shot_on"', 'fact = "shot_on"\nafter = "look"', "duties.0: expected one of after, a step, and fact, a day"),
    ('silence = "agrees"', 'silence = "yes"', "steps.1.asks.0.silence: found \"yes\"; expected one of 'waits', 'agrees' or 'passes'"),
    ("[facts.drone]", '[facts.weather]\nkind = "number"\nen = "Weather"\nvi = "Thời tiết"\n[facts.drone]', "facts.weather: no rule asks it; leave it out"),
    ('kind = "number"', 'kind = "choice"', "facts.crew: choices belong to the kinds choice and choices, and there must be some"),
    ("decides = true\n", "", "levels: nobody decides; expected decides = true in a step"),
    ('vi = "Số người"\n', 'vi = "Số người"\nreads = { festivals = "people" }\n', 'facts.crew.reads.festivals: found "festivals"; expected one of activities, agreements'),
    ('vi = "Số người"\n', 'vi = "Số người"\nreads = { activities = "crowd" }\n', 'facts.crew.reads.activities: found "crowd"; expected one of countries, days'),
    ('vi = "Số người"\n', 'vi = "Số người"\nreads = { activities = "starts" }\n', "facts.crew.reads.activities: starts tells a day, which does not say what is asked, a number"),
    ('vi = "Có bay thiết bị"\n', 'vi = "Có bay thiết bị"\nreads = { activities = "in_plan" }\n', "facts.drone.reads.activities: in_plan tells a code, which does not say what is asked, a yes_no"),
    ('vi = "Có bay thiết bị"\n', 'vi = "Có bay thiết bị"\nmeans = { yes = "often" }\n', "facts.drone.means.yes: found often; expected true or false"),
    ('[lapse]\nwithin = { calendar_days = 5 }\nlaw = "custom"', '[lapse]\nwithin = { calendar_days = 5 }\nlaw = "habit"', 'lapse.law: found "habit"; expected one of'),
    ('submits = "applicant"\n', 'submits = "applicant"\nregisters = ["films"]\n', 'registers.0: found "films"; expected one of activities'),
    ('submits = "applicant"\n', 'submits = "applicant"\nregisters = ["ties"]\nsuits = { kind = ["x"] }\n', 'suits.kind: found "kind"; expected one of stage, tie_class'),
    ("in_force_to = 2026-12-31", "in_force_to = 2025-12-31", "in_force_to: found 2025-12-31; expected a day after in_force_from, 2026-01-01"),
    ("decides = true\n", 'decides = true\nproduces = [{ document = "letter", to = "king", en = "Permit", vi = "Giấy phép" }]\n', 'steps.3.produces.0.to: found "king"; expected one of parties.toml'),
    ("decides = true\n", 'decides = true\nproduces = [{ document = "letter", copies = ["guard", "king"], en = "Permit", vi = "Giấy phép" }]\n', 'steps.3.produces.0.copies.1: found "king"; expected one of parties.toml'),
    ("decides = true\n", 'decides = true\nproduces = [{ to = "guard", en = "Permit", vi = "Giấy phép" }]\n', "steps.3.produces.0: by, to and copies belong to a paper with a document"),
    ('id = "look"\n', 'id = "look"\nproduces = [{ document = "opinions", en = "Table", vi = "Bảng" }]\n', "steps.0.produces.0.document: expected opinions to be asked in this step or in one before it"),
    ('id = "look"\n', 'id = "look"\nproduces = [{ document = "receipt", en = "Slip", vi = "Phiếu" }, { document = "receipt", en = "Slip", vi = "Phiếu" }]\n', "steps.0.produces.1.document: a file has one receipt; it is named at one step"),
    ('silence = "agrees" }]\n', 'silence = "agrees" }]\ndecides = true\n', "line 71: steps.1.decides: a step that asks is done when all have answered; say this of a step after it"),
    ('silence = "agrees" }]\n', 'silence = "agrees" }]\nconsents = true\n', "line 71: steps.1.consents: a step that asks is done when all have answered; say this of a step after it"),
    ("must = { drone = { is = false } }", "must = { drone = { is = false }, disagreed = { is = false } }", "limits.0.must.disagreed: only steps and levels know whether somebody disagreed"),
    ("must = { drone = { is = false } }", "must = { any = [{ drone = { is = false } }, { disagreed = { is = false } }] }", "limits.0.must.disagreed: only steps and levels know whether somebody disagreed"),
    ("within = { calendar_days = 5 }, silence", "within = { calendar_days = 5 }, when = { disagreed = { is = true } }, silence", "steps.1.asks.0.when.disagreed: expected opinions to be asked in a step before this one"),
    ("decides = true\n", "decides = true\nconsents = true\n", "steps.3.consents: a step decides or consents, not both"),
    ('after = ["look"]\nasks', 'after = ["look"]\nconsents = "perhaps"\nasks', 'steps.1.consents: found "perhaps"; expected true or false'),
    ('after = ["mayor"]\n', 'after = ["ask"]\n', "steps.2.consents: expected a step after this one that decides"),
    ('[[steps]]\nid = "look"', "[[steps]\nid", "this is not TOML"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), WRONG)
def test_what_is_wrong_is_named_with_file_line_and_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "packs" / "film" / "procedures" / "film.1.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    assert said in "\n".join(problems())
    assert all(line.startswith("packs/film/procedures/film.1.toml: ") for line in problems())


def test_a_pack_with_a_procedure_in_order_has_no_problem() -> None:
    assert own.check("film", (BUILT_IN, settings.PACKS)) == []


def test_a_worked_case_that_comes_out_otherwise_refuses_the_pack(tmp_path: Path) -> None:
    path = tmp_path / "packs" / "film" / "procedures" / "film.1.cases.toml"
    path.write_text(path.read_text().replace("look = 2026-03-04", "look = 2026-03-05"))

    assert problems() == [
        "packs/film/procedures/film.1.cases.toml: line 5: cases.0.expect.due: expected look 2026-03-05; it comes to look 2026-03-04"
    ]
    path.unlink()
    assert [line.partition(": ")[2] for line in problems()] == [
        "worked cases are missing; expected them in packs/film/procedures/film.1.cases.toml"
    ]


WRONG_CASES = [
    # what of a worked case is changed, into what, what is said
    ("crew = 5, drone", 'crew = "twelve", drone', 'line 3: cases.0.facts.crew: found "twelve"; expected a whole number from 0 to 1000000000'),
    ("crew = 5, drone", "crew = true, drone", "line 3: cases.0.facts.crew: found True; expected a whole number"),
    ("crew = 5, drone", "crew = -5, drone", "line 3: cases.0.facts.crew: found -5; expected a whole number"),
    ("drone = false", 'drone = "no"', 'line 3: cases.0.facts.drone: found "no"; expected true or false'),
    ("shot_on = 2026-03-20", 'shot_on = "2026-03-20"', 'line 3: cases.0.facts.shot_on: found "2026-03-20"; expected a day such as 2026-01-31'),
    ("shot_on = 2026-03-20", "shot_on = 0003-03-20", "line 3: cases.0.facts.shot_on: found 0003-03-20; expected a day such as 2026-01-31"),
    ("shot_on = 2026-03-20", "shot_on = 2026-03-20T08:00:00", "line 3: cases.0.facts.shot_on: found 2026-03-20 08:00:00; expected a day"),
    ("crew = 5, drone", "crowd = 5, drone", "line 3: cases.0.facts: there is no such fact: crowd"),
    ('expect = { open = ["look"], due = { look = 2026-03-04 }, file_by = 2026-03-13 }', "expect = { }", "line 5: cases.0.expect: says nothing; expected one of state, decided_by, open"),
    ('expect = { open = ["look"], due = { look = 2026-03-04 }, file_by = 2026-03-13 }', "expect = { due = { } }", "line 5: cases.0.expect: says nothing; expected one of"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), WRONG_CASES)
def test_a_worked_case_that_says_something_wrong_or_nothing_is_named_beside_others(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    path = tmp_path / "packs" / "film" / "procedures" / "film.1.cases.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1).replace("open = []", 'open = ["look"]'), encoding="utf-8")

    first, *more = problems()
    assert said in first
    assert [one.partition("cases.toml: ")[2] for one in more] == [
        "line 18: cases.2.expect.open: expected look; it comes to nothing"
    ]


def test_a_choice_in_a_worked_case_is_one_of_its_fact(tmp_path: Path) -> None:
    folder = tmp_path / "packs" / "film" / "procedures"
    rule, worked = folder / "film.1.toml", folder / "film.1.cases.toml"
    size = '[facts.size]\nkind = "KIND"\nen = "Size"\nvi = "Quy mô"\nchoices.big = { en = "Big", vi = "Lớn" }\nchoices.small = { en = "Small", vi = "Nhỏ" }\n[[papers]]\nid = "plan"'
    was, cases = rule.read_text(encoding="utf-8"), worked.read_text(encoding="utf-8")
    for kind, word, value, said in (
        ("choice", "is", '"bg"', 'found "bg"; expected one of big, small'),
        ("choices", "has", '["big", "bg"]', "found ['big', 'bg']; expected a list of big, small"),
        ("choices", "has", '"big"', 'found "big"; expected a list of big, small'),
    ):
        asked = '"big"' if word == "is" else '["big"]'
        rule.write_text(
            was.replace('[[papers]]\nid = "plan"', size.replace("KIND", kind)).replace(
                "when = { crew = { over = 20 } }", f"when = {{ crew = {{ over = 20 }}, size = {{ {word} = {asked} }} }}"
            ),
            encoding="utf-8",
        )
        worked.write_text(cases.replace("crew = 5,", f"crew = 5, size = {value},", 1), encoding="utf-8")

        assert [one.partition("cases.0.facts.size: ")[2] for one in problems()] == [said]


def test_a_file_of_worked_cases_holds_some_and_stands_beside_its_version(tmp_path: Path) -> None:
    folder = tmp_path / "packs" / "film" / "procedures"
    worked = folder / "film.1.cases.toml"
    shutil.copy(worked, folder / "film.3.cases.toml")
    worked.write_text("cases = []\n")
    orphan = "packs/film/procedures/film.3.cases.toml: these worked cases belong to no version"

    assert problems() == [f"{orphan}; expected film.3.toml beside them or in a pack below"]
    (folder / "film.3.cases.toml").unlink()
    none = "packs/film/procedures/film.1.cases.toml: line 1: cases: there is none; expected at least one worked case"
    assert problems() == [none]
    worked.write_text("cases = [\n")
    assert [one.partition(" (")[0] for one in problems()] == [
        "packs/film/procedures/film.1.cases.toml: this is not TOML: Invalid value"
    ]


def test_worked_cases_of_a_city_may_stand_beside_a_version_of_its_country(tmp_path: Path) -> None:
    city = tmp_path / "packs" / "reel"
    (city / "procedures").mkdir(parents=True)
    (city / "pack.toml").write_text('id = "reel"\nextends = "film"\n[title]\nen = "Reel"\nvi = "Reel"\n')
    shutil.copy(FILM / "procedures" / "film.1.cases.toml", city / "procedures")

    assert own.check("reel", (BUILT_IN, settings.PACKS)) == []


def test_codes_of_records_that_a_procedure_names_are_words_of_the_pack(tmp_path: Path) -> None:
    path = tmp_path / "packs" / "film" / "procedures" / "film.1.toml"
    text = path.read_text(encoding="utf-8")
    about = 'registers = ["activities"]\nsuits = { kind = ["conference", "delegation_outt"] }\n'
    text = text.replace('submits = "applicant"\n', f'submits = "applicant"\n{about}')
    reads = 'reads = { activities = "in_plan" }\nmeans = { yess = true, "*" = false }\n'
    text = text.replace('vi = "Có bay thiết bị"\n', f'vi = "Có bay thiết bị"\n{reads}')
    path.write_text(text.replace('by = "guard"', 'by = "knight"'), encoding="utf-8")

    found = [one.partition(": line ")[2] for one in own.check("film", (BUILT_IN, settings.PACKS))]
    assert [one.partition("; ")[0] for one in found] == [
        '72: steps.1.by: found "knight"',
        '7: suits.kind: found "delegation_outt"',
        '28: facts.drone.means: found "yess"',
    ]
    assert "expected a code of activity_kind: " in found[1]
    assert found[2].endswith("expected a code of yes_no: no, yes")


def test_two_versions_may_not_be_in_force_on_one_day(tmp_path: Path) -> None:
    folder = tmp_path / "packs" / "film" / "procedures"
    newer = (
        (folder / "film.1.toml").read_text().replace("version = 1", "version = 2").replace("2026-01-01", "2026-07-01")
    )
    (folder / "film.2.toml").write_text(newer)
    shutil.copy(folder / "film.1.cases.toml", folder / "film.2.cases.toml")

    said = "in_force_to: found 2026-12-31; expected a day before 2026-07-01, when version 2 comes into force"
    assert problems() == [f"packs/film/procedures/film.1.toml: {said}"]


def test_a_file_that_is_no_procedure_is_refused(tmp_path: Path) -> None:
    (tmp_path / "packs" / "film" / "procedures" / "notes.toml").write_text("")

    assert "packs/film/procedures/notes.toml: no such file belongs here" in problems()[0]


def test_procedures_come_into_force_with_their_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter(range(10**9, 10**9 + 1000))
    monkeypatch.setattr(pack_files, "monotonic", lambda: next(seconds))
    first = own.use([])
    path = tmp_path / "packs" / "film" / "procedures" / "parties.toml"
    path.write_text(path.read_text().replace('"Mayor"', '"Lord Mayor"'))

    assert procedures.of_pack(packs.load("film")).parties["mayor"].en == "Mayor"
    assert own.use([]) != first
    assert procedures.of_pack(packs.load("film")).parties["mayor"].en == "Lord Mayor"


def test_a_party_acts_as_roles_that_there_are(tmp_path: Path) -> None:
    path = tmp_path / "packs" / "film" / "procedures" / "parties.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("[mayor]", '[mayor]\nroles = ["king"]'), encoding="utf-8")

    assert any('mayor.roles: found "king"; expected one of officer, head, leader' in one for one in problems())
