"""Activities that recur, with their editions."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.core.fields import CountriesField, PartialDateField, TermField
from comity.core.records import Record
from comity.registers.declare import GUARD, Group, Register, Related


class Series(Record):
    """A recurring activity; its editions are activities with a number."""

    kind = TermField(_("kind"), vocabulary="activity_kind")
    partners = models.ManyToManyField("comity.Partner", blank=True, related_name="series", verbose_name=_("partners"))
    countries = CountriesField(_("countries"))
    rhythm = TermField(_("rhythm"), vocabulary="rhythm", blank=True)
    first_held = PartialDateField(_("first held"))

    class Meta(Record.Meta):
        verbose_name = _("series")
        verbose_name_plural = pgettext_lazy("plural", "series")


SERIES = Register(
    key="series",
    model=Series,
    icon="refresh",
    columns=("title", "kind", "rhythm", "first_held", "unit"),
    groups=(
        Group(_("What recurs"), ("title_vi", "title_en", "kind", "rhythm", "first_held")),
        Group(_("With whom"), ("partners", "countries")),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=("kind", "rhythm", "partners"),
    starts="first_held",
    related=(Related("activities", "series", _("Editions")),),
    expects=("first_held", "rhythm"),
    template="registers/series.html",
)
