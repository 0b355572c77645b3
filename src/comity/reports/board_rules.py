"""What a dashboard shows beside the indicators, in the same closed vocabulary: chains, shares, prices, times, comparisons."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Self

from django.core.exceptions import FieldDoesNotExist
from pydantic import Field, ValidationInfo, model_validator

from comity.core.fields import PartialDateField
from comity.core.pack import Label
from comity.domain.toml_place import Wrong
from comity.reports.rule_parts import Strict, one_of, place_of
from comity.reports.rules import Indicator, Rule, Table

DRAWN = ("count", "sum", "days")  # what can be added up over months and sides
Counts = Mapping[str, Indicator]


class Divided(Strict):
    """Records of an indicator or a table, divided by one field."""

    of: str
    by: str


class Chain(Strict):
    """Counts of the same records, each step a part of the one before: visits, those with a promise, those with a result."""

    title: Label
    steps: list[str] = Field(min_length=2)
    note: Label | None = None


class Share(Strict):
    """How much of a whole a part is."""

    title: Label
    part: str
    whole: str
    note: Label | None = None


class Price(Strict):
    """What one of a count costs: a sum of money divided by it."""

    title: Label
    money: str
    per: str
    note: Label | None = None


class Delay(Rule):
    """The median of the days from another date to the one that places a record in the period."""

    title: Label | None = Field(...)
    since: str

    @model_validator(mode="after")
    def _measurable(self) -> Self:
        try:
            found = self.column(self.since)
        except FieldDoesNotExist:
            found = None
        if not isinstance(found, PartialDateField):
            raise Wrong(f"since: {self.since} of {self.register_key} is no date", ["since"])
        return self


class Ties(Strict):
    """What turned in ties: which activities are a contact; none named, all are. How long one sleeps is in `[health]`."""

    title: Label
    gained: str
    contact: list[str] = []
    note: Label | None = None

    @model_validator(mode="after")
    def _known(self, info: ValidationInfo) -> Self:
        known = (info.context or {}).get("terms", {}).get("activity_kind", {})
        for code in self.contact:
            one_of("contact", code, known)
        return self


class Side(Strict):
    """One side of a comparison: the code that its records have."""

    code: str
    title: Label


class Compared(Strict):
    """A count, and the field that says on which side a record stands."""

    count: str
    by: str


class Contrast(Strict):
    """Two ways of doing the same beside each other; the first row is what the others are counted per."""

    title: Label
    sides: list[Side] = Field(min_length=2, max_length=2)
    rows: list[Compared] = Field(min_length=2)
    note: Label | None = None


class Dashboard(Strict):
    """The dashboards: what is drawn by month and divided, and what shows whether the work has an effect."""

    months: list[str] = []
    divided: list[Divided] = []
    counts: dict[str, Indicator] = {}
    chains: dict[str, Chain] = {}
    shares: dict[str, Share] = {}
    prices: dict[str, Price] = {}
    delays: dict[str, Delay] = {}
    ties: Ties | None = None
    contrasts: dict[str, Contrast] = {}

    def known(self, indicators: Counts) -> dict[str, Indicator]:
        """Return what can be named here: the indicators and the dashboard's own counts."""
        return {**indicators, **self.counts}

    def check(self, indicators: Counts, tables: Mapping[str, Table]) -> None:
        """Refuse what names an indicator, a table or a field that is not there. Raises ValueError."""
        for code, count in self.counts.items():
            if code in indicators:
                said = "there is an indicator of this name; choose another"
                raise Wrong(f"dashboard.counts.{code}: {said}", ["dashboard", "counts", code])
            if count.title is None:
                said = "the title is missing; it must be said"
                raise Wrong(f"dashboard.counts.{code}: {said}", ["dashboard", "counts", code])
        known = self.known(indicators)
        for place, code, measures in self._named():
            one_of(f"dashboard.{place}", code, known)
            if known[code].how not in measures:
                said = f"dashboard.{place}: {code} measures {known[code].how}; expected {_or(measures)}"
                raise Wrong(said, place_of(f"dashboard.{place}"))
        self._check_fields(known, tables)

    def _check_fields(self, known: Counts, tables: Mapping[str, Table]) -> None:
        for at, divided in enumerate(self.divided):
            one_of(f"dashboard.divided.{at}.of", divided.of, {*known, *tables})
            rule = tables.get(divided.of) or known[divided.of]
            rule.check_divides([divided.by], ["dashboard", "divided", at, "by"])
        for name, contrast in self.contrasts.items():
            for at, row in enumerate(contrast.rows):
                for side in contrast.sides:
                    known[row.count].check_where(f"dashboard.contrasts.{name}.rows.{at}.by", row.by, [side.code])

    def _named(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        for code in self.months:
            yield "months", code, DRAWN
        for name, chain in self.chains.items():
            yield from ((f"chains.{name}.steps", code, ("count",)) for code in chain.steps)
        for name, share in self.shares.items():
            yield f"shares.{name}.part", share.part, DRAWN
            yield f"shares.{name}.whole", share.whole, DRAWN
        for name, price in self.prices.items():
            yield f"prices.{name}.money", price.money, ("money",)
            yield f"prices.{name}.per", price.per, DRAWN
        for name, contrast in self.contrasts.items():
            yield f"contrasts.{name}.rows.0.count", contrast.rows[0].count, ("count",)
            for at, row in enumerate(contrast.rows):
                yield f"contrasts.{name}.rows.{at}.count", row.count, (*DRAWN, "money")
        if self.ties:
            yield "ties.gained", self.ties.gained, ("count",)

    def labels(self) -> Iterator[tuple[tuple[str, ...], Label]]:
        """Yield every word that readers see, with its place."""
        kinds: dict[str, Mapping[str, Strict]] = {
            "counts": self.counts,
            "chains": self.chains,
            "shares": self.shares,
            "prices": self.prices,
            "delays": self.delays,
            "contrasts": self.contrasts,
        }
        for kind, said in kinds.items():
            for code, one in said.items():
                yield from _words(("dashboard", kind, code), one)
        if self.ties:
            yield from _words(("dashboard", "ties"), self.ties)
        for code, contrast in self.contrasts.items():
            for side in contrast.sides:
                yield ("dashboard", "contrasts", code, "sides"), side.title


def _words(place: tuple[str, ...], one: Strict) -> Iterator[tuple[tuple[str, ...], Label]]:
    for key in ("title", "note"):
        label = getattr(one, key, None)
        if label is not None:
            yield (*place, key), label


def _or(said: Iterable[str]) -> str:
    return " or ".join(said)
