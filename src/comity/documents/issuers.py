"""Who issues a report: the unit at its head, what that belongs to, and the title over the signature, as the pack names them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import get_language

from comity.core import identity
from comity.core.issued import Issued
from comity.core.pack_layout import Issuer
from comity.core.people import City
from comity.documents.wording import layout
from comity.registers.units import Unit


@dataclass(frozen=True)
class Heading:
    """What stands at the head and over the signature."""

    name: str
    above: str
    signature: list[str]


def of(one: Issued, city: City) -> Heading:
    """Return who issues a report: the unit of whoever signed it, until then that of whoever drafted it."""
    unit = (one.signed_by.unit_id if one.signed_by else None) or one.unit_id
    return heading(identity.family(unit)[0] if unit else [], city)


def heading(chain: Collection[int], city: City) -> Heading:
    """Return the heading of what the lowest of a chain of units issues.

    A unit of a kind that issues nothing stands for the one that it belongs to; where none of these does, it is the office.
    """
    kinds = {issuer.kind: issuer for issuer in layout().issuers}
    units = {found.pk: found for found in Unit.objects.filter(pk__in=chain)} if kinds else {}
    over = {one.parent_id for one in units.values()}
    found = next((one for one in units.values() if one.pk not in over), None)
    while found is not None and found.kind not in kinds:
        found = units.get(found.parent_id or 0)
    if found is None:
        office = city.office or str(city)
        return Heading(office, above(office, chain), str(layout().words.signed or "").splitlines())
    parent = units.get(found.parent_id or 0)
    issuer = kinds[found.kind]
    return Heading(_name(found, issuer), parent.title if parent else "", str(issuer.signed).splitlines())


def above(office: str, chain: Collection[int]) -> str:
    """Return what the lowest of a chain of units belongs to; empty where that is the office itself."""
    units = {one.pk: one for one in Unit.objects.filter(pk__in=chain).only("pk", "title_en", "title_vi", "parent_id")}
    top = next((one for one in units.values() if one.parent_id not in units), None)
    return top.title if top is not None and top.title.casefold() != office.casefold() else ""


def _name(unit: Unit, issuer: Issuer) -> str:
    short = (unit.short_vi if get_language() == "vi" else unit.short_en) if issuer.short else ""
    return short or unit.title
