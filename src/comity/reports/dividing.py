"""The records of a span divided by a field: codes, linked records, countries, regions."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core.fields import CountriesField, CountryField, TermsField
from comity.core.pack import Pack, of_city
from comity.domain.period import Period
from comity.domain.span import Span
from comity.reports.counting import Number, Parts
from comity.reports.placing import NONE, inside, params, within
from comity.reports.rules import REGION, Indicator, Rule

Spans = Mapping[str, Period]
Part = tuple[
    str, list[str], Counter[str]
]  # what it is called, the codes that its list is asked for, the records by period
Counted = tuple[list[Any], Counter[str]]


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
    return [beside(rule, name, {"": span.days})[""] for name in by]


def beside(rule: Rule, name: str, spans: Spans) -> dict[str, Division]:
    """Divide the records that are certainly in each of some periods, in the statements that one takes."""
    column = None if name == REGION else rule.column(name)
    anywhere = Q()
    for days in spans.values():
        anywhere |= within(rule, days)
    records = inside(rule).filter(anywhere)
    field = _("region") if column is None else column.verbose_name
    label = _("%(records)s by %(field)s") % {"records": title(rule), "field": field}
    if column is None:
        found = _regions(rule, spans, records)
    elif isinstance(column, models.ForeignKey | models.ManyToManyField):
        found = _linked(rule, name, spans, records)
    else:
        found = _coded(rule, name, spans, records)
    parts = list(found)
    return {
        span: _division(rule, name, label, days, [(*one, counts[span]) for *one, counts in parts])
        for span, days in spans.items()
    }


def title(rule: Rule) -> str:
    """Return what the rule's records are called; what is added up over them has a name that is not theirs."""
    counted = not isinstance(rule, Indicator) or rule.how == "count"
    return str(rule.title) if rule.title and counted else str(capfirst(rule.register.title))


def _division(rule: Rule, name: str, label: str, days: Period, parts: Iterable[tuple[Any, ...]]) -> Division:
    shares = [Share(said, _part(rule, name, days, codes, count)) for said, codes, count in parts if count]
    shares.sort(
        key=lambda share: (list(share.number.params.values())[-1] == [NONE], -share.number.records, share.label)
    )
    return Division(label, name, shares)


def _counts(rule: Rule, spans: Spans, *, distinct: bool) -> dict[str, Count]:
    """Return how many records each period has; a join or several codes in one column show a record more than once."""
    whole = len(spans) == 1
    return {
        f"in_{span}": Count("pk", distinct=distinct, filter=None if whole else within(rule, days))
        for span, days in spans.items()
    }


def _counted(records: "QuerySet[Any]", rule: Rule, spans: Spans, *by: str, distinct: bool = False) -> Iterator[Counted]:
    rows = records.values(*by).annotate(**_counts(rule, spans, distinct=distinct))
    for row in rows:
        yield [row[name] for name in by], Counter({span: row[f"in_{span}"] for span in spans})


def _lacking(records: "QuerySet[Any]", rule: Rule, name: str, spans: Spans) -> Counter[str]:
    """Count the records of which no link says it: one of which one link does and another does not is not without."""
    without = records.exclude(pk__in=records.filter(**{f"{name}__gt": ""}).values("pk"))
    told = without.aggregate(**_counts(rule, spans, distinct=False))
    return Counter({span: told[f"in_{span}"] for span in spans})


def _coded(rule: Rule, name: str, spans: Spans, records: "QuerySet[Any]") -> Iterator[Part]:
    column, pack = rule.column(name), of_city()
    several = isinstance(column, TermsField | CountriesField)
    part = Parts(F(name)) if several else F(name)
    lacking: Counter[str] = Counter()
    for (code,), counts in _counted(records.annotate(part=part), rule, spans, "part", distinct=several or "__" in name):
        if code:
            yield _word(pack, column, code), [code], counts
        else:
            lacking += counts
    if "__" in name and lacking:
        lacking = _lacking(records, rule, name, spans)
    yield _("not given"), [NONE], lacking


def _word(pack: Pack, column: Any, code: str) -> str:
    if isinstance(column, CountryField | CountriesField):
        return pack.country(code)
    return pack.term(column.vocabulary, code)


def _linked(rule: Rule, name: str, spans: Spans, records: "QuerySet[Any]") -> Iterator[Part]:
    """Parts by linked record; records linked to one that the reader may not see count among those without."""
    mine, other = ("vi", "en") if get_language() == "vi" else ("en", "vi")
    columns = (name, f"{name}__title_{mine}", f"{name}__title_{other}")
    without: Counter[str] = Counter()
    for (pk, called, otherwise), counts in _counted(records, rule, spans, *columns):
        if called is None:
            without += counts
        else:
            yield called or otherwise or "", [str(pk)], counts
    yield _("not given"), [NONE], without


def _regions(rule: Rule, spans: Spans, records: "QuerySet[Any]") -> Iterator[Part]:
    name, countries = rule.countries, of_city().countries
    regions: dict[str, list[str]] = {}
    for code, country in countries.items():
        regions.setdefault(country.region, []).append(code)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    if isinstance(rule.column(name), CountriesField):
        for (codes,), counts in _counted(records, rule, spans, name):
            for one in {countries[code].region for code in codes if code in countries} or {""}:
                found[one] += counts
    else:
        region = Case(*(When(**{f"{name}__in": codes}, then=Value(one)) for one, codes in regions.items()))
        for (one,), counts in _counted(records.annotate(region=region), rule, spans, "region", distinct="__" in name):
            found[one or ""] += counts
        if "__" in name and found[""]:
            found[""] = _lacking(records, rule, name, spans)
    for one, counts in found.items():
        yield region_word(one) if one else _("not given"), sorted(regions[one]) if one else [NONE], counts


def region_word(region: str) -> str:
    """Return a region of the world in the reader's language."""
    words = {
        "Africa": _("Africa"), "Americas": _("Americas"), "Antarctic": _("Antarctic"),
        "Asia": _("Asia"), "Europe": _("Europe"), "Oceania": _("Oceania"),
    }  # fmt: skip
    return words.get(region, region)


def _part(rule: Rule, name: str, days: Period, codes: list[str], count: int) -> Number:
    kept = {key: said for key, said in params(rule, days).items() if key != name}
    return Number(count, count, rule.register_key, kept | {name: codes})
