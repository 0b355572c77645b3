"""What moves along with an activity: the items of its programme with what they book, sessions, legs, and its side events.

A side event is an activity of its own that is part of the one that moves. Whoever moves a visit by a week means the dinner on its
second evening too; a follow-up meeting a month later has a day of its own and keeps it.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.core import many
from comity.domain.partial_date import read, shifted
from comity.gate import values
from comity.gate.access import may
from comity.registers import BY_MODEL
from comity.registers.activities import Activity
from comity.registers.delegations import Leg
from comity.registers.events import Session
from comity.registers.programmes import ProgrammeItem

DATED: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Activity, ("starts", "ends")),
    (ProgrammeItem, ("on",)),
    (Session, ("on",)),
    (Leg, ("arrives", "leaves")),
)


@dataclass
class Along:
    """What is dated inside an activity: what moves with it, how much the one who acts may not change, and what lies outside."""

    moving: dict[Any, list[Any]] = field(default_factory=dict)
    staying: dict[Any, int] = field(default_factory=dict)
    outside: int = 0  # side events

    def told(self) -> list[str]:
        """Return in words what moves along and what does not."""
        said = []
        if self.moving:
            words = _listed({model: len(parts) for model, parts in self.moving.items()})
            said.append(_("Moved along: %(parts)s.") % {"parts": words})
        return [*said, *self._left()]

    def announced(self) -> str:
        """Return in words what will move along and what will not, `` where there is nothing inside."""
        said = []
        if self.moving:
            words = _listed({model: len(parts) for model, parts in self.moving.items()})
            said.append(_("Moves along: %(parts)s.") % {"parts": words})
        return " ".join([*said, *self._left()])

    def _left(self) -> list[str]:
        said = []
        if self.staying:
            words = _listed(self.staying)
            said.append(_("Left on their days, because you may not change them: %(parts)s.") % {"parts": words})
        if self.outside:
            words = _listed({Activity: self.outside})
            said.append(_("Left on their days, because they lie outside its own: %(parts)s.") % {"parts": words})
        return said


def inside(record: Any, *, locked: bool = False) -> Along:
    """Return the parts dated inside an activity; nothing if it is not on a day, for then nobody can say by how much they move."""
    found = Along()
    begin, finish = read(record.starts), read(record.ends)
    if begin is None or begin.day is None:
        return found
    first = str(begin)
    last = str(finish) if finish and finish.day else first

    def lies_inside(one: Any) -> bool:
        return _between(one, "starts", first, last) and (not one.ends or _between(one, "ends", first, last))

    beside = list(Activity.objects.filter(part_of=record.pk))  # not locked: a lock leaves out what one may not change
    held = [one for one in beside if lies_inside(one)]
    found.outside = len(beside) - len(held)
    _sort(found, Activity, held)
    if locked and Activity in found.moving:
        mine = Activity.objects.select_for_update(no_key=True).filter(pk__in=[one.pk for one in found.moving[Activity]])
        found.moving[Activity] = [one for one in mine if lies_inside(one)]
    whole = [record.pk, *(one.pk for one in found.moving.get(Activity, ()))]
    for model, names in DATED[1:]:
        rows = _rows(model, locked=locked).filter(activity__in=whole)
        _sort(found, model, [part for part in rows if any(_between(part, name, first, last) for name in names)])
    return found


def _rows(model: Any, *, locked: bool) -> Any:
    return model.objects.select_for_update(no_key=True) if locked else model.objects.all()


def _sort(found: Along, model: Any, within: list[Any]) -> None:
    """Put what lies inside to what moves, or count it with what stays."""
    moving = [part for part in within if may("change", BY_MODEL[model], part)]
    if moving:
        found.moving[model] = moving
    if len(moving) < len(within):
        found.staying[model] = len(within) - len(moving)


def shift(found: Along, days: int, reason: str) -> None:
    """Give what moves along its new days, one statement for each kind. Raises write.Refused."""
    columns = dict(DATED)
    for model, parts in found.moving.items():
        for part in parts:
            for name in columns[model]:
                setattr(part, name, shifted(getattr(part, name), days))
        many.change_all(parts, columns[model], reason=reason)


def days_between(before: str, after: str) -> int:
    """Return by how many days something moved, 0 if it was not on a day before."""
    old, new = read(before), read(after)
    return (new.first - old.first).days if old and new and old.day and new.day else 0


def _between(part: Any, name: str, first: str, last: str) -> bool:
    known = getattr(part, name)
    return len(known) == len(first) and first <= known <= last


def _listed(counts: dict[Any, int]) -> str:
    return ", ".join(_counted(model, count) % {"count": values.number(count)} for model, count in counts.items())


def _counted(model: Any, count: int) -> str:
    if model is Activity:
        return ngettext("%(count)s side event", "%(count)s side events", count)
    if model is ProgrammeItem:
        return ngettext("%(count)s item of the programme", "%(count)s items of the programme", count)
    if model is Session:
        return ngettext("%(count)s session", "%(count)s sessions", count)
    return ngettext("%(count)s leg of the trip", "%(count)s legs of the trip", count)
