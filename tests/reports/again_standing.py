"""The second count of what there is at the end of a period: exported CSV in, numbers out, by nothing but the standard library."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from tests.reports.again import Row, countries, days_of, parts, rows_of, words

ENDS = ("terminate", "withdraw", "succeed", "suspend")
GOES_ON = ("amend", "extend", "renew", "resume")
GIVES_AN_END = ("amend", "extend", "renew")


class Kept(NamedTuple):
    """How records of a register begin and end, by which codes they are asked for, and what is measured of them."""

    begins: str
    ends: str
    codes: Mapping[str, str]
    measures: tuple[str, ...] = ("count",)


KEPT = {
    "agreements": Kept(
        "signed", "expires", {"instrument": "instrument"}, ("count", "distinct:partners", "money:amount")
    ),
    "ties": Kept(
        "since",
        "ended",
        {"stage": "tie_stage", "partner__kind": "partner_kind"},
        ("count", "distinct:partner__country"),
    ),
    "projects": Kept("approved_on", "finished", {"kind": "project_kind"}, ("count", "money:approved")),
    "applications": Kept(
        "answered_on", "valid_to", {"kind": "application_kind", "result": "application_result"}, ("count",)
    ),
    "mandates": Kept("starts", "ends", {}, ("count", "sum:members", "sum:chapters")),
    "units": Kept("valid_from", "valid_to", {"kind": "unit_kind"}),
}
Where = Mapping[str, list[str]]


class Standing:
    """The exported files of one reader by register, and how much of them there is on a day."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.rows = {key: rows_of(files[key]) for key in KEPT}
        self.places = {row["title_en"]: row for row in rows_of(files["partners"])}
        self.acts: dict[str, list[Row]] = defaultdict(list)
        for act in sorted(rows_of(files["agreement_actions"]), key=lambda row: (row["on"], int(row["id"]))):
            self.acts[act["agreement"]].append(act)
        kinds = words()["agreement_action"]
        self.kinds = {word: code for code, word in kinds.items()}
        self.currencies = {word: code for code, word in words()["currency"].items()}

    def count(self, key: str, measure: str, on: date, where: Where, *, standing: bool) -> Any:
        """Count what had begun by a day, and where it is asked for was not over then."""
        kept = KEPT[key]
        found = [row for row in self.rows[key] if self._begun(row, kept, on) and self._has(row, kept, where)]
        if standing:
            found = [row for row in found if self._stands(key, row, on)]
        how, _colon, column = measure.partition(":")
        if how == "count":
            return len(found)
        if how == "sum":
            return sum(int(row[column] or 0) for row in found)
        if how == "distinct":
            return len({part for row in found for part in self._parts(row, column)})
        return self._money(found, column)

    def _money(self, found: Iterable[Row], column: str) -> dict[str, Decimal]:
        money: dict[str, Decimal] = defaultdict(Decimal)
        for row in found:
            if row[column]:
                money[self.currencies[row["currency"]]] += Decimal(row[column])
        return dict(money)

    def _begun(self, row: Row, kept: Kept, on: date) -> bool:
        days = days_of(row[kept.begins])
        return days is not None and days[1] <= on

    def _has(self, row: Row, kept: Kept, where: Where) -> bool:
        return all(
            self._parts(row, name) & {words()[kept.codes[name]][code] for code in codes}
            for name, codes in where.items()
        )

    def _parts(self, row: Row, name: str) -> set[str]:
        """Return the words of a column; `partner__kind` is looked up in the file of partners."""
        column, _path, beyond = name.partition("__")
        if beyond:
            return {self.places[one][beyond] for one in parts(row[column]) if self.places[one][beyond]}
        return parts(row[column])

    def _stands(self, key: str, row: Row, on: date) -> bool:
        return self._in_force(row, on) if key == "agreements" else not over(row[KEPT[key].ends], on)

    def _in_force(self, row: Row, on: date) -> bool:
        """Say whether an agreement is in force: in effect, its end not past, nothing done to it that ended or suspends it."""
        effective = days_of(row["effective"])
        if effective and effective[0] > on:
            return False
        done = [(self.kinds[act["kind"]], act) for act in self.acts[row["title_en"]] if begun(act["on"], on)]
        ends = [act["until"] for kind, act in done if kind in GIVES_AN_END and act["until"]]
        if over(ends[-1] if ends else row["expires"], on):
            return False
        telling = [
            kind
            for kind, act in done
            if kind in (*ENDS, *GOES_ON) and not (kind == "suspend" and over(act["until"], on))
        ]
        return not telling or telling[-1] not in ENDS


def begun(text: str, on: date) -> bool:
    """Say whether something whose day may not be known had begun on a day; of an unknown one it is taken so."""
    days = days_of(text)
    return days is None or days[0] <= on


def over(text: str, on: date) -> bool:
    """Say whether something is past for certain; an end that is not known never is."""
    days = days_of(text)
    return days is not None and days[1] < on


def codes_of(name: str) -> list[str]:
    """Return the codes of a vocabulary."""
    return list(countries() if name == "country" else words()[name])
