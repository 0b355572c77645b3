"""Files on their way through a procedure of the city: what each is about, who applies, under which procedure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.core.fields import PartialDateField, TermField
from comity.core.pack import of_city
from comity.core.people import INTERNAL, PUBLIC
from comity.core.records import Record
from comity.registers.declare import GUARD, Computed, Group, Register

LONGEST = 300  # letters of a title
# What a file may be about: the link, and the register of the record.
ABOUT: Mapping[str, str] = {
    "activity": "activities",
    "agreement": "agreements",
    "project": "projects",
    "tie": "ties",
    "application": "applications",
}


def _about(model: str, label: Any) -> "models.ForeignKey[models.Model | None, models.Model | None]":
    return models.ForeignKey(
        f"comity.{model}", models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=label
    )


class Case(Record):
    """A file under a procedure. Where it stands is worked out from what was done with it, and typed by nobody."""

    procedure = TermField(_("procedure"), vocabulary="procedure")
    activity = _about("Activity", _("about the activity"))
    agreement = _about("Agreement", _("about the agreement"))
    project = _about("Project", _("about the project"))
    tie = _about("Tie", _("about the tie"))
    application = _about("Application", _("about the application"))
    applicant = models.ForeignKey(
        "comity.Unit", models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("unit that applies")
    )
    received = PartialDateField(_("came in on"))
    came_to = models.CharField(_("came in at"), max_length=200, blank=True, default="")
    number = models.CharField(_("incoming document, number"), max_length=120, blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("approval file")
        verbose_name_plural = _("approval files")
        indexes = [*Record.Meta.indexes, models.Index(fields=["city", "received", "id"], name="case_received")]

    def clean(self) -> None:
        """What the law was asked about is not turned into something else; a trigger sees to it at every door."""
        super().clean()
        before = None if self._state.adding else Case.objects.select_related("queue").filter(pk=self.pk).first()
        if before is None or before.stands == "draft":
            return
        said = _("It was filed so and stays so. Take the filing back first, or withdraw it and begin another.")
        names = [name for name in ABOUT if self._other(before, name)]
        if self.procedure != before.procedure:
            names.append("procedure")
        if names:
            raise ValidationError(dict.fromkeys(names, said))

    def _other(self, before: "Case", name: str) -> bool:
        """Say whether the file was about another record; what nobody told may still be told."""
        was = getattr(before, f"{name}_id")
        return was is not None and was != getattr(self, f"{name}_id")

    @property
    def stands(self) -> str:
        """Where it stood when something was last done with it."""
        try:
            return str(self.queue.state)
        except ObjectDoesNotExist:
            return "draft"


def called(values: Mapping[str, Any]) -> tuple[str, str]:
    """A file that nobody has given a title is called after its procedure and what it is about.

    What is kept more closely than the file itself is not named in it.
    """
    said = of_city().vocabulary("procedure").get(values.get("procedure", ""))
    if said is None:
        return "", ""
    most = min(values.get("sensitivity") or PUBLIC, INTERNAL)
    about = next((one for name in ABOUT if (one := values.get(name)) and one.sensitivity <= most), None)
    words = (
        (said.en, about and (about.title_en or about.title_vi)),
        (said.vi, about and (about.title_vi or about.title_en)),
    )
    english, vietnamese = (": ".join(part for part in pair if part)[:LONGEST] for pair in words)
    return english, vietnamese


def state(case: Case, today: date) -> str:
    """Return where the file stood when something was last done with it; late where a day is over since."""
    if case.stands == "draft":
        return "draft"
    queue = case.queue
    over = [one for one in (queue.due, queue.owed_by) if one and one < today]
    if queue.state == "granted" and queue.owes:
        return "late" if over else "owes"
    return "late" if over and queue.state in ("incomplete", "running") else str(queue.state)


STATES = {
    "draft": (pgettext_lazy("approval file", "being prepared"), "secondary"),
    "incomplete": (_("papers are missing"), "warning"),
    "running": (_("on its way"), "primary"),
    "returned": (_("returned to the applicant"), "warning"),
    "late": (_("late"), "danger"),
    "granted": (pgettext_lazy("approval file", "granted"), "success"),
    "owes": (_("granted, a report is owed"), "warning"),
    "refused": (pgettext_lazy("approval file", "refused"), "danger"),
    "withdrawn": (pgettext_lazy("approval file", "withdrawn"), "secondary"),
    "lapsed": (pgettext_lazy("approval file", "lapsed"), "secondary"),
}

CASES = Register(
    key="cases",
    model=Case,
    icon="files",
    columns=("title", "procedure", "applicant", "received", "state"),
    groups=(
        Group(_("What"), ("procedure", "title_vi", "title_en")),
        Group(_("What it is about"), tuple(ABOUT)),
        Group(_("Where it came from"), ("applicant", "received", "came_to", "number")),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=("procedure", "applicant", "received", "activity", "agreement", "project", "tie", "application"),
    search=("number", "came_to"),
    starts="received",
    order="-received",
    prefetch=("queue",),
    computed=(Computed("state", _("where it stands"), state, STATES),),
    untitled=called,
    alike=(),
    template="registers/case.html",
)
