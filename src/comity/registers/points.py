"""Points to know before a meeting: what is sensitive about somebody, what a side wants. Internal by nature."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.core.fields import PartialDateField, TermField
from comity.core.people import PUBLIC
from comity.core.records import Record
from comity.registers.declare import GUARD, Group, Register


class Point(Record):
    """One point about a person, a partner or an activity; the point itself is the title.

    Records of their own and not fields of those they are about: a public record may have points that few may read, and
    the database's policies guard rows.
    """

    kind = TermField(_("kind"), vocabulary="point_kind")
    person = models.ForeignKey(
        "comity.Person", models.PROTECT, null=True, blank=True, related_name="points", verbose_name=_("person")
    )
    partner = models.ForeignKey(
        "comity.Partner", models.PROTECT, null=True, blank=True, related_name="points", verbose_name=_("partner")
    )
    activity = models.ForeignKey(
        "comity.Activity", models.PROTECT, null=True, blank=True, related_name="points", verbose_name=_("activity")
    )
    stated_on = PartialDateField(_("stated by a source on"))
    valid_to = PartialDateField(_("holds until"))

    class Meta(Record.Meta):
        verbose_name = _("point to know")
        verbose_name_plural = _("points to know")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(sensitivity__gt=PUBLIC),
                name="point_not_public",
                violation_error_message=_("A point to know is never public: choose internal or restricted."),
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(partner__isnull=False) | Q(activity__isnull=False),
                name="point_about_something",
                violation_error_message=_("Say whom or what it is about: a person, a partner or an activity."),
            ),
        ]


POINTS = Register(
    key="points",
    called={
        "title": _("what to know"),
        "title_en": _("what to know (English)"),
        "title_vi": _("what to know (Vietnamese)"),
    },
    model=Point,
    icon="alert-circle",
    columns=("title", "kind", "person", "partner", "activity", "stated_on"),
    groups=(
        Group(_("What"), ("title_vi", "title_en", "kind")),
        Group(pgettext_lazy("heading", "What it concerns"), ("person", "partner", "activity")),
        Group(_("Time"), ("stated_on", "valid_to")),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=("kind", "person", "partner", "activity", "valid_to"),
    starts="stated_on",
    alike=(),
)
