"""What units propose to do with the outside: what, with whom, when, where, why; and what the office answered."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.core.fields import PartialDateField, TermField
from comity.core.people import Officer
from comity.core.records import Record
from comity.domain.proposing import OVER
from comity.registers.declare import EVERYBODY, GUARD, Computed, Group, Register

STATES = {
    "proposed": (pgettext_lazy("proposal", "proposed"), "primary"),
    "more": (pgettext_lazy("proposal", "more is asked for"), "warning"),
    "accepted": (pgettext_lazy("proposal", "accepted"), "success"),
    "declined": (pgettext_lazy("proposal", "declined"), "danger"),
}


class Proposal(Record):
    """An activity that a unit proposes. No activity yet, so that nothing counts it; once accepted, it leads to one.

    Where it stands and what was answered come through `gate/proposals.py`, never through a form; a trigger sees to it.
    """

    kind = TermField(_("kind"), vocabulary="activity_kind")
    partners = models.ManyToManyField(
        "comity.Partner", blank=True, related_name="proposals", verbose_name=_("partners on record")
    )
    with_whom = models.CharField(_("with whom"), max_length=300, blank=True, default="")
    starts = PartialDateField(_("begins"))
    ends = PartialDateField(_("ends"))
    place_en = models.CharField(_("place (English)"), max_length=300, blank=True, default="")
    place_vi = models.CharField(_("place (Vietnamese)"), max_length=300, blank=True, default="")
    purpose_en = models.TextField(_("why (English)"), blank=True, default="")
    purpose_vi = models.TextField(_("why (Vietnamese)"), blank=True, default="")
    cost = models.DecimalField(_("cost"), max_digits=20, decimal_places=2, null=True, blank=True)
    cost_currency = TermField(_("currency of the cost"), vocabulary="currency", blank=True)
    contact = models.CharField(_("whom to ask at the unit"), max_length=300, blank=True, default="")

    state = models.CharField(max_length=10, default="proposed", editable=False)
    answer = models.TextField(blank=True, default="", editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    answered_by = models.ForeignKey(
        Officer, models.DO_NOTHING, null=True, related_name="+", editable=False, db_constraint=False
    )
    activity = models.ForeignKey(
        "comity.Activity",
        models.PROTECT,
        null=True,
        related_name="proposals",
        editable=False,
        verbose_name=_("the activity it led to"),
    )
    turn = models.PositiveSmallIntegerField(default=0, editable=False)  # how often it was answered or handed in anew

    class Meta(Record.Meta):
        verbose_name = _("proposal of an activity")
        verbose_name_plural = _("proposals of activities")
        indexes = [*Record.Meta.indexes, models.Index(fields=["city", "state", "id"], name="proposal_state")]

    def clean(self) -> None:
        """What was decided on stays as it was decided on, whoever would change it."""
        super().clean()
        if not self._state.adding and self.state in OVER:
            raise ValidationError(
                _("It was decided on and stays as it was. Propose another, or ask the office to take the answer back.")
            )


def standing(proposal: Proposal, _today: date) -> str:
    """Return where it stands."""
    return proposal.state


PROPOSALS = Register(
    writers=EVERYBODY,
    key="proposals",
    called={
        "title": _("what is proposed"),
        "title_en": _("what is proposed (English)"),
        "title_vi": _("what is proposed (Vietnamese)"),
    },
    model=Proposal,
    icon="speakerphone",
    columns=("title", "kind", "unit", "contact", "starts", "standing"),
    groups=(
        Group(_("What"), ("title_vi", "title_en", "kind", "with_whom", "partners")),
        Group(_("When and where"), ("starts", "ends", "place_vi", "place_en")),
        Group(_("Why, and what it takes"), ("purpose_vi", "purpose_en", "cost", "cost_currency", "contact")),
        Group(_("Keeping"), tuple(GUARD), folded=True),
    ),
    filters=("state", "kind", "starts", "unit", "partners"),
    search=("with_whom", "place_en", "place_vi", "purpose_en", "purpose_vi"),
    starts="starts",
    ends="ends",
    order="-starts",
    computed=(Computed("standing", _("where it stands"), standing, STATES, column="state"),),
    expects=("starts", "place_vi", "purpose_vi", "contact"),
    template="registers/proposal.html",
)
