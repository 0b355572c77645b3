"""What the city promotes: heritage sites, living heritage, titles it holds and the duties they bring."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.core.fields import PartialDateField, TermField, latitude, longitude
from comity.core.records import Record
from comity.registers.declare import EVERYBODY, GUARD, Group, Register, Related


class Asset(Record):
    """A heritage site, tradition or title: who recognised it, when, and what the city has to do for it."""

    kind = TermField(_("kind"), vocabulary="asset_kind")
    scope = TermField(_("recognised as"), vocabulary="asset_scope", blank=True)
    awarded_by = models.CharField(_("recognised by"), max_length=300, blank=True, default="")
    awarded_on = PartialDateField(_("recognised on"))
    expires = PartialDateField(_("to be renewed by"))
    listed = models.CharField(_("number in the list"), max_length=80, blank=True, default="")
    message_en = models.TextField(_("what to say about it (English)"), blank=True, default="")
    message_vi = models.TextField(_("what to say about it (Vietnamese)"), blank=True, default="")
    duties_en = models.TextField(_("duties it brings (English)"), blank=True, default="")
    duties_vi = models.TextField(_("duties it brings (Vietnamese)"), blank=True, default="")
    place = models.CharField(_("place"), max_length=300, blank=True, default="")
    latitude, longitude = latitude(), longitude()
    link = models.URLField(_("link"), blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("heritage site or title")
        verbose_name_plural = _("heritage and titles")


ASSETS = Register(
    writers=EVERYBODY,
    key="assets",
    model=Asset,
    icon="building-monument",
    columns=("title", "kind", "scope", "awarded_by", "awarded_on", "unit"),
    groups=(
        Group(_("What"), ("title_vi", "title_en", "kind", "place", "latitude", "longitude", "link")),
        Group(_("Recognition"), ("scope", "awarded_by", "awarded_on", "listed", "expires")),
        Group(_("Duties and message"), ("duties_vi", "duties_en", "message_vi", "message_en")),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=("kind", "scope", "awarded_on", "unit"),
    search=("awarded_by", "place", "message_en", "message_vi", "listed"),
    starts="awarded_on",
    ends="expires",
    related=(Related("activities", "assets", _("Promoted by")),),
    expects=("awarded_on", "awarded_by", "unit"),
)
