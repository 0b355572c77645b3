"""Who leads the delegations of a list, told below the title of each."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from comity.core.pack import of_city
from comity.registers.declare import Face, Register
from comity.registers.delegations import DelegationMember

LEADS = "leads"  # trait of a role
SHOWN = 2  # names in a row


def tell(of: Register, face: Face | None, names: Sequence[str], rows: list[dict[str, Any]]) -> None:
    """Put the heads below the titles of a list of delegations, as far as the reader may see them; one statement."""
    pack = of_city()
    roles = pack.with_trait("delegate_role", LEADS)
    kinds = set(pack.with_trait(of.kinds, face.trait)) if face else set()
    if not kinds & set(pack.with_trait(of.kinds, "delegation")) or not roles or "title" not in names or not rows:
        return
    found = defaultdict(list)
    members = DelegationMember.objects.filter(activity__in=[row["id"] for row in rows], role__in=roles)
    for member in members.order_by("precedence", "pk"):
        found[member.activity_id].append(member.title)
    for row in rows:
        if heads := found.get(row["id"]):
            row["cells"][names.index("title")]["sub"] = ", ".join(heads[:SHOWN])
