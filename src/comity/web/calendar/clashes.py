"""What clashes in the calendar: a person in two places, a partner received by two units."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from comity.registers.activities import Activity
from comity.registers.partners import Partner
from comity.registers.people import Person
from comity.web.calendar.whose import BEGINS, ENDS, Held

if TYPE_CHECKING:
    from comity.web.calendar.entries import Item

PARTNERS = Activity.partners.through
Taken = tuple[int, str, str]  # the place of an entry, from which moment to which it takes somebody


def clashes(items: Sequence["Item"], people_in: Iterable[Held]) -> dict[int, str]:
    """Return by record why it clashes: a person who would be in two places, a partner received by two units at once.

    `items` are activities in order of their days. Whose they are is read as pairs of numbers; only whoever clashes is fetched by name.
    """
    held = list(items)
    places = {one.record.pk: at for at, one in enumerate(held)}
    pairs = PARTNERS.objects.filter(activity__in=list(places)).values_list("activity_id", "partner_id")
    alone = [
        (at, to, who)
        for at, to, who in _together(_taken(held, places, people_in))
        if not _within(held[at].record, held[to].record)
    ]
    shared = [
        (at, to, which)
        for at, to, which in _together(_taken(held, places, (Held(*pair) for pair in pairs)))
        if held[at].record.unit_id != held[to].record.unit_id and not _within(held[at].record, held[to].record)
    ]
    people, partners = _names(Person, alone), _names(Partner, shared)
    met = [(at, to, 0, who) for at, to, who in alone if who in people]
    met += [(at, to, 1, which) for at, to, which in shared if which in partners]
    found: dict[int, str] = {}
    for at, to, of, number in sorted(met):
        for one, other in ((held[at], held[to]), (held[to], held[at])):
            if one.record.pk in found:
                continue
            if of == 0:
                said = _("%(person)s is also in: %(other)s") % {"person": people[number], "other": other.title}
            else:
                said = _("%(partner)s meets another unit too: %(other)s") % {
                    "partner": partners[number],
                    "other": other.title,
                }
            found[one.record.pk] = said
    return found


def _taken(held: Sequence["Item"], places: dict[int, int], links: Iterable[Held]) -> dict[int, list[Taken]]:
    """Return by person or partner the entries that take them, and from when to when."""
    among: dict[int, list[Taken]] = defaultdict(list)
    for link in links:
        at = places[link.activity]
        if link.directs and held[at].first != held[at].last:
            continue  # who is in charge of a week's festival may well travel on one of its days
        first, last = link.first or f"{held[at].first} {BEGINS}", link.last or f"{held[at].last} {ENDS}"
        among[link.person].append((at, first, last))
    return among


def _together(among: dict[int, list[Taken]]) -> Iterator[tuple[int, int, int]]:
    """Yield the places of two entries that overlap, in their order, and who or which partner is in both."""
    for number, taken in among.items():
        met = {
            (one[0], other[0]) if one[0] < other[0] else (other[0], one[0])
            for one, other in combinations(sorted(taken, key=lambda one: one[1]), 2)
            if one[0] != other[0] and (other[1] < one[2] or other[1] == one[1])
        }
        for at, to in met:
            yield at, to, number


def _within(one: Activity, other: Activity) -> bool:
    """Say whether one is part of the other or both of the same: a meeting within a visit is no clash with it."""
    return (
        one.part_of_id == other.pk
        or other.part_of_id == one.pk
        or (one.part_of_id is not None and one.part_of_id == other.part_of_id)
    )


def _names(model: Any, met: Sequence[tuple[int, int, int]]) -> dict[int, str]:
    """Return the titles of those of them whom the reader may see."""
    numbers = {number for _at, _to, number in met}
    if not numbers:
        return {}
    return {one.pk: one.title for one in model.objects.filter(pk__in=numbers).only("title_en", "title_vi")}
