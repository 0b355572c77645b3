"""Applications that the office receives and answers: travel cards, visas, foreign press, offices of foreign organisations."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.core.fields import CountryField, PartialDateField, TermField
from comity.core.records import Record
from comity.domain.partial_date import read
from comity.registers.declare import GUARD, Computed, Group, Register, Related, Stands


class Application(Record):
    """Who asked for what, when it came, when it has to be answered, and how it was; the title is the applicant."""

    kind = TermField(_("kind"), vocabulary="application_kind")
    organisation = models.CharField(_("organisation"), max_length=300, blank=True, default="")
    partner = models.ForeignKey(
        "comity.Partner", models.PROTECT, null=True, blank=True, related_name="applications", verbose_name=_("partner")
    )
    country = CountryField(_("country"))
    persons = models.PositiveIntegerField(_("persons"), null=True, blank=True)
    purpose_en = models.TextField(_("purpose (English)"), blank=True, default="")
    purpose_vi = models.TextField(_("purpose (Vietnamese)"), blank=True, default="")
    received = PartialDateField(_("received on"))
    due = PartialDateField(_("to be answered by"))
    answered_on = PartialDateField(_("answered on"))
    result = TermField(_("result"), vocabulary="application_result", blank=True)
    number = models.CharField(_("answer, number"), max_length=120, blank=True, default="")
    valid_to = PartialDateField(_("valid until"))

    class Meta(Record.Meta):
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["city", "received", "id"], name="application_received"),
            models.Index(fields=["city", "due", "id"], name="application_due", condition=Q(result="", due__gt="")),
        ]


def standing(application: Application, today: date) -> str:
    """Return the result, or open or late while there is none."""
    if application.result:
        return "answered"
    due = read(application.due)
    return "late" if due and due.last < today else "open"


STANDINGS = {
    "open": (pgettext_lazy("application", "open"), "primary"),
    "late": (_("late"), "danger"),
    "answered": (_("answered"), "success"),
}

APPLICATIONS = Register(
    key="applications",
    called={
        "title": _("applicant"),
        "title_en": _("applicant (English)"),
        "title_vi": _("applicant (Vietnamese)"),
    },
    model=Application,
    icon="inbox",
    columns=("title", "kind", "country", "received", "due", "result", "standing"),
    groups=(
        Group(_("Who and what"), ("title_vi", "title_en", "kind", "organisation", "partner", "country", "persons")),
        Group(_("Purpose"), ("purpose_vi", "purpose_en")),
        Group(_("Dates and answer"), ("received", "due", "answered_on", "result", "number", "valid_to")),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=("kind", "country", "received", "due", "result", "partner", "unit"),
    linked_filters=("answered_on",),
    search=("organisation", "purpose_en", "purpose_vi", "number"),
    starts="received",
    ends="answered_on",
    stands=Stands("valid_to"),
    country="country",
    order="-received",
    related=(Related("cases", "application"),),
    computed=(Computed("standing", _("standing"), standing, STANDINGS),),
    expects=("received",),
    alike=(),
)
