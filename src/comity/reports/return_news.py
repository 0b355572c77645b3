"""Whoever owes a return and who asked for it are told when it is due soon and when it is late: once each, in the app and by e-mail."""

from collections.abc import Iterable

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
from comity.domain.legal_clock import Days
from comity.domain.returning import OPEN
from comity.gate import mails, values

SOON = 5  # working days before a return is due
People = list[tuple[Officer, Identity]]


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
        known = set(ReturnNotice.objects.filter(of__in=found).values_list("officer_id", "of_id", "kind"))
        rows = []
        for one in found:
            kind = "late" if one.request.due < today else "soon"
            told = [who for who in _told(one, people) if (who.pk, one.pk, kind) not in known]
            rows += [_notice(one, kind, who) for who in told]
        ReturnNotice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _told(one: Return, people: People) -> Iterable[Officer]:
    """Return who may answer for the unit that owes it, and who asked; of them those who see it, as the database says."""
    for officer, who in people:
        answers = who.writes == Writes.OWN and one.unit_id in who.below
        within = who.writes == Writes.ALL and officer.unit_id == one.unit_id
        if answers or within or officer.pk == one.request.asked_by_id:
            with identity.acting(who):
                sees = Return.objects.filter(pk=one.pk).exists()
            if sees:
                yield officer


def _notice(one: Return, kind: str, who: Officer) -> ReturnNotice:
    mail = mails.able() and who.mails and bool(who.email)
    return ReturnNotice(city_id=one.city_id, officer=who, of=one, kind=kind, due=one.request.due, mail=mail)


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
