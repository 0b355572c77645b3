"""Anything dated that the city does with the outside."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comity.core.fields import CountriesField, PartialDateField, TermField, TermsField, latitude, longitude
from comity.core.records import Record
from comity.registers.activity_lists import FACES, RELATED
from comity.registers.called import called
from comity.registers.declare import EVERYBODY, GUARD, Group, Lines, Register
from comity.registers.delegate_sums import refused


class Activity(Record):
    """A delegation, reception, meeting, conference, festival, fair or ceremony: one table for all kinds."""

    goes_with = "part_of"
    kind = TermField(_("kind"), vocabulary="activity_kind")
    delegation_kind = TermField(_("kind of delegation"), vocabulary="delegation_kind", blank=True)
    pillar = TermField(_("pillar"), vocabulary="pillar", blank=True)
    fields = TermsField(_("fields"), vocabulary="field")
    co_units = models.ManyToManyField(
        "comity.Unit", blank=True, related_name="co_activities", verbose_name=_("units taking part")
    )
    partners = models.ManyToManyField(
        "comity.Partner", blank=True, related_name="activities", verbose_name=_("partners")
    )
    countries = CountriesField(_("countries"))
    participants = models.ManyToManyField(
        "comity.Person", blank=True, related_name="activities", verbose_name=_("people")
    )
    series = models.ForeignKey(
        "comity.Series", models.PROTECT, null=True, blank=True, related_name="editions", verbose_name=_("series")
    )
    edition = models.PositiveSmallIntegerField(_("edition"), null=True, blank=True)
    part_of = models.ForeignKey(
        "comity.Activity", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    theme_en = models.CharField(_("theme (English)"), max_length=500, blank=True, default="")
    theme_vi = models.CharField(_("theme (Vietnamese)"), max_length=500, blank=True, default="")
    starts = PartialDateField(_("begins"))
    ends = PartialDateField(_("ends"))
    through = models.BooleanField(_("held through the whole period rather than once"), default=False)
    place_en = models.CharField(_("place (English)"), max_length=300, blank=True, default="")
    place_vi = models.CharField(_("place (Vietnamese)"), max_length=300, blank=True, default="")
    latitude, longitude = latitude(), longitude()
    level = TermField(_("level"), vocabulary="level", blank=True)
    our_part = TermField(_("our part in it"), vocabulary="our_part", blank=True)
    policy_basis = models.CharField(
        _("policy basis: resolution, programme or plan"), max_length=300, blank=True, default=""
    )
    agreement = models.ForeignKey(
        "comity.Agreement",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("under agreement"),
    )
    in_plan = TermField(_("in the plan"), vocabulary="yes_no", blank=True)
    persons = models.PositiveIntegerField(_("persons"), null=True, blank=True)
    online = models.BooleanField(_("online"), default=False)
    expected_en = models.TextField(_("expected result (English)"), blank=True, default="")
    expected_vi = models.TextField(_("expected result (Vietnamese)"), blank=True, default="")
    result_en = models.TextField(_("actual result (English)"), blank=True, default="")
    result_vi = models.TextField(_("actual result (Vietnamese)"), blank=True, default="")
    cost = models.DecimalField(_("cost"), max_digits=20, decimal_places=2, null=True, blank=True)
    cost_currency = TermField(_("currency of the cost"), vocabulary="currency", blank=True)

    assets = models.ManyToManyField(
        "comity.Asset", blank=True, related_name="activities", verbose_name=_("heritage and titles promoted")
    )
    conclusions_en = models.TextField(_("conclusions (English)"), blank=True, default="")
    conclusions_vi = models.TextField(_("conclusions (Vietnamese)"), blank=True, default="")
    # a delegation, either way
    purpose_en = models.TextField(_("purpose (English)"), blank=True, default="")
    purpose_vi = models.TextField(_("purpose (Vietnamese)"), blank=True, default="")
    invitation = models.CharField(
        _("invitation or request: from whom, of when"), max_length=300, blank=True, default=""
    )
    approval_level = TermField(_("approved by"), vocabulary="approval_level", blank=True)
    party_decision = models.CharField(_("Party decision, number and date"), max_length=200, blank=True, default="")
    state_decision = models.CharField(_("State decision, number and date"), max_length=200, blank=True, default="")
    report_due = PartialDateField(_("report due"))
    report_made = PartialDateField(_("report made"))
    # guests who come
    guest_class = TermField(_("class of guests"), vocabulary="guest_class", blank=True)
    host = models.ForeignKey(
        "comity.Person", models.PROTECT, null=True, blank=True, related_name="hosts", verbose_name=_("received by")
    )
    parity = models.CharField(_("why received at that level"), max_length=300, blank=True, default="")
    working_language = TermField(_("working language"), vocabulary="language", blank=True)
    entry_papers = TermField(_("entry papers"), vocabulary="entry_papers", blank=True)
    police_notice = PartialDateField(_("police informed on"))
    reception_plan = models.CharField(_("reception plan, number and date"), max_length=200, blank=True, default="")
    # an event
    in_charge = models.ForeignKey(
        "comity.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="in_charge_of",
        verbose_name=_("leader in charge"),
    )
    security = TermField(_("needs a security plan"), vocabulary="yes_no", blank=True)
    security_plan = models.CharField(_("security plan, number and date"), max_length=200, blank=True, default="")
    # a conference
    permit_level = TermField(_("permitted by"), vocabulary="permit_level", blank=True)
    permit = models.CharField(_("permit, number and date"), max_length=200, blank=True, default="")
    delegates_national = models.PositiveIntegerField(_("delegates of our country"), null=True, blank=True)
    delegates_resident = models.PositiveIntegerField(_("foreign delegates living here"), null=True, blank=True)
    delegates_abroad = models.PositiveIntegerField(_("foreign delegates from abroad"), null=True, blank=True)
    # training
    course = models.ForeignKey(
        "comity.Course",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sittings",
        verbose_name=_("session of course"),
    )
    # a fair or festival
    visitors = models.PositiveIntegerField(_("visitors"), null=True, blank=True)
    stalls = models.PositiveIntegerField(_("stalls"), null=True, blank=True)
    area = models.PositiveIntegerField(_("area, square metres"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["city", "starts", "id"], name="activity_starts"),
            models.Index(fields=["city", "kind", "starts", "id"], name="activity_kind"),
            # Reports that are owed, for who looks after them: few among all activities.
            models.Index(
                fields=["city", "report_due"], name="activity_report", condition=Q(report_made="") & ~Q(report_due="")
            ),
            # What began before a period and lasts into it: bounded by the year before, read in the index alone.
            models.Index(
                fields=["city", "starts", "ends"], name="activity_lasting", condition=Q(ends__gt=models.F("starts"))
            ),
        ]


ACTIVITIES = Register(
    writers=EVERYBODY,
    key="activities",
    model=Activity,
    icon="flag",
    columns=("title", "kind", "starts", "ends", "partners", "unit"),
    groups=(
        Group(_("What"), ("title_vi", "title_en", "kind", "delegation_kind", "theme_vi", "theme_en")),
        Group(
            _("When and where"),
            ("starts", "ends", "through", "place_vi", "place_en", "latitude", "longitude", "online"),
        ),
        Group(_("With whom"), ("partners", "countries", "participants", "persons", "co_units")),
        Group(
            _("Place in the work"),
            (
                "pillar",
                "fields",
                "level",
                "our_part",
                "in_plan",
                "policy_basis",
                "agreement",
                "series",
                "edition",
                "part_of",
            ),
        ),
        Group(
            _("The delegation"),
            (
                "purpose_vi",
                "purpose_en",
                "invitation",
                "approval_level",
                "party_decision",
                "state_decision",
                "report_due",
                "report_made",
            ),
            trait="delegation",
        ),
        Group(_("The course"), ("course",), trait="training"),
        Group(
            _("Receiving the guests"),
            ("guest_class", "host", "parity", "working_language", "entry_papers", "police_notice", "reception_plan"),
            trait="guests",
        ),
        Group(_("In charge and secured"), ("in_charge", "security", "security_plan"), trait="event"),
        Group(
            _("The conference"),
            ("permit_level", "permit", "delegates_national", "delegates_resident", "delegates_abroad"),
            trait="conference",
        ),
        Group(_("Stalls and visitors"), ("stalls", "area", "visitors"), trait="fair"),
        Group(
            _("Result and cost"),
            (
                "expected_vi",
                "expected_en",
                "result_vi",
                "result_en",
                "conclusions_vi",
                "conclusions_en",
                "cost",
                "cost_currency",
                "assets",
            ),
        ),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=(
        "kind",
        "starts",
        "pillar",
        "fields",
        "partners",
        "countries",
        "unit",
        "delegation_kind",
        "level",
        "our_part",
        "in_plan",
        "approval_level",
        "series",
        "guest_class",
        "permit_level",
        "in_charge",
        "security",
        "report_due",
        "report_made",
    ),
    linked_filters=(
        "host",
        "assets",
        "part_of",
        "agreement",
        "course",
        "online",
        "partners__kind",
        "partners__tie__tie_class",
        "commitments__state",
        "outcomes__state",
    ),
    search=(
        "theme_en",
        "theme_vi",
        "place_en",
        "place_vi",
        "result_en",
        "result_vi",
        "conclusions_en",
        "conclusions_vi",
        "purpose_en",
        "purpose_vi",
        "policy_basis",
    ),
    faces=FACES,
    starts="starts",
    ends="ends",
    order="-starts",
    lines={"cost": Lines("costs", "activity", "actual", "currency")},
    related=RELATED,
    untitled=called,
    refuses=refused,
    refuses_alone=True,
    expects=("starts", "place_vi", "unit", "pillar", "result_vi"),
    expects_if={"security_plan": ("security", "yes")},
    template="registers/activity.html",
)
