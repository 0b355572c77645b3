"""Reports as they were issued: what was counted, under whose sight, the records behind each figure, who signed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.core.people import INTERNAL, SENSITIVITIES, City, Officer
from comity.core.records import NextId


class Basis(models.TextChoices):
    """Under whose sight a report is counted."""

    OFFICE = "office", _("what every officer of this office sees")
    OWN = "own", _("what the issuer sees")


class State(models.TextChoices):
    """How far a report is; a signed one is locked by the database."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    SIGNED = "signed", _("signed and locked")


class OfPeriod(models.Model):
    """A report of the pack over a period: what is issued, and what units are asked for."""

    id = models.BigIntegerField(primary_key=True, db_default=NextId(), editable=False)
    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    form = models.CharField(_("report"), max_length=60)
    period = models.CharField(_("period"), max_length=40)
    starts = models.DateField(_("period from"))
    ends = models.DateField(_("period to"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.form} {self.period}"


class Issued(OfPeriod):
    """One report for one period: its way from draft to signature. What it says is in its content."""

    basis = models.CharField(_("counted is"), max_length=10, choices=Basis.choices, default=Basis.OFFICE)
    # the sight under which it was counted, so that later it is counted under the same
    clearance = models.SmallIntegerField()
    above = ArrayField(models.BigIntegerField(), default=list)
    below = ArrayField(models.BigIntegerField(), default=list)
    as_of = models.DateTimeField(_("as of"))
    sensitivity = models.SmallIntegerField(_("who may see it"), choices=SENSITIVITIES, default=INTERNAL)
    unit = models.ForeignKey("comity.Unit", models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    shown_to = ArrayField(models.BigIntegerField(), default=list)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    sha256 = models.CharField(max_length=64)
    drafted_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField(auto_now_add=True)
    signed_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    why = models.CharField(_("why it replaces another"), max_length=500, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("issued report")
        verbose_name_plural = _("issued reports")
        indexes = [
            models.Index(fields=["city", "-id"], name="issued_city"),
            models.Index(fields=["city", "state", "id"], name="issued_state"),
        ]


class IssuedContent(models.Model):
    """All that a report says, as canonical JSON; the report holds its hash."""

    report = models.OneToOneField(Issued, models.CASCADE, primary_key=True, related_name="content")
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.report_id}"


class IssuedFigure(models.Model):
    """The records behind one figure of a report, with what each of them added; three arrays of one length."""

    id = models.BigAutoField(primary_key=True)
    report = models.ForeignKey(Issued, models.CASCADE, related_name="figures")
    code = models.CharField(max_length=60)
    records = ArrayField(models.BigIntegerField())
    adds = ArrayField(models.DecimalField(max_digits=24, decimal_places=4, null=True))
    keys = ArrayField(models.TextField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "code"], name="issuedfigure_code")]

    def __str__(self) -> str:
        return self.code


class ReportStep(models.Model):
    """One step of a report or a return: who took it, when and why. Written by trigger, never altered."""

    id = models.BigAutoField(primary_key=True)
    subject = models.BigIntegerField()
    state = models.CharField(max_length=10)
    officer = models.ForeignKey(Officer, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    at = models.DateTimeField()
    door = models.CharField(max_length=20)
    reason = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["subject", "id"], name="reportstep_subject")]

    def __str__(self) -> str:
        return f"{self.subject} {self.state}"
