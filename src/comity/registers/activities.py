"""Anything dated that the city does with the outside."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comity.core.fields import CountriesField, PartialDateField, TermField, TermsField
from comity.core.records import Record
from comity.registers.declare import EVERYBODY, GUARD, Group, Register, Related


class Activity(Record):
    """A delegation, reception, meeting, conference, festival, fair or ceremony: one table for all kinds."""

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
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    level = TermField(_("level"), vocabulary="level", blank=True)
    in_plan = TermField(_("in the plan"), vocabulary="yes_no", blank=True)
    persons = models.PositiveIntegerField(_("persons"), null=True, blank=True)
    online = models.BooleanField(_("online"), default=False)
    expected_en = models.TextField(_("expected result (English)"), blank=True, default="")
    expected_vi = models.TextField(_("expected result (Vietnamese)"), blank=True, default="")
    result_en = models.TextField(_("actual result (English)"), blank=True, default="")
    result_vi = models.TextField(_("actual result (Vietnamese)"), blank=True, default="")
    cost = models.DecimalField(_("cost"), max_digits=20, decimal_places=2, null=True, blank=True)
    cost_currency = TermField(_("currency of the cost"), vocabulary="currency", blank=True)

    class Meta(Record.Meta):
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["city", "starts", "id"], name="activity_starts"),
            models.Index(fields=["city", "kind", "starts", "id"], name="activity_kind"),
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
        Group(_("Place in the work"), ("pillar", "fields", "level", "in_plan", "series", "edition", "part_of")),
        Group(_("Result and cost"), ("expected_vi", "expected_en", "result_vi", "result_en", "cost", "cost_currency")),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=(
        "kind",
        "delegation_kind",
        "starts",
        "pillar",
        "fields",
        "partners",
        "countries",
        "level",
        "in_plan",
        "series",
        "unit",
    ),
    search=("theme_en", "theme_vi", "place_en", "place_vi", "result_en", "result_vi"),
    starts="starts",
    ends="ends",
    order="-starts",
    related=(
        Related("activities", "part_of", _("Parts of it")),
        Related("commitments", "activity"),
    ),
    expects=("starts", "place_vi", "unit", "pillar", "result_vi"),
)
