"""What somebody promised, by when, with what evidence."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.core.fields import PartialDateField, TermField
from comity.core.records import Record
from comity.domain.partial_date import read
from comity.registers.declare import EVERYBODY, GUARD, Computed, Group, Register, Related


class Commitment(Record):
    """A promise out of an agreement, a meeting or a direction; the title says what."""

    side = TermField(_("whose promise"), vocabulary="side")
    agreement = models.ForeignKey(
        "comity.Agreement",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name=_("from agreement"),
    )
    activity = models.ForeignKey(
        "comity.Activity",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name=_("from activity"),
    )
    partner = models.ForeignKey(
        "comity.Partner", models.PROTECT, null=True, blank=True, related_name="commitments", verbose_name=_("partner")
    )
    who = models.CharField(_("who promised"), max_length=300, blank=True, default="")
    due = PartialDateField(_("due"))
    state = TermField(_("state"), vocabulary="commitment_state", default="open")
    done_on = PartialDateField(_("kept on"))
    evidence = models.TextField(_("evidence"), blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        indexes = [*Record.Meta.indexes, models.Index(fields=["city", "due", "id"], name="commitment_due")]


def progress(commitment: Commitment, today: date) -> str:
    """Return kept, dropped, late or on_time; late only once its last possible day is over."""
    if commitment.state != "open":
        return commitment.state
    due = read(commitment.due)
    return "late" if due and due.last < today else "on_time"


STATES = {
    "on_time": (_("open"), "primary"),
    "late": (_("late"), "danger"),
    "kept": (_("kept"), "success"),
    "dropped": (_("dropped"), "secondary"),
}

COMMITMENTS = Register(
    writers=EVERYBODY,
    key="commitments",
    model=Commitment,
    icon="checkup-list",
    columns=("title", "side", "partner", "unit", "due", "progress"),
    groups=(
        Group(_("Promise"), ("title_vi", "title_en", "side", "who", "due")),
        Group(_("Where it comes from"), ("agreement", "activity", "partner")),
        Group(_("What came of it"), ("state", "done_on", "evidence")),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=("side", "state", "partner", "agreement", "due", "unit"),
    linked_filters=("done_on", "activity__kind"),
    search=("who", "evidence"),
    starts="due",
    order="-due",
    computed=(Computed("progress", _("progress"), progress, STATES),),
    related=(Related("tasks", "commitment"),),
    expects=("due", "unit"),
)
