"""Officers are told of files: who, of what, once; in the app, and by e-mail where the office and the officer want it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from comity.core import identity
from comity.core import procedures as packs
from comity.core.case_acts import CaseQueue
from comity.core.notices import Notice
from comity.core.people import City, Officer
from comity.core.stand_ins import StandIn
from comity.domain import telling
from comity.domain.legal_clock import Days
from comity.domain.telling import Event, Wanted
from comity.gate import cases, mails, values
from comity.gate.turns import ESCALATES
from comity.registers.cases import Case

SOON = 2  # working days before a term ends


@task()
def tell(city: int, pk: int) -> int:
    """Tell what there is to tell of a file, as often as it is begun; return how many were told something new."""
    of = City.objects.get(pk=city)
    with identity.acting(identity.system(of, door="worker")):
        told = tell_of(of, pk)
    if mails.able():
        send(of)
    return told


def morning(city: City) -> int:
    """Tell of every file of which a term is over or ends soon; each in a transaction of its own."""
    program = identity.system(city, door="worker")
    with identity.acting(program):
        until = _until(values.today())
        due = Q(due__lte=until) | Q(owed_by__lte=until)
        found = list(CaseQueue.objects.filter(due).order_by("case_id").values_list("case_id", flat=True))
    told = 0
    for pk in found:
        with identity.acting(program):
            told += tell_of(city, pk)
    return told


def _until(today: date) -> date:
    return packs.of_city().calendar.ends(today, Days(SOON))


def tell_of(city: City, pk: int) -> int:
    """Tell of one file, acting as the program."""
    case, today = Case.objects.filter(pk=pk).first(), values.today()
    try:
        file = cases.opened(case, today) if case else None
    except cases.NoRules:
        file = None
    if file is None or not file.filed:
        return 0
    office = Office(city, today, tuple(Officer.objects.filter(city=city, is_active=True).order_by("pk")))
    rows = [row for event in events(file) for row in office.notices(file, event)]
    before = Notice.objects.filter(case_id=pk).count()
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return Notice.objects.filter(case_id=pk).count() - before


def events(file: cases.File) -> list[Event]:
    """Return what there is to tell of a file as it stands."""
    gone = {row.of for row in file.rows if row.what == "taken_back"}
    acts = [(row.pk, row.what, row.of) for row in file.rows if str(row.pk) not in gone]
    turn = str(max((pk for pk, what, _of in acts if what in ("filed", "returned", "back")), default=0))
    waits = [Wanted(one.key, one.on, one.due, one.roles, one.unit) for one in cases.waiting(file)]
    decides = [one.id for one in file.version.rules.steps if one.decides]
    return [
        *telling.of_waits(waits, today=file.today, until=_until(file.today), turn=turn),
        *telling.of_acts(acts, decides),
        *telling.of_state(file.standing.state, turn=turn),
    ]


@dataclass(frozen=True)
class Office:
    """The people of a city on a day, out of whom those are found who are told."""

    city: City
    today: date
    people: tuple[Officer, ...]

    def notices(self, file: cases.File, event: Event) -> list[Notice]:
        """Return what is to be kept: one row for each who is told, and for each who stands in for them."""
        known = set(Notice.objects.filter(case_id=file.case.pk, kind=event.kind, of=event.of, mark=event.mark)
                    .values_list("officer_id", flat=True))  # fmt: skip
        last = file.rows[-1]
        by_days = event.kind in ("soon", "late") or (event.kind == "lapsed" and last.what != "lapsed")
        doer = None if by_days else last.officer_id
        found: dict[int, Notice] = {}
        for one in self._told(file, event):
            if one.pk != doer and one.pk not in known and self._sees(one, file):
                found[one.pk] = self._notice(one, file, event, None)
        for one, away in self._standing_in(self._told(file, event)):
            if one.pk not in {doer, *known, *found} and self._sees(one, file) and self._sees(away, file):
                found[one.pk] = self._notice(one, file, event, away)
        return list(found.values())

    def _told(self, file: cases.File, event: Event) -> list[Officer]:
        if event.to_owners:
            return self._owners(file)
        handler = next((row.officer_id for row in reversed(file.rows) if row.what == "taken"), None)
        found = [one for one in self.people if one.role in event.roles]
        # Of several whose turn it could be, the one who has it in hand; else those whom the pack names first.
        first = next((role for role in event.roles if any(one.role == role for one in found)), "")
        found = [one for one in found if one.pk == handler] or [one for one in found if one.role == first]
        if event.unit:
            found += [one for one in self.people if one.unit_id == event.unit]
        if event.to_heads:
            found += [one for one in self.people if one.role in ESCALATES]
        return list(dict.fromkeys(found))

    def _owners(self, file: cases.File) -> list[Officer]:
        """Return whose file it is: those of the unit that applies, who filed it, and who has it in hand.

        What a stand-in did is the absent one's: they are told, and whoever stands in for them on the day.
        """
        hands = {row.instead_of_id or row.officer_id for row in file.rows if row.what in ("filed", "taken")}
        unit = file.case.applicant_id
        return [one for one in self.people if one.pk in hands or (unit and one.unit_id == unit)]

    def _standing_in(self, absent: Iterable[Officer]) -> list[tuple[Officer, Officer]]:
        by = {one.pk: one for one in self.people}
        away = {one.pk: one for one in absent}
        rows = StandIn.objects.filter(
            absent_id__in=away, first__lte=self.today, last__gte=self.today, ended_at=None
        ).order_by("pk")
        return [(by[row.stand_in_id], away[row.absent_id]) for row in rows if row.stand_in_id in by]

    def _sees(self, one: Officer, file: cases.File) -> bool:
        """Ask the database whether somebody sees the file, as it would answer them."""
        one.city = self.city
        with identity.acting(identity.of(one, door="worker")):
            return CaseQueue.objects.filter(case_id=file.case.pk).exists()

    def _notice(self, one: Officer, file: cases.File, event: Event, away: Officer | None) -> Notice:
        return Notice(
            city=self.city,
            officer=one,
            case_id=file.case.pk,
            kind=event.kind,
            of=event.of,
            mark=event.mark,
            due=event.due,
            instead_of=away,
            mail=mails.able() and one.mails and bool(one.email),
        )


def send(city: City) -> int:
    """Send by e-mail what is still to be sent to officers of a city."""
    return mails.send(city, Notice, _written)


def _written(row: Notice) -> mails.Written | None:
    """Return an e-mail: the number of the file and where it is, nothing else of it."""
    one = row.officer
    if not (one.is_active and one.mails and one.email):
        return None
    with translation.override(one.language or translation.get_language() or "en"):
        number = {"number": row.case_id}
        said = {
            "asked": _("You are asked for an opinion on file %(number)s."),
            "waits": _("File %(number)s waits for you."),
            "soon": _("A term of file %(number)s ends soon."),
            "late": _("A term of file %(number)s is over."),
            "decided": _("File %(number)s was decided."),
            "returned": _("File %(number)s was returned to the applicant."),
            "lapsed": _("File %(number)s has lapsed."),
        }[row.kind] % number
        why = _("You can turn these e-mails off on the page of your account: %(link)s")
        text = [
            said,
            mails.link(reverse("detail", args=["cases", row.case_id])),
            why % {"link": mails.link(reverse("profile"))},
        ]
        return one.email, said.rstrip("."), "\n\n".join(text) + "\n"
