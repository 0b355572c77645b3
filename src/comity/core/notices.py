"""What officers are told of files, returns and proposals: once for each event, kept until it is read, sent by e-mail where the office has that."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from comity.core.people import City, Officer

KINDS = ("asked", "waits", "soon", "late", "decided", "returned")


class Told(models.Model):
    """What every notice has: who is told of what kind of thing, in whose place, and whether it was read and sent."""

    id = models.BigAutoField(primary_key=True)
    city = models.ForeignKey(City, models.CASCADE, related_name="+")
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    instead_of = models.ForeignKey(Officer, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)
    seen_at = models.DateTimeField(null=True, editable=False)
    mail = models.BooleanField(db_default=False)  # is still to be sent by e-mail
    mailed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["officer", "-id"], name="%(class)s_unread", condition=models.Q(seen_at=None)),
            models.Index(fields=["id"], name="%(class)s_mail", condition=models.Q(mail=True)),
        ]


class Notice(Told):
    """One thing told to one officer. `of` is what it is about, `mark` tells one event from the next of its kind."""

    case = models.ForeignKey("comity.Case", models.DO_NOTHING, related_name="+", db_constraint=False)
    of = models.CharField(max_length=140, blank=True, default="")
    mark = models.CharField(max_length=40, blank=True, default="")
    due = models.DateField(null=True)

    class Meta(Told.Meta):
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [models.UniqueConstraint(fields=["officer", "case", "kind", "of", "mark"], name="notice_once")]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.kind} {self.of}"


class ReturnNotice(Told):
    """One officer is told once that a return is due soon, and once that it is late."""

    of = models.ForeignKey("comity.Return", models.DO_NOTHING, related_name="+", db_constraint=False)
    due = models.DateField()

    class Meta(Told.Meta):
        verbose_name = _("notice of a return")
        verbose_name_plural = _("notices of returns")
        constraints = [models.UniqueConstraint(fields=["officer", "of", "kind"], name="returnnotice_once")]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.kind} {self.of_id}"


class ProposalNotice(Told):
    """One officer is told once of each turn of a proposal: that it waits for an answer, or what was answered."""

    of = models.ForeignKey("comity.Proposal", models.DO_NOTHING, related_name="+", db_constraint=False)
    turn = models.PositiveSmallIntegerField(default=0)

    class Meta(Told.Meta):
        verbose_name = _("notice of a proposal")
        verbose_name_plural = _("notices of proposals")
        constraints = [models.UniqueConstraint(fields=["officer", "of", "turn"], name="proposalnotice_once")]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.kind} {self.of_id}"
