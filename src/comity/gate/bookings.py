"""What the programme of an activity wants twice at one time, and gifts it plans that are not there."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext as _

from comity.domain.clash import Booking, Thing, clashes
from comity.gate import values
from comity.registers.gifts import Gift, in_stock
from comity.registers.programmes import ProgrammeItem

LISTED = 200


def warnings(items: Iterable[ProgrammeItem], today: date) -> list[str]:
    """Return in words what these items want that something else wants at the same time, and gifts that are not there."""
    return list(dict.fromkeys(said for _item, said in told(items, today)))


def told(items: Iterable[ProgrammeItem], today: date) -> list[tuple[ProgrammeItem, str]]:
    """Return the same with the item that each warning is about; one about two of them comes with both."""
    items = list(items)
    prefetch_related_objects(items, "resources", "lead", "interpreter")
    own = [one for one in items if _things(one)]
    if not own:
        return []
    wanted = frozenset(thing for one in own for thing in _things(one))
    all_ = {one.pk: one for one in (*own, *others(wanted, {one.on for one in own}, {one.pk for one in own}))}
    mine = {one.pk for one in own}
    found = clashes(booking(one) for one in all_.values())
    said = [
        (all_[pk], _said(all_[one.first], all_[one.second], sorted(one.things), mine))
        for one in found
        for pk in (one.first, one.second)
        if pk in mine
    ]
    return [(item, words) for item, words in said if words] + _lacking(own, today)


def _things(item: ProgrammeItem) -> frozenset[Thing]:
    people = {item.lead_id, item.interpreter_id}
    things = {("resource", one.pk) for one in item.resources.all()}
    people |= {one.person_id for one in item.resources.all()}
    return frozenset(things | {("person", pk) for pk in people if pk} | {("gift", pk) for pk in [item.gift_id] if pk})


def booking(item: ProgrammeItem) -> Booking:
    """Return what an item wants from one moment to another."""
    things = frozenset(one for one in _things(item) if one[0] != "gift")  # there can be several of a gift
    return Booking(item.pk, item.on, item.begins, until(item.begins, item.until_time), things)


def until(begins: str, ends: str) -> str:
    """Return until when something lasts on its day: what ends past midnight, until then."""
    return "24:00" if begins and ends and ends < begins else ends


def others(wanted: frozenset[Thing], days: Collection[str], but: Collection[int]) -> list[ProgrammeItem]:
    """Return what else wants any of the things on any of the days that are known."""
    people = [pk for kind, pk in wanted if kind == "person"]
    resources = [pk for kind, pk in wanted if kind == "resource"]
    same = Q(lead__in=people) | Q(interpreter__in=people) | Q(resources__in=resources) | Q(resources__person__in=people)
    rows = ProgrammeItem.objects.filter(same, on__in={one for one in days if len(one) == len("2026-01-01")})
    rows = rows.exclude(pk__in=but).distinct()
    return list(rows.prefetch_related("resources", "lead", "interpreter", "activity")[:LISTED])


def _said(one: ProgrammeItem, other: ProgrammeItem, things: list[Thing], mine: set[int]) -> str:
    """Return the clash in words, nothing if the reader may not see what both want."""
    if one.pk not in mine:
        one, other = other, one
    whole = values.linked(other, "activity")
    what = ", ".join(said for thing in things if (said := name(thing, one, other)))
    if not what or whole is None:
        return ""
    told = {"what": what, "day": values.when(one.on), "one": one.title, "at": at(one), "other_at": at(other)}
    if other.pk in mine:
        said = _("%(what)s: wanted twice on %(day)s, for “%(one)s” (%(at)s) and “%(other)s” (%(other_at)s).")
        return said % (told | {"other": other.title})
    said = _("%(what)s: wanted on %(day)s for “%(one)s” (%(at)s), and by “%(activity)s” (%(other_at)s).")
    return said % (told | {"activity": whole.title})


def at(item: ProgrammeItem) -> str:
    """Return the time of an item as read: `08:30–09:00`."""
    return f"{item.begins}–{item.until_time}" if item.until_time else item.begins


def name(thing: Thing, *items: ProgrammeItem) -> str:
    """Return what a thing that these items want is called; `` if the reader may not see it."""
    kind, pk = thing
    for item in items:
        booked = list(item.resources.all())
        people = [values.linked(item, "lead"), values.linked(item, "interpreter")]
        for one in booked if kind == "resource" else people:
            if one is not None and one.pk == pk:
                return str(one.title)
        for one in booked if kind == "person" else []:
            if one.person_id == pk:  # wanted as a resource
                return str(one.title)
    return ""


def _lacking(own: list[ProgrammeItem], today: date) -> list[tuple[ProgrammeItem, str]]:
    """Return the gifts of which more are planned from today on than are in stock, with the items that plan them."""
    ahead = [one for one in own if one.gift_id and one.on >= today.isoformat()]
    if not ahead:
        return []
    lacking = {}
    gifts = Gift.objects.filter(pk__in={one.gift_id for one in ahead})
    for gift in gifts.prefetch_related("moves", "planned"):
        planned = sum(1 for one in gift.planned.all() if one.on >= today.isoformat())
        held = int(in_stock(gift, today))
        if planned > held:
            said = _("%(gift)s: %(planned)s planned, %(held)s in stock.")
            words = {"planned": values.number(planned), "held": values.number(max(held, 0))}
            lacking[gift.pk] = said % (words | {"gift": gift.title})
    return [(one, lacking[one.gift_id]) for one in ahead if one.gift_id in lacking]
