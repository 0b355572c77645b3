"""The second count: exported CSV in, numbers out, by nothing but the standard library and the words of the pack's files."""

import calendar
import csv
import io
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

PACKS = Path(__file__).resolve().parents[2] / "src/comity/packs"
Row = dict[str, str]


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


@cache
def words() -> dict[str, dict[str, str]]:
    """Return the English word of each code by vocabulary, and the codes of the countries by their words."""
    terms = tomllib.loads((PACKS / "vn" / "terms.toml").read_text(encoding="utf-8"))
    return {name: {code: said["en"] for code, said in codes.items()} for name, codes in terms.items()}


@cache
def countries() -> dict[str, str]:
    with (PACKS / "world" / "countries.csv").open(encoding="utf-8") as file:
        return {row["iso2"]: row["name_en"] for row in csv.DictReader(file)}


class Recount:
    """The exported rows of one reader, and how they are counted."""

    vocabularies = {"kind": "activity_kind", "pillar": "pillar", "fields": "field"}

    def __init__(self, exported: bytes, costs: bytes = b"") -> None:
        self.rows = list(csv.DictReader(io.StringIO(exported.decode("utf-8-sig"))))
        self.spent: dict[str, list[Row]] = defaultdict(list)
        for line in csv.DictReader(io.StringIO(costs.decode("utf-8-sig"))):
            if line["actual"]:
                self.spent[line["activity"]].append(line)
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
            for line in self.spent[row["title_en"]]:
                money[self.currencies[line["currency"]]] += Decimal(line["actual"])
            if row[column] and not self.spent[row["title_en"]]:
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


# A tie sleeps when its last contact is longer ago; `dormant_after` in the pack's `[health]`.
SLEEPS = timedelta(
    days=tomllib.loads((PACKS / "vn" / "pack.toml").read_text(encoding="utf-8"))["health"]["dormant_after"]
)
Meeting = tuple[date, date]


class Contacts:
    """Which ties of one reader slept, fell asleep and woke, from the exported ties, activities and agreements."""

    def __init__(self, ties: bytes, activities: bytes, agreements: bytes) -> None:
        self.partners = {row["partner"]: days_of(row["since"]) for row in rows_of(ties) if row["partner"]}
        self.ended = {row["partner"]: days_of(row["ended"]) for row in rows_of(ties) if row["ended"]}
        self.activities, self.agreements = rows_of(activities), rows_of(agreements)

    def turned(self, first: date, last: date, kinds: list[str]) -> tuple[int, int, int]:
        """Return how many fell asleep, woke, and sleep at the end."""
        held = {partner: list(self.meetings(partner, kinds)) for partner in self.partners}
        before = {one for one in held if self.asleep(one, held[one], first - timedelta(days=1))}
        after = {one for one in held if self.asleep(one, held[one], last)}
        met = {one for one in before if any(first <= early and late <= last for early, late in held[one])}
        woke = {one for one in met if not self.over(one, last)}
        return len(after - before), len(woke), len(after)

    def meetings(self, partner: str, kinds: list[str]) -> Iterator[Meeting]:
        said = {words()["activity_kind"][kind] for kind in kinds}
        for row in self.activities:
            if partner in parts(row["partners"]) and (not said or row["kind"] in said) and row["starts"]:
                yield sure(row["starts"])
        for row in self.agreements:
            if partner in parts(row["partners"]) and row["signed"]:
                yield sure(row["signed"])

    def asleep(self, partner: str, meetings: list[Meeting], on: date) -> bool:
        begun = self.partners[partner]
        known = [late for early, late in [*meetings, *([begun] if begun else [])] if early <= on]
        return bool(known) and max(known) < on - SLEEPS and not self.over(partner, on)

    def over(self, partner: str, on: date) -> bool:
        ended = self.ended.get(partner)
        return ended is not None and ended[1] < on


def rows_of(exported: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(exported.decode("utf-8-sig"))))


def parts(cell: str) -> set[str]:
    return {part.strip() for part in cell.split(";") if part.strip()}


def sure(text: str) -> Meeting:
    days = days_of(text)
    assert days
    return days


def shared(part: int, whole: int) -> str:
    """Return a share in per cent as readers see it."""
    if not whole:
        return "–"
    share = round(Decimal(100 * part) / whole)
    return "<1%" if part and not share else f"{share}%"


def each(money: dict[str, Decimal], count: int) -> str:
    """Return what one costs in each currency, to the unit."""
    if not count or not money:
        return "–"
    return "; ".join(f"{round(money[code] / count):,} {code}" for code in sorted(money))
