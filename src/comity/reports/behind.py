"""The records behind a figure, each with what it adds: what a report keeps, and what is held against it later."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, F, Q

from comity.core.fields import CountriesField, TermsField
from comity.domain.period import Period
from comity.domain.receipt import Row
from comity.gate import filters
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


def of_records(
    rules: Mapping[str, Indicator], days: Period, records: Mapping[str, Collection[int]]
) -> dict[str, list[Row]]:
    """Return the rows that some records have in each rule's figure.

    What counts or adds up the same records by the same date is read in one statement; money and different values take one each.
    """
    found: dict[str, list[Row]] = {}
    together: dict[Hashable, dict[str, Indicator]] = defaultdict(dict)
    for code, rule in rules.items():
        if rule.how in ("money", "distinct"):
            found[code] = rows(rule, days, Q(pk__in=records[code]))
        else:
            same = rule.register_key, rule.date, rule.stock, rule.standing, frozenset(records[code])
            together[same][code] = rule
    for batch in together.values():
        found |= _at_once(batch, days, records[next(iter(batch))])
    return found


def _at_once(rules: Mapping[str, Indicator], days: Period, records: Collection[int]) -> dict[str, list[Row]]:
    wanted: dict[str, Any] = {}
    for at, rule in enumerate(rules.values()):
        inside = filters.condition(rule.register, rule.where) & placing.within(rule, days)
        wanted[f"in{at}"] = ExpressionWrapper(inside, output_field=BooleanField())
        if (measured := counting.quantity(rule)) is not None:
            wanted[f"adds{at}"] = measured
    model = next(iter(rules.values())).register.model
    told = list(model._default_manager.filter(pk__in=records).order_by().annotate(**wanted).values("pk", *wanted))
    return {
        code: [
            _measured(row["pk"], row[f"adds{at}"]) if f"adds{at}" in wanted else Row(row["pk"])
            for row in told
            if row[f"in{at}"]
        ]
        for at, code in enumerate(rules)
    }


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
