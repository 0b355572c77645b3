"""What sources reported over a period, and how far it is on record."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core.pack import of_city
from comity.domain import period as periods
from comity.domain.period import Period
from comity.domain.span import Span
from comity.gate import values
from comity.registers.figures import Figure
from comity.registers.sources import Source
from comity.reports.counting import Recorded

EXACT, MORE_THAN = "exact", "more_than"


@dataclass(frozen=True)
class Cited:
    """A source under the number it has in the report."""

    n: int
    source: Source

    @property
    def href(self) -> str:
        """The address of the source."""
        return reverse("detail", args=["sources", self.source.pk])

    @property
    def title(self) -> str:
        """Outlet, title and date."""
        parts = (self.source.outlet, self.source.title, values.when(self.source.published))
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class Reported:
    """A figure of a source beside what is on record: equal periods are compared, all others are only shown."""

    figure: Figure
    period: Period
    whole: bool
    recorded: Recorded | None
    unit: str
    cited: Cited | None = None

    @property
    def on_record(self) -> int | Decimal | None:
        """The number on record, None where nothing is counted."""
        return self.recorded.certain.amount(self.figure.currency) if self.recorded else None

    @property
    def href(self) -> str:
        """The address of the figure."""
        return reverse("detail", args=["figures", self.figure.pk])

    @property
    def shown(self) -> str:
        """The value as read, with how exact it is and its currency."""
        figure = self.figure
        how = (
            "" if figure.value_qualifier == EXACT else of_city().term("value_qualifier", figure.value_qualifier).lower()
        )
        return " ".join(part for part in (how, values.number(figure.value), figure.currency) if part)

    @property
    def held(self) -> str:
        """Why it is not compared with the records, empty if it is."""
        if self.figure.doubtful:
            return _("unit in doubt, held back")
        if not self.whole:
            return _("%(period)s only") % {"period": self.period.label(get_language() or "en")}
        if self.on_record is None:
            return _("known from sources only")
        if self.unit and self.figure.measure_unit and self.figure.measure_unit != self.unit:
            return _("counted in another unit")
        if self.recorded and self.recorded.blank:
            return self.recorded.blank_words
        return ""

    @property
    def gap(self) -> Decimal | None:
        """How many more were reported than are on record, None where the two are not comparable."""
        return None if self.held or self.on_record is None else self.figure.value - self.on_record

    @property
    def have(self) -> int | Decimal | None:
        """How many of the reported are on record, None unless that can be said."""
        return self.on_record if self.gap is not None and self.gap >= 0 else None

    @property
    def percent(self) -> int | None:
        """How much of a plan is on record, None where that cannot be said."""
        if self.held or self.on_record is None or not self.figure.value:
            return None
        return round(100 * Decimal(self.on_record) / self.figure.value)

    @property
    def gap_words(self) -> str:
        """The gap as a sentence's end, or why there is none."""
        gap = self.gap
        if gap is None:
            return self.held
        if gap == 0:
            return _("all on file")
        if gap < 0:
            return _("%(count)s more on file than reported") % {"count": values.number(-gap)}
        how = {EXACT: "%(count)s", MORE_THAN: _("more than %(count)s")}.get(
            self.figure.value_qualifier, _("about %(count)s")
        )
        count = how % {"count": values.number(gap)}
        if self.recorded and self.recorded.perhaps.records:
            return _("%(count)s not certainly on file") % {"count": count}
        return _("%(count)s not on file") % {"count": count}


@dataclass(frozen=True)
class Found:
    """What sources state over a period, results apart from plans, and how many figures have no period at all."""

    reported: list[tuple[Figure, Period]]
    planned: list[tuple[Figure, Period]]
    timeless: int


def figures(span: Span) -> Found:
    """Return the stated figures of the days that are counted or of days in them, and those of the period as it was asked for.

    One query. Widest periods first, then the latest.
    """
    first, last = min(span.days.first, span.asked.first), max(span.days.last, span.asked.last)
    near = Q(starts__gte=f"{first.year:04d}", starts__lte=last.isoformat())
    found = list(Figure.objects.filter(near | Q(starts="")).select_related("source").order_by("-starts", "-ends", "id"))
    dated = [(figure, periods.of(figure.starts, figure.ends)) for figure in found]
    inside = [(figure, its) for figure, its in dated if its and _inside(span, its)]
    inside.sort(key=lambda pair: -(pair[1].last - pair[1].first).days)
    return Found(
        [pair for pair in inside if not pair[0].planned],
        [pair for pair in inside if pair[0].planned],
        sum(1 for figure in found if not figure.starts and not figure.planned),
    )


def _inside(span: Span, its: Period) -> bool:
    """Say whether a figure belongs to a report: of its days, or of the calendar's year, quarter or month that it is named after."""
    return span.days.covers(its) or its == span.asked


def cite(found: Iterable[Figure]) -> dict[int, Cited]:
    """Number the sources of the figures from 1 in the order given, leaving out those that the reader may not see."""
    sources = {figure.source.pk: figure.source for figure in found if figure.source}
    return {pk: Cited(n, source) for n, (pk, source) in enumerate(sources.items(), 1)}
