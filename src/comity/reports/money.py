"""What a record costs: its lines where any of them states what was spent, or else what the record itself states.

The one place that knows it; a register says in `lines` which of its columns have lines.
"""

from typing import Any

from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from comity.registers.declare import Lines
from comity.reports.rules import Indicator

LINE, IN, ADDS = "line_spent", "money_in", "money_adds"


def priced(records: "QuerySet[Any]", rule: Indicator) -> "QuerySet[Any]":
    """Return the records with their lines: one that has any stands once for each, so records are counted as different ones."""
    if (lines := rule.lines) is None:
        return records
    found: QuerySet[Any] = records.alias(
        **{LINE: FilteredRelation(lines.link, condition=_states(lines, f"{lines.link}__"))}
    )
    return found


def amount(rule: Indicator) -> Any:
    """Return what a row of `priced` adds."""
    if (lines := rule.lines) is None:
        return F(rule.of)
    return Coalesce(F(f"{LINE}__{lines.amount}"), F(rule.of))


def currency(rule: Indicator) -> Any:
    """Return the currency of what a row of `priced` adds."""
    if (lines := rule.lines) is None:
        return F(rule.currency)
    stated = When(**{f"{LINE}__{lines.amount}__isnull": False}, then=F(f"{LINE}__{lines.currency}"))
    return Case(stated, default=F(rule.currency))


def stated(rule: Indicator) -> Q:
    """Return the condition that a record, or a line of it, states an amount."""
    own = Q(**{f"{rule.of}__isnull": False})
    return own | Q(Exists(_of(rule, rule.lines))) if rule.lines else own


def by_record(records: "QuerySet[Any]", rule: Indicator, *columns: str) -> "QuerySet[Any, dict[str, Any]]":
    """Return what each record adds, `money_adds` by `money_in`: a row for each of its currencies."""
    found: QuerySet[Any, dict[str, Any]] = priced(records, rule).values(*columns, **{IN: currency(rule)})
    summed: QuerySet[Any, dict[str, Any]] = found.annotate(**{ADDS: Sum(amount(rule))})
    return summed


def differing(records: "QuerySet[Any]", rule: Indicator) -> "QuerySet[Any]":
    """Return the records that state an amount and have lines that come to another, as `of_lines` in their currency."""
    lines = rule.lines
    if lines is None:
        return records.none()
    of_record, alike = _of(rule, lines), Q(**{lines.currency: OuterRef(rule.currency)})
    summed = of_record.filter(alike).values(lines.back).annotate(all=Sum(lines.amount)).values("all")
    both = records.filter(Exists(of_record), **{f"{rule.of}__isnull": False})
    differs = ~Q(of_lines=F(rule.of)) | Q(of_lines=None) | Exists(of_record.exclude(alike))
    found: QuerySet[Any] = both.annotate(of_lines=Subquery(summed)).filter(differs)
    return found


def _of(rule: Indicator, lines: Lines) -> "QuerySet[Any]":
    model: Any = rule.register.model._meta.get_field(lines.link).related_model
    found: QuerySet[Any] = model._default_manager.filter(_states(lines), **{lines.back: OuterRef("pk")})
    return found.order_by()


def _states(lines: Lines, path: str = "") -> Q:
    return Q(**{f"{path}{lines.amount}__isnull": False})
