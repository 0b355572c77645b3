"""What was done to an agreement after signing."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from comity.core.fields import PartialDateField, TermField
from comity.core.records import Record
from comity.domain.agreement import MOVES_THE_END
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
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["city", "until", "id"], name="agreement_action_until"),
        ]


def moving(today: date) -> QuerySet[AgreementAction]:
    """Return the acts from which agreements have their end on a day, one for each: `ends` of the domain, for lists of many."""
    return AgreementAction.objects.filter(is_moving(today))


def is_moving(today: date) -> Q:
    """Return the condition that an agreement has its end from the act at hand, and not from a later one."""
    after = Q(on__gt=OuterRef("on")) | Q(on=OuterRef("on"), pk__gt=OuterRef("pk"))
    later = AgreementAction.objects.filter(after, _gives_an_end(today), agreement=OuterRef("agreement"))
    return _gives_an_end(today) & ~Q(Exists(later))


def moved(today: date) -> Exists:
    """Return the condition that an act gave the agreement at hand a new end."""
    return Exists(AgreementAction.objects.filter(_gives_an_end(today), agreement=OuterRef("pk")))


def _gives_an_end(today: date) -> Q:
    return Q(kind__in=MOVES_THE_END, until__gt="", on__lte=str(today))


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
