"""The health of ties: what is on record about them, gathered in a few queries, and in words."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from comity.core.pack import of_city
from comity.domain.tie import Contact, Health, Paper, Signal, health
from comity.gate import values
from comity.registers.activities import Activity
from comity.registers.agreements import Agreement, status
from comity.registers.commitments import Commitment, progress
from comity.registers.ties import Tie

WORDS = {
    "new": (pgettext_lazy("tie", "New"), "warning"),
    "steady": (gettext_lazy("Steady"), "success"),
    "cooling": (gettext_lazy("Cooling"), "warning"),
    "dormant": (gettext_lazy("Dormant"), "danger"),
    "unknown": (gettext_lazy("Unknown"), "secondary"),
}
NAMES = {
    "contact": gettext_lazy("Contact"),
    "commitments": gettext_lazy("Commitments"),
    "ways": gettext_lazy("Both ways"),
    "papers": gettext_lazy("Papers"),
}
WAYS = {"visit-in": "in", "visit-out": "out"}


def healths(ties: Collection[Tie], today: date) -> dict[int, Health]:
    """Return the health of each tie by its partner's number, in a fixed number of queries."""
    partners = [tie.partner_id for tie in ties]
    contacts, promises, papers = _met(partners, today), _promised(partners, today), defaultdict(list)
    signed = (
        Agreement.objects.filter(partners__in=partners).annotate(with_partner=F("partners")).prefetch_related("actions")
    )
    for agreement in signed:
        endless = agreement.renewal in ("automatic", "indefinite")
        papers[agreement.with_partner].append(Paper(status(agreement, today), agreement.expires, endless))
        contacts[agreement.with_partner].append(Contact(agreement.signed))
    found = {}
    for tie in ties:
        met = [*contacts[tie.partner_id], *([Contact(tie.since)] if tie.since else [])]
        found[tie.partner_id] = health(
            since=tie.since,
            contacts=met,
            promises=promises[tie.partner_id],
            papers=papers[tie.partner_id],
            today=today,
        )
    return found


def _met(partners: list[int], today: date) -> defaultdict[int, list[Contact]]:
    """Return the last and the next dated activity of each kind, and one undated for all that have no date."""
    now = today.isoformat()
    kinds = of_city().vocabulary("activity_kind")
    found: defaultdict[int, list[Contact]] = defaultdict(list)
    rows = (
        Activity.objects.filter(partners__in=partners)
        .order_by()
        .values("partners", "kind")
        .annotate(
            last=Max("starts", filter=Q(starts__gt="", starts__lte=now)),
            coming=Min("starts", filter=Q(starts__gt=now)),
            undated=Count("pk", filter=Q(starts="")),
        )
    )
    for row in rows:
        way = WAYS.get(kinds[row["kind"]].mark, "") if row["kind"] in kinds else ""
        dates = [*(row[name] for name in ("last", "coming") if row[name]), *[""] * row["undated"]]
        found[row["partners"]] += [Contact(on, way) for on in dates]
    return found


def _promised(partners: list[int], today: date) -> defaultdict[int, list[str]]:
    """Return the progress of commitments made with each partner, directly or in an agreement."""
    found: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for path in ("partner", "agreement__partners"):
        rows = Commitment.objects.filter(**{f"{path}__in": partners}).annotate(with_partner=F(path))
        for one in rows.only("state", "due"):
            found[one.with_partner][one.pk] = progress(one, today)
    return defaultdict(list, {partner: list(by_pk.values()) for partner, by_pk in found.items()})


def told(found: Health) -> dict[str, Any]:
    """Return a tie's health in words."""
    word, tone = WORDS[found.word]
    return {
        "code": found.word,
        "word": str(word),
        "tone": tone,
        "known": _("%(known)s of %(all)s signals known") % {"known": found.known, "all": len(found.signals)},
        "signals": [
            {"state": one.state, "label": str(NAMES[one.name]), "text": REASONS[one.name, one.reason](one)}
            for one in found.signals
        ],
    }


def _undated(signal: Signal) -> str:
    said = ngettext("%(count)s contact without a date", "%(count)s contacts without a date", signal.count)
    return said % {"count": values.number(signal.count)}


def _late(signal: Signal) -> str:
    return _("%(late)s of %(all)s late") % {"late": values.number(signal.count), "all": values.number(signal.of)}


def _on_time(signal: Signal) -> str:
    return _("%(kept)s of %(all)s kept or on time") % {
        "kept": values.number(signal.count),
        "all": values.number(signal.of),
    }


def _in_force(signal: Signal) -> str:
    said = ngettext("%(count)s agreement in force", "%(count)s agreements in force", signal.count)
    return said % {"count": values.number(signal.count)}


REASONS: dict[tuple[str, str], Any] = {
    ("contact", "planned"): lambda one: _("Next: %(date)s") % {"date": values.when(one.on)},
    ("contact", "recent"): lambda one: _("Last: %(date)s, within a year") % {"date": values.when(one.on)},
    ("contact", "over_a_year"): lambda one: _("Last: %(date)s, over a year ago") % {"date": values.when(one.on)},
    ("contact", "long_ago"): lambda one: _("Last: %(date)s, over two years ago") % {"date": values.when(one.on)},
    ("contact", "undated"): _undated,
    ("contact", "nothing"): lambda _one: _("No contact on record"),
    ("commitments", "late"): _late,
    ("commitments", "on_time"): _on_time,
    ("commitments", "nothing"): lambda _one: _("No commitment on record"),
    ("ways", "both"): lambda _one: _("Visits in and out within three years"),
    ("ways", "only_in"): lambda _one: _("Visits in, none out within three years"),
    ("ways", "only_out"): lambda _one: _("Visits out, none in within three years"),
    ("ways", "nothing"): lambda _one: _("No dated visit within three years"),
    ("papers", "in_force"): _in_force,
    ("papers", "ending"): lambda one: _("Ends %(date)s, renewal not recorded") % {"date": values.when(one.on)},
    ("papers", "no_end"): lambda _one: _("End of the agreement not on record"),
    ("papers", "over"): lambda _one: _("No agreement in force any more"),
    ("papers", "unsigned"): lambda _one: _("Day of signing not on record"),
    ("papers", "nothing"): lambda _one: _("No agreement on record"),
}
