"""The city's relationship with each partner."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comity.core.fields import PartialDateField, TermField
from comity.core.records import Record
from comity.domain.partial_date import read
from comity.registers.declare import GUARD, Group, Register, Stands


class Tie(Record):
    """One partner's stage, since when and until when, and why it was begun; earlier stages are in its history."""

    # Not one-to-one: uniqueness among hidden ties would tell of them (decision 0010). The form refuses a second one in sight.
    partner = models.ForeignKey(
        "comity.Partner", models.PROTECT, related_name="ties", related_query_name="tie", verbose_name=_("partner")
    )
    stage = TermField(_("stage"), vocabulary="tie_stage")
    tie_class = TermField(_("class"), vocabulary="tie_class", blank=True)
    since = PartialDateField(_("since"))
    ended = PartialDateField(_("ended on"))
    why_en = models.TextField(_("why it was begun (English)"), blank=True, default="")
    why_vi = models.TextField(_("why it was begun (Vietnamese)"), blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("tie")
        verbose_name_plural = _("ties")
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["partner"],
                condition=Q(sensitivity=0),
                name="tie_partner",
                violation_error_message=_("This partner has a public tie already."),
            ),
        ]
        indexes = [*Record.Meta.indexes, models.Index(fields=["city", "since", "id"], name="tie_since_idx")]


def over(tie: Tie, today: date) -> bool:
    """Say whether a tie has ended: for certain, also where only the month or the year of its end is known."""
    ended = read(tie.ended)
    return ended is not None and ended.last < today


def entitle(tie: Tie) -> tuple[str, str]:
    """A tie is called after its partner."""
    return tie.partner.title_en, tie.partner.title_vi


TIES = Register(
    key="ties",
    model=Tie,
    icon="heart-handshake",
    columns=("title", "stage", "tie_class", "since", "ended", "unit"),
    groups=(
        Group(_("Relationship"), ("partner", "stage", "tie_class", "since", "ended")),
        Group(_("Why it was begun"), ("why_vi", "why_en")),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=("stage", "tie_class", "since", "ended", "unit"),
    linked_filters=("id", "partner__kind", "partner__country"),
    search=("why_en", "why_vi"),
    starts="since",
    stands=Stands("ended"),
    entitle=entitle,
    expects=("since", "unit", "why_vi"),
    alike=(),
    once=("partner",),
)
