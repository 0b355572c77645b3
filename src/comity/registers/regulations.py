"""Legal texts the work rests on, problems met with them, and proposals and questions sent upwards with their answers."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comity.core.fields import PartialDateField, TermField, TermsField
from comity.core.records import Record
from comity.domain.partial_date import read
from comity.domain.validity import validity
from comity.registers.declare import EVERYBODY, GUARD, PART, Computed, Group, Register, Related


class Regulation(Record):
    """A law, decree, decision or rule: from when to when it is in force and what it replaces. The number is the reference."""

    kind = TermField(_("kind"), vocabulary="regulation_kind")
    issuer = models.CharField(_("issued by"), max_length=300, blank=True, default="")
    issued = PartialDateField(_("issued on"))
    effective = PartialDateField(_("in force from"))
    expires = PartialDateField(_("in force until"))
    replaces = models.ManyToManyField(
        "comity.Regulation", blank=True, symmetrical=False, related_name="replaced_by", verbose_name=_("replaces")
    )
    review_on = PartialDateField(_("to be reviewed by"))
    subjects = TermsField(_("about"), vocabulary="regulation_subject")
    gist_en = models.TextField(_("what it says (English)"), blank=True, default="")
    gist_vi = models.TextField(_("what it says (Vietnamese)"), blank=True, default="")
    link = models.URLField(_("link"), blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("regulation")
        verbose_name_plural = _("regulations")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["city", "review_on", "id"], name="regulation_review", condition=Q(review_on__gt="")),
        ]


def in_force(regulation: Regulation, today: date) -> str:
    """Return unknown, coming, in_force, to_review, ended or replaced; see comity.domain.validity."""
    return validity(
        begins=read(regulation.effective),
        ends=read(regulation.expires),
        replaced=[read(other.effective) for other in regulation.replaced_by.all()],
        review=read(regulation.review_on),
        today=today,
    )


VALIDITIES = {
    "unknown": (_("not known"), "secondary"),
    "coming": (_("not yet in force"), "info"),
    "in_force": (_("in force"), "success"),
    "to_review": (_("to be reviewed"), "warning"),
    "ended": (_("ended"), "secondary"),
    "replaced": (_("replaced"), "secondary"),
}

REGULATIONS = Register(
    key="regulations",
    model=Regulation,
    icon="gavel",
    columns=("code", "title", "kind", "issuer", "effective", "in_force"),
    groups=(
        Group(_("What"), ("title_vi", "title_en", "kind", "issuer", "subjects", "link")),
        Group(_("Validity"), ("issued", "effective", "expires", "replaces", "review_on")),
        Group(_("Content"), ("gist_vi", "gist_en")),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=("kind", "subjects", "effective", "expires", "review_on"),
    search=("issuer", "gist_en", "gist_vi"),
    starts="effective",
    ends="expires",
    prefetch=("replaced_by",),
    computed=(Computed("in_force", _("standing"), in_force, VALIDITIES),),
    related=(
        Related("regulation_problems", "regulation"),
        Related("regulations", "replaces", _("Replaced by")),
        Related("requests", "regulation"),
    ),
    expects=("effective", "issuer"),
)


class RegulationProblem(Record):
    """A problem met when applying a regulation, and what should be changed."""

    within = "regulation"
    regulation = models.ForeignKey(Regulation, models.PROTECT, related_name="problems", verbose_name=_("regulation"))
    met_on = PartialDateField(_("met on"))
    article = models.CharField(_("article"), max_length=80, blank=True, default="")
    proposal_en = models.TextField(_("proposed change (English)"), blank=True, default="")
    proposal_vi = models.TextField(_("proposed change (Vietnamese)"), blank=True, default="")
    state = TermField(_("state"), vocabulary="problem_state", blank=True)

    class Meta(Record.Meta):
        verbose_name = _("problem with a regulation")
        verbose_name_plural = _("problems with regulations")


REGULATION_PROBLEMS = Register(
    writers=EVERYBODY,
    key="regulation_problems",
    model=RegulationProblem,
    icon="alert-triangle",
    columns=("title", "article", "met_on", "state", "regulation"),
    groups=(
        Group(_("Problem"), ("regulation", "title_vi", "title_en", "article", "met_on")),
        Group(_("Proposal"), ("proposal_vi", "proposal_en", "state")),
        Group(_("Keeping"), tuple(PART)),
    ),
    quick=("title", "article", "met_on", "proposal"),
    filters=("state", "met_on", "regulation"),
    search=("proposal_en", "proposal_vi", "article"),
    starts="met_on",
    order="-met_on",
    alike=(),
)


class UpwardRequest(Record):
    """A proposal, question or call for help to a ministry or another body, and its answer."""

    kind = TermField(_("kind"), vocabulary="request_kind")
    to_unit = models.ForeignKey(
        "comity.Unit", models.PROTECT, null=True, blank=True, related_name="requests", verbose_name=_("sent to")
    )
    sent_on = PartialDateField(_("sent on"))
    number = models.CharField(_("letter, number"), max_length=120, blank=True, default="")
    text_en = models.TextField(_("what is asked (English)"), blank=True, default="")
    text_vi = models.TextField(_("what is asked (Vietnamese)"), blank=True, default="")
    due = PartialDateField(_("answer expected by"))
    answered_on = PartialDateField(_("answered on"))
    answer_number = models.CharField(_("answer, number"), max_length=120, blank=True, default="")
    answer_en = models.TextField(_("answer (English)"), blank=True, default="")
    answer_vi = models.TextField(_("answer (Vietnamese)"), blank=True, default="")
    regulation = models.ForeignKey(
        Regulation, models.PROTECT, null=True, blank=True, related_name="requests", verbose_name=_("about regulation")
    )

    class Meta(Record.Meta):
        verbose_name = _("request or proposal")
        verbose_name_plural = _("requests and proposals")
        indexes = [
            *Record.Meta.indexes,
            models.Index(
                fields=["city", "due", "id"], name="upwardrequest_due", condition=Q(answered_on="", due__gt="")
            ),
        ]


def answer_state(request: UpwardRequest, today: date) -> str:
    """Return draft, waiting, late or answered."""
    due = read(request.due)
    if request.answered_on:
        return "answered"
    if not request.sent_on:
        return "draft"
    return "late" if due and due.last < today else "waiting"


ANSWERS = {
    "draft": (_("not sent"), "secondary"),
    "waiting": (_("waiting for an answer"), "info"),
    "late": (_("answer overdue"), "danger"),
    "answered": (_("answered"), "success"),
}

REQUESTS = Register(
    writers=EVERYBODY,
    key="requests",
    model=UpwardRequest,
    icon="mail",
    columns=("title", "kind", "to_unit", "sent_on", "due", "answer_state"),
    groups=(
        Group(_("What is asked"), ("title_vi", "title_en", "kind", "to_unit", "text_vi", "text_en", "regulation")),
        Group(_("Sent"), ("sent_on", "number", "due")),
        Group(_("Answered"), ("answered_on", "answer_number", "answer_vi", "answer_en")),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=("kind", "to_unit", "sent_on", "answered_on", "due", "regulation", "unit"),
    search=("text_en", "text_vi", "answer_en", "answer_vi", "number", "answer_number"),
    starts="sent_on",
    ends="answered_on",
    order="-sent_on",
    computed=(Computed("answer_state", _("answer"), answer_state, ANSWERS),),
    expects=("sent_on", "to_unit"),
)
