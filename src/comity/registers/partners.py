"""Foreign counterparts: localities, authorities, embassies, organisations, networks and mechanisms."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.core.fields import CountryField, NamesField, PartialDateField, TermField, latitude, longitude
from comity.core.records import Record
from comity.registers.declare import GUARD, Face, Group, Register, Related


class Partner(Record):
    """A counterpart under all its names, with where it is; networks and mechanisms have members."""

    kind = TermField(_("kind"), vocabulary="partner_kind")
    locality_kind = TermField(_("kind of locality"), vocabulary="locality_kind", blank=True)
    native_name = models.CharField(_("name in own script"), max_length=200, blank=True, default="")
    native_language = TermField(_("language of that name"), vocabulary="language", blank=True)
    pronunciation = models.CharField(_("how the name is said"), max_length=200, blank=True, default="")
    aliases = NamesField(_("other names"), help_text=_("One per line."))
    country = CountryField(_("country"))
    place = models.CharField(_("place"), max_length=200, blank=True, default="")
    latitude, longitude = latitude(), longitude()
    population = models.PositiveBigIntegerField(_("population"), null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(_("year of that figure"), null=True, blank=True)
    wikidata = models.CharField(_("Wikidata"), max_length=20, blank=True, default="")
    geonames = models.CharField(_("GeoNames"), max_length=20, blank=True, default="")
    iso_3166_2 = models.CharField(_("ISO 3166-2"), max_length=10, blank=True, default="")
    website = models.URLField(_("website"), blank=True, default="")
    parent = models.ForeignKey(
        "comity.Partner",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("lies in or belongs to"),
    )
    members = models.ManyToManyField(
        "comity.Partner", blank=True, symmetrical=False, related_name="member_of", verbose_name=_("members")
    )
    home_members = models.ManyToManyField(
        "comity.Unit", blank=True, related_name="member_of", verbose_name=_("members on our side")
    )

    verified_on = PartialDateField(_("last verified on"))

    class Meta(Record.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["city", "verified_on", "id"], name="partner_verified"),
            models.Index(fields=["city", "country", "sort_en", "id"], name="partner_country"),
        ]

    @property
    def tie(self) -> Any:
        """The tie with this partner, of several that the reader sees the one most may see; None where there is none."""
        ties = self.__dict__.get("seen_ties")  # a list fetches those of all its partners at once
        return min(self.ties.all() if ties is None else ties, key=lambda tie: (tie.sensitivity, tie.pk), default=None)


PARTNERS = Register(
    key="partners",
    called={
        "title": pgettext_lazy("of a body", "name"),
        "title_en": pgettext_lazy("of a body", "name (English)"),
        "title_vi": pgettext_lazy("of a body", "name (Vietnamese)"),
    },
    model=Partner,
    icon="world",
    columns=("title", "kind", "country", "tie", "population"),
    groups=(
        Group(
            _("Name"),
            (
                "title_vi",
                "title_en",
                "native_name",
                "native_language",
                "pronunciation",
                "aliases",
                "kind",
                "locality_kind",
            ),
        ),
        Group(_("Place"), ("country", "place", "latitude", "longitude", "population", "population_year")),
        Group(_("Belonging"), ("parent", "members", "home_members")),
        Group(_("Elsewhere"), ("website", "wikidata", "geonames", "iso_3166_2")),
        Group(_("Keeping"), ("verified_on", *GUARD)),
    ),
    filters=("kind", "country", "tie__stage", "locality_kind", "to_verify", "verified_on"),
    search=("native_name", "aliases", "place"),
    country="country",
    faces=(
        Face("networks", _("Networks and mechanisms"), "network", "link", ("title", "kind", "country", "tie")),
        Face("diaspora", _("Communities abroad"), "diaspora", "users-group", ("title", "country", "place", "tie")),
    ),
    related=(
        Related("ties", "partner"),
        Related("points", "partner"),
        Related("agreements", "partners"),
        Related("activities", "partners"),
        Related("commitments", "partner"),
        Related("appointments", "at_partner", _("People")),
        Related("memberships", "network", _("Members"), trait="network"),
        Related("memberships", "member_partner", _("Networks it belongs to")),
        Related("projects", "partners"),
        Related("gift_moves", "partner"),
        Related("outcomes", "partner"),
        Related("materials", "partners"),
        Related("applications", "partner"),
        Related("commendations", "to_partner"),
        Related("partners", "parent", _("Within it")),
    ),
    expects=("country", "latitude", "population"),
    alike=("title_en", "title_vi", "native_name", "aliases"),
    template="registers/partner.html",
    in_passing=True,
)
