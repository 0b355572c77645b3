"""Posts that people held between two dates, at one of our units or at a partner."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comity.core.fields import PartialDateField
from comity.core.records import Record
from comity.registers.declare import GUARD, Group, Register


class Appointment(Record):
    """The post is the title; one person holds several, and a source states it at a date."""

    person = models.ForeignKey("comity.Person", models.PROTECT, related_name="appointments", verbose_name=_("person"))
    at_unit = models.ForeignKey(
        "comity.Unit", models.PROTECT, null=True, blank=True, related_name="appointments", verbose_name=_("at our unit")
    )
    at_partner = models.ForeignKey(
        "comity.Partner",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name=_("at partner"),
    )
    starts = PartialDateField(_("from"))
    ends = PartialDateField(_("until"))
    stated_on = PartialDateField(_("stated by a source on"))
    verified_on = PartialDateField(_("last verified on"))

    class Meta(Record.Meta):
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["city", "verified_on", "id"], name="appointment_verified"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(at_unit__isnull=False, at_partner__isnull=False),
                name="appointment_one_side",
                violation_error_message=_("A post is at one of our units or at a partner, not at both."),
            ),
        ]


APPOINTMENTS = Register(
    key="appointments",
    model=Appointment,
    icon="user",
    columns=("title", "person", "at_unit", "at_partner", "starts", "ends", "stated_on"),
    groups=(
        Group(_("Post"), ("title_vi", "title_en", "person", "at_unit", "at_partner")),
        Group(_("Time"), ("starts", "ends", "stated_on", "verified_on")),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=("person", "at_unit", "at_partner", "starts", "verified_on"),
    starts="starts",
    ends="ends",
    expects=("starts",),
    alike=(),
    template="registers/appointment.html",
)
