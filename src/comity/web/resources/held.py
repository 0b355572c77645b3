"""By what cars, rooms and interpreters are held on some days, read in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from comity.registers.programmes import ProgrammeItem, Resource

LISTED = 1000

By = dict[tuple[int, str], list[ProgrammeItem]]  # by the number of the resource and the day


def read(resources: Iterable[Resource], days: Iterable[str]) -> By:
    """Return what holds each resource on each day, as far as the reader may see it: what books it, and what wants the person it is."""
    mine = list(resources)
    people = {one.person_id for one in mine if one.person_id}
    wanted = Q(resources__in=[one.pk for one in mine])
    if people:
        wanted |= Q(lead__in=people) | Q(interpreter__in=people) | Q(resources__person__in=people)
    rows = ProgrammeItem.objects.filter(wanted, on__in=list(days)).order_by("at", "pk").distinct()
    found: By = defaultdict(list)
    for item in rows.prefetch_related("resources", "activity")[:LISTED]:
        booked = list(item.resources.all())
        things = {one.pk for one in booked}
        busy = {item.lead_id, item.interpreter_id, *(one.person_id for one in booked)} - {None}
        for one in mine:
            if one.pk in things or one.person_id in busy:
                found[one.pk, item.on].append(item)
    return found
