"""Priorities, goals, difficulties and proposals, by who stated them and when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.core.fields import PartialDateField, TermField, TermsField
from comity.core.records import Record
from comity.registers.declare import GUARD, Group, Register


class Objective(Record):
    """Something that work is to serve or to overcome; plans and activities refer to it."""

    kind = TermField(_("kind"), vocabulary="objective_kind")
    year = PartialDateField(_("for the year"))
    pillar = TermField(_("pillar"), vocabulary="pillar", blank=True)
    fields = TermsField(_("fields"), vocabulary="field")
    stated_by = models.ForeignKey(
        "comity.Person", models.PROTECT, null=True, blank=True, related_name="statements", verbose_name=_("stated by")
    )
    stated_on = PartialDateField(_("stated on"))

    class Meta(Record.Meta):
        verbose_name = _("priority or difficulty")
        verbose_name_plural = _("priorities and difficulties")


OBJECTIVES = Register(
    key="objectives",
    model=Objective,
    icon="target-arrow",
    columns=("title", "kind", "year", "stated_by", "stated_on"),
    groups=(
        Group(_("Statement"), ("title_vi", "title_en", "kind", "year")),
        Group(_("Who and when"), ("stated_by", "stated_on")),
        Group(_("Content"), ("pillar", "fields")),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=("kind", "year", "pillar", "fields", "stated_by"),
    starts="year",
    order="-stated_on",
    expects=("stated_by", "stated_on"),
)
