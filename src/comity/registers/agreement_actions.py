"""What was done to an agreement after signing."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.core.fields import PartialDateField, TermField
from comity.core.records import Record
from comity.registers.declare import GUARD, Group, Register


class AgreementAction(Record):
    """An amendment, extension, suspension, termination or succession, with its day."""

    agreement = models.ForeignKey(
        "comity.Agreement", models.PROTECT, related_name="actions", verbose_name=_("agreement")
    )
    kind = TermField(_("action"), vocabulary="agreement_action")
    on = PartialDateField(_("date"))
    until = PartialDateField(_("until"))

    class Meta(Record.Meta):
        verbose_name = _("action on an agreement")
        verbose_name_plural = _("actions on agreements")


def entitle(action: AgreementAction) -> tuple[str, str]:
    """An action is called after its agreement."""
    return action.agreement.title_en, action.agreement.title_vi


AGREEMENT_ACTIONS = Register(
    key="agreement_actions",
    model=AgreementAction,
    icon="refresh",
    columns=("title", "kind", "on", "until"),
    groups=(
        Group(_("Action"), ("agreement", "kind", "on", "until")),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=("kind", "agreement", "on"),
    starts="on",
    ends="until",
    order="-on",
    entitle=entitle,
    expects=("on",),
    alike=(),
)
