"""What stands at the end of a period is counted a second time from what readers export, and every kind of indicator is.

A few figures in the test command, more by COMITY_RECOUNTS=500.
"""

import os
import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Q
from django.test import Client

from comity.core import pack as packs
from comity.core.people import Officer
from comity.domain.period import Period
from comity.domain.span import Span
from comity.reports import behind, counting, indicators
from comity.reports.rules import Indicator
from tests.reports.again_standing import KEPT, Standing
from tests.reports.test_recount import MEASURES

RECOUNTS = int(os.environ.get("COMITY_RECOUNTS", "60"))
Made = Callable[..., Any]
DRAWN: dict[str, Any] = {  # the codes that records are given and figures ask for
    "instrument": ["mou", "plan"], "stage": ["sister", "friendship"], "partner__kind": ["locality", "network"],
    "kind": {"projects": ["aid_received", "cooperation"], "applications": ["press", "abtc"], "units": ["association", "ward"]},
    "result": ["approved", "refused"],
}  # fmt: skip
ACTS = ["amend", "extend", "renew", "suspend", "resume", "withdraw", "terminate", "succeed", "report"]


@pytest.fixture
def chance() -> random.Random:
    return random.Random(20241127)


@pytest.fixture
def lasting(made: Made, units: dict[str, Any], chance: random.Random) -> None:
    """Records that begin and end on days known well or badly, or not at all, for different eyes."""

    def days() -> tuple[str, str]:
        begun = date(2020, 1, 1) + timedelta(days=chance.randint(0, 1500))
        ended = begun + timedelta(days=chance.randint(370, 1200))
        return _known(begun, chance), chance.choice(["", _known(ended, chance), _known(ended, chance)])

    def seen(number: int) -> dict[str, Any]:
        unit = units[("trade", "desk", "ward")[number % 3]].pk
        guard = {"sensitivity": 2, "shown_to": [units["desk"].pk]} if number % 7 == 6 else {"sensitivity": number % 2}
        return {"unit": unit, **guard}

    places = [
        made("partners", title_en=f"Place {number}", kind=chance.choice(DRAWN["partner__kind"]),
             country=chance.choice(["", "JP", "FR", "KR"]), **seen(number)).pk
        for number in range(16)
    ]  # fmt: skip
    for number, place in enumerate(places):
        since, ended = days()
        made("ties", partner=place, stage=chance.choice(DRAWN["stage"]), since=since, ended=ended, **seen(number))
    for number in range(30):
        _agreement(made, chance, number, chance.sample(places, chance.choice([1, 2])), days(), seen(number))
        begins, ends = days()
        money = {"approved": chance.randint(1, 900), "currency": chance.choice(["USD", "VND"])} if number % 3 else {}
        made("projects", title_en=f"Project {number}", kind=chance.choice(DRAWN["kind"]["projects"]), approved_on=begins, finished=ends, **money, **seen(number))  # fmt: skip
        answer = {"result": chance.choice(DRAWN["result"]), "answered_on": begins, "valid_to": ends} if begins else {}
        made("applications", title_en=f"Application {number}", kind=chance.choice(DRAWN["kind"]["applications"]), received="2019", **answer, **seen(number))  # fmt: skip
        begins, ends = days()
        how_many = {"members": chance.choice([None, 0, 12, 300]), "chapters": chance.choice([None, 3])}
        made("mandates", title_en=f"Term {number}", starts=begins, ends=ends, **how_many, **seen(number))
        begins, ends = days()
        made("units", title_en=f"Unit {number}", kind=chance.choice(DRAWN["kind"]["units"]), valid_from=begins, valid_to=ends, **seen(number))  # fmt: skip


def _known(day: date, chance: random.Random) -> str:
    return day.isoformat()[: chance.choice([4, 7, 10, 10])]


def _agreement(
    made: Made, chance: random.Random, number: int, places: list[int], days: tuple[str, str], seen: dict[str, Any]
) -> None:
    signed, expires = days
    money = {"amount": chance.randint(1, 900), "currency": chance.choice(["USD", "VND"])} if number % 2 else {}
    pact = made(
        "agreements", title_en=f"Pact {number}", instrument=chance.choice(DRAWN["instrument"]), partners=places,
        signed=signed, effective=chance.choice(["", signed]), expires=expires, **money, **seen,
    )  # fmt: skip
    for _act in range(chance.choice([0, 1, 2, 4])):
        on = date(2021, 1, 1) + timedelta(days=chance.randint(0, 1400))
        until = _known(on + timedelta(days=chance.randint(370, 900)), chance) if chance.random() < 0.6 else ""
        made("agreement_actions", agreement=pact.pk, kind=chance.choice(ACTS), on=_known(on, chance), until=until, **seen)  # fmt: skip


def _asked(chance: random.Random) -> tuple[str, Indicator, Period]:
    key = chance.choice(list(KEPT))
    kept, where = KEPT[key], {}
    for name in kept.codes:
        codes = DRAWN[name][key] if name == "kind" else DRAWN[name]
        if chance.random() < 0.5:
            where[name] = chance.sample(codes, chance.choice([1, 1, 2]))
    rule = Indicator.model_construct(
        register_key=key, where=where, date=kept.begins, measure=chance.choice(kept.measures), stock=True,
        standing=chance.random() < 0.8,
    )  # fmt: skip
    first = date(chance.randint(2020, 2025), chance.randint(1, 12), 1)
    return key, rule, Period(first, first + timedelta(days=chance.choice([27, 89, 364, 365])))


@pytest.mark.by_lot
def test_a_second_count_of_what_stands_in_what_each_reader_exports_gives_the_same(
    lasting: None,
    chance: random.Random,
    officer: Officer,
    ward: Officer,
    acting_as: Callable[[Officer], Any],
    client_of: Callable[[Officer], Client],
) -> None:
    wanted = [*KEPT, "partners", "agreement_actions"]
    rows = {
        one: Standing({key: b"".join(client_of(one).get(f"/{key}/export/csv/")) for key in wanted})
        for one in (officer, ward)
    }
    differ, seen = [], set()
    for _turn in range(RECOUNTS):
        reader, (key, rule, period) = chance.choice(list(rows)), _asked(chance)
        with acting_as(reader):
            number = counting.recorded({"one": rule}, Span(period))["one"].certain
        told = dict(number.amounts) if rule.how == "money" else number.value
        found = rows[reader].count(key, rule.measure, period.last, rule.where, standing=rule.standing)
        seen.add((key, reader.pk, str(found)))
        if told != found:
            differ.append((reader.role, key, rule.measure, rule.standing, str(period), rule.where, told, found))

    assert differ == []
    assert {key for key, _reader, found in seen if found not in ("0", "{}")} == set(KEPT)
    assert len(seen) > min(RECOUNTS, 60) // 4


def test_every_kind_of_indicator_of_every_pack_is_counted_a_second_time() -> None:
    """Shares, prices, delays, sides and ties of dashboards are, too: `SHOWN` and the ties of test_recount.py."""
    counted = {("", measure.partition(":")[0]) for measure in MEASURES}
    counted |= {("stock", one.partition(":")[0]) for kept in KEPT.values() for one in kept.measures}
    counted |= {(key, one.partition(":")[0]) for key, kept in KEPT.items() for one in kept.measures}
    declared = [
        (name, code, rule)
        for name in ("vn", "us", "fr")
        for code, rule in indicators.of_pack(packs.load(name)).indicators.items()
    ]

    def kind(rule: Indicator) -> str:
        return rule.register_key if rule.standing else "stock" if rule.stock else ""

    assert [(name, code) for name, code, rule in declared if (kind(rule), rule.how) not in counted] == []
    lines = {rule.register_key for _name, _code, rule in declared if rule.lines}
    assert lines <= {"activities"}  # whose lines of cost the count of MEASURES adds up


def test_what_some_records_add_to_each_figure_is_the_same_read_together_or_one_by_one(
    lasting: None, as_system: Callable[[], Any]
) -> None:
    days = Period(date(2022, 1, 1), date(2022, 12, 31))
    with as_system():
        rules = dict(indicators.of_city().indicators)
        records = {
            code: set(rule.register.model._default_manager.values_list("pk", flat=True)[::2])
            for code, rule in rules.items()
        }
        together = behind.of_records(rules, days, records)
        alone = {code: behind.rows(rule, days, Q(pk__in=records[code])) for code, rule in rules.items()}

    assert {code: sorted(rows) for code, rows in together.items()} == {
        code: sorted(rows) for code, rows in alone.items()
    }
    assert sum(bool(rows) for rows in together.values()) > 10
