"""Whoever owes a return and who asked for it are told when it is due soon and when it is late: once each, in the app and by e-mail.

Who stands in for one of them on the day is told too.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.db.models.functions import Now
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from comity.core import identity
from comity.core import procedures as packs
from comity.core.identity import Identity
from comity.core.notices import ReturnNotice
from comity.core.people import City, Officer, Writes
from comity.core.returns import Return
from comity.core.stand_ins import StandIn
from comity.domain.legal_clock import Days
from comity.domain.returning import OPEN
from comity.gate import mails, values

SOON = 5  # working days before a return is due
Person = tuple[Officer, Identity]
StandIns = Mapping[int, Sequence[Person]]


def morning(city: City) -> int:
    """Tell of every return that is late or due soon, and return how many were told something new."""
    with identity.acting(identity.system(city, door="worker")):
        today = values.today()
        until = packs.of_city().calendar.ends(today, Days(SOON))
        due = Return.objects.filter(state__in=OPEN, request__due__lte=until).select_related("request")
        found = list(due.order_by("request__due", "pk"))
        if not found:
            return 0
        officers = Officer.objects.filter(city=city, is_active=True).select_related("city").order_by("pk")
        people = [(one, identity.of(one, door="worker")) for one in officers]
        stand_ins = _stand_ins(people, today)
        known = set(ReturnNotice.objects.filter(of__in=found).values_list("officer_id", "of_id", "kind"))
        rows = []
        for one in found:
            kind = "late" if one.request.due < today else "soon"
            told = [pair for pair in _told(one, people, stand_ins) if (pair[0].pk, one.pk, kind) not in known]
            rows += [_notice(one, kind, who, away) for who, away in told]
        ReturnNotice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _stand_ins(people: Sequence[Person], today: date) -> StandIns:
    """Return who stands in today, by the number of whoever is away."""
    by = {one.pk: (one, who) for one, who in people}
    found: defaultdict[int, list[Person]] = defaultdict(list)
    for row in StandIn.objects.filter(first__lte=today, last__gte=today, ended_at=None).order_by("pk"):
        if row.stand_in_id in by:
            found[row.absent_id].append(by[row.stand_in_id])
    return found


def _told(one: Return, people: Sequence[Person], stand_ins: StandIns) -> Iterator[tuple[Officer, Officer | None]]:
    """Yield who is told, each once, and in whose place if not in their own."""
    own = [officer for officer, who in people if _concerns(one, officer, who) and _sees(who, one)]
    yield from ((officer, None) for officer in own)
    done = {officer.pk for officer in own}
    for away in own:
        for officer, who in stand_ins.get(away.pk, ()):
            if officer.pk not in done and _sees(who, one):
                done.add(officer.pk)
                yield officer, away


def _concerns(one: Return, officer: Officer, who: Identity) -> bool:
    """Say whether somebody may answer for the unit that owes it, or asked for it."""
    answers = who.writes == Writes.OWN and one.unit_id in who.below
    within = who.writes == Writes.ALL and officer.unit_id == one.unit_id
    return answers or within or officer.pk == one.request.asked_by_id


def _sees(who: Identity, one: Return) -> bool:
    """Ask the database whether somebody sees it, as it would answer them."""
    with identity.acting(who):
        return Return.objects.filter(pk=one.pk).exists()


def _notice(one: Return, kind: str, who: Officer, away: Officer | None) -> ReturnNotice:
    mail = mails.able() and who.mails and bool(who.email)
    return ReturnNotice(
        city_id=one.city_id, officer=who, of=one, kind=kind, due=one.request.due, instead_of=away, mail=mail
    )


def taken_as_read(one: Return) -> None:
    """Take what the one who acts was told of a return as read: they have done what it asked for."""
    rows = ReturnNotice.objects.filter(officer_id=identity.current().officer or 0, of=one, seen_at=None)
    rows.update(seen_at=Now())


def send(city: City) -> int:
    """Send by e-mail what is still to be sent to officers of a city."""
    return mails.send(city, ReturnNotice, _written)


def _written(row: ReturnNotice) -> mails.Written | None:
    """Return an e-mail: the number of the return and where it is, nothing of what it says."""
    one = row.officer
    if not (one.is_active and one.mails and one.email):
        return None
    with translation.override(one.language or translation.get_language() or "en"):
        told = {"number": row.of_id, "day": values.when(row.due.isoformat())}
        said = {
            "soon": _("Return %(number)s is due soon: %(day)s.") % told,
            "late": _("Return %(number)s is overdue: it was due on %(day)s.") % told,
        }[row.kind]
        why = _("You can turn these e-mails off on the page of your account: %(link)s")
        text = [said, mails.link(reverse("return", args=[row.of_id])), why % {"link": mails.link(reverse("profile"))}]
        return one.email, said.rstrip("."), "\n\n".join(text) + "\n"
