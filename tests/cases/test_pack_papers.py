"""Every paper that a pack names at a step can be made: in both languages, with its name, whom it is for, and its facts."""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from comity.core import pack as loaded
from comity.core import procedure_reader
from comity.core import procedures as packs
from comity.core.case_acts import CaseAct
from comity.core.pack_files import BUILT_IN, Files, Problems, names
from comity.core.people import City
from comity.core.procedure_parts import Procedures, Version
from comity.documents import case_papers
from comity.documents.case_papers import Paper
from comity.documents.content import Asked
from comity.domain import case as rule
from comity.domain.condition import Value
from comity.domain.legal_clock import Calendar
from comity.domain.standing import Act
from comity.gate import law_words
from comity.gate.cases import File
from comity.registers.cases import Case
from comity.reports import packs as own_packs
from tests.cases.test_papers import lines
from tests.long import long

PACKS = Path(__file__).parent.parent / "packs"
ELSEWHERE = sorted((BUILT_IN / "world" / "elsewhere").iterdir())
MONDAY = date(2026, 3, 2)
OFFICE, TITLE = "Office of Vesper", "Lanterns & letters {{ title }}"
# What leads to a paper that not every file has: somebody disagrees, or agencies are asked.
FACTS: dict[str, Value] = {"consults": True, "who": "business", "donor": "ngo", "place": "hanoi", "sign_anew": True}


def fact(version: Version, name: str) -> Value:
    """Return what a file is judged by, so that as much as possible is needed."""
    said = version.said.facts[name]
    usual: dict[str, Value] = {"yes_no": True, "number": 1, "day": MONDAY + timedelta(days=200), "choices": ()}
    return FACTS.get(name, next(iter(said.choices), "") if said.kind == "choice" else usual[said.kind])


def file_of(version: Version, of: Procedures, acts: list[Act], facts: dict[str, Value]) -> File:
    case = Case(pk=7, title_en=TITLE, title_vi=TITLE, procedure=version.said.id)
    done = [rule.Done(at, one) for at, one in enumerate(acts)]
    told = rule.Told(version.said.id, version.said.version, facts, tuple(done))
    standing = rule.standing(told, version.rules, facts, calendar=of.calendar, today=MONDAY + timedelta(days=60))
    rows = tuple(CaseAct(pk=at, what=one.what, of=one.of, answer=one.answer, on=one.on) for at, one in enumerate(acts))
    return File(case, of, version, rows, told, facts, standing, None, MONDAY + timedelta(days=60))


def histories(version: Version, of: Procedures) -> Iterator[File]:
    """Yield a file after each step of its way, once with opinions that disagree and once without asking anybody."""
    for asked in (True, False):
        facts = {name: fact(version, name) for name in version.said.facts} | {"consults": asked}
        facts = {name: value for name, value in facts.items() if name in version.said.facts}
        acts = [Act("filed", MONDAY), *(Act("paper", MONDAY, one.id) for one in version.said.papers)]
        while True:
            file = file_of(version, of, acts, facts)
            yield file
            step = next((one for one in file.standing.steps if one.status == "open"), None)
            if step is None:
                break
            day = step.begins or MONDAY
            asks = [one for one in step.asks if one.status == "open"]
            acts += [Act("opinion", day, one.id, "disagrees") for one in asks] or [Act("done", day, step.id)]


def papers(version: Version, of: Procedures) -> dict[tuple[str, int], tuple[File, Paper]]:
    """Return every paper that a file is offered on its way, with the file as it stood last."""
    found = {}
    for file in histories(version, of):
        given = case_papers.receipt(file)
        assert given is not None
        for one in [given, *case_papers.offered(file)]:
            found[(one.step.id if one.at >= 0 else "", one.at)] = (file, one)
    return found


def named(version: Version) -> set[tuple[str, int]]:
    said = [(step.id, at, one.document) for step in version.said.steps for at, one in enumerate(step.produces)]
    return {("", -1), *((step, at) for step, at, document in said if document not in ("", "receipt"))}


@pytest.fixture
def city(db: None, request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> City:
    """An office under the rules of a pack, of the tests' own where the program brings none of that name."""
    if request.param not in names((BUILT_IN,)):
        settings.DATA, settings.PACKS = tmp_path, tmp_path / "packs"
        shutil.copytree(PACKS / request.param, settings.PACKS / request.param)
        own_packs.use([])
    return City.objects.create(
        code="vesper", title_en="Vesper", title_vi="Vesper", pack=request.param, country="VN", latitude=10.0,
        longitude=106.0, office_en=OFFICE, office_vi=OFFICE,
    )  # fmt: skip


def versions(of: Procedures) -> list[Version]:
    return [one for found in of.versions.values() for one in found]


def left_to_others(version: Version, of: Procedures) -> set[tuple[str, int]]:
    """Return the papers that a body may write itself, in a form of its own."""
    levels = [one.by for one in version.said.levels]
    return {
        (step.id, at)
        for step in version.said.steps
        for at, one in enumerate(step.produces)
        if one.document in case_papers.TELLING
        and any(of.parties[by].own_papers for by in (step.by, *(levels if step.decides else ())))
    }


def own(pack: str, of: Procedures) -> list[Version]:
    """Return the versions that a pack does not take over as they are from the one that it builds on."""
    below = {one.digest for one in versions(packs.of_pack(loaded.load("vn")))} if pack != "vn" else set()
    return [one for one in versions(of) if one.digest not in below]


@long
@pytest.mark.parametrize("city", names((BUILT_IN,)), indirect=True)
def test_every_paper_that_a_pack_names_is_made_in_both_languages(city: City, as_system: Any) -> None:
    asked = Asked(city, "Ada", "https://example.org/")
    with as_system():
        of = packs.of_city()
        made_all(own(city.pack, of), of, asked)


@pytest.mark.parametrize("folder", ELSEWHERE, ids=lambda one: one.name)
@pytest.mark.parametrize("city", ["us"], indirect=True)
def test_every_paper_of_other_countries_is_made_in_both_languages(city: City, as_system: Any, folder: Path) -> None:
    """In an office outside the first country, whose papers look plain."""
    of = elsewhere(folder)
    with as_system():
        made_all(versions(of), of, Asked(city, "Ada", "https://example.org/"))


def elsewhere(folder: Path) -> Procedures:
    return procedure_reader.read(Files(folder.name, ((folder.name, folder),)), ("en", "vi"), Calendar(), Problems())


def made_all(those: list[Version], of: Procedures, asked: Asked) -> None:
    """Make every paper of versions, and hold each against its file."""
    for version in those:
        found = papers(version, of)
        assert set(found) <= named(version), version.said.id
        assert named(version) - set(found) <= left_to_others(version, of), version.said.id
        for file, paper in found.values():
            for language in ("en", "vi"):
                made = case_papers.made(file, paper, "docx", asked, language)
                with translation.override(language):
                    holds(lines(made), file, paper)


def holds(said: list[str], file: File, paper: Paper) -> None:
    """Hold the text of a paper against the file: its name, its title, to whom it is, what it is judged by."""
    kind, whole = paper.said.document, "\n".join(said)
    assert TITLE in whole
    assert (str(paper.said).upper() in said) == (kind != "letter")
    if kind in ("submission", "decision", "letter"):
        for name, value in file.facts.items():
            words = law_words.fact(file.version.said.facts[name], value)
            assert f"{file.version.said.facts[name]} | {words}" in whole
    if kind in ("submission", "letter"):
        to = paper.said.to or (decider(file) if kind == "submission" else file.version.said.submits)
        assert f": {file.procedures.party(to)}" in whole
    if kind == "opinions":
        assert all(file.procedures.party(ask.whom) in whole for step in file.standing.steps for ask in step.asks)
    if kind == "receipt":
        assert all(str(one) in whole for one in file.version.said.papers)


def decider(file: File) -> str:
    steps = [file.standing.step(one.id).by for one in file.version.said.steps if one.decides]
    return file.standing.level or steps[0]


def test_a_notice_of_the_party_is_not_made_under_the_heading_of_the_state() -> None:
    of = packs.of_pack(loaded.load("vn"))
    version = of.versions["twinning"][0]

    found = papers(version, of)

    assert ("policy", 0) in found  # the department's submission to it
    assert ("policy", 1) not in found
    assert left_to_others(version, of) == {("policy", 1)}


@pytest.mark.parametrize("pack", ["vn", "hanoi", "danang"])
def test_every_procedure_that_leads_to_a_decision_makes_its_papers(pack: str) -> None:
    """What is decided leaves on a paper of the program, and what is asked is put together in a table."""
    decisions_leave_on_paper(versions(packs.of_pack(loaded.load(pack))))


@pytest.mark.parametrize("folder", ELSEWHERE, ids=lambda one: one.name)
def test_every_decision_of_other_countries_makes_its_papers(folder: Path) -> None:
    decisions_leave_on_paper(versions(elsewhere(folder)))


def decisions_leave_on_paper(those: list[Version]) -> None:
    for version in those:
        kinds = {one.document for step in version.said.steps for one in step.produces}
        if any(step.decides for step in version.said.steps):
            assert kinds & {"decision", "letter"}, version.said.id
        if any(step.asks for step in version.said.steps):
            assert "opinions" in kinds, version.said.id
