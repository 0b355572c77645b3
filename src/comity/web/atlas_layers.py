"""What the map shows: partners, agreements signed or visits, of any time or of a period, as far as the reader sees them."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, Func, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse

from comity.core.pack import of_city
from comity.domain import period as periods
from comity.domain.period import NotAPeriod, Period
from comity.gate import query
from comity.gate.filters import within
from comity.gate.form import Wrong
from comity.gate.kinds import kinds_with
from comity.registers import BY_KEY
from comity.registers.activities import Activity
from comity.registers.agreements import Agreement
from comity.registers.partners import Partner
from comity.registers.ties import Tie
from comity.reports import chooser

MOST = 500
LAYERS = ("partners", "agreements", "visits")
OWN = ("view", "layer", "period")  # what the address says besides the filters of partners


@dataclass(frozen=True)
class Counts:
    """How many agreements were signed with a partner, how many visits came from there and went there."""

    agreements: int = 0
    came: int = 0
    went: int = 0


@dataclass
class Found:
    """The partners to show, the first of them first, with what was counted; countries are of visits that name no partner."""

    partners: list[Partner]
    rows: "QuerySet[Any]"
    counts: dict[int, Counts] = field(default_factory=dict)
    countries: dict[str, Counts] = field(default_factory=dict)
    cut: bool = False


@dataclass(frozen=True)
class Asked:
    """What the address of the map asks for. Raises Wrong where it makes no sense."""

    given: QueryDict

    @property
    def layer(self) -> str:
        """The layer that is shown."""
        said = self.given.get("layer", "")
        return said if said in LAYERS else LAYERS[0]

    @property
    def period(self) -> Period | None:
        """The period, None for any time."""
        typed = self.given.get("period", "").strip()
        try:
            return periods.parse(typed) if typed else None
        except NotAPeriod as error:
            raise Wrong({"period": [chooser.why_not(error)]}) from error

    @property
    def narrowed(self) -> bool:
        """Whether partners are filtered."""
        return any(value for key, value in self.given.items() if key not in OWN)

    def link(self, **changed: str) -> str:
        """Return the map's address with some of what it asks changed."""
        kept = [(key, value) for key, said in self.given.lists() for value in said if value and key not in changed]
        pairs = [*kept, *((key, value) for key, value in changed.items() if value)]
        return f"{reverse('atlas')}?{urlencode(pairs)}" if pairs else reverse("atlas")

    def listed(self, register: str, date: str, *pairs: tuple[str, Any]) -> str:
        """Return the list of what was counted: records of a register in the period."""
        when = self.period
        dated = [(date, when.bounds)] if when else []
        return f"{reverse('list', args=[register])}?{urlencode([*pairs, *dated])}"


def find(asked: Asked) -> Found:
    """Return what the address asks for. Raises Wrong."""
    rows, period = query.narrowed(BY_KEY["partners"], asked.given), asked.period
    if asked.layer == "partners":
        if period:
            rows = rows.filter(pk__among=_active(period))
        return Found(*_ranked(rows))
    counts = _agreements(asked, rows, period) if asked.layer == "agreements" else _visits(asked, rows, period)
    shown = dict(list(counts.items())[:MOST])
    held = {one.pk: one for one in rows.filter(pk__among=frozenset(shown))}
    partners = [held[pk] for pk in shown if pk in held]
    countries = _countries(asked, period) if asked.layer == "visits" else {}
    return Found(partners, rows.filter(pk__among=frozenset(shown)), shown, countries, cut=len(counts) > MOST)


def _ranked(rows: "QuerySet[Any]") -> tuple[list[Any], "QuerySet[Any]"]:
    """Return the partners to show, those with a tie first, the deepest stages first of them."""
    tied = Exists(Tie.objects.filter(partner=OuterRef("pk")))
    found = list(rows.filter(tied).prefetch_related("ties").order_by("sort_en", "pk")[:MOST])
    found += rows.filter(~tied).prefetch_related("ties").order_by("sort_en", "pk")[: MOST - len(found)]
    ranks = {code: stage.rank for code, stage in of_city().vocabulary("tie_stage").items()}
    return sorted(found, key=lambda one: -ranks.get(one.tie.stage, 0) if one.tie else 1), rows


def _active(period: Period) -> set[int]:
    """Return the partners with whom something is on record in the period: an activity, an agreement, the tie's beginning."""
    signed = Agreement.objects.filter(_in("signed", period), partners__isnull=False).values_list("partners", flat=True)
    met = Activity.objects.filter(_in("starts", period), partners__isnull=False).values_list("partners", flat=True)
    tied = Tie.objects.filter(_in("since", period)).values_list("partner", flat=True)
    return {pk for rows in (signed, met, tied) for pk in rows.order_by().distinct() if pk is not None}


def _in(name: str, period: Period | None) -> Q:
    return within(name, period.first, period.last) if period else Q()


def _of(asked: Asked, rows: "QuerySet[Any]") -> Q:
    return Q(partners__in=rows.order_by().values("pk")) if asked.narrowed else Q(partners__isnull=False)


def _agreements(asked: Asked, rows: "QuerySet[Any]", period: Period | None) -> dict[int, Counts]:
    signed = _in("signed", period) if period else ~Q(signed="")
    found = Agreement.objects.filter(signed, _of(asked, rows)).order_by().values_list("partners")
    counted = found.annotate(many=Count("pk")).order_by("-many", "partners")
    return {pk: Counts(agreements=many) for pk, many in counted[: MOST + 1]}


def _ways() -> dict[str, Any]:
    register = BY_KEY["activities"]
    return {
        name: Count("pk", filter=Q(kind__in=kinds_with(register, trait)))
        for name, trait in (("came", "visit-in"), ("went", "visit-out"))
    }


def _travelled(period: Period | None) -> "QuerySet[Activity]":
    register = BY_KEY["activities"]
    kinds = [*kinds_with(register, "visit-in"), *kinds_with(register, "visit-out")]
    return Activity.objects.filter(_in("starts", period), kind__in=kinds).order_by()


def _visits(asked: Asked, rows: "QuerySet[Any]", period: Period | None) -> dict[int, Counts]:
    found = _travelled(period).filter(_of(asked, rows)).values_list("partners")
    counted = found.annotate(**_ways(), many=Count("pk")).order_by("-many", "partners")
    return {pk: Counts(came=came, went=went) for pk, came, went, _many in counted[: MOST + 1]}


def _countries(asked: Asked, period: Period | None) -> dict[str, Counts]:
    """Return the visits that name a country and no partner; only the filter by country narrows them."""
    if any(value for key, value in asked.given.items() if key not in (*OWN, "country")):
        return {}
    rows = _travelled(period).filter(partners__isnull=True).annotate(place=Func(F("countries"), function="unnest"))
    wanted = set(asked.given.getlist("country")) - {""}
    return {
        code: Counts(came=came, went=went)
        for code, came, went in rows.values_list("place").annotate(**_ways())
        if not wanted or code in wanted
    }
