"""Counting records over a period: certainly in it, perhaps in it, without a date; each number opens its list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import Count, F, Func, Q, QuerySet, Sum
from django.http import QueryDict
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from comity.core.fields import TermsField
from comity.core.pack import of_city
from comity.domain.period import Period
from comity.gate import filters, query, values
from comity.reports.indicators import Indicator, Rule, Table

NONE = "none"
Params = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Number:
    """A number, how many records it is made of, and the list that shows just those."""

    value: int | Decimal
    records: int
    register: str
    params: Params

    @property
    def href(self) -> str:
        """The address of the list."""
        return reverse("list", args=[self.register]) + "?" + urlencode(self.params, doseq=True)


@dataclass(frozen=True)
class Recorded:
    """What is on record: certainly in the period, perhaps in it, without a date, and in the period before."""

    certain: Number
    perhaps: Number
    undated: Number
    before: Number | None
    blank: int = 0

    @property
    def shown(self) -> str:
        """The number as read; what no record states is no zero."""
        silent = self.blank and self.blank == self.certain.records
        return "–" if silent else values.number(self.certain.value)

    @property
    def blank_words(self) -> str:
        """How many records leave the summed column empty."""
        said = ngettext("%(count)s record states no number", "%(count)s records state no number", self.blank)
        return said % {"count": values.number(self.blank)} if self.blank else ""


@dataclass(frozen=True)
class Share:
    """One part of a division; its number opens the list of its records."""

    label: str
    number: Number


@dataclass(frozen=True)
class Division:
    """The records of a period divided by one field."""

    title: str
    field: str
    shares: list[Share]


class Parts(Func):
    """Each code of a column of several, the empty code for a record that has none."""

    template = "unnest(case when %(expressions)s = '{}' then array['']::varchar[] else %(expressions)s end)"
    arity = 1
    output_field = models.CharField()
    set_returning = True


def recorded(rule: Rule, period: Period) -> Recorded:
    """Count the rule's records in one query."""
    before = period.previous()
    groups = _groups(rule, period) | ({"before": _within(rule, before)} if before else {})
    anywhere = Q()
    for condition in groups.values():
        anywhere |= condition
    wanted = {name: _measure(rule, condition) for name, condition in groups.items()}
    if column := rule.summed if isinstance(rule, Indicator) else "":
        wanted |= {f"{name}_records": Count("pk", filter=condition) for name, condition in groups.items()}
        wanted["blank"] = Count("pk", filter=groups["certain"] & Q(**{f"{column}__isnull": True}))
    found = _rows(rule).filter(anywhere).order_by().aggregate(**wanted)

    def number(name: str, dates: str) -> Number:
        params = dict(rule.where) | {rule.date: [dates]}
        return Number(found[name] or 0, found.get(f"{name}_records", found[name]), rule.register.key, params)

    return Recorded(
        certain=number("certain", period.bounds),
        perhaps=number("perhaps", f"{period.bounds}~"),
        undated=number("undated", NONE),
        before=number("before", before.bounds) if before else None,
        blank=found.get("blank", 0),
    )


def divided(table: Table, period: Period) -> list[Division]:
    """Divide the table's records that are certainly in the period, in one query for each field."""
    return [_division(table, name, period) for name in table.by]


def rows(rule: Rule, period: Period) -> "dict[str, QuerySet[Any]]":
    """Return the records behind a rule's numbers: `certain`, `perhaps` and `undated`."""
    return {name: _rows(rule).filter(condition) for name, condition in _groups(rule, period).items()}


def _groups(rule: Rule, period: Period) -> dict[str, Q]:
    return {
        "certain": _within(rule, period),
        "perhaps": filters.within(rule.date, period.first, period.last, perhaps=True),
        "undated": Q(**{rule.date: ""}),
    }


def _within(rule: Rule, period: Period) -> Q:
    return filters.within(rule.date, period.first, period.last)


def _rows(rule: Rule) -> "QuerySet[Any]":
    """The list's own reading of the rule's codes, so that a number and its list never differ."""
    return query.narrowed(rule.register, QueryDict(urlencode(rule.where, doseq=True)))


def _measure(rule: Rule, condition: Q) -> Any:
    if isinstance(rule, Indicator) and rule.summed:
        return Sum(rule.summed, filter=condition)
    return Count("pk", filter=condition)


def _division(table: Table, name: str, period: Period) -> Division:
    column = filters.column(table.register.model, name)
    inside = _rows(table).filter(_within(table, period)).order_by()
    label = _("%(records)s by %(field)s") % {"records": _title(table), "field": column.verbose_name}
    if isinstance(column, models.ForeignKey):
        shares = _linked(table, name, period, inside)
    else:
        part = Parts(F(name)) if isinstance(column, TermsField) else F(name)
        counted = inside.annotate(part=part).values("part").annotate(count=Count("pk")).values_list("part", "count")
        words = of_city().vocabulary(column.vocabulary)
        shares = [
            Share(
                str(words.get(code, code)) if code else _("not given"), _part(table, name, period, code or NONE, count)
            )
            for code, count in counted
        ]
    shares.sort(key=lambda share: (share.number.params[name] == [NONE], -share.number.records, share.label))
    return Division(label, name, shares)


def _linked(table: Table, name: str, period: Period, inside: "QuerySet[Any]") -> list[Share]:
    """Parts by linked record; records linked to one that the reader may not see count among those without."""
    other = "vi" if get_language() != "vi" else "en"
    mine = "vi" if other == "en" else "en"
    counted = (
        inside.values(f"{name}_id", f"{name}__title_{mine}", f"{name}__title_{other}")
        .annotate(count=Count("pk"))
        .values_list(f"{name}_id", f"{name}__title_{mine}", f"{name}__title_{other}", "count")
    )
    shares, without = [], 0
    for pk, title, otherwise, count in counted:
        if title is None:
            without += count
        else:
            shares.append(Share(title or otherwise or "", _part(table, name, period, str(pk), count)))
    if without:
        shares.append(Share(_("not given"), _part(table, name, period, NONE, without)))
    return shares


def _part(table: Table, name: str, period: Period, value: str, count: int) -> Number:
    params = dict(table.where) | {table.date: [period.bounds], name: [value]}
    return Number(count, count, table.register.key, params)


def _title(table: Table) -> str:
    return str(table.title) if table.title else str(capfirst(table.register.title))
