"""Courses, who attended them, and what people can do: languages, interpreting, protocol."""

from datetime import date
from decimal import ROUND_DOWN, Decimal

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.core.fields import PartialDateField, TermField, TermsField
from comity.core.pack import of_city
from comity.core.records import Record
from comity.domain import attending
from comity.domain.text import fold
from comity.registers.declare import EVERYBODY, GUARD, PART, Computed, Group, Register, Related

CERTIFIED = "certified"


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

    def clean(self) -> None:
        """A certificate is given to whoever sat through the share of the course that the pack names."""
        super().clean()
        least = of_city().head.training.certificate_share
        if not least or not (self.certificate or self.result == CERTIFIED) or self.course_id is None:
            return
        models.prefetch_related_objects([self], "course__sittings__presences")
        share = share_of(self)
        if share is not None and share < least and _was_taken(self):
            said = now("Attended %(share)s%% of the course; a certificate needs %(least)s%%.")
            field = "certificate" if self.certificate else "result"
            raise ValidationError({field: said % {"share": percent(share), "least": least}})


def entitle_attendance(attendance: "Attendance | Presence") -> tuple[str, str]:
    """An attendance is called after the person on record, or as typed."""
    if attendance.person_id and attendance.person is not None:
        return attendance.person.title_en, attendance.person.title_vi
    return attendance.title_en, attendance.title_vi


def share_of(attendance: Attendance) -> Decimal | None:
    """Return the percentage of the course that somebody attended, None where nobody noted who was there."""
    if not _was_taken(attendance):
        return None
    sittings = list(attendance.course.sittings.all())
    found: dict[int, Decimal | None] = {}
    for sitting in sittings:
        for one in sitting.presences.all():
            if _same(attendance, one):
                found[sitting.pk] = one.hours
    return attending.share(found, len(sittings), attendance.course.hours)


def _was_taken(attendance: Attendance) -> bool:
    try:
        return any(one.presences.all() for one in attendance.course.sittings.all())
    except ObjectDoesNotExist:
        return False  # the course is out of sight


def _same(attendance: Attendance, one: "Presence") -> bool:
    """Say whether both are about one person: on record, or of the same name."""
    if attendance.person_id or one.person_id:
        return attendance.person_id == one.person_id
    return bool(
        {fold(name) for name in (attendance.title_en, attendance.title_vi) if name}
        & {fold(name) for name in (one.title_en, one.title_vi) if name}
    )


def percent(share: Decimal) -> str:
    """Return a percentage as read, never rounded up to what was not reached."""
    return str(share.quantize(Decimal(1), ROUND_DOWN))


def share_words(attendance: Attendance, today: date) -> str:
    """Return how much of the course was attended, empty where nobody noted it."""
    share = share_of(attendance)
    return "" if share is None else f"{percent(share)}%"


ATTENDANCES = Register(
    key="attendances",
    model=Attendance,
    icon="certificate",
    columns=("title", "from_unit", "share", "result", "certificate", "course"),
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
    prefetch=("course__sittings__presences",),
    computed=(Computed("share", _("share attended"), share_words, {}),),
    entitle=entitle_attendance,
    alike=(),
)


class Presence(Record):
    """Somebody at one session of a course: all of it, or some hours."""

    within = "session"
    session = models.ForeignKey(
        "comity.Activity",
        models.PROTECT,
        related_name="presences",
        verbose_name=pgettext_lazy("of a course", "session"),
    )
    person = models.ForeignKey(
        "comity.Person", models.PROTECT, null=True, blank=True, related_name="presences", verbose_name=_("person")
    )
    from_unit = models.ForeignKey(
        "comity.Unit", models.PROTECT, null=True, blank=True, related_name="presences", verbose_name=_("from our unit")
    )
    hours = models.DecimalField(
        _("hours attended"),
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        help_text=_("Left empty: all of the session."),
    )

    class Meta(Record.Meta):
        verbose_name = _("attendance of a session")
        verbose_name_plural = _("attendances of sessions")


PRESENCES = Register(
    key="presences",
    model=Presence,
    icon="checks",
    columns=("title", "from_unit", "hours", "session"),
    groups=(
        Group(pgettext_lazy("heading", "Who"), ("session", "person", "title_vi", "title_en", "from_unit", "hours")),
        Group(_("Keeping"), tuple(PART)),
    ),
    quick=("person", "title", "from_unit", "hours"),
    filters=("session", "person", "from_unit"),
    linked_filters=("session__starts", "session__course"),
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
