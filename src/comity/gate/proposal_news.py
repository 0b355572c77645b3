"""Officers are told of proposals: the heads that one waits, its unit what was answered; once for each turn, in the app and by e-mail."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from comity.core import identity
from comity.core.history import Change
from comity.core.notices import ProposalNotice
from comity.core.people import City, Officer, Writes
from comity.core.stand_ins import StandIn
from comity.domain.proposing import PROPOSED
from comity.gate import mails, values
from comity.gate.turns import ESCALATES
from comity.registers.proposals import PROPOSALS, Proposal

LOOKED_BACK = timedelta(days=7)  # the worker looks every minute; this is for one that stood still


def catch_up(city: City) -> int:
    """Tell of every turn that nobody was told of yet, whatever door it came through, and return how many were told something new."""
    with identity.acting(identity.system(city, door="worker")):
        recent = Proposal.objects.filter(changed_at__gte=timezone.now() - LOOKED_BACK, is_sample=False)
        found = list(recent.order_by("changed_at", "pk"))
        known = set(ProposalNotice.objects.filter(of__in=found).values_list("of_id", "turn"))
        new = [one for one in found if (one.pk, one.turn) not in known]
        if not new:
            return 0
        office = list(Officer.objects.filter(city=city, is_active=True).select_related("city").order_by("pk"))
        rows = [row for one in new for row in _notices(one, office)]
        ProposalNotice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _notices(one: Proposal, office: list[Officer]) -> Iterator[ProposalNotice]:
    doer = _doer(one)
    told = [officer for officer in _told(one, office) if officer.pk != doer and _sees(officer, one)]
    yield from (_notice(one, officer, None) for officer in told)
    absent, done = {officer.pk for officer in told}, {doer, *(officer.pk for officer in told)}
    by, today = {officer.pk: officer for officer in office}, values.today()
    away = StandIn.objects.filter(absent_id__in=absent, first__lte=today, last__gte=today, ended_at=None).order_by("pk")
    for row in away:
        officer = by.get(row.stand_in_id)
        if officer and officer.pk not in done and _sees(officer, one):
            done.add(officer.pk)
            yield _notice(one, officer, by[row.absent_id])


def _told(one: Proposal, office: list[Officer]) -> list[Officer]:
    """Return who is told: of a proposal that waits the heads, or whoever answers where there is none; else whose it is."""
    if one.state == PROPOSED:
        answer = [officer for officer in office if officer.standing.writes == Writes.ALL]
        return [officer for officer in answer if officer.role in ESCALATES] or answer
    began = Change.objects.filter(record_id=one.pk, register=PROPOSALS.key, operation="i").order_by("id").first()
    by = began.officer_id if began else None
    return [officer for officer in office if officer.pk == by or (one.unit_id and officer.unit_id == one.unit_id)]


def _doer(one: Proposal) -> int | None:
    """Return who took the turn: they know of it."""
    changes = Change.objects.filter(record_id=one.pk, register=PROPOSALS.key).order_by("-id")
    turn = next((change for change in changes if "state" in change.differences), None)
    return turn.officer_id if turn else None


def _sees(officer: Officer, one: Proposal) -> bool:
    """Ask the database whether somebody sees it, as it would answer them."""
    with identity.acting(identity.of(officer, door="worker")):
        return Proposal.objects.filter(pk=one.pk).exists()


def _notice(one: Proposal, officer: Officer, away: Officer | None) -> ProposalNotice:
    mail = mails.able() and officer.mails and bool(officer.email)
    return ProposalNotice(
        city_id=one.city_id, officer=officer, of=one, kind=one.state, turn=one.turn, instead_of=away, mail=mail
    )


def send(city: City) -> int:
    """Send by e-mail what is still to be sent to officers of a city."""
    return mails.send(city, ProposalNotice, _written)


def _written(row: ProposalNotice) -> mails.Written | None:
    """Return an e-mail: the number of the proposal and where it is, nothing of what it says."""
    one = row.officer
    if not (one.is_active and one.mails and one.email):
        return None
    with translation.override(one.language or translation.get_language() or "en"):
        number = {"number": row.of_id}
        said = {
            "proposed": _("Proposal %(number)s waits for an answer."),
            "more": _("More is asked for on proposal %(number)s."),
            "accepted": _("Proposal %(number)s was accepted."),
            "declined": _("Proposal %(number)s was declined."),
        }[row.kind] % number
        why = _("You can turn these e-mails off on the page of your account: %(link)s")
        there = mails.link(reverse("detail", args=[PROPOSALS.key, row.of_id]))
        return (
            one.email,
            said.rstrip("."),
            "\n\n".join([said, there, why % {"link": mails.link(reverse("profile"))}]) + "\n",
        )
