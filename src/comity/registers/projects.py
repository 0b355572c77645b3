"""Aid received and given, investment, cooperation projects and trade leads, with their milestones and payments."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comity.core.fields import CountriesField, PartialDateField, TermField, TermsField
from comity.core.pack import of_city
from comity.core.records import Record
from comity.domain.pace import pace
from comity.domain.partial_date import read
from comity.registers.declare import EVERYBODY, GUARD, PART, Computed, Group, Register, Related, Stands


class Project(Record):
    """Money or work with an outside party over time: what was committed, approved and paid, and why it is slow."""

    kind = TermField(_("kind"), vocabulary="project_kind")
    form = TermField(_("form of aid"), vocabulary="aid_form", blank=True)
    partners = models.ManyToManyField(
        "comity.Partner", blank=True, related_name="projects", verbose_name=_("donors, investors or partners")
    )
    countries = CountriesField(_("countries"))
    owner = models.ForeignKey(
        "comity.Unit", models.PROTECT, null=True, blank=True, related_name="projects", verbose_name=_("owner")
    )
    beneficiary_en = models.CharField(_("who benefits (English)"), max_length=300, blank=True, default="")
    beneficiary_vi = models.CharField(_("who benefits (Vietnamese)"), max_length=300, blank=True, default="")
    pillar = TermField(_("pillar"), vocabulary="pillar", blank=True)
    fields = TermsField(_("fields"), vocabulary="field")
    agreement = models.ForeignKey(
        "comity.Agreement", models.PROTECT, null=True, blank=True, related_name="projects", verbose_name=_("agreement")
    )
    activity = models.ForeignKey(
        "comity.Activity",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name=_("came out of"),
    )
    committed = models.DecimalField(
        _("committed or registered"), max_digits=20, decimal_places=2, null=True, blank=True
    )
    approved = models.DecimalField(_("approved"), max_digits=20, decimal_places=2, null=True, blank=True)
    currency = TermField(_("currency"), vocabulary="currency", blank=True)
    rate = models.DecimalField(_("exchange rate"), max_digits=20, decimal_places=6, null=True, blank=True)
    rate_on = PartialDateField(_("rate of"))
    decision = models.CharField(_("decision, number and date"), max_length=200, blank=True, default="")
    approved_on = PartialDateField(_("approved on"))
    starts = PartialDateField(_("begins"))
    ends = PartialDateField(_("planned end"))
    finished = PartialDateField(_("finished on"))
    state = TermField(_("state"), vocabulary="project_state", blank=True)
    slow_en = models.TextField(_("why it is slow (English)"), blank=True, default="")
    slow_vi = models.TextField(_("why it is slow (Vietnamese)"), blank=True, default="")
    result_en = models.TextField(_("result (English)"), blank=True, default="")
    result_vi = models.TextField(_("result (Vietnamese)"), blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        indexes = [*Record.Meta.indexes, models.Index(fields=["city", "approved_on", "id"], name="project_approved")]


def standing(project: Project, today: date) -> str:
    """Return finished, stopped, idle, late or on_time; see comity.domain.pace."""
    terms = of_city().vocabulary("project_state")
    state, kind = terms.get(project.state), of_city().vocabulary("project_kind").get(project.kind)
    return pace(
        closed="finished" if project.finished else (state.mark if state else ""),
        approved=read(project.approved_on),
        begun=bool(project.starts or (state and state.mark == "running") or project.payments.all()),
        ends=read(project.ends),
        milestones=[read(one.due) for one in project.milestones.all() if not one.done_on],
        idle_after=kind.months if kind else 0,
        today=today,
    )


STANDINGS = {
    "proposed": (_("proposed"), "secondary"),
    "on_time": (_("on time"), "success"),
    "late": (_("late"), "danger"),
    "idle": (_("not begun in time"), "danger"),
    "finished": (_("finished"), "success"),
    "stopped": (_("stopped"), "secondary"),
}

PROJECTS = Register(
    writers=EVERYBODY,
    key="projects",
    model=Project,
    icon="briefcase",
    columns=("title", "kind", "partners", "approved", "currency", "approved_on", "standing"),
    groups=(
        Group(_("What"), ("title_vi", "title_en", "kind", "form", "pillar", "fields")),
        Group(_("With whom and for whom"), ("partners", "countries", "owner", "beneficiary_vi", "beneficiary_en")),
        Group(_("Money"), ("committed", "approved", "currency", "rate", "rate_on", "decision", "approved_on")),
        Group(_("Time"), ("state", "starts", "ends", "finished", "slow_vi", "slow_en")),
        Group(_("Where it comes from"), ("agreement", "activity", "result_vi", "result_en")),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=("kind", "form", "state", "partners", "countries", "fields", "pillar", "approved_on", "owner", "unit"),
    linked_filters=("currency", "finished", "partners__kind", "partners__tie__tie_class"),
    search=("beneficiary_en", "beneficiary_vi", "decision", "result_en", "result_vi"),
    starts="starts",
    ends="ends",
    stands=Stands("finished"),
    order="-approved_on",
    prefetch=("payments", "milestones"),
    computed=(Computed("standing", _("standing"), standing, STANDINGS),),
    related=(
        Related("payments", "project"),
        Related("milestones", "project"),
        Related("cases", "project"),
        Related("tasks", "project"),
    ),
    expects=("partners", "approved_on", "owner"),
    template="registers/project.html",
)


class Payment(Record):
    """Money of a project that was paid out, or capital that was put to work, on a day."""

    within = "project"
    project = models.ForeignKey(Project, models.PROTECT, related_name="payments", verbose_name=_("project"))
    on = PartialDateField(_("day"))
    amount = models.DecimalField(_("amount"), max_digits=20, decimal_places=2)
    currency = TermField(_("currency"), vocabulary="currency")
    rate = models.DecimalField(_("exchange rate"), max_digits=20, decimal_places=6, null=True, blank=True)
    rate_on = PartialDateField(_("rate of"))

    class Meta(Record.Meta):
        verbose_name = _("payment")
        verbose_name_plural = _("payments")


def entitle_payment(payment: Payment) -> tuple[str, str]:
    """A payment is called as typed, or else after its project."""
    return payment.title_en or payment.project.title_en, payment.title_vi or payment.project.title_vi


PAYMENTS = Register(
    key="payments",
    model=Payment,
    icon="coin",
    columns=("on", "title", "amount", "currency", "rate", "project"),
    groups=(
        Group(_("Paid"), ("project", "title_vi", "title_en", "on", "amount", "currency", "rate", "rate_on")),
        Group(_("Keeping"), tuple(PART)),
    ),
    quick=("on", "title", "amount", "currency", "rate"),
    carry=(("currency", "currency"),),
    begin=(("currency", "currency"),),
    sums=(("amount", "currency"),),
    filters=("on", "currency", "project"),
    linked_filters=("project__kind", "project__form"),
    starts="on",
    order="-on",
    entitle=entitle_payment,
    alike=(),
)


class Milestone(Record):
    """A step of a project that is due by a day."""

    within = "project"
    project = models.ForeignKey(Project, models.PROTECT, related_name="milestones", verbose_name=_("project"))
    due = PartialDateField(_("due"))
    done_on = PartialDateField(_("done on"))

    class Meta(Record.Meta):
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["city", "due", "id"], name="milestone_due", condition=Q(done_on="", due__gt="")),
        ]


MILESTONES = Register(
    writers=EVERYBODY,
    key="milestones",
    model=Milestone,
    icon="flag",
    columns=("due", "title", "done_on", "project"),
    groups=(
        Group(_("Step"), ("project", "title_vi", "title_en", "due", "done_on")),
        Group(_("Keeping"), tuple(PART)),
    ),
    quick=("title", "due", "done_on"),
    filters=("due", "done_on", "project"),
    starts="due",
    order="-due",
    alike=(),
)
