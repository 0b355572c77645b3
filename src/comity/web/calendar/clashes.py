"""What clashes in the calendar: a person in two places, a partner received by two units."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from comity.registers.activities import Activity

if TYPE_CHECKING:
    from comity.web.calendar.items import Item


def clashes(items: Sequence["Item"]) -> dict[int, str]:
    """Return by record why it clashes: a person who would be in two places, a partner received by two units at once."""
    held = [one for one in items if isinstance(one.record, Activity)]
    people = {one.record.pk: {who.pk: who.title for who in one.record.participants.all()} for one in held}
    partners = {one.record.pk: {who.pk: who.title for who in one.record.partners.all()} for one in held}
    found: dict[int, str] = {}
    for at, one in enumerate(held):
        for other in held[at + 1 :]:
            if other.first > one.last:
                break
            reason = _reason(one, other, people, partners)
            if reason:
                found.setdefault(one.record.pk, reason % {"other": other.title})
                found.setdefault(other.record.pk, reason % {"other": one.title})
    return found


def _reason(one: "Item", other: "Item", people: dict[int, dict[int, str]], partners: dict[int, dict[int, str]]) -> str:
    a, b = one.record, other.record
    if b.part_of_id == a.pk or a.part_of_id == b.pk or (a.part_of_id and a.part_of_id == b.part_of_id):
        return ""  # a meeting within a visit is no clash with it
    if both := people[a.pk].keys() & people[b.pk].keys():
        said = _("%(person)s is also in: %(other)s")
        return said.replace("%(person)s", people[a.pk][min(both)].replace("%", "%%"))
    if a.unit_id != b.unit_id and (both := partners[a.pk].keys() & partners[b.pk].keys()):
        said = _("%(partner)s meets another unit too: %(other)s")
        return said.replace("%(partner)s", partners[a.pk][min(both)].replace("%", "%%"))
    return ""
