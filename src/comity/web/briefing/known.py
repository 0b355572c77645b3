"""What is on record for a brief, read under the reader's own identity in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, QuerySet, When
from django.db.models.expressions import Window

from comity.core.pack import of_city
from comity.core.records import Record
from comity.registers import Register
from comity.registers.activities import Activity
from comity.registers.agreement_actions import moving
from comity.registers.agreements import Agreement, status
from comity.registers.appointments import Appointment
from comity.registers.commitments import Commitment
from comity.registers.declare import not_over
from comity.registers.delegations import DelegationMember, Leg
from comity.registers.events import Outcome
from comity.registers.gifts import GiftMove
from comity.registers.partners import Partner
from comity.registers.people import Person
from comity.registers.points import Point
from comity.registers.programmes import ProgrammeItem
from comity.registers.projects import Project
from comity.registers.ties import Tie
from comity.web import milestones
from comity.web.milestones import Day

PARTNERS, ACTIVITIES, AGREEMENTS, PROMISES, OTHERS = 6, 60, 40, 40, 12
MEMBERS, ITEMS = 60, 120
A_YEAR = timedelta(days=366)


@dataclass
class Known:
    """The record the brief is about, and everything that hangs on it as far as the reader may see it."""

    of: Register
    record: Any
    today: date
    partners: list[Partner] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    agreements: list[tuple[Agreement, str]] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    promises: list[Commitment] = field(default_factory=list)
    gifts: list[GiftMove] = field(default_factory=list)
    posts: list[Appointment] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    members: list[DelegationMember] = field(default_factory=list)
    legs: list[Leg] = field(default_factory=list)
    programme: list[ProgrammeItem] = field(default_factory=list)
    guests: list[Person] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    ours: list[tuple[Person, Activity]] = field(default_factory=list)
    more: dict[str, int] = field(default_factory=dict)  # how many of a list there are beyond what was read

    @property
    def activity(self) -> Activity | None:
        """The activity, where the brief is for one."""
        return self.record if isinstance(self.record, Activity) else None

    @property
    def person(self) -> Person | None:
        """The visitor, where the brief is about one."""
        return self.record if isinstance(self.record, Person) else None

    @property
    def numbers(self) -> list[int]:
        """The numbers of the partners."""
        return [one.pk for one in self.partners]

    @property
    def countries(self) -> list[str]:
        """The countries of those we meet, each once."""
        found = [one.country for one in self.partners]
        found += self.activity.countries if self.activity else []
        found += [one.country for one in self.legs]
        found += [self.person.country] if self.person and not self.person.is_ours else []
        return [one for one in dict.fromkeys(found) if one]

    def first(self, name: str, query: QuerySet[Any, Any], most: int) -> list[Any]:
        """Return the first records of a query and keep how many there are beyond them, by one statement."""
        found = list(query.annotate(there=Window(Count("*")))[:most])
        self.more[name] = found[0].there - len(found) if found else 0
        return found

    def all(self) -> Iterable[Record]:
        """Every record that was read, the one it is about first."""
        texts = [one for one, _state in self.agreements]
        return chain(
            [self.record],
            self.partners,
            self.ties,
            texts,
            self.activities,
            self.promises,
            self.projects,
            self.gifts,
            self.points,
        )


def read(of: Register, record: Any, today: date) -> Known:
    """Return what is on record about a partner, a person or an activity."""
    known = Known(of, record, today)
    _whom(known)
    _relation(known)
    _promised(known)
    if known.activity:
        _activity(known, known.activity)
    _points(known)
    _days(known)
    _who_knows(known)
    return known


def _whom(known: Known) -> None:
    """Find whom we meet: the partners, and who holds a post there."""
    meets = max(str(known.today), known.activity.starts if known.activity else "")  # who holds a post when we meet
    held = Appointment.objects.filter(not_over("ends", known.today), starts__lte=meets)
    held = held.select_related("person", "at_partner", "at_unit")
    if known.person:
        own = held.filter(person=known.person).order_by("-stated_on", "-starts", "pk")
        known.posts = known.first("posts", own, OTHERS)
        at = {one.at_partner_id: one.at_partner for one in known.posts if one.at_partner}
        there = [one for one in at.values() if one]
        known.partners, known.more["partners"] = there[:PARTNERS], len(there[PARTNERS:])
        return
    if known.activity:
        known.partners = known.first("partners", known.activity.partners.order_by("sort_en", "pk"), PARTNERS)
    else:
        known.partners = [known.record]
    at_theirs = held.filter(at_partner__in=known.numbers).order_by("-stated_on", "-starts", "pk")
    known.posts = known.first("posts", at_theirs, OTHERS)


def _relation(known: Known) -> None:
    """Read the ties, agreements, contacts and projects with the partners."""
    ids, today = known.numbers, known.today
    known.ties = list(
        Tie.objects.filter(partner__in=ids).select_related("unit", "partner").order_by("sensitivity", "pk")
    )
    texts = Agreement.objects.filter(pk__in=_with(Agreement, ids)).prefetch_related("actions")
    later = Exists(moving(today).filter(agreement=OuterRef("pk"), until__gte=str(today.year)))
    perhaps_alive = When(
        Q(expires="") | Q(expires__gte=str(today.year)) | later, signed__gt="", signed__lte=str(today), then=0
    )
    signed = known.first("agreements", texts.order_by(Case(perhaps_alive, default=1), "-signed", "-pk"), AGREEMENTS)
    known.agreements = [(one, status(one, today)) for one in signed]
    ours = Prefetch("participants", Person.objects.filter(is_ours=True), to_attr="ours")
    contacts = _met(known).exclude(pk=known.record.pk).select_related("host")
    coming = known.first("later", contacts.filter(starts__gt=str(today)).order_by("starts", "pk"), OTHERS)
    past = contacts.filter(starts__lte=str(today)).prefetch_related(ours).order_by("-starts", "-pk")
    known.activities = [*reversed(coming), *known.first("activities", past, ACTIVITIES)]
    running = Project.objects.filter(pk__in=_with(Project, ids), finished="").exclude(
        state__in=_closed("project_state")
    )
    known.projects = known.first("projects", running.order_by("-approved_on", "-pk"), OTHERS)


def _met(known: Known) -> QuerySet[Activity]:
    """Return the activities with those we meet."""
    with_partners = _with(Activity, known.numbers)
    if not known.person:
        return Activity.objects.filter(pk__in=with_partners)
    # A union, since an `or` over several tables would read every activity there is.
    theirs = [
        Activity.objects.filter(participants=known.person),
        Activity.objects.filter(host=known.person),
        Activity.objects.filter(members__person=known.person),
    ]
    return Activity.objects.filter(pk__in=with_partners.union(*(one.values("pk") for one in theirs)))


def _with(model: type[Agreement | Activity | Project], partners: list[int]) -> QuerySet[Any, Any]:
    """Return the numbers of records with any of the partners; asked within, since `distinct` would compare whole records."""
    return model._default_manager.filter(partners__in=partners).values("pk")


def _closed(vocabulary: str) -> list[str]:
    """Return the states of a vocabulary that its mark says are an end."""
    return [code for code, term in of_city().vocabulary(vocabulary).items() if term.mark]


def _promised(known: Known) -> None:
    """Read open promises either way, and gifts."""
    ids, texts = known.numbers, [one.pk for one, _state in known.agreements]
    about = Q(partner__in=ids) | Q(agreement__in=texts)
    given = Q(partner__in=ids)
    if known.activity:
        about, given = about | Q(activity=known.activity), given | Q(activity=known.activity)
    if known.person:
        given |= Q(person=known.person)
    promises = Commitment.objects.filter(about, state="open").select_related("unit")
    known.promises = known.first(
        "promises", promises.order_by(Case(When(due="", then=1), default=0), "due", "pk"), PROMISES
    )
    gifts = GiftMove.objects.filter(given).select_related("person", "activity")
    known.gifts = known.first("gifts", gifts.order_by("-on", "-pk"), OTHERS)
    followed = Outcome.objects.filter(Q(partner__in=ids) | Q(activity__in=[one.pk for one in known.activities]))
    followed = followed.exclude(follow_up="").exclude(state__in=_closed("outcome_state"))
    known.outcomes = known.first("outcomes", followed.order_by("due", "pk"), OTHERS)


def _activity(known: Known, activity: Activity) -> None:
    """Read who comes along and what the programme is."""
    members = DelegationMember.objects.filter(activity=activity).select_related("person", "from_unit")
    known.members = known.first("members", members.order_by("precedence", "pk"), MEMBERS)
    if _goes_out(activity):
        known.legs = known.first("legs", Leg.objects.filter(activity=activity).order_by("arrives", "pk"), ITEMS)
    items = ProgrammeItem.objects.filter(activity=activity).order_by("at", "pk")
    known.programme = known.first("programme", items, ITEMS)
    guests = activity.participants.filter(is_ours=False).order_by("sort_en", "pk")
    known.guests = known.first("guests", guests, OTHERS)


def _goes_out(activity: Activity) -> bool:
    kind = of_city().vocabulary("activity_kind").get(activity.kind)
    return kind is not None and kind.mark == "visit-out"


def _points(known: Known) -> None:
    """Read what holds today about the partners, those whom we meet there, and the activity."""
    people = {one.pk for one in known.guests} | {one.person_id for one in known.posts}
    people |= {one.person_id for one in known.members if one.person_id} | ({known.person.pk} if known.person else set())
    about = Q(partner__in=known.numbers) | Q(person__in=people)
    about |= Q(activity=known.activity) if known.activity else Q()
    today = str(known.today)
    holds = Q(valid_to__in=["", today[:4], today[:7]]) | Q(valid_to__gte=today)
    points = Point.objects.filter(about, holds).select_related("person").order_by("-stated_on", "pk")
    known.points = known.first("points", points, PROMISES)


def _days(known: Known) -> None:
    """Work out the days to mark within a year in the countries of those we meet."""
    pack, last = of_city(), known.today + A_YEAR
    found = milestones.relations(pack, known.countries, known.today, last)
    known.days = sorted(found + milestones.national(pack, known.countries, known.today, last))


def _who_knows(known: Known) -> None:
    """Find who of ours met them, each with the latest occasion."""
    latest: dict[int, tuple[Person, Activity]] = {}
    met: list[Any] = known.activities  # with `ours`, see _relation
    went = DelegationMember.objects.filter(
        activity__in=[one.pk for one in known.activities], person__is_ours=True
    ).select_related("person")
    along: dict[int, list[Person]] = {}
    for one in went:
        if one.person:
            along.setdefault(one.activity_id, []).append(one.person)
    for activity in met:  # the latest first
        if activity.starts > str(known.today):
            continue
        host = [activity.host] if activity.host and activity.host.is_ours else []
        for person in [*host, *activity.ours, *along.get(activity.pk, [])]:
            if person.pk != known.record.pk:
                latest.setdefault(person.pk, (person, activity))
    known.ours, known.more["ours"] = list(latest.values())[:OTHERS], max(0, len(latest) - OTHERS)
