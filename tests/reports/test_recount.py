"""Figures are counted a second time from what readers export, by other code that knows nothing but the standard library.

A few figures in the test command, more by COMITY_RECOUNTS=500.
"""

import calendar
import csv
import io
import os
import random
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from django.test import Client

from comity.core.pack import Label
from comity.core.pack_files import BUILT_IN
from comity.core.people import Officer
from comity.domain.period import Period
from comity.domain.span import Span
from comity.reports import board_counts, board_months, counting, dividing
from comity.reports.board_rules import Compared, Contrast, Delay, Side
from comity.reports.rules import Indicator

RECOUNTS = int(os.environ.get("COMITY_RECOUNTS", "40"))
KINDS = ["delegation_in", "delegation_out", "reception", "festival"]
PILLARS, COUNTRIES, FIELDS = ["", "state", "people"], ["JP", "KR", "LA", "FR"], ["trade", "culture", "tourism"]
MEASURES = ["count", "sum:persons", "money:cost", "days:ends", "distinct:countries", "distinct:fields", "distinct:kind"]
Row = dict[str, str]


# --- the second count: CSV in, number out; nothing of the program ---


def days_of(text: str) -> tuple[date, date] | None:
    """Return the first and the last day that a date such as 2024-05 may be."""
    if not text:
        return None
    year, month, day = ([int(part) for part in text.split("-")] + [0, 0])[:3]
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    if not day:
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return date(year, month, day), date(year, month, day)


def words() -> dict[str, dict[str, str]]:
    """Return the English word of each code by vocabulary, and the codes of the countries by their words."""
    terms = tomllib.loads((BUILT_IN / "vn" / "terms.toml").read_text(encoding="utf-8"))
    return {name: {code: said["en"] for code, said in codes.items()} for name, codes in terms.items()}


def countries() -> dict[str, str]:
    with Path(BUILT_IN / "world" / "countries.csv").open(encoding="utf-8") as file:
        return {row["iso2"]: row["name_en"] for row in csv.DictReader(file)}


class Recount:
    """The exported rows of one reader, and how they are counted."""

    vocabularies = {"kind": "activity_kind", "pillar": "pillar", "fields": "field"}

    def __init__(self, exported: bytes) -> None:
        self.rows = list(csv.DictReader(io.StringIO(exported.decode("utf-8-sig"))))
        self.words = {name: words()[vocabulary] for name, vocabulary in self.vocabularies.items()}
        self.words["countries"] = countries()
        self.currencies = {word: code for code, word in words()["currency"].items()}

    def parts(self, row: Row, name: str) -> set[str]:
        return {
            part.strip() for part in row[name].split(";" if name in ("countries", "fields") else "\0") if part.strip()
        }

    def has(self, row: Row, where: dict[str, list[str]]) -> bool:
        return all(self.parts(row, name) & {self.words[name][code] for code in codes} for name, codes in where.items())

    def inside(self, first: date, last: date, where: dict[str, list[str]], on: str = "starts") -> Iterator[Row]:
        for row in self.rows:
            days = days_of(row[on])
            if days and first <= days[0] and days[1] <= last and self.has(row, where):
                yield row

    def count(self, measure: str, first: date, last: date, where: dict[str, list[str]]) -> Any:
        rows = list(self.inside(first, last, where))
        how, _colon, column = measure.partition(":")
        if how == "count":
            return len(rows)
        if how == "sum":
            return sum(int(row[column] or 0) for row in rows)
        if how == "distinct":
            return len({part for row in rows for part in self.parts(row, column)})
        if how == "days":
            both = [(row["starts"], row["ends"]) for row in rows if len(row["starts"]) == len(row["ends"]) == 10]
            return sum((date.fromisoformat(end) - date.fromisoformat(start)).days + 1 for start, end in both)
        money: dict[str, Decimal] = defaultdict(Decimal)
        for row in rows:
            if row[column]:
                money[self.currencies[row["cost_currency"]]] += Decimal(row[column])
        return dict(money)

    def by_month(self, first: date, last: date, where: dict[str, list[str]], measure: str) -> dict[str, int]:
        found: dict[str, int] = defaultdict(int)
        for row in self.inside(first, last, where):
            if len(row["starts"]) >= len("2024-05"):
                found[row["starts"][:7]] += 1 if measure == "count" else int(row["persons"] or 0)
        return {month: count for month, count in found.items() if count}

    def divided(self, first: date, last: date, where: dict[str, list[str]], by: str) -> dict[str, int]:
        found: dict[str, int] = defaultdict(int)
        for row in self.inside(first, last, where):
            for part in self.parts(row, by) or {"not given"}:
                found[part] += 1
        return dict(found)

    def lasted(self, first: date, last: date, where: dict[str, list[str]]) -> tuple[int, int, Decimal | None]:
        """Count the records that ended in the period, those with both days, and the median of the days between."""
        rows = list(self.inside(first, last, where, "ends"))
        both = [(row["starts"], row["ends"]) for row in rows if len(row["starts"]) == len(row["ends"]) == 10]
        days = [(date.fromisoformat(end) - date.fromisoformat(start)).days for start, end in both]
        return len(rows), len(days), Decimal(str(round(float(median(days)), 1))) if days else None


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
        made(
            "activities", title_en=f"Doing {number}", kind=chance.choice(KINDS), pillar=chance.choice(PILLARS),
            starts=starts, ends=ends, countries=chance.sample(COUNTRIES, chance.randint(0, 3)),
            fields=chance.sample(FIELDS, chance.randint(0, 2)), persons=chance.choice([None, 1, 7, 12]),
            sensitivity=sensitivity, unit=units[chance.choice(["trade", "desk", "ward"])].pk, **money, **shown_to,
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


def test_a_second_count_of_what_each_reader_exports_gives_the_same(
    office: None,
    chance: random.Random,
    officer: Officer,
    ward: Officer,
    client_of: Callable[[Officer], Client],
    acting_as: Callable[[Officer], Any],
) -> None:
    readers = (officer, ward)
    exported = {one.pk: Recount(b"".join(client_of(one).get("/activities/export/csv/"))) for one in readers}
    differ, seen = [], set()
    for _turn in range(RECOUNTS):
        reader, (measure, period, where) = chance.choice(readers), asked(chance)
        rule = Indicator.model_construct(
            register_key="activities", where=where, date="starts", measure=measure, stock=False
        )
        with acting_as(reader):
            number = counting.recorded({"one": rule}, Span(period))["one"].certain
        told = dict(number.amounts) if measure.startswith("money") else number.value
        again = exported[reader.pk].count(measure, period.first, period.last, where)
        seen.add((reader.pk, str(again)))
        if told != again:
            differ.append((reader.role, measure, str(period), where, told, again))

    assert differ == []
    assert len(exported[officer.pk].rows) > len(exported[ward.pk].rows) > 0
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
        pair = board_counts.counted(rule, span)
        return [dict(one.amounts) if rule.how == "money" else one.value for one in (pair.now, pair.before) if one]
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


def recounted(again: Recount, kind: str, measure: str, span: Span, where: dict[str, list[str]], more: str) -> Any:
    days = span.days
    if kind == "months":
        earlier, months = board_months.against(span), len(board_months.parts(days))
        before = again.by_month(earlier.first, earlier.last, where, measure) if earlier else {}
        held = {one.first.isoformat()[:7] for one in board_months.parts(earlier)[:months]} if earlier else set()
        now = again.by_month(days.first, days.last, where, measure)
        return now, sum(count for month, count in before.items() if month in held)
    if kind == "divided":
        return again.divided(days.first, days.last, where, more)
    if kind == "pair":
        return [again.count(measure, one.first, one.last, where) for one in (days, span.before) if one]
    if kind == "sides":
        return [again.count(measure, days.first, days.last, where | {more: [code]}) for code in SIDES[more]]
    return again.lasted(days.first, days.last, where)


def test_a_second_count_of_what_dashboards_show_gives_the_same(
    office: None,
    chance: random.Random,
    officer: Officer,
    ward: Officer,
    client_of: Callable[[Officer], Client],
    acting_as: Callable[[Officer], Any],
) -> None:
    readers = (officer, ward)
    exported = {one.pk: Recount(b"".join(client_of(one).get("/activities/export/csv/"))) for one in readers}
    differ, seen = [], set()
    for _turn in range(RECOUNTS):
        reader, (_measure, period, where) = chance.choice(readers), asked(chance)
        kind = chance.choice(["months", "divided", "pair", "sides", "lasted"])
        more = chance.choice(["kind", "pillar"] if kind == "sides" else ["kind", "pillar", "countries", "fields"])
        if kind == "sides":
            where.pop(more, None)
        measure = chance.choice([*DRAWN, "money:cost", "days:ends"] if kind == "pair" else DRAWN)
        rule = Indicator.model_construct(
            register_key="activities", where=where, date="starts", measure=measure, stock=False
        )
        span = Span(period)
        with acting_as(reader):
            told = board_of(kind, rule, span, more)
        again = recounted(exported[reader.pk], kind, measure, span, where, more)
        seen.add((kind, str(again)))
        if told != again:
            differ.append((reader.role, kind, measure, str(period), where, more, told, again))

    assert differ == []
    assert {kind for kind, _again in seen} == {"months", "divided", "pair", "sides", "lasted"}
    assert len(seen) > RECOUNTS // 4
