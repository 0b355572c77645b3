"""What hangs beside a delegation: its members, the countries it goes to, its costs."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.core.fields import CountryField, PartialDateField, TermField
from comity.core.pack import of_city
from comity.core.records import Record
from comity.domain.partial_date import read
from comity.domain.spending import Line
from comity.registers import rosters
from comity.registers.declare import EVERYBODY, PART, Computed, Group, Noted, Register


def activity(name: str) -> "models.ForeignKey[models.Model, models.Model]":
    """Return the link of a part to its activity."""
    return models.ForeignKey("comity.Activity", models.PROTECT, related_name=name, verbose_name=_("activity"))


class DelegationMember(Record):
    """Somebody who travels, or comes, with a delegation: a person on record, or a name."""

    within = "activity"
    activity = activity("members")
    person = models.ForeignKey(
        "comity.Person", models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("person")
    )
    role = TermField(_("role"), vocabulary="delegate_role", blank=True)
    rank = TermField(_("rank"), vocabulary="level", blank=True)
    post_en = models.CharField(_("post (English)"), max_length=300, blank=True, default="")
    post_vi = models.CharField(_("post (Vietnamese)"), max_length=300, blank=True, default="")
    organisation = models.CharField(_("organisation"), max_length=300, blank=True, default="")
    from_unit = models.ForeignKey(
        "comity.Unit", models.PROTECT, null=True, blank=True, related_name="delegates", verbose_name=_("from our unit")
    )
    country = CountryField(_("country"))
    precedence = models.PositiveSmallIntegerField(_("place in the order"), default=99)
    paid_by = TermField(_("paid by"), vocabulary="payer", blank=True)

    class Meta(Record.Meta):
        verbose_name = _("delegation member")
        verbose_name_plural = _("delegation members")


def entitle_member(member: DelegationMember) -> tuple[str, str]:
    """A member is called after the person on record, or as typed."""
    if member.person_id and member.person is not None:
        return member.person.title_en, member.person.title_vi
    return member.title_en, member.title_vi


DELEGATION_MEMBERS = Register(
    writers=EVERYBODY,
    key="delegation_members",
    model=DelegationMember,
    icon="users-group",
    columns=("title", "role", "rank", "post_vi", "organisation", "activity"),
    groups=(
        Group(pgettext_lazy("heading", "Who"), ("activity", "person", "title_vi", "title_en", "role", "precedence")),
        Group(_("Post"), ("rank", "post_vi", "post_en", "organisation", "from_unit", "country", "paid_by")),
        Group(_("Keeping"), tuple(PART)),
    ),
    quick=("person", "title", "role", "post", "organisation"),
    carry=(("organisation", "organisation"),),
    noted=Noted(rosters.people, _("Akari Mori, Vice Mayor, City of Ardent Bay"), rosters.told),
    filters=("role", "rank", "from_unit", "country", "activity", "person"),
    linked_filters=("activity__starts", "activity__kind"),
    search=("post_en", "post_vi", "organisation"),
    country="country",
    order="precedence",
    entitle=entitle_member,
    alike=(),
)


class Leg(Record):
    """A country or place that a delegation goes to, from one day to another."""

    within = "activity"
    activity = activity("legs")
    country = CountryField(_("country"))
    place = models.CharField(_("place"), max_length=200, blank=True, default="")
    arrives = PartialDateField(_("arrives"))
    leaves = PartialDateField(_("leaves"))
    transport = models.CharField(_("flight or other transport"), max_length=200, blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("leg of a trip")
        verbose_name_plural = _("legs of trips")


def entitle_leg(leg: Leg) -> tuple[str, str]:
    """A leg is called after its place and country."""
    found = of_city().countries.get(leg.country)
    names = (found.name.en, found.name.vi) if found else ("", "")
    return tuple(", ".join(part for part in (leg.place, name) if part) for name in names)  # type: ignore[return-value]


def days_there(leg: Leg, today: date) -> str:
    """Return how many days a leg takes, both ends included; nothing unless both days are known."""
    arrives, leaves = read(leg.arrives), read(leg.leaves)
    if not (arrives and leaves and arrives.day and leaves.day):
        return ""
    return str((leaves.first - arrives.first).days + 1)


LEGS = Register(
    writers=EVERYBODY,
    key="legs",
    model=Leg,
    icon="plane-departure",
    columns=("title", "arrives", "leaves", "days", "transport", "activity"),
    groups=(
        Group(_("Where and when"), ("activity", "country", "place", "arrives", "leaves", "transport")),
        Group(_("Keeping"), tuple(PART)),
    ),
    quick=("country", "place", "arrives", "leaves"),
    carry=(("arrives", "leaves"),),
    begin=(("arrives", "starts"),),
    filters=("country", "arrives", "activity"),
    search=("place",),
    starts="arrives",
    ends="leaves",
    country="country",
    order="-arrives",
    computed=(Computed("days", _("days"), days_there, {}),),
    entitle=entitle_leg,
    alike=(),
)


class Cost(Record):
    """One line of what an activity costs: estimated, then spent."""

    within = "activity"
    activity = activity("costs")
    heading = TermField(_("heading"), vocabulary="cost_heading")
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=2, null=True, blank=True)
    estimate = models.DecimalField(_("estimate"), max_digits=20, decimal_places=2, null=True, blank=True)
    actual = models.DecimalField(_("spent"), max_digits=20, decimal_places=2, null=True, blank=True)
    currency = TermField(_("currency"), vocabulary="currency", blank=True)
    rate = models.DecimalField(_("exchange rate"), max_digits=20, decimal_places=6, null=True, blank=True)
    rate_on = PartialDateField(_("rate of"))
    paid_by = TermField(_("paid by"), vocabulary="payer", blank=True)

    class Meta(Record.Meta):
        verbose_name = pgettext_lazy("of an activity", "cost")
        verbose_name_plural = pgettext_lazy("of activities", "costs")


def entitle_cost(cost: Cost) -> tuple[str, str]:
    """A line is called as typed, or else after its heading."""
    found = of_city().vocabulary("cost_heading").get(cost.heading)
    return cost.title_en or (found.en if found else ""), cost.title_vi or (found.vi if found else "")


def over_estimate(cost: Cost, _today: date) -> str:
    """Return by how much more a line cost than was estimated; nothing unless both are on record."""
    difference = Line(cost.currency, cost.estimate, cost.actual).difference
    return "" if difference is None else str(difference)


COSTS = Register(
    key="costs",
    model=Cost,
    icon="coin",
    columns=("title", "heading", "estimate", "actual", "difference", "currency", "paid_by", "activity"),
    groups=(
        Group(_("What"), ("activity", "heading", "title_vi", "title_en", "quantity", "paid_by")),
        Group(_("Money"), ("estimate", "actual", "currency", "rate", "rate_on")),
        Group(_("Keeping"), tuple(PART)),
    ),
    quick=("heading", "title", "estimate", "actual", "currency", "paid_by"),
    carry=(("currency", "currency"), ("paid_by", "paid_by")),
    sums=(("estimate", "currency"), ("actual", "currency")),
    computed=(Computed("difference", _("difference"), over_estimate, {}, is_difference=True),),
    filters=("heading", "currency", "paid_by", "activity"),
    linked_filters=("activity__starts", "activity__kind"),
    entitle=entitle_cost,
    alike=(),
)
