"""The records behind a figure, each with what it adds: what a report keeps, and what is held against it later."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q

from comity.core.fields import CountriesField, TermsField
from comity.domain.period import Period
from comity.domain.receipt import Row
from comity.reports import counting, money, placing
from comity.reports.counting import Parts
from comity.reports.rules import Indicator


def rows(rule: Indicator, days: Period, only: Q | None = None) -> list[Row]:
    """Return the records that are certainly in the days, one statement; a record has a row for each value that counts once, of money for each currency."""
    found = placing.inside(rule).filter(placing.within(rule, days))
    if only is not None:
        found = found.filter(pk__in=rule.register.model._default_manager.filter(only).order_by().values("pk"))
    if rule.how == "distinct":
        return [Row(pk, None, str(key)) for pk, key in _values(rule, found)]
    if rule.how == "money":
        return [_measured(*row) for row in money.by_record(found, rule, "pk").values_list("pk", money.ADDS, money.IN)]
    measured = counting.quantity(rule)
    if measured is None:
        return [Row(pk) for pk in found.values_list("pk", flat=True)]
    return [_measured(*row) for row in found.annotate(adds=measured).values_list("pk", "adds")]


def _measured(pk: int, adds: Any, currency: str = "") -> Row:
    return Row(pk, None if adds is None else Decimal(adds), currency)


def _values(rule: Indicator, found: Any) -> Any:
    """Return records with each of their values; a linked record out of sight is none."""
    column: Any = rule.column(rule.of)
    if isinstance(column, models.ForeignKey | models.ManyToManyField):
        return found.filter(**{f"{rule.of}__title_vi__isnull": False}).values_list("pk", rule.of)
    if isinstance(column, CountriesField | TermsField):
        return found.exclude(**{rule.of: []}).annotate(part=Parts(F(rule.of))).values_list("pk", "part")
    return found.exclude(**{rule.of: ""}).values_list("pk", rule.of)


def hangs_on(rule: Indicator) -> list[str]:
    """Return the links to the records that hang on the rule's and decide with them: lines of cost, acts on an agreement."""
    stands = rule.register.stands if rule.standing else None
    return [*([rule.lines.link] if rule.lines else []), *(stands.links if stands else ())]


def looks_at(rule: Indicator) -> list[str]:
    """Return the links through which the rule looks at other records: `activity` of a session that its day dates."""
    paths = [rule.date, *rule.where]
    return sorted({path.partition("__")[0] for path in paths if "__" in path} | {*hangs_on(rule)})
