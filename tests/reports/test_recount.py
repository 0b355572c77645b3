"""Figures are counted a second time from what readers export, by other code that knows nothing but the standard library.

A few figures in the test command, more by COMITY_RECOUNTS=500.
"""

import calendar
import os
import random
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from comity.core.pack import Label
from comity.core.people import Officer
from comity.domain.period import Period
from comity.domain.span import Span
from comity.reports import board_counts, board_effect, board_months, board_ties, counting, dividing
from comity.reports.board_rules import Compared, Contrast, Delay, Side, Ties
from comity.reports.rules import Indicator
from tests.reports import again
from tests.reports.again import Contacts, Recount

pytestmark = pytest.mark.by_lot
RECOUNTS = int(os.environ.get("COMITY_RECOUNTS", "40"))
KINDS = ["delegation_in", "delegation_out", "reception", "festival"]
PILLARS, COUNTRIES, FIELDS = ["", "state", "people"], ["JP", "KR", "LA", "FR"], ["trade", "culture", "tourism"]
MEASURES = ["count", "sum:persons", "money:cost", "days:ends", "distinct:countries", "distinct:fields", "distinct:kind"]
TODAY = date(2024, 11, 26)


# --- the office, and the figures of the program ---


@pytest.fixture
def chance() -> random.Random:
    return random.Random(20241126)


@pytest.fixture
def office(made: Callable[..., Any], units: dict[str, Any], chance: random.Random) -> None:
    """Sixty activities of three units, on dates known well or badly, for different eyes."""
    for number in range(60):
        day = date(chance.choice([2023, 2024]), chance.randint(1, 12), chance.randint(1, 28))
        starts = day.isoformat()[: chance.choice([4, 7, 10, 10, 10])] if number % 15 else ""
        ends = (
            date(day.year, day.month, min(28, day.day + chance.randint(0, 5))).isoformat() if len(starts) == 10 else ""
        )
        money = {"cost": chance.randint(1, 900), "cost_currency": chance.choice(["USD", "VND"])} if number % 3 else {}
        sensitivity = chance.choice([0, 1, 2])
        shown_to = {"shown_to": [units["desk"].pk]} if sensitivity == 2 else {}
        doing = made(
            "activities", title_en=f"Doing {number}", kind=chance.choice(KINDS), pillar=chance.choice(PILLARS),
            starts=starts, ends=ends, countries=chance.sample(COUNTRIES, chance.randint(0, 3)),
            fields=chance.sample(FIELDS, chance.randint(0, 2)), persons=chance.choice([None, 1, 7, 12]),
            sensitivity=sensitivity, unit=units[chance.choice(["trade", "desk", "ward"])].pk, **money, **shown_to,
        )  # fmt: skip
        for _line in range(chance.choice([0, 0, 1, 3])):
            spent: dict[str, Any] = chance.choice(
                [{"estimate": 5}, {"actual": chance.randint(1, 99)}, {"actual": "0.50"}]
            )
            made(
                "costs", title_en="Line", activity=doing.pk, heading="transport",
                currency=chance.choice(["USD", "VND"]), **spent,
            )  # fmt: skip


def asked(chance: random.Random) -> tuple[str, Period, dict[str, list[str]]]:
    first = date(chance.choice([2022, 2023, 2024]), chance.randint(1, 12), chance.choice([1, 1, 9, 15]))
    last_month = date(first.year + chance.choice([0, 0, 1]), chance.randint(first.month, 12), 1)
    last = last_month.replace(day=chance.choice([14, 28, calendar.monthrange(last_month.year, last_month.month)[1]]))
    where: dict[str, list[str]] = {}
    for name, codes in (("kind", KINDS), ("pillar", PILLARS[1:]), ("countries", COUNTRIES), ("fields", FIELDS)):
        if chance.random() < 0.4:
            where[name] = chance.sample(codes, chance.randint(1, 2))
    return chance.choice(MEASURES), Period(first, max(first, last)), where


@pytest.fixture
def exported(
    officer: Officer, ward: Officer, client_of: Callable[[Officer], Client]
) -> Callable[[str], dict[Officer, bytes]]:
    """Return what each of two readers exports of a register."""

    def files(key: str) -> dict[Officer, bytes]:
        return {one: b"".join(client_of(one).get(f"/{key}/export/csv/")) for one in (officer, ward)}

    return files


def _both(exported: Callable[[str], dict[Officer, bytes]]) -> dict[Officer, tuple[bytes, bytes]]:
    activities, costs = exported("activities"), exported("costs")
    return {reader: (file, costs[reader]) for reader, file in activities.items()}


def counted(where: dict[str, list[str]], measure: str) -> Indicator:
    return Indicator.model_construct(
        register_key="activities", where=where, date="starts", measure=measure, stock=False
    )


def test_a_second_count_of_what_each_reader_exports_gives_the_same(
    office: None,
    chance: random.Random,
    exported: Callable[[str], dict[Officer, bytes]],
    acting_as: Callable[[Officer], Any],
) -> None:
    rows = {reader: Recount(*files) for reader, files in _both(exported).items()}
    differ, seen = [], set()
    for _turn in range(RECOUNTS):
        reader, (measure, period, where) = chance.choice(list(rows)), asked(chance)
        with acting_as(reader):
            number = counting.recorded({"one": counted(where, measure)}, Span(period))["one"].certain
        told = dict(number.amounts) if measure.startswith("money") else number.value
        found = rows[reader].count(measure, period.first, period.last, where)
        seen.add((reader.pk, str(found)))
        if told != found:
            differ.append((reader.role, measure, str(period), where, told, found))

    assert differ == []
    all_of_it, less = (len(one.rows) for one in rows.values())
    assert all_of_it > less > 0
    assert len(seen) > RECOUNTS // 8  # not all of them nothing


DRAWN = ["count", "sum:persons"]
SAID = Label(en="One", vi="Một")


def board_of(kind: str, rule: Indicator, span: Span, more: str) -> Any:
    """Return what a dashboard shows: months, parts, the period before, two sides, a median of days."""
    if kind == "months":
        (trend,) = board_months.trends({"one": rule}, span)
        now = {step.days.first.isoformat()[:7]: step.now.value for step in trend.steps}
        before = sum(step.before.value for step in trend.steps if step.before)
        return {month: value for month, value in now.items() if value}, before
    if kind == "divided":
        return {share.label: share.number.records for share in dividing.divided(rule, [more], span)[0].shares}
    if kind == "pair":
        pair = board_counts.counted({"one": rule, "other": counted({}, "count")}, span)["one"]
        return [dict(one.amounts) if rule.how == "money" else one.value for one in (pair.now, pair.before) if one]
    if kind in ("price", "share"):
        part = rule.model_copy(update={"where": rule.where | {"kind": KINDS[:1]}})
        money = counted(rule.where, "money:cost")
        both = {"one": money, "other": rule} if kind == "price" else {"one": part, "other": rule}
        one, other = (pair.now for pair in board_counts.counted(both, span).values())
        return board_effect.each(one, other) if kind == "price" else board_effect.percent(one, other)
    if kind == "sides":
        sides = [Side.model_construct(code=code, title=Label(en=code, vi=code)) for code in SIDES[more]]
        row = Compared(count="one", by=more)
        ((_rule, pairs),) = board_counts.sides(
            Contrast.model_construct(title=SAID, sides=sides, rows=[row]), {"one": rule}, span
        )
        return [one.now.value for one in pairs]
    wait, _before = board_counts.waited(Delay.model_construct(title=SAID, register_key="activities", where=rule.where, date="ends", since="starts", stock=False), span)  # fmt: skip
    return wait.number.records, wait.records, wait.days


SIDES = {"kind": ("delegation_in", "delegation_out"), "pillar": ("state", "people")}


def recounted(rows: Recount, kind: str, measure: str, span: Span, where: dict[str, list[str]], more: str) -> Any:
    days = span.days
    if kind == "months":
        earlier, months = board_months.against(span), len(board_months.parts(days))
        before = rows.by_month(earlier.first, earlier.last, where, measure) if earlier else {}
        held = {one.first.isoformat()[:7] for one in board_months.parts(earlier)[:months]} if earlier else set()
        now = rows.by_month(days.first, days.last, where, measure)
        return now, sum(count for month, count in before.items() if month in held)
    if kind == "divided":
        return rows.divided(days.first, days.last, where, more)
    if kind == "pair":
        return [rows.count(measure, one.first, one.last, where) for one in (days, span.before) if one]
    if kind == "price":
        money, count = (rows.count(one, days.first, days.last, where) for one in ("money:cost", "count"))
        return again.each(money, count)
    if kind == "share":
        part, whole = (rows.count("count", days.first, days.last, one) for one in (where | {"kind": KINDS[:1]}, where))
        return again.shared(part, whole)
    if kind == "sides":
        return [rows.count(measure, days.first, days.last, where | {more: [code]}) for code in SIDES[more]]
    return rows.lasted(days.first, days.last, where)


SHOWN = ("months", "divided", "pair", "sides", "lasted", "price", "share")


def test_a_second_count_of_what_dashboards_show_gives_the_same(
    office: None,
    chance: random.Random,
    exported: Callable[[str], dict[Officer, bytes]],
    acting_as: Callable[[Officer], Any],
) -> None:
    rows = {reader: Recount(*files) for reader, files in _both(exported).items()}
    differ, seen = [], set()
    for _turn in range(RECOUNTS):
        reader, (_measure, period, where) = chance.choice(list(rows)), asked(chance)
        kind = chance.choice(SHOWN)
        more = chance.choice(["kind", "pillar"] if kind == "sides" else ["kind", "pillar", "countries", "fields"])
        if kind in ("sides", "share"):
            where.pop("kind" if kind == "share" else more, None)
        drawn = {"pair": [*DRAWN, "money:cost", "days:ends"], "price": ["count"], "share": ["count"]}.get(kind, DRAWN)
        measure, span = chance.choice(drawn), Span(period)
        with acting_as(reader):
            told = board_of(kind, counted(where, measure), span, more)
        found = recounted(rows[reader], kind, measure, span, where, more)
        seen.add((kind, str(found)))
        if told != found:
            differ.append((reader.role, kind, measure, str(period), where, more, told, found))

    assert differ == []
    assert {kind for kind, _found in seen} == set(SHOWN)
    assert len(seen) > RECOUNTS // 4


@pytest.fixture
def partners(made: Callable[..., Any], chance: random.Random, units: dict[str, Any]) -> None:
    """Twelve ties, begun long ago or of unknown age, with visits and agreements over nine years, for different eyes."""
    found = []
    for number in range(12):
        guard = {"sensitivity": 2, "shown_to": [units["desk"].pk]} if number % 6 == 5 else {"sensitivity": number % 2}
        found.append(made("partners", title_en=f"Partner {number}", kind="locality", country="FR", **guard).pk)
        made(
            "ties",
            partner=found[-1],
            stage="sister",
            since=chance.choice(["", "2016", "2019-05", "2022-02-01"]),
            ended=chance.choice(["", "", "2022", "2023-03", "2024-06-15"]),
            **guard,
        )
    for number in range(50):
        on = f"{chance.randint(2016, 2024)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"[
            : chance.choice([4, 7, 10, 10])
        ]
        with_whom = {"partners": chance.sample(found, chance.choice([1, 1, 2])), "sensitivity": chance.choice([0, 1])}
        if number % 5:
            made(
                "activities",
                title_en=f"Meeting {number}",
                kind=chance.choice(KINDS),
                starts=on,
                unit=units["trade"].pk,
                **with_whom,
            )
        else:
            made(
                "agreements",
                title_en=f"Paper {number}",
                instrument="mou",
                capacity="peoples_committee",
                signed=on,
                **with_whom,
            )


def test_a_second_count_of_ties_that_slept_and_woke_gives_the_same(
    partners: None,
    chance: random.Random,
    exported: Callable[[str], dict[Officer, bytes]],
    acting_as: Callable[[Officer], Any],
) -> None:
    files = [exported(key) for key in ("ties", "activities", "agreements")]
    rows = {reader: Contacts(*(one[reader] for one in files)) for reader in files[0]}
    differ, seen = [], set()
    for _turn in range(RECOUNTS):
        reader, first = chance.choice(list(rows)), date(chance.randint(2019, 2024), chance.randint(1, 10), 1)
        period = Period(first, date(first.year, chance.randint(first.month, 12), 28))
        kinds = chance.choice([[], KINDS[:1], KINDS[:3]])
        with acting_as(reader):
            told = board_ties.turns(Ties.model_construct(title=SAID, gained="", contact=kinds), Span(period), TODAY)[
                "now"
            ]
        found = rows[reader].turned(period.first, min(period.last, TODAY), kinds)
        seen.add(found)
        if (told.fell.value, told.woke.value, told.asleep.value) != found:
            differ.append((reader.role, str(period), kinds, told, found))

    assert differ == []
    assert all(any(found[at] for found in seen) for at in range(3))  # some fell, some woke, some sleep
    assert len(seen) > min(RECOUNTS, 80) // 8
