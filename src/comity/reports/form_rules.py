"""What a form says: for whom, which figures in which order, its own year; and terms of office."""

from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, model_validator

from comity.core.pack import Label
from comity.domain import partial_date
from comity.domain.partial_date import NotADate
from comity.domain.toml_place import Wrong
from comity.reports.rule_parts import Basis, Strict, place_of


def _day_of_year(text: str) -> str:
    try:
        found = date.fromisoformat(f"2023-{text}")
    except ValueError:
        found = None
    if found is None or found.day > 28:
        raise ValueError(f'found "{text}"; expected a month and a day up to the 28th, such as 12-15')
    return text


def _day(text: str) -> str:
    try:
        if partial_date.read(text) is not None:
            return text
    except NotADate:
        pass
    raise ValueError(f'found "{text}"; expected a date such as 2021-05')


class Form(Strict):
    """One report: for whom, which figures in which order, and its own year."""

    title: Label
    to: Label | None = None
    indicators: list[str]
    tables: list[str] = []
    annexes: list[str] = []
    sections: dict[str, Label] = {}
    year_begins: Annotated[str, AfterValidator(_day_of_year)] = "01-01"
    basis: list[Basis] = []
    note: Label | None = None

    def check_figures(self, name: str) -> None:
        """Refuse a report without a figure, and one that names a figure, a table or an annex twice."""
        for key in ("indicators", "tables", "annexes"):
            named, place = getattr(self, key), f"reports.{name}.{key}"
            if key == "indicators" and not named:
                raise Wrong(f"{place}: found none; expected at least one", place_of(place))
            if twice := next((one for at, one in enumerate(named) if one in named[:at]), ""):
                raise Wrong(f'{place}: "{twice}" stands here twice; expected it once', place_of(place))

    @property
    def begins(self) -> tuple[int, int]:
        """Month and day on which its year begins."""
        month, _dash, day = self.year_begins.partition("-")
        return int(month), int(day)


class Term(Strict):
    """A term of office that reports may be asked for."""

    title: Label
    first: Annotated[str, AfterValidator(_day)]
    last: Annotated[str, AfterValidator(_day)]
    basis: list[Basis] = []

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if partial_date.order_problem(self.first, self.last):
            raise Wrong(f'last: found "{self.last}"; expected a date that is not before first, {self.first}', ["last"])
        return self
