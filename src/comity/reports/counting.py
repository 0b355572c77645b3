"""Counting records over a span: certainly in it, perhaps in it, without a date, before; each number opens its list.

All indicators of one register that are placed by the same date are counted in one statement. Money takes one more for each
column of currencies, different partners one more for each column.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import Case, Count, F, Func, Q, QuerySet, Sum, When
from django.db.models.functions import Cast, Length
from django.db.models.lookups import GreaterThanOrEqual
from django.urls import reverse

from comity.core.fields import CountriesField, TermsField
from comity.domain.span import Span
from comity.gate import filters, values
from comity.registers.declare import Lines
from comity.reports import money, words
from comity.reports.placing import asked, groups, inside
from comity.reports.rules import Indicator, Rule

DAY = 10  # characters of a date known to the day
Params = Mapping[str, Sequence[str]]
Rules = Mapping[str, Rule]


@dataclass(frozen=True)
class Number:
    """A number, how many records it is made of, and the list that shows just those; `silent` if none of them states it."""

    value: int | Decimal
    records: int
    register: str
    params: Params
    amounts: tuple[tuple[str, Decimal], ...] = ()
    silent: bool = False

    @property
    def href(self) -> str:
        """The address of the list."""
        return reverse("list", args=[self.register]) + "?" + urlencode(self.params, doseq=True)

    @property
    def shown(self) -> str:
        """The number as read; money of several currencies stays apart, and what no record states is no zero."""
        if self.silent:
            return "–"
        if self.amounts:
            return "; ".join(f"{values.number(amount)} {code}".strip() for code, amount in self.amounts)
        return values.number(self.value)

    def amount(self, currency: str) -> int | Decimal:
        """The money in one currency; the number itself where it is no money."""
        return dict(self.amounts).get(currency, Decimal(0)) if self.amounts else self.value


@dataclass(frozen=True)
class Recorded:
    """What is on record in a span, and in those that it is compared with."""

    certain: Number
    perhaps: Number
    undated: Number
    before: Number | None = None
    year_ago: Number | None = None
    to_date: Number | None = None
    blank: int = 0

    @property
    def shown(self) -> str:
        """The number as read."""
        return self.certain.shown

    @property
    def blank_words(self) -> str:
        """How many records leave the measured column empty."""
        return words.silent(self.blank)


class Parts(Func):
    """Each code of a column of several, the empty code for a record that has none."""

    template = "unnest(case when %(expressions)s = '{}' then array['']::varchar[] else %(expressions)s end)"
    arity = 1
    output_field = models.CharField()
    set_returning = True


class Lasting(Func):
    """The days from one to another, both counted."""

    template = "(%(expressions)s + 1)"
    arg_joiner = " - "
    output_field = models.IntegerField()


def recorded(rules: Rules, span: Span) -> dict[str, Recorded]:
    """Count the rules' records, one statement for each register and date."""
    found: dict[str, Recorded] = {}
    for together in _together(rules):
        told = _counted(together, span)
        sums = _money(together, span)
        for code, rule in together.items():
            one = _one(code, rule, span, told)
            if isinstance(rule, Indicator) and rule.how == "money":
                one = _with_money(one, sums[code])
            elif isinstance(rule, Indicator) and rule.how == "distinct":
                one = _with_values(one, _distinct(rule, span))
            found[code] = one
    return {code: found[code] for code in rules}


def rows(rule: Rule, span: Span) -> "dict[str, QuerySet[Any]]":
    """Return the records behind a rule's numbers: `certain`, `perhaps` and `undated`."""
    conditions = groups(rule, span)
    return {name: inside(rule).filter(conditions[name]) for name in ("certain", "perhaps", "undated")}


def _together(rules: Rules) -> list[dict[str, Rule]]:
    found: dict[tuple[str, str, bool, bool], dict[str, Rule]] = defaultdict(dict)
    for code, rule in rules.items():
        found[rule.register_key, rule.date, rule.stock, rule.standing][code] = rule
    return list(found.values())


def _dated(together: Rules, span: Span) -> "QuerySet[Any]":
    """Return the records that any group of the rules may hold; they share register and date."""
    rule = next(iter(together.values()))
    anywhere, any_codes = Q(), Q()
    for condition in groups(rule, span).values():
        anywhere |= condition
    if all(one.where for one in together.values()):
        for one in together.values():
            any_codes |= filters.condition(one.register, one.where)
    return rule.register.model._default_manager.filter(anywhere & any_codes).order_by()


def _counted(together: Rules, span: Span) -> dict[str, Any]:
    wanted: dict[str, Any] = {}
    for at, rule in enumerate(together.values()):
        codes, wholes = filters.condition(rule.register, rule.where), groups(rule, span)
        measured = quantity(rule)
        for name, condition in wholes.items():
            wanted[f"n{at}_{name}"] = Count("pk", filter=condition & codes)
            if measured is not None:
                wanted[f"v{at}_{name}"] = Sum(measured, filter=condition & codes)
                wanted[f"stated{at}_{name}"] = Count(measured, filter=condition & codes)
            elif isinstance(rule, Indicator) and rule.how == "money":
                wanted[f"stated{at}_{name}"] = Count("pk", filter=condition & codes & money.stated(rule))
    told = _dated(together, span).aggregate(**wanted)
    return {f"{code} {name}": value for at, code in enumerate(together) for name, value in _of(at, told)}


def _of(at: int, told: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in told.items():
        head, _underline, group = name.partition("_")
        if head in (f"n{at}", f"v{at}", f"stated{at}"):
            yield f"{head.rstrip('0123456789')} {group}".strip(), value


def quantity(rule: Rule) -> Any:
    """Return the expression that is added up, None where records are counted; money has a module of its own."""
    if not isinstance(rule, Indicator) or rule.how not in ("sum", "days"):
        return None
    if rule.how != "days":
        return F(rule.of)
    known = Q(_to_the_day(rule.date), _to_the_day(rule.of))
    return Case(When(known, then=Lasting(Cast(rule.of, models.DateField()), Cast(rule.date, models.DateField()))))


def _to_the_day(name: str) -> GreaterThanOrEqual:
    return GreaterThanOrEqual(Length(F(name)), DAY)


def _one(code: str, rule: Rule, span: Span, told: Mapping[str, Any]) -> Recorded:
    params = asked(rule, span)
    summed, states = f"{code} v certain" in told, f"{code} stated certain" in told

    def number(name: str) -> Number:
        records = told[f"{code} n {name}"]
        value = (told[f"{code} v {name}"] or 0) if summed else records
        silent = states and bool(records) and not told[f"{code} stated {name}"]
        return Number(value, records, rule.register_key, params[name], silent=silent)

    made = {name: number(name) for name in params}
    if span.year_ago and span.year_ago == span.before:
        made["year_ago"] = made["before"]
    blank = made["certain"].records - told[f"{code} stated certain"] if states else 0
    return Recorded(**made, blank=blank)


def _money(together: Rules, span: Span) -> dict[str, dict[str, list[tuple[str, Decimal]]]]:
    """Return the amounts of each money indicator by group and currency, one statement for each column of currencies or lines."""
    by_column: dict[tuple[str, Lines | None], dict[str, Indicator]] = defaultdict(dict)
    for code, rule in together.items():
        if isinstance(rule, Indicator) and rule.how == "money":
            by_column[rule.currency, rule.lines][code] = rule
    found: dict[str, dict[str, list[tuple[str, Decimal]]]] = {}
    for rules in by_column.values():
        wanted: dict[str, Any] = {}
        for at, rule in enumerate(rules.values()):
            codes = filters.condition(rule.register, rule.where)
            for name, condition in groups(rule, span).items():
                wanted[f"v{at}_{name}"] = Sum(money.amount(rule), filter=condition & codes)
        one = next(iter(rules.values()))
        found_in = money.priced(_dated(rules, span), one).values(**{money.IN: money.currency(one)})
        told = list(found_in.annotate(**wanted).order_by(money.IN))
        for at, (code, rule) in enumerate(rules.items()):
            found[code] = {
                name: [(row[money.IN], amount) for row in told if (amount := row[f"v{at}_{name}"]) is not None]
                for name in groups(rule, span)
            }
    return found


def _with_money(one: Recorded, sums: Mapping[str, Sequence[tuple[str, Decimal]]]) -> Recorded:
    changed: dict[str, Any] = {}
    for name in ("certain", "perhaps", "undated", "before", "year_ago", "to_date"):
        number, amounts = getattr(one, name), tuple(sums.get(name, sums.get("before", ())))
        if number is not None:
            only = amounts[0][1] if len(amounts) == 1 else Decimal(0)
            changed[name] = replace(number, amounts=amounts, value=only)
    return replace(one, **changed)


def _distinct(rule: Indicator, span: Span) -> dict[str, int]:
    """Return how many different values each group has; linked records out of sight are none."""
    column, wholes = rule.column(rule.of), groups(rule, span)
    anywhere = Q()
    for condition in wholes.values():
        anywhere |= condition
    found = inside(rule).filter(anywhere)
    if isinstance(column, models.ForeignKey | models.ManyToManyField):
        found = found.filter(**{f"{rule.of}__title_vi__isnull": False}).values(rule.of)
    elif isinstance(column, CountriesField | TermsField):
        found = found.annotate(part=Parts(F(rule.of))).exclude(**{rule.of: []}).values("part")
    else:
        found = found.exclude(**{rule.of: ""}).values(rule.of)
    told = found.annotate(**{f"in_{name}": Count("pk", filter=condition) for name, condition in wholes.items()})
    rows = list(told)
    return {name: sum(1 for row in rows if row[f"in_{name}"]) for name in wholes}


def _with_values(one: Recorded, told: Mapping[str, int]) -> Recorded:
    changed: dict[str, Any] = {}
    for name in ("certain", "perhaps", "undated", "before", "year_ago", "to_date"):
        number = getattr(one, name)
        if number is not None:
            changed[name] = replace(number, value=told.get(name, told.get("before", 0)))
    return replace(one, **changed)
