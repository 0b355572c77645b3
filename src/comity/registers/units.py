"""Organisations on the city's own side, as a tree with dates of validity and succession."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.core.fields import PartialDateField, TermField
from comity.core.records import Record
from comity.registers.declare import GUARD, Group, Register, Related, Stands


class Unit(Record):
    """A department, division, ward, union or association; ended ones stay, with those that took over."""

    kind = TermField(_("kind"), vocabulary="unit_kind")
    short_en = models.CharField(_("short name (English)"), max_length=60, blank=True, default="")
    short_vi = models.CharField(_("short name (Vietnamese)"), max_length=60, blank=True, default="")
    parent = models.ForeignKey(
        "comity.Unit", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    valid_from = PartialDateField(_("exists since"))
    valid_to = PartialDateField(_("existed until"))
    successors = models.ManyToManyField(
        "comity.Unit", blank=True, symmetrical=False, related_name="predecessors", verbose_name=_("taken over by")
    )
    email = models.EmailField(_("e-mail"), blank=True, default="")
    phone = models.CharField(_("telephone"), max_length=40, blank=True, default="")
    address = models.CharField(_("address"), max_length=300, blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("unit")
        verbose_name_plural = _("units")


UNITS = Register(
    key="units",
    called={
        "title": pgettext_lazy("of a body", "name"),
        "title_en": pgettext_lazy("of a body", "name (English)"),
        "title_vi": pgettext_lazy("of a body", "name (Vietnamese)"),
    },
    model=Unit,
    icon="building",
    columns=("title", "kind", "parent", "valid_from", "valid_to"),
    groups=(
        Group(_("Name"), ("title_vi", "title_en", "short_vi", "short_en", "kind")),
        Group(_("Place in the tree"), ("parent", "valid_from", "valid_to", "successors")),
        Group(_("How to reach it"), ("email", "phone", "address")),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=("kind", "parent", "valid_to"),
    linked_filters=("valid_from",),
    search=("short_en", "short_vi", "address"),
    starts="valid_from",
    ends="valid_to",
    stands=Stands("valid_to"),
    related=(
        Related("units", "parent", _("Units under it")),
        Related("units", "successors", _("Units it took over from")),
        Related("appointments", "at_unit"),
        Related("mandates", "unit", trait="association"),
        Related("enrolments", "unit", trait="association"),
        Related("tasks", "unit"),
        Related("cases", "applicant"),
        Related("projects", "owner"),
        Related("memberships", "member_unit", _("Networks it belongs to")),
        Related("commendations", "to_unit"),
        Related("competences", "unit"),
        Related("activities", "unit"),
        Related("agreements", "unit"),
        Related("commitments", "unit"),
    ),
    writers=("head", "administrator", "officer"),
)
