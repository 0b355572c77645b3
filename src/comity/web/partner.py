"""What a partner's page shows beyond its record: the relationship, its health, what comes next, who and who else."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.core import identity
from comity.core.attached import Attachment
from comity.core.pack import of_city
from comity.core.people import City
from comity.domain.milestones import next_anniversary
from comity.gate import query, values
from comity.gate.access import may
from comity.registers import BY_KEY
from comity.registers.activities import Activity
from comity.registers.agreements import STATES as AGREEMENT_STATES
from comity.registers.agreements import Agreement, ends, status
from comity.registers.appointments import Appointment
from comity.registers.commitments import STATES as COMMITMENT_STATES
from comity.registers.commitments import Commitment, progress
from comity.registers.partners import Partner
from comity.registers.ties import Tie, over
from comity.web import (
    acquaintances,
    days,
    milestones,
    next_acts,
    partner_figures,
    present,
    promises,
    story,
    story_links,
    tie_facts,
    ties,
    timeline,
    whereabouts,
)

A_YEAR = timedelta(days=366)
CARDS, ACTIVITIES, COMMITMENTS, PEOPLE, NEIGHBOURS, COMING, ACTS = 3, 40, 40, 8, 6, 6, 4
OWN_SECTIONS = ("ties", "agreements", "commitments", "appointments")


def context_for(partner: Partner, found: dict[str, Any]) -> dict[str, Any]:
    """Return what the partner's page adds to `found`, what every record's page shows."""
    today, home = values.today(), City.objects.get(pk=identity.current().city)
    known = list(Tie.objects.filter(partner=partner).select_related("unit").order_by("sensitivity", "pk")[:5])
    tie = known[0] if known else None
    agreements = list(
        Agreement.objects.filter(partners=partner).prefetch_related("actions").order_by("-signed", "-pk")[:COMMITMENTS]
    )
    activities = list(Activity.objects.filter(partners=partner).order_by("-starts", "-pk")[:ACTIVITIES])
    cards = _cards(partner, agreements, today)
    standing = tie_facts.standings([tie or Tie(partner=partner, changed_at=partner.changed_at)], today)[partner.pk]
    return {
        "over": ", ".join(
            part for part in (_kind(partner), of_city().country(partner.country) if partner.country else "") if part
        ),
        "home": str(home),
        "tie": _tie(tie) if tie else None,
        "more_ties": [_tie(one) for one in known[1:]],
        "new_tie": _new("ties", f"partner={partner.pk}") if tie is None else "",
        "globe": whereabouts.globe(partner, home),
        "clock": whereabouts.clock(partner, home),
        "tabs": _tabs(found),
        "line": timeline.line(partner, tie, agreements, activities, today),
        "lanes": [str(home), of_city().country(partner.country) if partner.country else _("Country")],
        **(_judged(tie, standing) if tie else {"health": None, "acts": []}),
        **memory(partner, standing, today),
        "cards": cards,
        "more_agreements": _more(partner, len(agreements)),
        "new_agreement": _new("agreements", f"partners={partner.pk}"),
        "new_activity": _new("activities", f"partners={partner.pk}"),
        "coming": _coming(partner, tie, activities, today),
        "people": _people(partner, today),
        "new_person": _new("appointments", f"at_partner={partner.pk}"),
        "neighbours": _neighbours(partner),
        "sections": [
            one
            for one in found["related"]
            if one["register"].key not in OWN_SECTIONS and (one["rows"] or one["register"].key == "activities")
        ],
    }


def _judged(tie: Tie, standing: tie_facts.Standing) -> dict[str, Any]:
    """Return how the tie stands, how that was worked out, and what to do next."""
    return {
        "health": ties.told(standing.health) | {"sums": ties.sums(standing.health), "limits": ties.limits()},
        "acts": [next_acts.told(act, tie, standing.partner) for act in standing.acts[:ACTS]],
    }


def memory(partner: Partner, standing: tie_facts.Standing, today: date) -> dict[str, Any]:
    """Return what the office remembers of a partner: the newest of the story, open promises, who knows whom, figures."""
    return {
        "story": story.told(partner.pk, "", "", story.FIRST, today),
        "story_kinds": story_links.filters(partner.pk, ""),
        "story_href": story_links.address(partner.pk),
        "promises": promises.sides(partner, standing.known, today),
        "known": acquaintances.known(partner.pk, today),
        "figures": partner_figures.figures(partner.pk, standing.known.papers, today),
    }


def _kind(partner: Partner) -> str:
    if partner.locality_kind:
        return values.of(partner, "locality_kind")
    return values.of(partner, "kind")


def _new(register: str, given: str) -> str:
    return f"{reverse('new', args=[register])}?{given}" if may("add", BY_KEY[register]) else ""


def _tie(tie: Tie) -> dict[str, Any]:
    return {
        "stage": values.of(tie, "stage"),
        "since": values.since_until(tie.since, tie.ended),
        "class": values.of(tie, "tie_class"),
        "unit": tie.unit.title if tie.unit else "",
        "why": (tie.why_vi or tie.why_en) if tie.title_language == "vi" else (tie.why_en or tie.why_vi),
        "href": present.address(tie),
        "to_verify": tie.to_verify,
    }


def _tabs(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the parts of the page with how much each holds."""
    parts = [{"label": _("Overview"), "href": "#main", "active": True}]
    for one in found["related"]:
        key = one["register"].key
        if key != "ties" and (one["count"] or key in OWN_SECTIONS):
            parts.append({"label": one["title"], "href": f"#{key}", "count": _at_least(one["count"])})
    return [*parts, {"label": _("Files"), "href": "#files", "count": len(found["attachments"])}]


def _at_least(count: int) -> str:
    return f"{values.number(query.COUNTED)}+" if count > query.COUNTED else values.number(count)


def _cards(partner: Partner, agreements: list[Agreement], today: date) -> list[dict[str, Any]]:
    """Return the agreements most alive with their commitments."""
    order = list(AGREEMENT_STATES)
    alive = {"in_force": 0, "expiring": 1, "signed": 2}
    states = {one.pk: status(one, today) for one in agreements}
    first = sorted(agreements, key=lambda one: alive.get(states[one.pk], 3 + order.index(states[one.pk])))[:CARDS]
    pks = [one.pk for one in first]
    promised = Commitment.objects.filter(agreement__in=pks).prefetch_related("unit")
    made = list(promised.order_by("due", "pk")[:COMMITMENTS])
    files = dict(
        Attachment.objects.filter(entry__in=pks)
        .order_by()
        .values("entry")
        .annotate(count=Count("pk"))
        .values_list("entry", "count")
    )
    return [_card(one, states[one.pk], made, files.get(one.pk, 0), today) for one in first]


def _card(agreement: Agreement, state: str, made: list[Commitment], files: int, today: date) -> dict[str, Any]:
    said, tone = AGREEMENT_STATES[state]
    edit = reverse("edit", args=["agreements", agreement.pk]) if may("change", BY_KEY["agreements"], agreement) else ""
    whole = len(agreement.signed) in (0, 10)
    on_file = ngettext("%(count)s file", "%(count)s files", files) % {"count": files} if files else ""
    return {
        "title": agreement.title,
        "href": present.address(agreement),
        "status": str(said),
        "tone": tone,
        "is_sample": agreement.is_sample,
        "signed": values.when(agreement.signed),
        "signed_whole": whole,
        "edit": edit,
        "facts": [
            {"label": _("Ends"), "value": _end(agreement, today), "gap": _("add"), "href": edit},
            {"label": _("Fields"), "value": values.of(agreement, "fields"), "gap": _("add"), "href": edit},
            {"label": _("Signed text"), "value": on_file, "gap": _("not on file"), "href": ""},
        ],
        "commitments": [_commitment(one, today) for one in made if one.agreement_id == agreement.pk],
    }


def _end(agreement: Agreement, today: date) -> str:
    if end := ends(agreement, today):
        return values.when(end)
    return values.of(agreement, "renewal") if agreement.renewal == "indefinite" else ""


def _commitment(one: Commitment, today: date) -> dict[str, Any]:
    said, tone = COMMITMENT_STATES[progress(one, today)]
    return {
        "title": one.title,
        "href": present.address(one),
        "side": values.of(one, "side"),
        "unit": unit.title if (unit := values.linked(one, "unit")) else one.who,
        "due": values.when(one.due),
        "status": str(said),
        "tone": tone,
        "is_sample": one.is_sample,
    }


def _more(partner: Partner, count: int) -> str:
    return f"{reverse('list', args=['agreements'])}?partners={partner.pk}" if count > CARDS else ""


def _coming(partner: Partner, tie: Tie | None, activities: list[Activity], today: date) -> list[dict[str, Any]]:
    found: list[tuple[str, dict[str, Any]]] = []
    kinds = of_city().vocabulary("activity_kind")
    for one in activities:
        if one.starts > str(today):
            mark = kinds[one.kind].mark if one.kind in kinds else ""
            sub = values.span(one.starts, one.ends, one.through)
            found.append(
                (
                    one.starts,
                    _leaf(one.starts, mark or "event", one.title, present.address(one), sub)
                    | {"is_sample": one.is_sample},
                )
            )
    if partner.country:
        country = f"{reverse('list', args=['partners'])}?country={partner.country}"
        marked = milestones.relations(of_city(), [partner.country], today, today + A_YEAR)
        for day in marked + milestones.national(of_city(), [partner.country], today, today + A_YEAR):
            leaf = _leaf(str(day.on), "anniv", day.title, country, day.what) | {"round": day.is_round}
            found.append((str(day.on), leaf))
    if tie and not over(tie, today) and (years := next_anniversary(tie.since, today)):
        said = ngettext("%(count)s year of the tie", "%(count)s years of the tie", years.years) % {"count": years.years}
        leaf = _leaf(str(years.on), "anniv", said, present.address(tie), values.of(tie, "stage")) | {
            "round": years.is_round
        }
        found.append((str(years.on), leaf))
    return [leaf for _on, leaf in sorted(found, key=lambda pair: pair[0])[:COMING]]


def _leaf(on: str, kind: str, title: str, href: str, sub: str) -> dict[str, Any]:
    day, month = days.leaf(on)
    return {"day": day, "month": month, "kind": kind, "title": title, "href": href, "sub": sub}


def _people(partner: Partner, today: date) -> list[dict[str, Any]]:
    """Return who holds a post there, as far as a source states it."""
    held = (
        Appointment.objects.filter(at_partner=partner)
        .filter(Q(ends="") | Q(ends__gte=str(today)))
        .select_related("person")
    )
    return [
        {
            "title": one.person.title,
            "href": present.address(one.person),
            "sub": ", ".join(part for part in (one.title, _stated(one)) if part),
            "is_sample": one.is_sample,
        }
        for one in held.order_by("-stated_on", "-starts", "pk")[:PEOPLE]
    ]


def _stated(appointment: Appointment) -> str:
    if appointment.starts:
        return _("since %(date)s") % {"date": values.when(appointment.starts)}
    return _("stated %(date)s") % {"date": values.when(appointment.stated_on)} if appointment.stated_on else ""


def _neighbours(partner: Partner) -> list[dict[str, Any]]:
    if not partner.country:
        return []
    others = Partner.objects.filter(country=partner.country).exclude(pk=partner.pk).prefetch_related("ties")
    return [
        {
            "title": one.title,
            "href": present.address(one),
            "sub": _stage(one),
            "is_sample": one.is_sample,
        }
        for one in others.order_by("sort_en", "pk")[:NEIGHBOURS]
    ]


def _stage(partner: Partner) -> str:
    tie = partner.tie
    if tie is None:
        return _kind(partner)
    parts = (values.of(tie, "stage"), values.when(tie.since), values.since_until("", tie.ended))
    return ", ".join(part for part in parts if part)
