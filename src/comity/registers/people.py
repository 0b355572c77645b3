"""People on either side."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.core.fields import CountryField, TermsField
from comity.core.records import Record
from comity.registers.declare import GUARD, Group, Register, Related


class Person(Record):
    """Somebody, by the name they are known by; passports and private contacts are kept apart."""

    given_name = models.CharField(_("given name, for sorting"), max_length=100, blank=True, default="")
    native_name = models.CharField(_("name in own script"), max_length=200, blank=True, default="")
    honorific = models.CharField(_("form of address"), max_length=60, blank=True, default="")
    country = CountryField(_("country"))
    is_ours = models.BooleanField(_("on our side"), default=False)
    languages = TermsField(_("languages"), vocabulary="language")

    class Meta(Record.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")


PEOPLE = Register(
    key="people",
    model=Person,
    icon="users",
    columns=("title", "native_name", "country", "is_ours"),
    groups=(
        Group(_("Name"), ("title_vi", "title_en", "given_name", "native_name", "honorific")),
        Group(_("About"), ("country", "is_ours", "languages")),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=("country", "is_ours"),
    search=("native_name", "given_name"),
    country="country",
    related=(
        Related("appointments", "person"),
        Related("activities", "participants"),
        Related("objectives", "stated_by"),
    ),
)
