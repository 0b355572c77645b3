"""Articles and documents that records rest on."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.core.fields import PartialDateField, TermField
from comity.core.records import Record
from comity.registers.declare import GUARD, Group, Register, Related


class Source(Record):
    """A document or article by outlet, title and date; its text is not kept here."""

    kind = TermField(_("kind"), vocabulary="source_kind")
    outlet = models.CharField(_("outlet or issuer"), max_length=200, blank=True, default="")
    published = PartialDateField(_("published"))
    url = models.URLField(_("address on the web"), max_length=500, blank=True, default="")
    author = models.CharField(_("author"), max_length=200, blank=True, default="")
    language = TermField(_("language"), vocabulary="language", blank=True)
    read_on = PartialDateField(_("read on"))

    class Meta(Record.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")


SOURCES = Register(
    key="sources",
    model=Source,
    icon="news",
    columns=("title", "outlet", "kind", "published"),
    groups=(
        Group(_("Document"), ("title_vi", "title_en", "kind", "outlet", "author", "language")),
        Group(pgettext_lazy("of a source", "Where and when"), ("published", "url", "read_on")),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=("kind", "published", "language"),
    search=("outlet", "author", "url"),
    starts="published",
    order="-published",
    related=(Related("figures", "source"),),
    expects=("published", "outlet"),
    template="registers/source.html",
)
