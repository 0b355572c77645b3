"""Who decides and works in whose place from one day to another: set once, ended early at most, never altered.

A stand-in may do with files what the absent one may do, and no more; what either of them may not read stays shut
(docs/decisions/0018-stand-ins-read-no-more.md). `Absent` is one in whose place somebody acts today.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from comity.core.people import RESTRICTED, ROLES, City, Officer, Writes


class StandIn(models.Model):
    """Somebody acts in an absent officer's place, both days included."""

    id = models.BigAutoField(primary_key=True)
    city = models.ForeignKey(City, models.CASCADE, related_name="+")
    absent = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("who is away"))
    stand_in = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("who stands in"))
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    set_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(db_default=Now(), editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("stand-in")
        verbose_name_plural = _("stand-ins")
        indexes = [
            models.Index(fields=["stand_in", "last"], name="standin_stands", condition=models.Q(ended_at=None)),
            models.Index(fields=["absent", "last"], name="standin_absent", condition=models.Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.absent_id} {self.stand_in_id} {self.first} {self.last}"

    def runs(self, today: date) -> bool:
        """Say whether it counts on the day."""
        return self.ended_at is None and self.first <= today <= self.last


@dataclass(frozen=True)
class Absent:
    """One in whose place somebody acts: how far they see and write, as an identity says it."""

    officer: int
    name: str
    role: str
    above: tuple[int, ...]
    below: tuple[int, ...]

    @property
    def clearance(self) -> int:
        """How far they see."""
        return ROLES[self.role].clearance

    @property
    def writes(self) -> Writes:
        """How far they write."""
        return ROLES[self.role].writes

    def sees(self, record: Any) -> bool:
        """Say whether they see a record of their city; the database says it too (comity_instead)."""
        if record.sensitivity == RESTRICTED:
            return bool(set(record.shown_to) & set(self.above))
        plain = record.sensitivity <= self.clearance or record.unit_id in self.below
        return plain or bool(set(record.shown_to) & set(self.below))

    @property
    def told(self) -> dict[str, Any]:
        """What the database is told of them."""
        return {
            "officer": self.officer,
            "role": self.role,
            "writes": self.writes,
            "clearance": self.clearance,
            "above": self.above,
            "below": self.below,
        }


def absents(rows: Iterable[Mapping[str, Any]]) -> tuple[Absent, ...]:
    """Return in whose place somebody acts, from what comity_absents returned."""
    return tuple(
        Absent(one["officer"], one["name"], one["role"], tuple(one["above"]), tuple(one["below"]))
        for one in rows
        if one["role"] in ROLES
    )
