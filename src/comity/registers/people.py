"""People on either side."""

from django.db import models
from django.db.models import Case, F, Value, When
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.core.fields import CountryField, TermsField
from comity.core.records import Record, SortKey, either
from comity.registers.declare import EVERYBODY, GUARD, Group, Register, Related


def _by_given_name(title: str, other: str) -> models.GeneratedField:
    """Sort people by given name where it is kept, as a Vietnamese list of names does."""
    name = either(title, other)
    given_first = Concat(F("given_name"), Value(" "), name, output_field=models.TextField())
    return models.GeneratedField(
        expression=SortKey(Case(When(given_name="", then=name), default=given_first, output_field=models.TextField())),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
        editable=False,
    )


class Person(Record):
    """Somebody, by the name they are known by; passports and private contacts are kept apart."""

    given_name = models.CharField(_("given name, for sorting"), max_length=100, blank=True, default="")
    native_name = models.CharField(_("name in own script"), max_length=200, blank=True, default="")
    pronunciation = models.CharField(_("how the name is said"), max_length=200, blank=True, default="")
    honorific = models.CharField(_("form of address"), max_length=60, blank=True, default="")
    country = CountryField(_("country"))
    is_ours = models.BooleanField(_("on our side"), default=False)
    languages = TermsField(_("languages"), vocabulary="language")
    sort_en = _by_given_name("title_en", "title_vi")
    sort_vi = _by_given_name("title_vi", "title_en")

    class Meta(Record.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")


PEOPLE = Register(
    writers=EVERYBODY,
    key="people",
    called={
        "title": pgettext_lazy("of a person", "name"),
        "title_en": pgettext_lazy("of a person", "name (English)"),
        "title_vi": pgettext_lazy("of a person", "name (Vietnamese)"),
    },
    model=Person,
    icon="users",
    columns=("title", "native_name", "country", "is_ours"),
    groups=(
        Group(_("Name"), ("title_vi", "title_en", "given_name", "native_name", "pronunciation", "honorific")),
        Group(_("About"), ("country", "is_ours", "languages")),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=("country", "is_ours"),
    search=("native_name", "given_name"),
    country="country",
    template="registers/person.html",
    in_passing=True,
    related=(
        Related("points", "person"),
        Related("appointments", "person"),
        Related("activities", "participants"),
        Related("activities", "in_charge", _("In charge of")),
        Related("delegation_members", "person", _("Delegations")),
        Related("competences", "person"),
        Related("enrolments", "person", _("Associations")),
        Related("attendances", "person", _("Courses")),
        Related("gift_moves", "person"),
        Related("commendations", "to_person"),
        Related("tasks", "assignee"),
        Related("objectives", "stated_by"),
    ),
)
