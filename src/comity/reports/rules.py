"""What one declaration of a report may say, in a closed vocabulary; each is checked against the registers."""

from collections.abc import Iterable
from typing import Any, Self

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from pydantic import Field, StrictBool, ValidationInfo, model_validator

from comity.core.fields import CountriesField, CountryField, PartialDateField, TermField, TermsField
from comity.core.pack import Label
from comity.domain.toml_place import Place, Wrong
from comity.gate import filters
from comity.registers import BY_KEY, Register
from comity.registers.declare import Lines
from comity.reports.rule_parts import Basis, Strict, one_of, place_of

NUMBERS = (models.IntegerField, models.DecimalField)
CODES = (TermField, TermsField, CountryField, CountriesField, models.BooleanField)
PARTED = (TermField, TermsField, CountryField, CountriesField, models.ForeignKey, models.ManyToManyField)
COUNTRIES = ("countries", "country", "partner__country", "partners__country", "member_partner__country")
REGION = "region"
MEASURES = ("count", "sum", "days", "money", "distinct")


class Rule(Strict):
    """Which records of a register are meant, and the date that places them in a period."""

    register_key: str = Field(alias="register")
    where: dict[str, list[str]] = {}
    date: str
    stock: StrictBool = False
    standing: StrictBool = False
    note: Label | None = None
    title: Label | None = None

    @property
    def register(self) -> Register:
        """The register whose records are counted."""
        return BY_KEY[self.register_key]

    def column(self, name: str) -> Any:
        """Return a column of the register by its path."""
        return filters.column(self.register.model, name)

    @model_validator(mode="before")
    @classmethod
    def _stock_too(cls, said: Any) -> Any:
        """What stands at the end of a period is counted as a stock is: from all that has begun."""
        if not isinstance(said, dict) or said.get("standing") is not True:
            return said
        if said.get("stock") is False:
            raise Wrong("stock: found False; expected true, or none of it, beside standing = true", ["stock"])
        return said | {"stock": True}

    @model_validator(mode="after")
    def _known(self, info: ValidationInfo) -> Self:
        one_of("register", self.register_key, BY_KEY)
        if self.standing:
            one_of("standing, a register", self.register_key, [key for key, one in BY_KEY.items() if one.stands])
        for name, codes in self.where.items():
            self._codes(name, codes, info.context or {})
        if not isinstance(self._filtered("date", self.date), PartialDateField):
            said = f"date: {self.date} of {self.register_key} is no date; expected one of {self._dates()}"
            raise Wrong(said, ["date"])
        return self

    def check_where(self, place: str, name: str, codes: list[str]) -> None:
        """Refuse a field that records are not narrowed by, or that does not say yes or no where that is asked."""
        column = self._filtered(place, name)
        if not isinstance(column, CODES):
            said = f"{place}: {name} of {self.register_key} holds no codes; expected a field of codes"
            raise Wrong(said, place_of(place))
        if isinstance(column, models.BooleanField):
            for code in codes:
                one_of(place, code, ("yes", "no"))

    def _codes(self, name: str, codes: list[str], context: dict[str, Any]) -> None:
        column, at = self._filtered("where", name, ["where", name]), ["where", name]
        if not isinstance(column, CODES):
            raise Wrong(f"where: {name} of {self.register_key} holds no codes; expected a field of codes", at)
        if not codes:
            raise Wrong(f"where.{name}: found no code; expected at least one, or else no record would count", at)
        if isinstance(column, models.BooleanField):
            known: Iterable[str] = ("yes", "no")
        elif isinstance(column, CountryField | CountriesField):
            known = context.get("countries", ())
        else:
            known = context.get("terms", {}).get(column.vocabulary, {})
        for code in codes:
            one_of(f"where.{name}", code, known)

    def _filtered(self, place: str, name: str, at: Place | None = None) -> Any:
        """Return a column that the register's list can be filtered by, or else the number could not open its records."""
        one_of(f"{place}, a filter of {self.register_key}", name, filters.known(self.register), at=at)
        return self.column(name)

    def _dates(self) -> str:
        names = [name for name in filters.known(self.register) if isinstance(self._column(name), PartialDateField)]
        return ", ".join(names)

    def _column(self, name: str) -> Any:
        try:
            return self.column(name)
        except FieldDoesNotExist:
            return None

    def check_divides(self, by: Iterable[str], at: Place = ("by",)) -> None:
        """Refuse a field by which records cannot be divided; `at` is where the fields stand."""
        for name in by:
            if name == REGION:
                if not self.countries:
                    raise Wrong(f"by: {self.register_key} names no country; expected none of {REGION}", at)
                continue
            column = self._filtered("by", name, at)
            if not isinstance(column, PARTED):
                said = "does not divide; expected a field of codes or a linked record"
                raise Wrong(f"by: {name} of {self.register_key} {said}", at)

    @property
    def countries(self) -> str:
        """The filter that holds the countries of the register's records, empty if there is none."""
        known = set(filters.known(self.register))
        return next((name for name in COUNTRIES if name in known), "")


class Indicator(Rule):
    """One number of a report: records, or a sum, days, money or different partners of theirs."""

    unit: str = ""
    measure: str = "count"
    main: StrictBool = False
    by: list[str] = []
    basis: list[Basis] = []
    version: int = Field(1, ge=1, strict=True)
    at_least: str = ""

    @property
    def how(self) -> str:
        """How it is measured: count, sum, days, money or distinct."""
        return self.measure.partition(":")[0]

    @property
    def of(self) -> str:
        """The column that is measured, empty where records are counted."""
        return self.measure.partition(":")[2]

    @property
    def whole(self) -> bool:
        """Whether it is counted in whole numbers: records, persons, days; money, hours and areas have fractions."""
        if self.how == "sum":
            return isinstance(self.column(self.of), models.IntegerField)
        return self.how != "money"

    @property
    def adds(self) -> bool:
        """Whether its numbers of several periods that follow each other add up to that of all of them."""
        return not self.stock and self.how != "distinct"

    def check_least(self, code: str, least: "Indicator | None") -> None:
        """Refuse an indicator that this one, of a code, cannot be held against; None is one whose own declaration is at fault."""
        place = f'indicators.{code}.at_least: found "{self.at_least}"'
        if self.at_least == code:
            raise ValueError(f"{place}; expected another indicator than itself")
        if least is None:
            return
        for what, mine, its in (
            ("money" if "money" in (self.how, least.how) else "what has fractions", self.whole, least.whole),
            ("what stands at the end of a period", self.stock, least.stock),
        ):
            if mine != its:
                raise ValueError(f"{place}; {what} is not held against what is not")
        if not self.whole and (self.how, self.unit) != (least.how, least.unit):
            raise ValueError(f"{place}; expected an indicator of the same measure and unit")

    @property
    def currency(self) -> str:
        """The column with the currency of the money that is added up."""
        names = {one.name for one in self.register.model._meta.local_fields}
        return next((name for name in (f"{self.of}_currency", "currency") if name in names), "")

    @property
    def lines(self) -> Lines | None:
        """The lines that say in detail what the column of money sums up, None where it has none."""
        return self.register.lines.get(self.of) if self.how == "money" else None

    @model_validator(mode="after")
    def _measurable(self, info: ValidationInfo) -> Self:
        if self.how == "sum" and self.of in self.register.lines:
            # Added up alone the column would disagree with what is counted everywhere else (see reports/money.py).
            raise ValueError(
                f'measure: found "{self.measure}"; {self.register_key} say in lines what makes up {self.of}, each in its'
                f' currency; expected "money:{self.of}", which adds up the lines'
            )
        if self.measure != "count":
            one_of("measure", self.measure, self._measures(), said='"count" or one of ')
        if self.unit:
            one_of("unit", self.unit, (info.context or {}).get("terms", {}).get("measure_unit", {}))
        self.check_divides(self.by)
        return self

    def _measures(self) -> list[str]:
        local = [one for one in self.register.model._meta.local_fields if one.editable]
        numbers = [one.name for one in local if isinstance(one, NUMBERS) and not one.choices]
        dates = [one.name for one in local if isinstance(one, PartialDateField) and one.name != self.date]
        filtered = [name for name in filters.known(self.register) if isinstance(self._column(name), PARTED)]
        money = [name for name in numbers if self.model_copy(update={"measure": f"money:{name}"}).currency]
        return [
            *(f"sum:{name}" for name in numbers if name not in self.register.lines),
            *(f"money:{name}" for name in money),
            *(f"days:{name}" for name in dates),
            *(f"distinct:{name}" for name in filtered),
        ]


class Table(Rule):
    """The records of a period divided by fields."""

    by: list[str]

    @model_validator(mode="after")
    def _divides(self) -> Self:
        self.check_divides(self.by)
        return self


class Annex(Rule):
    """A list of the records of a period, behind a report: which columns stand beside title, date and unit."""

    columns: list[str] = []

    @model_validator(mode="after")
    def _listed(self) -> Self:
        for name in self.columns:
            one_of(f"columns of {self.register_key}", name, self.register.fields)
        return self


def fingerprint(rule: Rule) -> dict[str, Any]:
    """Return what decides which records are counted and how: the same again only if the rule is the same."""
    kept: dict[str, Any] = {"register": rule.register_key, "where": rule.where, "date": rule.date, "stock": rule.stock}
    if rule.standing:
        kept["standing"] = True
    if not isinstance(rule, Indicator):
        return kept
    lines = {"lines": f"{rule.lines.link}.{rule.lines.amount}"} if rule.lines else {}
    return kept | {"measure": rule.measure} | lines
