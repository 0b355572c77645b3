"""What moves along with an activity: the items of its programme with what they book, its sessions, the legs of its trip."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.core import many
from comity.domain.partial_date import read, shifted
from comity.gate import values
from comity.gate.access import may
from comity.registers import BY_MODEL
from comity.registers.delegations import Leg
from comity.registers.events import Session
from comity.registers.programmes import ProgrammeItem

DATED: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (ProgrammeItem, ("on",)),
    (Session, ("on",)),
    (Leg, ("arrives", "leaves")),
)


@dataclass
class Along:
    """The parts dated inside an activity: those that move with it, and how many the one who acts may not change."""

    moving: dict[Any, list[Any]] = field(default_factory=dict)
    staying: dict[Any, int] = field(default_factory=dict)

    def told(self) -> list[str]:
        """Return in words what moves along and what does not."""
        said = []
        if self.moving:
            words = _listed({model: len(parts) for model, parts in self.moving.items()})
            said.append(_("Moved along: %(parts)s.") % {"parts": words})
        if self.staying:
            words = _listed(self.staying)
            said.append(_("Left on their days, because you may not change them: %(parts)s.") % {"parts": words})
        return said

    def announced(self) -> str:
        """Return in words what will move along, `` if nothing does."""
        if not self.moving:
            return ""
        return _("Moves along: %(parts)s.") % {
            "parts": _listed({model: len(parts) for model, parts in self.moving.items()})
        }


def inside(record: Any, *, locked: bool = False) -> Along:
    """Return the parts dated inside an activity; nothing if it is not on a day, for then nobody can say by how much they move."""
    found = Along()
    begin, finish = read(record.starts), read(record.ends)
    if begin is None or begin.day is None:
        return found
    first = str(begin)
    last = str(finish) if finish and finish.day else first
    for model, names in DATED:
        rows = model.objects.select_for_update() if locked else model.objects.all()
        within = [
            part for part in rows.filter(activity=record.pk) if any(_between(part, name, first, last) for name in names)
        ]
        moving = [part for part in within if may("change", BY_MODEL[model], part)]
        if moving:
            found.moving[model] = moving
        if len(moving) < len(within):
            found.staying[model] = len(within) - len(moving)
    return found


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
    if model is ProgrammeItem:
        return ngettext("%(count)s item of the programme", "%(count)s items of the programme", count)
    if model is Session:
        return ngettext("%(count)s session", "%(count)s sessions", count)
    return ngettext("%(count)s leg of the trip", "%(count)s legs of the trip", count)
