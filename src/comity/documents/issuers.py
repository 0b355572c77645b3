"""Who issues a report: the unit at its head, what that belongs to, and the title over the signature, as the pack names them."""

from dataclasses import dataclass

from django.utils.translation import get_language

from comity.core import identity
from comity.core.issued import Issued
from comity.core.pack_layout import Issuer
from comity.core.people import City
from comity.documents.content import above
from comity.documents.wording import layout
from comity.registers.units import Unit


@dataclass(frozen=True)
class Heading:
    """What stands at the head and over the signature."""

    name: str
    above: str
    signature: list[str]


def of(one: Issued, city: City) -> Heading:
    """Return who issues a report: the unit of whoever signed it, until then that of whoever drafted it.

    A unit of a kind that issues nothing stands for the one that it belongs to; where none of these does, it is the office.
    """
    unit = (one.signed_by.unit_id if one.signed_by else None) or one.unit_id
    chain = identity.family(unit)[0] if unit else []
    kinds = {issuer.kind: issuer for issuer in layout().issuers}
    units = {found.pk: found for found in Unit.objects.filter(pk__in=chain)} if kinds else {}
    found = units.get(unit or 0)
    while found is not None and found.kind not in kinds:
        found = units.get(found.parent_id or 0)
    if found is None:
        office = city.office or str(city)
        return Heading(office, above(office, chain), str(layout().words.signed or "").splitlines())
    over = units.get(found.parent_id or 0)
    issuer = kinds[found.kind]
    return Heading(_name(found, issuer), over.title if over else "", str(issuer.signed).splitlines())


def _name(unit: Unit, issuer: Issuer) -> str:
    short = (unit.short_vi if get_language() == "vi" else unit.short_en) if issuer.short else ""
    return short or unit.title
