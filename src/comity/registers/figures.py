"""Figures as others reported them, beside which what is on record is counted."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.core.fields import PartialDateField, TermField
from comity.core.pack import of_city
from comity.core.records import Record
from comity.registers.declare import GUARD, Group, Register


class Figure(Record):
    """The value of an indicator over a period as a source states it, with the characters it printed."""

    indicator = TermField(_("indicator"), vocabulary="indicator")
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=4)
    value_qualifier = TermField(_("how exact"), vocabulary="value_qualifier", default="exact")
    measure_unit = TermField(_("unit of measure"), vocabulary="measure_unit", blank=True)
    currency = TermField(_("currency"), vocabulary="currency", blank=True)
    starts = PartialDateField(_("period from"))
    ends = PartialDateField(_("period to"))
    as_printed = models.CharField(_("as the source prints it"), max_length=100, blank=True, default="")
    doubtful = models.BooleanField(_("in doubt"), default=False)
    planned = models.BooleanField(_("a plan, not a result"), default=False)
    source = models.ForeignKey(
        "comity.Source", models.PROTECT, null=True, blank=True, related_name="figures", verbose_name=_("source")
    )

    class Meta(Record.Meta):
        verbose_name = _("reported figure")
        verbose_name_plural = _("reported figures")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["city", "indicator", "starts", "id"], name="figure_indicator"),
        ]


def entitle(figure: Figure) -> tuple[str, str]:
    """A figure is called after its indicator and period."""
    label = of_city().vocabulary("indicator").get(figure.indicator)
    period = " – ".join(dict.fromkeys(edge for edge in (figure.starts, figure.ends) if edge))
    names = (label.en, label.vi) if label else (figure.indicator, figure.indicator)
    return tuple(", ".join(part for part in (name, period) if part) for name in names)  # type: ignore[return-value]


FIGURES = Register(
    key="figures",
    model=Figure,
    icon="chart-bar",
    columns=("title", "value", "measure_unit", "starts", "ends", "source", "doubtful"),
    groups=(
        Group(_("Figure"), ("indicator", "value", "value_qualifier", "measure_unit", "currency", "planned")),
        Group(_("Period"), ("starts", "ends")),
        Group(_("Where it comes from"), ("source", "as_printed", "doubtful")),
        Group(_("Keeping"), tuple(GUARD)),
    ),
    filters=("indicator", "starts", "source", "doubtful", "planned"),
    search=("as_printed",),
    starts="starts",
    ends="ends",
    order="-starts",
    entitle=entitle,
    expects=("starts", "source"),
    alike=(),
)
