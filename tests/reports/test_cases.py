"""Every worked case of every pack comes out as it says, with the records stored and counted as an office does it."""

import tomllib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from comity.core import identity
from comity.core import pack as packs
from comity.core.pack_files import BUILT_IN, Problems
from comity.core.people import City
from comity.domain import period as periods
from comity.registers import BY_KEY
from comity.reports import board, cases, figures, indicators
from comity.reports import packs as own
from comity.reports.cases import Case
from comity.reports.counting import Recorded
from tests.long import long

PACKS = {"vn": "VN", "us": "US", "fr": "FR"}

pytestmark = pytest.mark.django_db
Made = Callable[..., Any]


@pytest.fixture
def office() -> Callable[[str], City]:
    """Open an office with a pack."""

    def opened(pack: str) -> City:
        return City.objects.create(
            code=f"case-{pack}",
            title_en="Case",
            title_vi="Case",
            pack=pack,
            country=PACKS[pack],
            latitude=1,
            longitude=1,
        )

    return opened


def cases_of(pack: str) -> list[Case]:
    problems = Problems()
    loaded = packs.load(pack)
    found = cases.read(loaded, indicators.of_pack(loaded), problems)
    problems.refuse()
    return found


def fill(case: Case, made: Made, city: City) -> None:
    """Store the records of a case, those that others link to first."""
    names: dict[str, int] = {}

    def linked(value: Any) -> Any:
        if isinstance(value, list):
            return [linked(one) for one in value]
        return names[value[1:]] if isinstance(value, str) and value.startswith("@") else value

    for key in sorted(case.records, key=list(BY_KEY).index):
        for number, said in enumerate(case.records[key]):
            values = {name: linked(value) for name, value in said.items() if name != cases.NAME}
            titled = {"title_en": f"{key} {number}"} if "title_en" in BY_KEY[key].fields else {}
            record = made(key, at=city, **titled | values)
            if cases.NAME in said:
                names[said[cases.NAME]] = record.pk


def value(recorded: Recorded | None) -> Any:
    assert recorded is not None
    return dict(recorded.certain.amounts) or recorded.certain.value


def expected(said: Any) -> Any:
    return {code: Decimal(amount) for code, amount in said.items()} if isinstance(said, dict) else said


@pytest.mark.parametrize("pack", [pytest.param(one, marks=long) if one == "vn" else one for one in PACKS])
def test_the_worked_cases_of_a_pack_come_out(pack: str, made: Made, office: Callable[[str], City]) -> None:
    city = office(pack)
    for case in cases_of(pack):
        with transaction.atomic():
            fill(case, made, city)
            with identity.acting(identity.system(city, door="test")):
                lines = {line.code: line for line in figures.of(periods.parse(case.period), case.report).lines}
                every = {line.code: line for line in figures.of(periods.parse(case.period)).lines} | lines
            found = {code: value(every[code].recorded) for code in case.expect}
            transaction.set_rollback(True)
        assert (case.what, found) == (case.what, {code: expected(said) for code, said in case.expect.items()})


@pytest.mark.parametrize("pack", PACKS)
def test_every_indicator_of_a_pack_has_a_worked_case(pack: str, office: Callable[[str], City]) -> None:
    office(pack)
    worked = {code for case in cases_of(pack) for code in case.expect}
    own_file = tomllib.loads((BUILT_IN / pack / "indicators.toml").read_text("utf-8"))

    assert set(own_file["indicators"]) == worked


def test_dashboards_are_the_country_s_own(office: Callable[[str], City], made: Made) -> None:
    city = office("us")
    place = made("partners", at=city, title_en="Ilm", kind="locality").pk
    made("ties", at=city, partner=place, stage="sister", since="2010")
    visit = {"starts": "2020-03-01", "partners": [place], "cost": 900, "cost_currency": "USD"}
    choir = made("activities", at=city, title_en="Choir", kind="delegation_in", **visit)
    made("activities", at=city, title_en="Call", kind="meeting", starts="2021-05-01", partners=[place])
    for state in ("won", "lost"):
        made("outcomes", at=city, title_en="Deal", activity=choir.pk, kind="contract", state=state)

    with identity.acting(identity.system(city, door="test")):
        then, later = (board.of(periods.parse(year), date(2025, 1, 1)) for year in ("2020", "2021"))

    (tile,) = next(one for one in then.effect if one.kind == "tiles").data
    assert (tile["label"], tile["value"]) == ("Cost per contract", "450 USD")
    ties = [{d["label"]: d["shown"] for d in next(one for one in shown.effect if one.kind == "pairs").data} for shown in (then, later)]  # fmt: skip
    # dormant after 400 days there, and a meeting is no contact
    assert ties == [
        {"Ties gained": "0", "Fell dormant": "0", "Revived": "1", "Dormant at the end": "0"},
        {"Ties gained": "0", "Fell dormant": "1", "Revived": "0", "Dormant at the end": "1"},
    ]


WRONG = [
    ('delegations_in = 1', 'invasions = 1', 'cases.0.expect.invasions: found "invasions"; expected one of '),
    ('activities = [', 'outings = [', 'cases.0.records.outings: found "outings"; expected one of '),
    ('starts =', 'begins =', 'cases.0.records.activities: found "begins"; expected one of '),
    ('"2024"\n[', '"soon"\n[', 'cases.0.period: found "soon"; expected a period such as 2024-Q1'),
    ('period', 'report = "none"\nperiod', 'cases.0.report: found "none"; expected one of '),
    ('what = "One"\n', '', 'cases.0.what: is missing; it must be said'),
]  # fmt: skip
GOOD = """[[cases]]
what = "One"
period = "2024"
[cases.records]
activities = [{ kind = "delegation_in", starts = "2024-05" }]
[cases.expect]
delegations_in = 1
"""


@pytest.mark.parametrize(("old", "new", "said"), WRONG)
def test_a_wrong_case_is_refused_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert tomllib.loads(GOOD)
    folder = tmp_path / "own"
    folder.mkdir()
    head = (
        (BUILT_IN / "vn" / "pack.toml").read_text(encoding="utf-8").replace('id = "vn"', 'id = "own"\nextends = "vn"')
    )
    (folder / "pack.toml").write_text(head, encoding="utf-8")
    (folder / "cases.toml").write_text(GOOD.replace(old, new, 1), encoding="utf-8")

    (found,) = own.check("own", (tmp_path, BUILT_IN))

    assert found.startswith("packs/own/cases.toml: line ")
    assert said in found
