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
from typing import Any

import pytest
from django.test import Client

from comity.core.pack_files import BUILT_IN
from comity.core.people import Officer
from comity.domain.period import Period
from comity.domain.span import Span
from comity.reports import counting
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

    def inside(self, first: date, last: date, where: dict[str, list[str]]) -> Iterator[Row]:
        for row in self.rows:
            days = days_of(row["starts"])
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
