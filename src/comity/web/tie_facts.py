"""What is on record about ties, gathered for many of them in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Min, Q
from django.utils import timezone

from comity.core.fields import linked_to
from comity.core.pack import of_city
from comity.domain.next_act import Act, acts
from comity.domain.partial_date import read
from comity.domain.tie import Asked, Contact, Health, Known, Paper, Promise, health
from comity.registers.activities import Activity
from comity.registers.agreements import Agreement, ends, status
from comity.registers.applications import Application
from comity.registers.commitments import Commitment, progress
from comity.registers.partners import Partner
from comity.registers.ties import Tie

WAYS = {"visit-in": "in", "visit-out": "out"}
TITLES = ("title_en", "title_vi")
ORDER = ("dormant", "cooling", "unknown", "new", "steady", "ended")  # in which somebody should look at ties
ALONE: dict[str, Any] = {"partner": None, "agreement": None}


@dataclass(frozen=True)
class Standing:
    """How a tie stands and what is to be done, most weighty first; the partner where the reader sees it."""

    known: Known
    health: Health
    acts: list[Act]
    partner: Partner | None


def standings(ties: Collection[Tie], today: date) -> dict[int, Standing]:
    """Return how each tie stands by its partner's number."""
    pack = of_city()
    partners = [tie.partner_id for tie in ties]
    seen = {
        one.pk: one
        for one in Partner.objects.filter(pk__in=partners).only(
            "country", "to_verify", "changed_at", "verified_on", *TITLES
        )
    }
    contacts, promises, papers = met(partners, today), _promised(partners, today), _papers(partners, today)
    asked = _asked(partners)
    found = {}
    for tie in ties:
        number, partner = tie.partner_id, seen.get(tie.partner_id)
        signed = [Contact(one.signed) for one in papers[number]]
        both = [tie, *([partner] if partner else [])]
        known = Known(
            since=tie.since,
            ended=tie.ended,
            contacts=(*contacts[number], *signed, *([Contact(tie.since)] if tie.since else [])),
            promises=tuple(promises[number]),
            papers=tuple(papers[number]),
            asked=tuple(asked[number]),
            verified=verified(partner, today),
            saved=timezone.localdate(max(one.changed_at for one in both)),
            in_doubt=any(one.to_verify for one in both),
            relations=pack.relations.get(partner.country, "") if partner else "",
        )
        judged = health(known, pack.judging, today)
        found[number] = Standing(known, judged, acts(pack.rules, known, judged, pack.judging, today), partner)
    return found


def verified(partner: Any, today: date) -> date | None:
    """Return the last day on which somebody verified the partner, as late as it can have been where only a month is known."""
    said = read(partner.verified_on) if partner else None
    return min(said.last, today) if said else None


def met(partners: Collection[int], today: date) -> defaultdict[int, list[Contact]]:
    """Return the last and the next dated activity of each kind and level, and one undated for all that have no date."""
    now, pack = today.isoformat(), of_city()
    kinds, levels = pack.vocabulary("activity_kind"), pack.vocabulary("level")
    found: defaultdict[int, list[Contact]] = defaultdict(list)
    rows = (
        Activity.objects.filter(**linked_to("partners", partners))
        .order_by()
        .values("partners", "kind", "level")
        .annotate(
            last=Max("starts", filter=Q(starts__gt="", starts__lte=now)),
            coming=Min("starts", filter=Q(starts__gt=now)),
            undated=Count("pk", filter=Q(starts="")),
        )
    )
    for row in rows:
        way = WAYS.get(kinds[row["kind"]].mark, "") if row["kind"] in kinds else ""
        rank = levels[row["level"]].rank if row["level"] in levels else 0
        dates = [*(row[name] for name in ("last", "coming") if row[name]), *[""] * row["undated"]]
        found[row["partners"]] += [Contact(on, way, row["level"], rank) for on in dates]
    return found


def _promised(partners: list[int], today: date) -> defaultdict[int, list[Promise]]:
    """Return the commitments made with each partner: directly, in an agreement, or at an activity."""
    found: defaultdict[int, dict[int, Promise]] = defaultdict(dict)
    # The nearest says it: a meeting of several partners does not say whose promise it is where the record names one.
    for path, nearer in (("partner", {}), ("agreement__partners", {}), ("activity__partners", ALONE)):
        rows: Any = Commitment.objects.filter(**nearer, **{f"{path}__in": partners}).annotate(with_partner=F(path))
        for one in rows.only("state", "due", "side", "is_sample", *TITLES):
            promise = Promise(progress(one, today), one.side, one.due, one.pk, one.title, one.is_sample)
            found[one.with_partner][one.pk] = promise
    return defaultdict(list, {partner: list(by_pk.values()) for partner, by_pk in found.items()})


def _papers(partners: list[int], today: date) -> defaultdict[int, list[Paper]]:
    found: defaultdict[int, list[Paper]] = defaultdict(list)
    rows = Agreement.objects.filter(partners__in=partners).annotate(with_partner=F("partners"))
    for one in rows.only("signed", "effective", "expires", "renewal", *TITLES).prefetch_related("actions"):
        endless = one.renewal in ("automatic", "indefinite")
        paper = Paper(status(one, today), ends(one, today), endless, one.signed, one.pk, one.title)
        found[one.with_partner].append(paper)
    return found


def _asked(partners: list[int]) -> defaultdict[int, list[Asked]]:
    found: defaultdict[int, list[Asked]] = defaultdict(list)
    rows = Application.objects.filter(partner__in=partners, result="", answered_on="")
    for one in rows.only("received", "due", "partner_id", "is_sample", *TITLES):
        found[one.partner_id or 0].append(Asked(one.received, one.due, one.pk, one.title, one.is_sample))
    return found
