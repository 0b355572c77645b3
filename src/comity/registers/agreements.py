"""Texts signed with partners, and what was done to them afterwards."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.core.fields import PartialDateField, TermField, TermsField
from comity.core.records import Record
from comity.domain import agreement as rule
from comity.registers.agreement_actions import in_force
from comity.registers.declare import GUARD, Computed, Group, Register, Related, Stands


class Agreement(Record):
    """A signed text: in whose name, in which languages, from when to when. Its status is worked out, not stored."""

    instrument = TermField(_("instrument"), vocabulary="instrument")
    number = models.CharField(_("number"), max_length=60, blank=True, default="")
    capacity = TermField(_("signed in the name of"), vocabulary="capacity", blank=True)
    partners = models.ManyToManyField("comity.Partner", related_name="agreements", verbose_name=_("partners"))
    co_units = models.ManyToManyField(
        "comity.Unit", blank=True, related_name="co_agreements", verbose_name=_("units taking part")
    )
    signed = PartialDateField(_("signed"))
    effective = PartialDateField(_("in effect from"))
    expires = PartialDateField(_("end of validity"))
    notice_by = PartialDateField(_("notice to be given by"))
    place = models.CharField(_("signed at"), max_length=200, blank=True, default="")
    languages = TermsField(_("languages"), vocabulary="language")
    prevailing_language = TermField(_("language that prevails"), vocabulary="language", blank=True)
    renewal = TermField(_("renewal"), vocabulary="renewal", blank=True)
    our_signatory = models.CharField(_("who signed for us"), max_length=300, blank=True, default="")
    their_signatory = models.CharField(_("who signed for them"), max_length=300, blank=True, default="")
    our_focal = models.CharField(_("focal point on our side"), max_length=300, blank=True, default="")
    their_focal = models.CharField(_("focal point on their side"), max_length=300, blank=True, default="")
    approval_level = TermField(_("approved by"), vocabulary="approval_level", blank=True)
    amount = models.DecimalField(_("value"), max_digits=20, decimal_places=2, null=True, blank=True)
    currency = TermField(_("currency"), vocabulary="currency", blank=True)
    framework = models.ForeignKey(
        "comity.Agreement",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("under the framework of"),
    )
    pillar = TermField(_("pillar"), vocabulary="pillar", blank=True)
    fields = TermsField(_("fields"), vocabulary="field")
    verified_on = PartialDateField(_("last verified on"))
    summary_en = models.TextField(_("content (English)"), blank=True, default="")
    summary_vi = models.TextField(_("content (Vietnamese)"), blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["city", "signed", "id"], name="agreement_signed"),
            models.Index(fields=["city", "expires", "id"], name="agreement_expires"),
            models.Index(fields=["city", "notice_by", "id"], name="agreement_notice"),
            models.Index(fields=["city", "verified_on", "id"], name="agreement_verified"),
        ]


def status(agreement: Agreement, today: date) -> str:
    """Return the code of the agreement's status on a day, from its dates and actions."""
    return rule.status(
        signed=agreement.signed,
        effective=agreement.effective,
        expires=agreement.expires,
        actions=_acts(agreement),
        today=today,
    )


def ends(agreement: Agreement, today: date) -> str:
    """Return the end that counts on a day: that of the text, or of what was done to it since."""
    return rule.ends(agreement.expires, _acts(agreement), today)


def new_end(agreement: Agreement, today: date) -> str:
    """Return the end that counts where it is not that of the text."""
    end = ends(agreement, today)
    return end if end != agreement.expires else ""


def notice(agreement: Agreement, today: date) -> str:
    """Return until when notice is to be given of the end that counts."""
    return rule.notice(agreement.notice_by, agreement.expires, ends(agreement, today))


def _acts(agreement: Agreement) -> list[rule.Action]:
    done = sorted(agreement.actions.all(), key=lambda one: one.pk)  # of two on one day, the one written down last
    return [rule.Action(one.kind, one.on, one.until) for one in done]


STATES = {
    "draft": (_("not signed on record"), "secondary"),
    "signed": (_("signed, not yet in effect"), "info"),
    "in_force": (_("in force"), "success"),
    "expiring": (_("ends within 180 days"), "warning"),
    "expired": (_("ended"), "secondary"),
    "suspended": (_("suspended"), "warning"),
    "terminated": (_("terminated"), "secondary"),
    "succeeded": (_("succeeded by another"), "secondary"),
}

AGREEMENTS = Register(
    key="agreements",
    model=Agreement,
    icon="writing-sign",
    columns=("title", "instrument", "partners", "signed", "expires", "status"),
    groups=(
        Group(
            _("Text"), ("title_vi", "title_en", "instrument", "number", "capacity", "partners", "co_units", "framework")
        ),
        Group(_("Time"), ("signed", "effective", "expires", "notice_by", "renewal", "verified_on")),
        Group(
            _("Signing"),
            ("approval_level", "place", "our_signatory", "their_signatory", "languages", "prevailing_language"),
        ),
        Group(
            _("Content"),
            ("pillar", "fields", "amount", "currency", "summary_vi", "summary_en", "our_focal", "their_focal"),
        ),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=(
        "instrument",
        "partners",
        "capacity",
        "pillar",
        "fields",
        "signed",
        "expires",
        "approval_level",
        "verified_on",
        "unit",
    ),
    linked_filters=("id", "partners__country", "partners__kind", "partners__tie__tie_class"),
    search=(
        "number",
        "our_signatory",
        "their_signatory",
        "our_focal",
        "their_focal",
        "summary_en",
        "summary_vi",
        "place",
    ),
    starts="signed",
    ends="expires",
    stands=Stands("expires", in_force, ("actions",)),
    order="-signed",
    related=(
        Related("cases", "agreement"),
        Related("agreement_actions", "agreement"),
        Related("commitments", "agreement"),
        Related("tasks", "agreement"),
        Related("activities", "agreement", _("Visits and events under it")),
        Related("projects", "agreement"),
        Related("agreements", "framework", _("Agreements under it")),
    ),
    prefetch=("actions",),
    computed=(
        Computed("status", _("status"), status, STATES),
        Computed("new_end", _("new end"), new_end, {}, is_day=True),
    ),
    expects=("signed", "expires", "our_signatory", "fields"),
)
