"""Courses, who attended them, and what people can do: languages, interpreting, protocol."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.core.fields import PartialDateField, TermField, TermsField
from comity.core.records import Record
from comity.registers.declare import EVERYBODY, GUARD, PART, Group, Register, Related


class Course(Record):
    """A course or briefing for those who work in external affairs."""

    kind = TermField(_("kind"), vocabulary="course_kind")
    organiser = models.CharField(_("organised by"), max_length=300, blank=True, default="")
    starts = PartialDateField(_("begins"))
    ends = PartialDateField(_("ends"))
    hours = models.PositiveSmallIntegerField(_("hours"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=300, blank=True, default="")
    fields = TermsField(_("about"), vocabulary="field")
    content_en = models.TextField(_("content (English)"), blank=True, default="")
    content_vi = models.TextField(_("content (Vietnamese)"), blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("course")
        verbose_name_plural = _("courses")


COURSES = Register(
    key="courses",
    model=Course,
    icon="school",
    columns=("title", "kind", "organiser", "starts", "hours", "unit"),
    groups=(
        Group(_("What"), ("title_vi", "title_en", "kind", "fields", "content_vi", "content_en")),
        Group(_("When, where, by whom"), ("starts", "ends", "hours", "place", "organiser")),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=("kind", "starts", "fields", "unit"),
    search=("organiser", "place", "content_en", "content_vi"),
    starts="starts",
    ends="ends",
    order="-starts",
    related=(
        Related("activities", "course", pgettext_lazy("of a course", "Sessions")),
        Related("attendances", "course", _("Who attended")),
    ),
)


class Attendance(Record):
    """Somebody at a course, with the certificate received."""

    within = "course"
    course = models.ForeignKey(Course, models.PROTECT, related_name="attendances", verbose_name=_("course"))
    person = models.ForeignKey(
        "comity.Person", models.PROTECT, null=True, blank=True, related_name="attendances", verbose_name=_("person")
    )
    from_unit = models.ForeignKey(
        "comity.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attendances",
        verbose_name=_("from our unit"),
    )
    result = TermField(_("result"), vocabulary="course_result", blank=True)
    certificate = models.CharField(_("certificate, number"), max_length=120, blank=True, default="")
    on = PartialDateField(_("certificate of"))

    class Meta(Record.Meta):
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")


def entitle_attendance(attendance: Attendance) -> tuple[str, str]:
    """An attendance is called after the person on record, or as typed."""
    if attendance.person_id and attendance.person is not None:
        return attendance.person.title_en, attendance.person.title_vi
    return attendance.title_en, attendance.title_vi


ATTENDANCES = Register(
    key="attendances",
    model=Attendance,
    icon="certificate",
    columns=("title", "from_unit", "result", "certificate", "course"),
    groups=(
        Group(pgettext_lazy("heading", "Who"), ("course", "person", "title_vi", "title_en", "from_unit")),
        Group(_("Result"), ("result", "certificate", "on")),
        Group(_("Keeping"), tuple(PART)),
    ),
    quick=("person", "title", "from_unit", "result"),
    filters=("course", "person", "from_unit", "result"),
    linked_filters=("course__starts", "course__kind"),
    search=("certificate",),
    starts="on",
    entitle=entitle_attendance,
    alike=(),
)


class Competence(Record):
    """What somebody can do, how well, since when; the title says what beyond its kind and language."""

    person = models.ForeignKey("comity.Person", models.PROTECT, related_name="competences", verbose_name=_("person"))
    kind = TermField(_("kind"), vocabulary="competence_kind")
    language = TermField(_("language"), vocabulary="language", blank=True)
    grade = TermField(_("how well"), vocabulary="competence_grade", blank=True)
    starts = PartialDateField(pgettext_lazy("competence", "since"))
    ends = PartialDateField(_("valid until"))
    certificate = models.CharField(_("certificate"), max_length=200, blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("competence")
        verbose_name_plural = _("competences")


def entitle_competence(competence: Competence) -> tuple[str, str]:
    """A competence is called after the person."""
    return competence.person.title_en, competence.person.title_vi


COMPETENCES = Register(
    writers=EVERYBODY,
    key="competences",
    model=Competence,
    icon="language",
    columns=("title", "kind", "language", "grade", "certificate", "unit"),
    groups=(
        Group(_("Who can do what"), ("person", "kind", "language", "grade")),
        Group(_("Since when"), ("starts", "ends", "certificate")),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=("kind", "language", "grade", "person", "unit"),
    search=("certificate",),
    starts="starts",
    ends="ends",
    entitle=entitle_competence,
    alike=(),
)
