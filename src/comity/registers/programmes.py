"""The programme of an activity by the hour, and the rooms, cars and interpreters it books."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.core.fields import ClockField, PartialDateField, TermField, TermsField
from comity.core.records import Record
from comity.domain import noting, partial_date
from comity.registers.declare import EVERYBODY, GUARD, PART, Computed, Group, Noted, Register, Related
from comity.registers.delegations import activity


class ProgrammeItem(Record):
    """What happens from one time to another: where, who leads, who interprets, what is booked."""

    within = "activity"
    activity = activity("programme")
    on = PartialDateField(_("day"))
    begins = ClockField(_("from"))
    until_time = ClockField(_("to"))
    kind = TermField(_("kind"), vocabulary="programme_kind", blank=True)
    place_en = models.CharField(_("place (English)"), max_length=300, blank=True, default="")
    place_vi = models.CharField(_("place (Vietnamese)"), max_length=300, blank=True, default="")
    lead = models.ForeignKey(
        "comity.Person", models.PROTECT, null=True, blank=True, related_name="leads", verbose_name=_("led by")
    )
    participants = models.CharField(_("participants"), max_length=500, blank=True, default="")
    interpreter = models.ForeignKey(
        "comity.Person", models.PROTECT, null=True, blank=True, related_name="interprets", verbose_name=_("interpreter")
    )
    resources = models.ManyToManyField(
        "comity.Resource", blank=True, related_name="bookings", verbose_name=_("rooms, cars and equipment")
    )
    gift = models.ForeignKey(
        "comity.Gift", models.PROTECT, null=True, blank=True, related_name="planned", verbose_name=_("gift")
    )
    remark = models.CharField(_("remark"), max_length=500, blank=True, default="")
    at = models.GeneratedField(
        expression=Concat(F("on"), Value(" "), F("begins"), output_field=models.CharField()),
        output_field=models.CharField(_("time"), max_length=16, db_collation="C"),
        db_persist=True,
    )

    class Meta(Record.Meta):
        verbose_name = _("programme item")
        verbose_name_plural = _("programme items")
        indexes = [*Record.Meta.indexes, models.Index(fields=["city", "at", "id"], name="programmeitem_at")]


def time(item: ProgrammeItem, _today: date) -> str:
    """Return from when to when an item is, as it is read: `08:30–10:00`."""
    return "–".join(part for part in (item.begins, item.until_time) if part)


def unavailable(data: Mapping[str, Any], _item: Any, _was: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield a reason for each resource that is not to be had on the day."""
    for one in data.get("resources") or ():
        if not one.is_there(data.get("on") or ""):
            yield "resources", _("%(resource)s cannot be had on that day.") % {"resource": one.title}


PROGRAMME_ITEMS = Register(
    writers=EVERYBODY,
    key="programme_items",
    model=ProgrammeItem,
    icon="clock",
    columns=(
        "on",
        "time",
        "title",
        "place_vi",
        "lead",
        "interpreter",
        "resources",
        "gift",
        "activity",
    ),
    groups=(
        Group(_("What"), ("activity", "title_vi", "title_en", "kind")),
        Group(_("When and where"), ("on", "begins", "until_time", "place_vi", "place_en")),
        Group(pgettext_lazy("heading", "Who"), ("lead", "participants", "interpreter")),
        Group(_("What it needs"), ("resources", "gift", "remark")),
        Group(_("Keeping"), tuple(PART)),
    ),
    quick=("on", "begins", "until_time", "title", "place", "lead", "interpreter", "resources", "gift"),
    carry=(
        ("on", "on"),
        ("begins", "until_time"),
        ("place", "place"),
        ("lead", "lead"),
        ("interpreter", "interpreter"),
        ("resources", "resources"),
    ),
    begin=(("on", "starts"),),
    complete=noting.completed,
    noted=Noted(
        noting.programme,
        _(
            "08:30-11:30 Talks, City Hall (led by: Ada Marlow; gift: Bowl); a line with a day alone, 13/5, begins that day"
        ),
    ),
    computed=(Computed("time", _("time"), time, {}),),
    refuses=unavailable,
    filters=("kind", "on", "lead", "interpreter", "resources", "activity"),
    search=("place_en", "place_vi", "participants", "remark"),
    starts="on",
    order="-at",
    alike=(),
)


class Resource(Record):
    """A room, a car, an interpreter or equipment that programmes book."""

    kind = TermField(_("kind"), vocabulary="resource_kind")
    person = models.ForeignKey(
        "comity.Person", models.PROTECT, null=True, blank=True, related_name="resources", verbose_name=_("who it is")
    )
    languages = TermsField(_("languages"), vocabulary="language")
    capacity = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)
    plate = models.CharField(_("number plate"), max_length=40, blank=True, default="")
    phone = models.CharField(_("telephone on duty"), max_length=40, blank=True, default="")
    place_en = models.CharField(_("place (English)"), max_length=300, blank=True, default="")
    place_vi = models.CharField(_("place (Vietnamese)"), max_length=300, blank=True, default="")
    valid_from = PartialDateField(_("available since"))
    valid_to = PartialDateField(_("available until"))

    class Meta(Record.Meta):
        verbose_name = _("resource")
        verbose_name_plural = _("resources")

    offered_until = "valid_to"

    def is_there(self, on: str) -> bool:
        """Whether it can be had on a day, a month or a year, as far as that is known."""
        too_early = bool(self.valid_from and on) and partial_date.order_problem(self.valid_from, on)
        return not too_early and not (self.valid_to and on and partial_date.order_problem(on, self.valid_to))


RESOURCES = Register(
    key="resources",
    model=Resource,
    icon="car",
    columns=("title", "kind", "capacity", "languages", "plate", "unit"),
    groups=(
        Group(_("What"), ("title_vi", "title_en", "kind", "person", "languages")),
        Group(_("About"), ("capacity", "plate", "phone", "place_vi", "place_en", "valid_from", "valid_to")),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=("kind", "languages", "unit"),
    search=("plate", "place_en", "place_vi"),
    related=(Related("programme_items", "resources", _("Booked for")),),
    in_passing=True,
)
