"""Sample accounts for a demonstration: one per role, called by the role."""

import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password

from comity.core import identity
from comity.core.people import ROLES, City, Officer
from comity.core.records import Entry

NAMES = {
    "officer": "Desk officer",
    "head": "Head of department",
    "leader": "City leader",
    "auditor": "Auditor",
    "colleague": "Officer, other department",
    "ward": "Ward clerk",
    "member": "Association member",
    "administrator": "Administrator",
}
WORDS = (
    "river",
    "lotus",
    "bridge",
    "garden",
    "lantern",
    "harbour",
    "maple",
    "willow",
    "pavilion",
    "granite",
    "orchard",
    "meadow",
    "citadel",
)


def password() -> str:
    """Return this installation's password for all sample accounts, made once and kept in the data folder."""
    path = Path(settings.DATA) / "sample-password"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("-".join([*(secrets.choice(WORDS) for _ in range(3)), str(secrets.randbelow(9000) + 1000)]))
        path.chmod(0o600)
    return path.read_text().strip()


def make(city: City, units: dict[str, str]) -> int:
    """Make the sample accounts that are missing; `units` gives each role's unit by reference. Return how many were made."""
    made = 0
    hashed = make_password(password())
    with identity.acting(identity.system(city, door="sample")):
        by_code = dict(Entry.objects.filter(register="units", code__in=units.values()).values_list("code", "pk"))
        for role in ROLES:
            _, created = Officer.objects.get_or_create(
                username=role,
                defaults={
                    "name": NAMES[role],
                    "city": city,
                    "role": role,
                    "unit_id": by_code.get(units.get(role, "")),
                    "is_sample": True,
                    "password": hashed,
                },
            )
            made += created
    return made


def signins() -> list[tuple[str, str]]:
    """Return the sample accounts as (role's label, user name)."""
    order = list(ROLES)
    found = Officer.objects.filter(is_sample=True, is_active=True)
    return [(str(one.standing.label), one.username) for one in sorted(found, key=lambda one: order.index(one.role))]
