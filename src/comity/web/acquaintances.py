"""Who knows whom between the city and a partner, from the activities that people of both took part in."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import ngettext

from comity.core.records import Record
from comity.domain.acquaintance import Meeting, pairs
from comity.gate import values
from comity.registers.activities import Activity
from comity.registers.appointments import Appointment
from comity.registers.delegations import DelegationMember
from comity.registers.people import Person
from comity.web import present

NEWEST, SHOWN = 300, 8


@dataclass(frozen=True)
class _People:
    """The people who took part, and the posts that say on which side they stand."""

    by_number: dict[int, Person]
    posts: dict[int, list[Appointment]]

    def ours(self, person: int) -> bool:
        """Say whether somebody is on our side."""
        return self.by_number[person].is_ours or any(one.at_unit_id for one in self.posts.get(person, ()))

    def theirs(self, person: int, partner: int) -> bool:
        """Say whether somebody is of the partner: by a post there, or a stranger of whom no post elsewhere is known."""
        places = {one.at_partner_id for one in self.posts.get(person, ())} - {None}
        return partner in places or (not self.ours(person) and not places)

    def post(self, person: int, today: date) -> str:
        """Return the post that somebody holds as far as it is known."""
        held = [one for one in self.posts.get(person, ()) if not one.ends or one.ends >= str(today)]
        return max(held, key=lambda one: (one.starts or one.stated_on, one.pk)).title if held else ""


def known(partner: int, today: date) -> dict[str, Any]:
    """Return who of ours knows whom of theirs, in five statements."""
    activities = _activities(partner, today)
    present_at = _present_at(activities)
    people = _people({person for there in present_at.values() for person in there})
    meetings = []
    for one in activities:
        there = [person for person in present_at[one.pk] if person in people.by_number]
        mine = frozenset(person for person in there if people.ours(person))
        other = frozenset(person for person in there if person not in mine and people.theirs(person, partner))
        meetings.append(Meeting(one.pk, one.starts, mine, other))
    found, titles = pairs(meetings), {one.pk: one for one in activities}
    rows = []
    for pair in found[:SHOWN]:
        us, them = people.by_number[pair.ours], people.by_number[pair.theirs]
        times = ngettext("%(count)s time", "%(count)s times", pair.times) % {"count": values.number(pair.times)}
        rows.append(
            {
                "ours": _person(us, people.post(us.pk, today)),
                "theirs": _person(them, people.post(them.pk, today)),
                "times": times,
                "last": values.when(pair.last),
                "href": present.address(titles[pair.record]),
                "at": titles[pair.record].title,
            }
        )
    return {"rows": rows, "more": max(0, len(found) - SHOWN)}


def _activities(partner: int, today: date) -> list[Activity]:
    held = Activity.objects.filter(partners=partner, starts__gt="", starts__lte=str(today))
    return list(held.only("starts", "host_id", "title_en", "title_vi").order_by("-starts", "-pk")[:NEWEST])


def _present_at(activities: Collection[Activity]) -> defaultdict[int, set[int]]:
    """Return who took part in each activity: as named, as a member of the delegation, as its host."""
    numbers = [one.pk for one in activities]
    found: defaultdict[int, set[int]] = defaultdict(set)
    through: Any = Activity.participants.through
    for activity, person in through.objects.filter(activity_id__in=numbers).values_list("activity_id", "person_id"):
        found[activity].add(person)
    members = DelegationMember.objects.filter(activity_id__in=numbers, person_id__isnull=False)
    for activity, person in members.values_list("activity_id", "person_id"):
        found[activity].add(person)
    for one in activities:
        if one.host_id:
            found[one.pk].add(one.host_id)
    return found


def _people(numbers: Collection[int]) -> _People:
    posts: defaultdict[int, list[Appointment]] = defaultdict(list)
    for one in Appointment.objects.filter(person__in=numbers):
        posts[one.person_id].append(one)
    return _People({one.pk: one for one in Person.objects.filter(pk__in=numbers)}, posts)


def _person(person: Record, post: str) -> dict[str, Any]:
    return {"title": person.title, "href": present.address(person), "post": post, "is_sample": person.is_sample}
