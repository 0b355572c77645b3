"""What is done with a file on its way, kept once and for all, and where each file stands, kept only so that queues are quick.

The acts say everything: how a file stands is worked out from them (comity.domain.case). `CaseQueue` is what that came to
when it was last looked at; nothing else is read from it than lists and counts.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from comity.core.attached import Attachment
from comity.core.opinion_links import OpinionLink
from comity.core.people import City, Officer


class CaseAct(models.Model):
    """One act: what was done, of which step, opinion, paper, limit or report, on which day, by whom, and why."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey("comity.Case", models.DO_NOTHING, related_name="acts", db_constraint=False)
    what = models.CharField(max_length=20)
    of = models.CharField(max_length=120, blank=True, default="")
    answer = models.CharField(max_length=10, blank=True, default="")
    on = models.DateField(_("day"))
    number = models.CharField(_("number of the paper"), max_length=120, blank=True, default="")
    dated = models.DateField(_("date of the paper"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True, default="")
    text = models.TextField(_("text"), blank=True, default="")
    facts = models.JSONField(default=dict)
    rules_version = models.PositiveSmallIntegerField(default=0)
    rules_digest = models.CharField(
        max_length=16, blank=True, default=""
    )  # what that version said; see procedure_copies.py
    unit = models.ForeignKey("comity.Unit", models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    file = models.ForeignKey(Attachment, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    officer = models.ForeignKey(Officer, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    instead_of = models.ForeignKey(Officer, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    link = models.ForeignKey(OpinionLink, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("act on a file")
        verbose_name_plural = _("acts on files")
        indexes = [models.Index(fields=["case", "id"], name="caseact_case")]

    def __str__(self) -> str:
        return f"{self.what} {self.of}".strip()


class CaseQueue(models.Model):
    """Where a file stands, as it was worked out when something was last done with it or the day began."""

    id = models.BigAutoField(primary_key=True)
    case = models.OneToOneField("comity.Case", models.DO_NOTHING, related_name="queue", db_constraint=False)
    city = models.ForeignKey(City, models.DO_NOTHING, related_name="+", db_constraint=False)
    state = models.CharField(max_length=12, db_default="draft")
    level = models.CharField(max_length=60, blank=True, db_default="")
    rules_version = models.PositiveSmallIntegerField(db_default=0)
    rules_digest = models.CharField(max_length=16, blank=True, db_default="")
    waits = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    roles = ArrayField(models.CharField(max_length=20), default=list, db_default=[])
    units = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    due = models.DateField(null=True)
    owed_by = models.DateField(null=True)
    owes = models.BooleanField(db_default=False)
    lives = models.BooleanField(db_default=False)
    handler = models.ForeignKey(Officer, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    as_of = models.DateField(null=True)

    class Meta:
        verbose_name = _("standing of a file")
        verbose_name_plural = _("standings of files")
        indexes = [
            models.Index(fields=["city", "state", "due"], name="casequeue_state"),
            models.Index(fields=["due", "case"], name="casequeue_soonest"),
            models.Index(fields=["city", "due"], name="casequeue_due", condition=Q(due__isnull=False)),
            models.Index(fields=["city", "owed_by"], name="casequeue_owed", condition=Q(owes=True)),
            models.Index(fields=["as_of"], name="casequeue_lives", condition=Q(lives=True)),
            GinIndex(fields=["units"], name="casequeue_units"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"
