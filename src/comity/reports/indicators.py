"""What is counted, as the city's pack declares it; checked as a whole before anything is counted."""

from functools import lru_cache
from typing import Any, Self

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, model_validator

from comity.core import pack as packs
from comity.core.fields import PartialDateField, TermField, TermsField
from comity.core.pack import Label, Pack
from comity.core.pack_files import Problems
from comity.gate import filters
from comity.registers import BY_KEY, Register

NUMBERS = (models.IntegerField, models.DecimalField, models.FloatField)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(_Strict):
    """Which records of a register are meant, and the date that places them in a period."""

    register_key: str = Field(alias="register")
    where: dict[str, list[str]] = {}
    date: str
    note: Label | None = None

    @property
    def register(self) -> Register:
        """The register whose records are counted."""
        return BY_KEY[self.register_key]

    @model_validator(mode="after")
    def _known(self, info: ValidationInfo) -> Self:
        _one_of("register", self.register_key, BY_KEY)
        for name, codes in self.where.items():
            self._codes(name, codes, info.context or {})
        if not isinstance(self._column("date", self.date), PartialDateField):
            raise ValueError(f"date: {self.date} of {self.register_key} is no date; expected one of {self._dates()}")
        return self

    def _codes(self, name: str, codes: list[str], terms: dict[str, Any]) -> None:
        column = self._column("where", name)
        if not isinstance(column, TermField | TermsField):
            raise ValueError(f"where: {name} of {self.register_key} holds no codes; expected a field of codes")
        for code in codes:
            _one_of(f"where.{name}", code, terms.get(column.vocabulary, {}))

    def _column(self, place: str, name: str) -> Any:
        """Return a column that the register's list can be filtered by, or else the number could not open its records."""
        _one_of(f"{place}, a filter of {self.register_key}", name, filters.known(self.register))
        return filters.column(self.register.model, name)

    def _dates(self) -> str:
        names = [
            name for name in filters.known(self.register) if isinstance(_column(self.register, name), PartialDateField)
        ]
        return ", ".join(names)


class Indicator(Rule):
    """One number of a report: how many records, or the sum of one of their columns."""

    title: Label | None = None
    unit: str = ""
    measure: str = "count"
    main: bool = False

    @property
    def summed(self) -> str:
        """The column that is summed, empty where records are counted."""
        return self.measure.partition(":")[2]

    @model_validator(mode="after")
    def _measurable(self) -> Self:
        if self.measure == "count":
            return self
        names = [
            one.name for one in self.register.model._meta.local_fields if isinstance(one, NUMBERS) and one.editable
        ]
        if not self.measure.startswith("sum:") or self.summed not in names:
            raise ValueError(
                f'measure: found "{self.measure}"; expected "count" or "sum:" with one of {", ".join(names)}'
            )
        return self


class Table(Rule):
    """The records of a period divided by fields."""

    title: Label | None = None
    by: list[str]

    @model_validator(mode="after")
    def _divisible(self) -> Self:
        for name in self.by:
            column = self._column("by", name)
            if not isinstance(column, TermField | TermsField | models.ForeignKey) or "__" in name:
                raise ValueError(
                    f"by: {name} of {self.register_key} does not divide; expected a field of codes or a linked record"
                )
        return self


class Declared(_Strict):
    """All that a pack's reports count."""

    indicators: dict[str, Indicator] = {}
    tables: dict[str, Table] = {}

    @model_validator(mode="after")
    def _named(self, info: ValidationInfo) -> Self:
        known = (info.context or {}).get("indicator", {})
        for code, indicator in self.indicators.items():
            if indicator.title is None:
                _one_of("indicators without a title", code, known)
        return self


def of_city() -> Declared:
    """Return what is counted for the city for which somebody is acting. Raises BadPack."""
    return of_pack(packs.of_city())


@lru_cache(maxsize=16)
def of_pack(pack: Pack) -> Declared:
    """Return what a pack counts; one without the file counts nothing. Raises BadPack with each problem and its place."""
    problems = Problems()
    found = read(pack, problems)
    problems.refuse()
    assert found is not None  # or there would have been a problem
    return found


def read(pack: Pack, problems: Problems) -> Declared | None:
    """Return what a pack counts; None with the problems noted."""
    try:
        return Declared.model_validate(dict(pack.indicators.data), context=dict(pack.terms))
    except ValidationError as error:
        problems.told(error, Declared, pack.indicators)
        return None


def _one_of(place: str, found: str, expected: Any) -> None:
    if found not in list(expected):
        raise ValueError(f'{place}: found "{found}"; expected one of {", ".join(sorted(expected))}')


def _column(register: Register, name: str) -> Any:
    try:
        return filters.column(register.model, name)
    except FieldDoesNotExist:
        return None
