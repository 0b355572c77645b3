"""Returns that a head asks units and associations for: the request, and each unit's answer."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.core.issued import OfPeriod
from comity.core.people import INTERNAL, City, Officer
from comity.core.records import NextId


class Answer(models.TextChoices):
    """How far a return is."""

    ASKED = "asked", _("asked for")
    SENT = "sent", _("sent")
    ACCEPTED = "accepted", _("accepted")
    BACK = "back", _("sent back")


class ReturnRequest(OfPeriod):
    """What is asked for: a report's figures over a period, until a day."""

    due = models.DateField(_("to be sent by"))
    note = models.CharField(_("what to look at"), max_length=500, blank=True, default="")
    asked_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("request for returns")
        verbose_name_plural = _("requests for returns")
        indexes = [models.Index(fields=["city", "starts", "ends"], name="returnrequest_period")]


class Return(models.Model):
    """One unit's answer: its figures as they are on record and as it states them. The unit sees it, and the office."""

    id = models.BigIntegerField(primary_key=True, db_default=NextId(), editable=False)
    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    request = models.ForeignKey(ReturnRequest, models.CASCADE, related_name="returns")
    unit = models.ForeignKey("comity.Unit", models.DO_NOTHING, related_name="+", db_constraint=False)
    sensitivity = models.SmallIntegerField(default=INTERNAL)
    shown_to = ArrayField(models.BigIntegerField(), default=list)
    state = models.CharField(_("state"), max_length=10, choices=Answer.choices, default=Answer.ASKED)
    figures = models.JSONField(default=list)
    note = models.CharField(_("what the office should know"), max_length=500, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        constraints = [models.UniqueConstraint(fields=["request", "unit"], name="return_unit")]
        indexes = [models.Index(fields=["city", "state", "id"], name="return_state")]

    def __str__(self) -> str:
        return f"{self.request_id} {self.unit_id}"
