"""Anniversaries and national days of the countries that partners are in, from the city's pack."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.core.pack import Pack, of_city
from comity.domain.milestones import Milestone, anniversaries, each_year
from comity.registers.partners import Partner


@dataclass(frozen=True, order=True)
class Day:
    """A day to mark: what for, of which country, whether it is a round year."""

    on: date
    title: str
    country: str
    what: str = ""
    is_round: bool = False
    short: str = ""


def coming(first: date, last: date) -> list[Day]:
    """Return the days to mark in a period, for countries in which somebody is a partner."""
    pack = of_city()
    found = relations(pack, pack.relations, first, last) + national(pack, pack.national_days, first, last)
    countries = with_partners({day.country for day in found})
    return sorted(day for day in found if day.country in countries)


def relations(pack: Pack, countries: Iterable[str], first: date, last: date) -> list[Day]:
    """Return the anniversaries of diplomatic relations with some countries."""
    return [
        Day(
            one.on,
            years_with(pack, iso2, one),
            iso2,
            _("Anniversary of diplomatic relations"),
            one.is_round,
            _years(pack.country(iso2), one.years),
        )
        for iso2 in countries
        for one in anniversaries(pack.relations.get(iso2, ""), first, last)
    ]


def national(pack: Pack, countries: Iterable[str], first: date, last: date) -> list[Day]:
    """Return the national days of some countries."""
    return [
        Day(day, _("National day, %(country)s") % {"country": pack.country(iso2)}, iso2, _("Greeting to send"))
        for iso2 in countries
        if iso2 != pack.head.home_country and iso2 in pack.national_days
        for day in each_year(*pack.national_days[iso2], first, last)
    ]


def years_with(pack: Pack, iso2: str, one: Milestone) -> str:
    """Return `Viet Nam and China, 75 years`."""
    said = ngettext("%(home)s and %(country)s, %(years)s year", "%(home)s and %(country)s, %(years)s years", one.years)
    return said % {"home": pack.country(pack.head.home_country), "country": pack.country(iso2), "years": one.years}


def _years(name: str, years: int) -> str:
    said = ngettext("%(country)s, %(years)s year", "%(country)s, %(years)s years", years)
    return said % {"country": name, "years": years}


def with_partners(countries: Collection[str]) -> set[str]:
    """Return those of the countries in which the reader sees a partner: one look into the index for each."""
    if not countries:
        return set()
    statement = (
        "select wanted.code from unnest(%s::text[]) as wanted(code)"
        " where exists (select from comity_partner as partner where partner.country = wanted.code)"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [sorted(countries)])
        return {code for (code,) in cursor.fetchall()}


def countries_of(partners: Collection[int]) -> set[str]:
    """Return the countries of some partners."""
    return set(Partner.objects.filter(pk__in=partners).values_list("country", flat=True)) - {""}
