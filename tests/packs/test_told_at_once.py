"""Everything that is wrong with a pack is told at once: shapes and meanings, with nothing that only follows from what was told."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from comity.core.pack_files import BUILT_IN
from comity.reports import packs as own
from tests.packs.ours import OURS, copied

HERE = Path(__file__).parent
FILM, IN_OURS = "packs/film/procedures/film.1.toml", "packs/ours"


@pytest.fixture(autouse=True)
def _an_office_of_its_own(tmp_path: Path, settings: Any) -> None:
    settings.DATA, settings.PACKS = tmp_path, tmp_path / "packs"
    shutil.copytree(HERE / "film", tmp_path / "packs" / "film")
    copied(tmp_path / "packs")


def problems(name: str, **changes: tuple[tuple[str, str], ...]) -> list[str]:
    """Return what is wrong with a pack after some changes of its files."""
    for file, pairs in changes.items():
        path = Path(settings.PACKS) / name / f"{file.replace('__', '/').replace('_1', '.1')}.toml"
        text = path.read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new, 1)
        path.write_text(text, encoding="utf-8")
    return own.check(name, (BUILT_IN, settings.PACKS))


def test_a_wrong_shape_hides_no_wrong_meaning_in_a_procedure() -> None:
    said = problems(
        "film",
        procedures__film_1=(
            ('verified = "yes"\n\n[title]', 'verified = "maybe"\n\n[title]'),  # a shape
            ("within = { working_days = 2 }", "within = { weeks = 2 }"),  # a shape
            ('after = ["look"]', 'after = ["decide"]'),  # a meaning
            ('by = "guard"', 'by = "knight"'),  # a meaning
            ('vi = "Sơ đồ"\n', ""),  # a word
        ),
    )

    assert [one.removeprefix(f"{FILM}: ").partition("; ")[0] for one in said] == [
        'line 7: verified: found "maybe"',
        "line 60: steps.0.within.weeks: there is no such key",
        "line 26: papers.0: vi is missing",
        'line 67: steps.1.by: found "knight"',
        'line 68: steps.1.after.0: found "decide"',
    ]


FOLLOW = [
    # what is wrong in its shape, and the one thing that is told: nothing that other rules would say of it
    (('kind = "number"\n', 'kind = "count"\n'), "facts.crew.kind: found"),
    (('id = "look"\n', "id = 3\n"), "steps.0.id: found 3; expected text"),
    (("decides = true", 'decides = "yes, he does"'), "steps.3.decides: found"),
    (('when = { crew = { over = 20 } }', "when = 20"), "papers.0.when: found 20; expected a table"),
    (('submits = "applicant"\n', ""), "submits: is missing; it must be said"),
    (('by = "mayor"\nlaw', "by = 1\nlaw"), "levels.0.by: found 1; expected text"),
    (("version = 1\n", 'version = "one"\n'), "version: found"),
    (('asks = [{ whom = "guard"', "asks = [{ whom = 7"), "steps.1.asks.0.whom: found 7; expected text"),
    (('fact = "shot_on"', "fact = 5"), "duties.0.fact: found 5; expected text"),
    (('en = "Filming in the streets"', "en = 9"), "title.en: found 9; expected text"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "said"), FOLLOW)
def test_what_only_follows_from_a_wrong_shape_is_not_told(change: tuple[str, str], said: str) -> None:
    found = problems("film", procedures__film_1=(change,))

    assert [said in one for one in found] == [True]


def test_a_party_of_a_wrong_shape_is_still_a_party() -> None:
    found = problems("film", procedures__parties=(("[mayor]\n", '[mayor]\nrole = "leader"\nroles = ["king"]\n'),))

    assert [one.partition(": line ")[2].partition(": ")[2].partition("; ")[0] for one in found] == [
        "mayor.role: there is no such key",
        'mayor.roles: found "king"',
    ]


def test_a_wrong_head_hides_nothing_in_the_files_beside_it() -> None:
    found = problems(
        OURS,
        pack=(('week_starts = "sunday"', 'week_begins = "sunday"'), ('"USD"', '"DKK"')),
        terms=(("rank = 5", 'rank = "high"'),),
        indicators=(('"delegation_in"]', '"invasion"]'),),
    )

    assert [one.partition("; ")[0] for one in found] == [
        f"{IN_OURS}/pack.toml: line 1: week_starts: is missing",
        f"{IN_OURS}/pack.toml: line 8: week_begins: there is no such key",
        f'{IN_OURS}/terms.toml: line 34: tie_stage.sister.rank: found "high"',
        f'{IN_OURS}/pack.toml: line 6: currency: found "DKK"',
        f'{IN_OURS}/indicators.toml: line 10: indicators.delegations_in: where.kind: found "invasion"',
    ]


def test_a_wrong_layout_hides_nothing_either(tmp_path: Path) -> None:
    (tmp_path / "packs" / OURS / "layout.toml").write_text('[page]\npaper = "a0"\n')

    found = problems(OURS, pack=(('"USD"', '"DKK"'),))

    assert [one.partition("; ")[0] for one in found] == [
        f'{IN_OURS}/layout.toml: line 2: page.paper: found "a0"',
        f'{IN_OURS}/pack.toml: line 6: currency: found "DKK"',
    ]


def test_without_readable_words_procedures_are_read_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "packs" / "film" / "terms.toml").write_text("[[[")

    found = problems("film", procedures__film_1=(('by = "guard"', 'by = "knight"'),))

    assert [one.partition("; ")[0].partition(":")[2].split(":")[0].strip() for one in found][-1] == "line 68"
    assert 'steps.1.by: found "knight"' in found[-1]


def test_an_indicator_of_a_wrong_shape_hides_no_report_that_names_an_unknown_one(tmp_path: Path) -> None:
    path = tmp_path / "packs" / OURS / "indicators.toml"
    text = path.read_text(encoding="utf-8").replace('"delegation_in"]', '"invasion"]', 1)
    path.write_text(f'{text}\n[reports.more]\ntitle = {{ en = "More" }}\nindicators = ["delegations_in", "dragons"]\n')

    found = problems(OURS)

    assert [one.partition("; ")[0].partition(": line ")[2].partition(": ")[2] for one in found] == [
        'indicators.delegations_in: where.kind: found "invasion"',
        'reports.more.indicators: found "dragons"',
    ]


def test_every_name_that_is_no_figure_is_told_at_once_each_on_its_line() -> None:
    path = Path(settings.PACKS) / "ours" / "indicators.toml"
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    more = """
[reports.one]
title = { en = "One", vi = "Một" }
indicators = ["dragons"]
tables = ["wyverns"]
[reports.two]
title = { en = "Two", vi = "Hai" }
indicators = ["griffins"]
"""
    path.write_text(before + more, encoding="utf-8")

    said = own.check("ours", (BUILT_IN, settings.PACKS))

    first = before.count("\n") + 2
    assert [one.partition("; expected")[0] for one in said] == [
        f'packs/ours/indicators.toml: line {first + line}: reports.{name}: found "{found}"'
        for line, name, found in (
            (2, "one.indicators", "dragons"),
            (3, "one.tables", "wyverns"),
            (6, "two.indicators", "griffins"),
        )
    ]
