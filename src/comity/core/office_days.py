"""The days of which an office says itself whether it works: rows are only added, the last one on a day counts.

What counts stands in `City.days` besides, written by a trigger, so that who acts for the city knows it without a question.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache

from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.core.pack_parts import Holiday, Label, Pack
from comity.core.people import City, Officer
from comity.domain.office_days import AS_LISTED, CLOSED, WORKED, Said

Days = tuple[tuple[str, str, str, str], ...]


class OfficeDay(models.Model):
    """One word on one day."""

    WHATS = ((CLOSED, _("closed")), (WORKED, _("worked")), (AS_LISTED, _("as the list has it")))

    id = models.BigAutoField(primary_key=True)
    city = models.ForeignKey(City, models.CASCADE, related_name="+")
    day = models.DateField(_("day"))
    what = models.CharField(max_length=10, choices=WHATS)
    title_en = models.CharField(_("what it is called (English)"), max_length=200, blank=True, default="")
    title_vi = models.CharField(_("what it is called (Vietnamese)"), max_length=200, blank=True, default="")
    swapped = models.DateField(_("in place of"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("day of the office")
        verbose_name_plural = _("days of the office")
        indexes = [models.Index(fields=["city", "day", "-id"], name="officeday_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.what}"

    @property
    def said(self) -> Said:
        """What the row says, as the rules take it."""
        return Said(self.day, self.what, self.title_en, self.title_vi)


@lru_cache(maxsize=16)
def laid(pack: Pack, days: Days) -> Pack:
    """Return a pack with what the office says of days laid over its holidays and its worked days."""
    said = {date.fromisoformat(day): (what, Label(en=en, vi=vi)) for day, what, en, vi in days}
    closed = (
        Holiday(date=day, en=name.en, vi=name.vi, verified=True) for day, (what, name) in said.items() if what == CLOSED
    )
    holidays = sorted([*_others(pack.head.holidays, said), *closed], key=lambda one: one.date)
    swapped = {day: name for day, name in pack.swapped.items() if day not in said}
    swapped |= {day: name for day, (what, name) in said.items() if what == WORKED}
    return replace(pack, head=pack.head.model_copy(update={"holidays": holidays}), swapped=swapped)


def _others(holidays: Iterable[Holiday], said: dict[date, tuple[str, Label]]) -> Iterable[Holiday]:
    return (one for one in holidays if one.date not in said)
