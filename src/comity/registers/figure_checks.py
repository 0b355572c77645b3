"""Answers to what looked wrong in a figure: who looked into it, what came out, and why."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.core.fields import PartialDateField, TermField
from comity.core.pack import of_city
from comity.core.records import Record
from comity.domain import period as periods
from comity.registers.declare import GUARD, Group, Register


class FigureCheck(Record):
    """The answer to one finding of the checks of figures, which it names by its key."""

    finding = models.CharField(_("what was found"), max_length=200)
    indicator = TermField(_("indicator"), vocabulary="indicator", blank=True)
    starts = PartialDateField(_("period from"))
    ends = PartialDateField(_("period to"))
    verdict = TermField(_("what came out"), vocabulary="check_verdict")
    why = models.TextField(_("why"))

    class Meta(Record.Meta):
        verbose_name = _("checked figure")
        verbose_name_plural = _("checked figures")
        indexes = [*Record.Meta.indexes, models.Index(fields=["city", "finding", "id"], name="figure_check_finding")]


def entitle(check: FigureCheck) -> tuple[str, str]:
    """An answer is called after the indicator, its period and the answer."""
    pack = of_city()
    names = [
        pack.vocabulary(key).get(code)
        for key, code in (("indicator", check.indicator), ("check_verdict", check.verdict))
    ]
    days = periods.of(check.starts, check.ends)
    return tuple(  # type: ignore[return-value]
        ", ".join(part for part in (name.said(language) if name else "" for name in names) if part)
        + (f" ({days.label(language)})" if days else "")
        or check.finding
        for language in ("en", "vi")
    )


FIGURE_CHECKS = Register(
    key="figure_checks",
    model=FigureCheck,
    icon="circle-check",
    columns=("title", "verdict", "starts", "ends", "why"),
    groups=(
        Group(_("Answer"), ("verdict", "why")),
        Group(_("Which figure"), ("indicator", "starts", "ends", "finding")),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=("indicator", "verdict", "starts"),
    search=("why",),
    starts="starts",
    ends="ends",
    order="-starts",
    entitle=entitle,
    alike=(),
)
