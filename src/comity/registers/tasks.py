"""What a unit or a person has to do by a day, out of a meeting, a direction, an agreement or a project."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.core.fields import PartialDateField, TermField
from comity.core.records import Record
from comity.domain.partial_date import read
from comity.registers.declare import EVERYBODY, GUARD, Computed, Group, Register


class Task(Record):
    """Something to do; the lead unit has to do it, and the person named if there is one."""

    assignee = models.ForeignKey(
        "comity.Person", models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("who does it")
    )
    directed_by = models.ForeignKey(
        "comity.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="directions",
        verbose_name=_("directed by"),
    )
    due = PartialDateField(_("due"))
    state = TermField(_("state"), vocabulary="task_state", default="open")
    done_on = PartialDateField(_("done on"))
    result_en = models.TextField(_("result (English)"), blank=True, default="")
    result_vi = models.TextField(_("result (Vietnamese)"), blank=True, default="")
    activity = models.ForeignKey(
        "comity.Activity", models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("from activity")
    )
    agreement = models.ForeignKey(
        "comity.Agreement",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("from agreement"),
    )
    commitment = models.ForeignKey(
        "comity.Commitment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("from commitment"),
    )
    project = models.ForeignKey(
        "comity.Project", models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("from project")
    )

    class Meta(Record.Meta):
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [*Record.Meta.indexes, models.Index(fields=["city", "due", "id"], name="task_due")]


def progress(task: Task, today: date) -> str:
    """Return done, dropped, late or open; late only once its last possible day is over."""
    if task.state != "open":
        return task.state
    due = read(task.due)
    return "late" if due and due.last < today else "open"


STATES = {
    "open": (pgettext_lazy("task", "open"), "primary"),
    "late": (_("late"), "danger"),
    "done": (_("done"), "success"),
    "dropped": (_("dropped"), "secondary"),
}

TASKS = Register(
    writers=EVERYBODY,
    key="tasks",
    called={
        "title": _("what is to be done"),
        "title_en": _("what is to be done (English)"),
        "title_vi": _("what is to be done (Vietnamese)"),
    },
    model=Task,
    icon="list-check",
    columns=("title", "unit", "assignee", "due", "progress"),
    groups=(
        Group(_("To do"), ("title_vi", "title_en", "assignee", "due", "directed_by")),
        Group(_("Where it comes from"), ("activity", "agreement", "commitment", "project")),
        Group(_("What came of it"), ("state", "done_on", "result_vi", "result_en")),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=("state", "due", "assignee", "directed_by", "activity", "agreement", "project", "unit"),
    search=("result_en", "result_vi"),
    starts="due",
    order="-due",
    computed=(Computed("progress", _("progress"), progress, STATES),),
    expects=("due", "unit"),
)
