"""The friendship union's own affairs: terms of office, members, commendations; and memberships of networks."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.core.fields import PartialDateField, TermField
from comity.core.people import PUBLIC
from comity.core.records import Record
from comity.domain.partial_date import read
from comity.registers.declare import EVERYBODY, GUARD, PART, Computed, Group, Register, Stands

AGREED = "yes"
AHEAD = timedelta(days=180)  # how long before it is due a congress is prepared


class Mandate(Record):
    """An association's term of office between two congresses, and what it counted; its lead unit is the association."""

    number = models.PositiveSmallIntegerField(_("number of the term"), null=True, blank=True)
    starts = PartialDateField(_("begins"))
    ends = PartialDateField(_("ends"))
    congress_due = PartialDateField(_("next congress due"))
    congress_on = PartialDateField(_("congress held on"))
    president = models.ForeignKey(
        "comity.Person", models.PROTECT, null=True, blank=True, related_name="mandates", verbose_name=_("president")
    )
    members = models.PositiveIntegerField(pgettext_lazy("of an association", "members"), null=True, blank=True)
    chapters = models.PositiveIntegerField(_("chapters"), null=True, blank=True)
    counted_on = PartialDateField(_("counted on"))
    targets_en = models.TextField(_("targets (English)"), blank=True, default="")
    targets_vi = models.TextField(_("targets (Vietnamese)"), blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("term of office")
        verbose_name_plural = _("terms of office")
        indexes = [
            *Record.Meta.indexes,
            models.Index(
                fields=["city", "congress_due", "id"],
                name="mandate_congress",
                condition=Q(congress_on="", congress_due__gt=""),
            ),
        ]


def congress(mandate: Mandate, today: date) -> str:
    """Return held, overdue, soon, ahead or unknown; a partly known day has passed only once its last possible day has."""
    due = read(mandate.congress_due)
    if mandate.congress_on:
        return "held"
    if due is None:
        return "unknown"
    if due.last < today:
        return "overdue"
    return "soon" if due.first <= today + AHEAD else "ahead"


CONGRESSES = {
    "held": (_("congress held"), "secondary"),
    "overdue": (_("congress overdue"), "danger"),
    "soon": (_("congress due soon"), "warning"),
    "ahead": (_("in its term"), "success"),
    "unknown": (_("congress not set"), "secondary"),
}

MANDATES = Register(
    writers=EVERYBODY,
    key="mandates",
    called={
        "unit": _("association"),
    },
    model=Mandate,
    icon="hierarchy",
    columns=("title", "unit", "starts", "ends", "congress_due", "congress", "members", "chapters"),
    groups=(
        Group(_("Term"), ("unit", "title_vi", "title_en", "number", "starts", "ends", "congress_due", "congress_on")),
        Group(_("Who and how many"), ("president", "members", "chapters", "counted_on")),
        Group(_("Targets"), ("targets_vi", "targets_en")),
        Group(_("Keeping"), tuple(name for name in GUARD if name != "unit")),
    ),
    filters=("starts", "congress_due", "president", "unit"),
    linked_filters=("counted_on", "congress_on"),
    search=("targets_en", "targets_vi"),
    starts="starts",
    ends="ends",
    stands=Stands("ends"),
    order="-starts",
    computed=(Computed("congress", _("congress"), congress, CONGRESSES),),
    expects=("starts", "congress_due", "members"),
    alike=(),
)


class Enrolment(Record):
    """Somebody's membership of an association, named with their consent; its lead unit is the association."""

    person = models.ForeignKey("comity.Person", models.PROTECT, related_name="enrolments", verbose_name=_("person"))
    starts = PartialDateField(_("joined"))
    ends = PartialDateField(_("left"))
    card = models.CharField(_("card number"), max_length=60, blank=True, default="")
    consent = TermField(_("agreed to be named"), vocabulary="yes_no")

    class Meta(Record.Meta):
        verbose_name = _("association member")
        verbose_name_plural = _("association members")

    def clean(self) -> None:
        """Who has not agreed to be named is named inside the office only."""
        super().clean()
        if self.sensitivity == PUBLIC and self.consent != AGREED:
            raise ValidationError({"sensitivity": _("Not agreed to be named: choose internal or restricted.")})


def entitle_enrolment(enrolment: Enrolment) -> tuple[str, str]:
    """A membership is called after the person."""
    return enrolment.person.title_en, enrolment.person.title_vi


ENROLMENTS = Register(
    writers=EVERYBODY,
    key="enrolments",
    called={
        "unit": _("association"),
    },
    model=Enrolment,
    icon="id-badge",
    columns=("title", "unit", "starts", "ends", "card", "consent"),
    groups=(
        Group(pgettext_lazy("heading", "Who"), ("person", "unit", "starts", "ends", "card", "consent")),
        Group(_("Keeping"), tuple(name for name in GUARD if name != "unit")),
    ),
    filters=("person", "starts", "ends", "consent", "unit"),
    search=("card",),
    starts="starts",
    ends="ends",
    stands=Stands("ends"),
    entitle=entitle_enrolment,
    alike=(),
)


class Commendation(Record):
    """An honour given to a unit, a person or a partner; the title says what for."""

    kind = TermField(_("kind"), vocabulary="commendation_kind")
    awarded_by = models.CharField(_("awarded by"), max_length=300, blank=True, default="")
    on = PartialDateField(_("day"))
    number = models.CharField(_("decision, number"), max_length=120, blank=True, default="")
    to_unit = models.ForeignKey(
        "comity.Unit", models.PROTECT, null=True, blank=True, related_name="honours", verbose_name=_("to our unit")
    )
    to_person = models.ForeignKey(
        "comity.Person", models.PROTECT, null=True, blank=True, related_name="honours", verbose_name=_("to person")
    )
    to_partner = models.ForeignKey(
        "comity.Partner", models.PROTECT, null=True, blank=True, related_name="honours", verbose_name=_("to partner")
    )

    class Meta(Record.Meta):
        verbose_name = _("commendation")
        verbose_name_plural = _("commendations")


COMMENDATIONS = Register(
    writers=EVERYBODY,
    key="commendations",
    model=Commendation,
    icon="award",
    columns=("title", "kind", "awarded_by", "on", "to_unit", "to_person", "to_partner"),
    groups=(
        Group(_("What for"), ("title_vi", "title_en", "kind", "awarded_by", "on", "number")),
        Group(_("To whom"), ("to_unit", "to_person", "to_partner")),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=("kind", "on", "to_unit", "to_person", "to_partner", "unit"),
    search=("awarded_by", "number"),
    starts="on",
    order="-on",
    alike=(),
)


class Membership(Record):
    """Who belongs to a network or mechanism, since when, with which post and fee."""

    within = "network"
    network = models.ForeignKey(
        "comity.Partner", models.PROTECT, related_name="memberships", verbose_name=_("network or mechanism")
    )
    member_unit = models.ForeignKey(
        "comity.Unit", models.PROTECT, null=True, blank=True, related_name="networks", verbose_name=_("our unit")
    )
    member_partner = models.ForeignKey(
        "comity.Partner", models.PROTECT, null=True, blank=True, related_name="networks", verbose_name=_("partner")
    )
    starts = PartialDateField(_("member since"))
    ends = PartialDateField(_("member until"))
    post_en = models.CharField(_("post held (English)"), max_length=300, blank=True, default="")
    post_vi = models.CharField(_("post held (Vietnamese)"), max_length=300, blank=True, default="")
    fee = models.DecimalField(_("fee a year"), max_digits=20, decimal_places=2, null=True, blank=True)
    currency = TermField(_("currency"), vocabulary="currency", blank=True)
    fee_paid = PartialDateField(_("fee paid until"))

    class Meta(Record.Meta):
        verbose_name = _("membership of a network")
        verbose_name_plural = _("memberships of networks")


def entitle_membership(membership: Membership) -> tuple[str, str]:
    """A membership is called after the member."""
    member = membership.member_unit or membership.member_partner
    return (member.title_en, member.title_vi) if member else (membership.title_en, membership.title_vi)


def fee(membership: Membership, today: date) -> str:
    """Return ended, paid, due, unknown or none; a fee paid until a year is paid until its last day."""
    ends, paid = read(membership.ends), read(membership.fee_paid)
    if ends is not None and ends.last < today:
        return "ended"
    if paid is not None:
        return "paid" if paid.last >= today else "due"
    return "unknown" if membership.fee else "none"


FEES = {
    "ended": (_("membership ended"), "secondary"),
    "paid": (_("fee paid"), "success"),
    "due": (_("fee due"), "danger"),
    "unknown": (_("not known whether the fee is paid"), "warning"),
    "none": (_("no fee on record"), "secondary"),
}

MEMBERSHIPS = Register(
    key="memberships",
    model=Membership,
    icon="link",
    columns=("title", "network", "starts", "ends", "post_vi", "fee_paid", "fee_standing"),
    groups=(
        Group(_("Who in what"), ("network", "member_unit", "member_partner", "title_vi", "title_en")),
        Group(_("Membership"), ("starts", "ends", "post_vi", "post_en", "fee", "currency", "fee_paid")),
        Group(_("Keeping"), tuple(PART)),
    ),
    quick=("member_unit", "member_partner", "starts", "post"),
    filters=("network", "member_unit", "member_partner", "starts", "fee_paid"),
    search=("post_en", "post_vi"),
    starts="starts",
    ends="ends",
    stands=Stands("ends"),
    computed=(Computed("fee_standing", _("fee"), fee, FEES),),
    entitle=entitle_membership,
    alike=(),
)
