"""The lists behind a report: the records of its period that the reader may see, as rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.urls import reverse
from django.utils.text import capfirst

from comity.core.fields import PartialDateField
from comity.core.records import Record
from comity.gate import values
from comity.reports import dividing, indicators, placing
from comity.reports.figures import Report
from comity.reports.rules import Annex

if TYPE_CHECKING:
    from django.db.models import QuerySet

CHUNK = 500


@dataclass(frozen=True)
class Listed:
    """One list: its rows are read when they are asked for."""

    annex: Annex
    report: Report

    @property
    def title(self) -> str:
        """What is listed."""
        return dividing.title(self.annex)

    @property
    def columns(self) -> list[str]:
        """The labels of the columns beside number, date, title and unit."""
        return [str(capfirst(self.annex.column(name).verbose_name)) for name in self.annex.columns]

    @property
    def date_label(self) -> str:
        """The label of the date that places a record in the period."""
        return str(capfirst(self.annex.column(self.annex.date).verbose_name))

    def records(self, at_most: int) -> Iterator[Record]:
        """Yield the records in the order of their dates: one statement, and one for each kind of linked record in 500."""
        yield from (
            self._found().prefetch_related(*self._links()).order_by(self.annex.date, "id")[:at_most].iterator(CHUNK)
        )

    def cells(self, record: Record) -> list[Any]:
        """Return the values of the columns; numbers as numbers."""
        return [self._cell(record, name) for name in self.annex.columns]

    def details(self, record: Record) -> str:
        """Return the columns as one text; numbers and dates with what they are."""
        said = []
        for name in self.annex.columns:
            column, value = self.annex.column(name), values.of(record, name)
            if not value or name in self._currencies():
                continue
            if isinstance(column, models.IntegerField | models.DecimalField | PartialDateField):
                currency = next(
                    (getattr(record, one) for one in self._currencies() if one.startswith((name, "currency"))), ""
                )
                value = f"{column.verbose_name}: {value} {currency}".strip()
            said.append(value)
        return "; ".join(said)

    def date(self, record: Record) -> str:
        """Return the record's date as read."""
        return values.when(getattr(record, self.annex.date))

    def unit(self, record: Record) -> str:
        """Return the record's lead unit."""
        return values.of(record, "unit") if self._has_unit else ""

    def address(self, record: Record) -> str:
        """Return the record's page."""
        return reverse("detail", args=[self.annex.register_key, record.pk])

    @property
    def _has_unit(self) -> bool:
        return any(one.name == "unit" for one in self.annex.register.model._meta.concrete_fields)

    def _found(self) -> "QuerySet[Any]":
        return placing.inside(self.annex).filter(placing.within(self.annex, self.report.period))

    def _links(self) -> list[str]:
        named = [*self.annex.columns, *(["unit"] if self._has_unit else [])]
        linked = (models.ForeignKey, models.ManyToManyField)
        return list(dict.fromkeys(name for name in named if isinstance(self.annex.column(name), linked)))

    def _currencies(self) -> list[str]:
        return [name for name in self.annex.columns if name.endswith("currency")]

    def _cell(self, record: Record, name: str) -> Any:
        column = self.annex.column(name)
        if isinstance(column, models.IntegerField | models.DecimalField) and not column.choices:
            return getattr(record, name)
        return values.of(record, name)


def of(report: Report) -> list[Listed]:
    """Return the lists that stand behind a report."""
    declared = indicators.of_city()
    return [Listed(declared.annexes[name], report) for name in report.form.annexes]
