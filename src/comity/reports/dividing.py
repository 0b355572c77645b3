"""The records of a span divided by a field: codes, linked records, countries, regions."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Case, Count, F, QuerySet, Value, When
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core.fields import CountriesField, CountryField, TermsField
from comity.core.pack import Pack, of_city
from comity.domain.span import Span
from comity.reports.counting import Number, Parts
from comity.reports.placing import NONE, inside, params, within
from comity.reports.rules import REGION, Rule


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


def divided(rule: Rule, by: Iterable[str], span: Span) -> list[Division]:
    """Divide the records that are certainly in the span: one statement for each field, one more where a link leads to it."""
    return [_division(rule, name, span) for name in by]


def title(rule: Rule) -> str:
    """Return what the rule's records are called."""
    return str(rule.title) if rule.title else str(capfirst(rule.register.title))


def _division(rule: Rule, name: str, span: Span) -> Division:
    column = None if name == REGION else rule.column(name)
    records = inside(rule).filter(within(rule, span.days))
    field = _("region") if column is None else column.verbose_name
    label = _("%(records)s by %(field)s") % {"records": title(rule), "field": field}
    if column is None:
        shares = _regions(rule, span, records)
    elif isinstance(column, models.ForeignKey | models.ManyToManyField):
        shares = _linked(rule, name, span, records)
    else:
        shares = _coded(rule, name, span, records)
    shares.sort(
        key=lambda share: (list(share.number.params.values())[-1] == [NONE], -share.number.records, share.label)
    )
    return Division(label, name, shares)


def _coded(rule: Rule, name: str, span: Span, records: "QuerySet[Any]") -> list[Share]:
    column, pack = rule.column(name), of_city()
    part = Parts(F(name)) if isinstance(column, TermsField | CountriesField) else F(name)
    counted = dict(
        records.annotate(part=part)
        .values("part")
        .annotate(count=Count("pk", distinct=True))
        .values_list("part", "count")
    )
    lacking = counted.pop("", 0) + counted.pop(None, 0)
    shares = [
        Share(_word(pack, column, code), _part(rule, name, span, [code], count)) for code, count in counted.items()
    ]
    if "__" in name and lacking:  # a record of which one link says it and another does not is not without
        lacking = records.exclude(pk__in=records.filter(**{f"{name}__gt": ""}).values("pk")).count()
    return [*shares, Share(_("not given"), _part(rule, name, span, [NONE], lacking))] if lacking else shares


def _word(pack: Pack, column: Any, code: str) -> str:
    if isinstance(column, CountryField | CountriesField):
        return pack.country(code)
    return pack.term(column.vocabulary, code)


def _linked(rule: Rule, name: str, span: Span, records: "QuerySet[Any]") -> list[Share]:
    """Parts by linked record; records linked to one that the reader may not see count among those without."""
    mine, other = ("vi", "en") if get_language() == "vi" else ("en", "vi")
    columns = (name, f"{name}__title_{mine}", f"{name}__title_{other}")
    counted = records.values(*columns).annotate(count=Count("pk")).values_list(*columns, "count")
    shares, without = [], 0
    for pk, called, otherwise, count in counted:
        if called is None:
            without += count
        else:
            shares.append(Share(called or otherwise or "", _part(rule, name, span, [str(pk)], count)))
    return [*shares, Share(_("not given"), _part(rule, name, span, [NONE], without))] if without else shares


def _regions(rule: Rule, span: Span, records: "QuerySet[Any]") -> list[Share]:
    name, countries = rule.countries, of_city().countries
    regions: dict[str, list[str]] = {}
    for code, country in countries.items():
        regions.setdefault(country.region, []).append(code)
    counted: Counter[str] = Counter()
    if isinstance(rule.column(name), CountriesField):
        for codes, count in records.values(name).annotate(count=Count("pk")).values_list(name, "count"):
            named = {countries[code].region for code in codes if code in countries}
            counted.update(dict.fromkeys(named or {""}, count))
    else:
        region = Case(*(When(**{f"{name}__in": codes}, then=Value(one)) for one, codes in regions.items()))
        told = records.annotate(region=region).values("region").annotate(count=Count("pk", distinct=True))
        counted.update({one or "": count for one, count in told.values_list("region", "count")})
        if "__" in name and counted[""]:
            counted[""] = records.exclude(pk__in=records.filter(**{f"{name}__gt": ""}).values("pk")).count()
    return [
        Share(
            region_word(one) if one else _("not given"),
            _part(rule, name, span, sorted(regions[one]) if one else [NONE], count),
        )
        for one, count in counted.items()
        if count
    ]


def region_word(region: str) -> str:
    """Return a region of the world in the reader's language."""
    words = {
        "Africa": _("Africa"), "Americas": _("Americas"), "Antarctic": _("Antarctic"),
        "Asia": _("Asia"), "Europe": _("Europe"), "Oceania": _("Oceania"),
    }  # fmt: skip
    return words.get(region, region)


def _part(rule: Rule, name: str, span: Span, codes: list[str], count: int) -> Number:
    kept = {key: said for key, said in params(rule, span.days).items() if key != name}
    return Number(count, count, rule.register_key, kept | {name: codes})
