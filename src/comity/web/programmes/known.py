"""The programme as far as the reader may see it, read in a fixed number of queries; personal contacts stay sealed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from comity.core.records import Record
from comity.domain import programme
from comity.domain.programme import Car, Day, Slot
from comity.gate import kinds, values
from comity.registers import BY_KEY
from comity.registers.activities import Activity
from comity.registers.delegations import DelegationMember
from comity.registers.programmes import ProgrammeItem, Resource
from comity.registers.units import Unit
from comity.web import present

ITEMS, UNITS = 300, 6
DIALLED = re.compile(r"[^\d+]")


@dataclass(frozen=True)
class Contact:
    """A unit that answers for the activity, and the number of its office."""

    name: str
    phone: str
    href: str

    @property
    def dials(self) -> str:
        """The number as a telephone takes it."""
        return DIALLED.sub("", self.phone)


@dataclass(frozen=True)
class Known:
    """The programme of an activity by day, who answers for it, how many travel, how closely it is to be kept."""

    activity: Activity
    days: list[Day]
    contacts: list[Contact]
    passengers: int | None
    level: int

    @property
    def bilingual(self) -> bool:
        """Whether it can be printed in both languages."""
        both = bool(self.activity.title_en and self.activity.title_vi)
        return both and programme.bilingual(slot for day in self.days for slot in day.slots)


def read(activity: Activity) -> Known:
    """Return the programme of an activity."""
    items = list(
        ProgrammeItem.objects.filter(activity=activity)
        .select_related("lead", "interpreter")
        .prefetch_related(Prefetch("resources", Resource.objects.select_related("person").order_by("pk")))
        .order_by("at", "pk")[:ITEMS]
    )
    units = list(
        Unit.objects.filter(Q(pk=activity.unit_id) | Q(co_activities=activity)).distinct().order_by("sort_en")[:UNITS]
    )
    units.sort(key=lambda one: one.pk != activity.unit_id)
    members = DelegationMember.objects.filter(activity=activity).count()
    vehicles, rooms = (set(kinds.kinds_with(BY_KEY["resources"], trait)) for trait in ("vehicle", "room"))
    return Known(
        activity=activity,
        days=programme.days(slot(one, vehicles, rooms) for one in items),
        contacts=[Contact(one.title, one.phone, present.address(one)) for one in units if one.phone],
        passengers=max(members, activity.persons or 0) or None,
        level=max(one.sensitivity for one in _shown(activity, items, units)),
    )


def _shown(activity: Activity, items: list[ProgrammeItem], units: list[Unit]) -> Iterable[Record]:
    people = (one for item in items for one in (item.lead, item.interpreter) if one)
    booked = [one for item in items for one in item.resources.all()]
    drivers = (one.person for one in booked if one.person)
    return chain([activity], items, people, booked, drivers, (one for one in units if one.phone))


def slot(item: Any, vehicles: set[str], rooms: set[str]) -> Slot:
    """Return an item as it is handed out; `vehicles` and `rooms` are the kinds of resources that are such."""
    booked = list(item.resources.all())
    people = [(pgettext("programme", "Led by"), item.lead), (_("Interpreter"), item.interpreter)]
    return Slot(
        on=item.on,
        begins=item.begins,
        until=item.until_time,
        titles=in_order(item.title_en, item.title_vi),
        places=in_order(item.place_en, item.place_vi),
        kind=values.of(item, "kind"),
        people=tuple((does, one.title) for does, one in people if one),
        participants=item.participants,
        remark=item.remark,
        cars=tuple(car_of(one) for one in booked if one.kind in vehicles),
        rooms=tuple(one.title for one in booked if one.kind in rooms),
        href=present.address(item),
    )


def car_of(booked: Resource) -> Car:
    """Return a resource as the car that it is."""
    driver = values.linked(booked, "person")  # none, too, where the reader may not see who it is
    return Car(
        name=booked.title,
        plate=booked.plate,
        seats=booked.capacity,
        driver=driver.title if driver else "",
        phone=booked.phone,
        number=booked.pk,
    )


def in_order(english: str, vietnamese: str) -> tuple[str, ...]:
    """Return what is said in both languages, the reader's first, each wording once."""
    pair = (vietnamese, english) if get_language() == "vi" else (english, vietnamese)
    return tuple(dict.fromkeys(one for one in pair if one))
