"""External information: articles published, bulletins, films, key messages, by language and audience."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.core.fields import CountriesField, PartialDateField, TermField, TermsField
from comity.core.records import Record
from comity.registers.declare import EVERYBODY, GUARD, Group, Register


class Material(Record):
    """Something said to the outside: what, where it appeared, in which language, to whom."""

    kind = TermField(_("kind"), vocabulary="material_kind")
    outlet = models.CharField(_("where it appeared"), max_length=300, blank=True, default="")
    on = PartialDateField(_("published"))
    languages = TermsField(_("languages"), vocabulary="language")
    audiences = TermsField(_("for whom"), vocabulary="audience")
    fields = TermsField(_("fields"), vocabulary="field")
    countries = CountriesField(_("countries"))
    partners = models.ManyToManyField(
        "comity.Partner", blank=True, related_name="materials", verbose_name=_("partners")
    )
    activity = models.ForeignKey(
        "comity.Activity",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="materials",
        verbose_name=_("about activity"),
    )
    message_en = models.TextField(_("message (English)"), blank=True, default="")
    message_vi = models.TextField(_("message (Vietnamese)"), blank=True, default="")
    copies = models.PositiveIntegerField(_("copies or views"), null=True, blank=True)
    link = models.URLField(_("link"), blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("material")
        verbose_name_plural = _("external information")


MATERIALS = Register(
    writers=EVERYBODY,
    key="materials",
    model=Material,
    icon="speakerphone",
    columns=("title", "kind", "outlet", "on", "languages", "audiences"),
    groups=(
        Group(_("What"), ("title_vi", "title_en", "kind", "message_vi", "message_en")),
        Group(_("Where and for whom"), ("outlet", "on", "languages", "audiences", "copies", "link")),
        Group(pgettext_lazy("heading", "What it concerns"), ("activity", "partners", "countries", "fields")),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=("kind", "on", "languages", "audiences", "countries", "fields", "partners", "unit"),
    search=("outlet", "message_en", "message_vi"),
    starts="on",
    order="-on",
)
