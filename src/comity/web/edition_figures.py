"""What was counted at activities, gathered for many of them in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, Sum

from comity.registers.activities import Activity
from comity.registers.delegations import Cost
from comity.registers.events import Delegates, Exhibitor, Feedback, Outcome, Session

Money = dict[str, Decimal]


class Figures:
    """The figures of some activities by name, each by the activity's number; what nobody counted is not there."""

    def __init__(self) -> None:
        self.numbers: defaultdict[str, dict[int, Any]] = defaultdict(dict)
        self.money: defaultdict[str, defaultdict[int, Money]] = defaultdict(lambda: defaultdict(dict))
        self.persons: defaultdict[int, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
        self.from_: defaultdict[int, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))  # by country
        self.countries: defaultdict[int, set[str]] = defaultdict(set)

    def keep(self, activity: int, **named: Any) -> None:
        """Note figures of an activity; nought records are nothing on record."""
        for name, value in named.items():
            if value:
                self.numbers[name][activity] = value

    def add(self, activity: int, name: str, currency: str, amount: Decimal | None) -> None:
        """Note an amount of money; amounts of one currency are added up."""
        if amount is not None:
            sums = self.money[name][activity]
            sums[currency] = sums.get(currency, Decimal(0)) + amount


def gather(activities: Collection[int]) -> Figures:
    """Return what was counted at the activities, as far as the reader may see it, in seven statements."""
    found, of = Figures(), {"activity__in": activities}
    for pk, count, papers in _by(Session.objects.filter(**of)).annotate(Count("pk"), Sum("papers")):
        found.keep(pk, sessions=count, papers=papers)
    each = Delegates.objects.filter(**of).order_by().values_list("activity", "residence", "country")
    for pk, residence, country, persons in each.annotate(Sum("persons")):
        found.persons[pk][residence] += persons
        if country:
            found.from_[pk][country] += persons
            found.countries[pk].add(country)
    _exhibitors(found, of)
    outcomes = Outcome.objects.filter(**of).order_by().values_list("activity", "currency")
    counted: defaultdict[int, int] = defaultdict(int)
    for pk, currency, count, amount in outcomes.annotate(Count("pk"), Sum("amount")):
        counted[pk] += count
        found.add(pk, "outcomes_value", currency, amount)
    found.numbers["outcomes"] = dict(counted)
    costs = Cost.objects.filter(**of).order_by().values_list("activity", "currency")
    for pk, currency, actual in costs.annotate(Sum("actual")):
        found.add(pk, "spent", currency, actual)
    for pk, count, mean in _by(Feedback.objects.filter(**of)).annotate(Count("pk"), Avg("rating")):
        found.keep(pk, feedback=count, rating=None if mean is None else round(Decimal(mean), 1))
    beside = Activity.objects.filter(part_of__in=activities).order_by().values_list("part_of")
    found.numbers["beside"] = dict(beside.annotate(Count("pk")))
    return found


def _by(rows: Any) -> Any:
    return rows.order_by().values_list("activity")


def _exhibitors(found: Figures, of: dict[str, Any]) -> None:
    sums: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    rows = Exhibitor.objects.filter(**of).order_by().values_list("activity", "currency")
    for pk, currency, *counts, value in rows.annotate(Count("pk"), Sum("stalls"), Sum("deals"), Sum("deals_value")):
        sums[pk] = [one + (more or 0) for one, more in zip(sums[pk], counts, strict=True)]
        found.add(pk, "deals_value", currency, value)
    for pk, (exhibitors, stalls, deals) in sums.items():
        found.keep(pk, exhibitors=exhibitors, stalls=stalls, deals=deals)
