"""Planting records out of sight: hung on what is in sight wherever a link allows, of long ago and of today."""

from typing import Any

from django.db import DatabaseError, transaction

from comity.core import identity, personal, write
from comity.core.people import INTERNAL
from comity.registers import ALL, BY_MODEL, Register
from tests.access.office import TODAY, Office, filled, import_of, issued_by, make, return_of, view_of

FIRST = 7771001  # canaries carry such a number in their title, and from the planting on in their id


def in_sight(office: Office) -> dict[str, Any]:
    """Make a record of every register that everybody sees, with a file and a source, and a car on the road."""
    guard = {"sensitivity": 0, "unit": office.units["desk"].pk}
    found = {of.key: filled(office.city, of, number, **guard) for number, of in enumerate(ALL, 1)}
    for record in found.values():
        office.hang(record, found["sources"], "in-sight")
    found["resources"] = make(office.city, "resources", title_en="Car in sight", kind="car", **guard)
    hidden = {of.key: filled(office.city, of, FIRST + 700 + number, **office.secret()) for number, of in enumerate(ALL)}
    for of in ALL:  # named by what is in sight, and not to be named to whoever does not see it
        _hang(of, found[of.key], hidden, several=False)
    return found


def restricted(office: Office, sight: dict[str, Any]) -> None:
    """Plant restricted ones with files and sources, linked from and to what is in sight, one deleted; and another city's."""
    secret = office.secret()
    canaries = {
        of.key: filled(office.city, of, FIRST + number, **(secret | {"code": f"zz-canary-{of.key}"}))
        for number, of in enumerate(ALL)
    }
    for of in ALL:
        office.hang(canaries[of.key], canaries["sources"], "canary-hung")
        office.cite(sight[of.key], canaries["sources"], "canary-source")
        _link(office, of, sight[of.key], canaries)
        gone = filled(office.city, of, FIRST + 300, **secret)
        with identity.acting(identity.system(office.city, door="test")):
            write.remove(gone)
        filled(office.other, of, FIRST + 400, sensitivity=0)
        of_today = filled(office.city, of, FIRST + 600, **secret, **_of_today(of))
        for canary in (canaries[of.key], of_today):
            _hang(of, canary, sight)
    make(office.city, "resources", title_en=f"Car {FIRST + 800}", kind="car", **secret)
    _beside(office, canaries, secret)


def internal(office: Office) -> None:
    """Plant ones that the office sees, and who is outside does not."""
    inside = {"sensitivity": INTERNAL, "unit": office.units["annex"].pk}
    for number, of in enumerate(ALL, FIRST + 500):
        filled(office.city, of, number, **inside)


def _of_today(of: Register) -> dict[str, str]:
    today = f"{TODAY}"
    if of.key == "objectives":
        return {of.starts: today[:4]}
    return {name: today for name in (of.starts, of.ends) if name}


def _link(office: Office, of: Register, record: Any, canaries: dict[str, Any]) -> None:
    """Link a record in sight to canaries wherever it can have several links."""
    with identity.acting(identity.system(office.city, door="test")):
        for name in of.links:
            target = BY_MODEL[record._meta.get_field(name).related_model].key
            getattr(record, name).add(canaries[target].pk)


def _hang(of: Register, record: Any, on: dict[str, Any], *, several: bool = True) -> None:
    """Link a record to those given, by every link that it can have and does not need elsewhere."""
    with identity.acting(identity.system(record.city, door="test")):
        for field in record._meta.get_fields():
            if (
                not (field.many_to_one or field.many_to_many)
                or field.auto_created
                or field.related_model not in BY_MODEL
            ):
                continue
            pk = on[BY_MODEL[field.related_model].key].pk
            if field.many_to_many:
                getattr(record, field.name).add(*([pk] if several else []))
            elif field.name not in ("unit", "parent", of.model.within) and (several or field.null):
                _pointed(record, field.attname, pk)


def _pointed(canary: Any, column: str, pk: int) -> None:
    try:
        with transaction.atomic():
            type(canary)._default_manager.filter(pk=canary.pk).update(**{column: pk})
    except DatabaseError:
        pass  # such a record points at one thing of two, or at none of its own kind


def _beside(office: Office, canaries: dict[str, Any], secret: dict[str, Any]) -> None:
    """Let the insider do what leaves something beside records: looks at what is sealed, a view, a file sent, a report, a return."""
    insider = office.people["insider"]
    with identity.acting(identity.of(insider, door="test")):
        for key in ("people", "partners", "appointments"):
            personal.write(canaries[key].pk, {"phone": "7771999"}, reason="canary-reason")
            personal.read(canaries[key].pk, reason="canary-reason")
    view_of(insider, "canary-view")
    import_of(insider, "canary-import")
    issued_by(insider)
    return_of(office.city, secret)
