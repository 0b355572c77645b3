"""What was done to an agreement after signing."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from comity.core.fields import PartialDateField, TermField
from comity.core.records import Record
from comity.domain.agreement import DECISIVE, MOVES_THE_END
from comity.registers.declare import GUARD, Group, Register, not_over


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


def in_force(day: date) -> Q:
    """Return the condition that an agreement that was signed is in force on a day: `status` of the domain, for counts of many."""
    moved = moving(day)
    by_act = Q(pk__in=moved.filter(not_over("until", day)).values("agreement"))
    by_text = ~Q(pk__in=moved.values("agreement")) & not_over("expires", day)
    ended = _deciding(day).filter(kind__in=[kind for kind, state in DECISIVE.items() if state])
    return Q(effective__lte=str(day)) & (by_act | by_text) & ~Q(pk__in=ended.values("agreement"))


def _deciding(day: date) -> QuerySet[AgreementAction]:
    """Return the acts that tell how agreements stand on a day, one for each; a suspension that has run out tells nothing."""
    tells = Q(kind__in=DECISIVE, on__lte=str(day)) & (~Q(kind="suspend") | not_over("until", day))
    after = Q(on__gt=OuterRef("on")) | Q(on=OuterRef("on"), pk__gt=OuterRef("pk"))
    later = AgreementAction.objects.filter(after, tells, agreement=OuterRef("agreement"))
    return AgreementAction.objects.filter(tells).exclude(Exists(later)).order_by()


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
