"""Whose returns are part of whose: what units below have returned for the same days, and the unit over it that returns, too."""

from dataclasses import dataclass

from django.db.models import Q, prefetch_related_objects
from django.db.models.expressions import RawSQL
from django.urls import reverse

from comity.core import identity
from comity.core.returns import Answer, Return
from comity.domain.returning import Stated, contained
from comity.reports import returning

FAMILY = "(select unnest({}) from comity_family(%s))"
BELOW = RawSQL("(select below from comity_family(comity_return.unit_id))", [])  # asked for with the return itself


@dataclass(frozen=True)
class Below:
    """What a unit below states of a figure."""

    title: str
    href: str
    stated: str
    gap: str
    reason: str


@dataclass(frozen=True)
class Parts:
    """What is part of a return, by figure; and the return that it is itself part of, as title and address."""

    below: dict[str, list[Below]]
    within: tuple[str, str] | None

    @property
    def units(self) -> list[tuple[str, str]]:
        """The units below that stated something, each once, with the addresses of their returns."""
        return list(dict.fromkeys((one.title, one.href) for said in self.below.values() for one in said))


def of(one: Return) -> Parts:
    """Return what is part of a return and what it is part of, of what the reader may see. Two statements, three with others.

    The units' names are asked for in one go, the return's own among them.
    """
    days = Q(request__starts=one.request.starts, request__ends=one.request.ends)
    over, below = (Q(unit_id__in=RawSQL(FAMILY.format(side), [one.unit_id])) for side in ("above", "below"))  # noqa: S611
    stated = below & Q(state__in=(Answer.SENT, Answer.ACCEPTED))
    rows = list(Return.objects.filter(days, over | stated).exclude(unit_id=one.unit_id).order_by("id"))
    prefetch_related_objects([one, *rows], "unit")
    others = {each.unit_id: each for each in rows}
    near = contained([one.unit_id, *others], identity.below([one.unit_id, *others]) if others else {})
    found: dict[str, list[Below]] = {}
    for unit, each in others.items():
        for said in returning.stated_of(each) if near.get(unit) == one.unit_id else ():
            if said.stated is not None:
                found.setdefault(said.key, []).append(_below(each, said))
    whole = others.get(near.get(one.unit_id, 0))
    return Parts(found, (returning.unit_of(whole), reverse("return", args=[whole.pk])) if whole else None)


def _below(each: Return, said: Stated) -> Below:
    stated = returning.shown(said.recorded + said.gap, said.currency)
    gap = returning.signed(said.gap, said.currency) if said.gap else ""
    return Below(returning.unit_of(each), reverse("return", args=[each.pk]), stated, gap, said.reason)
