"""What was said about a spreadsheet as a whole, and whom its names mean: kept at once, for when the same comes again."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from comity.core import identity
from comity.core.imports import KnownLayout, KnownName
from comity.core.people import Officer
from comity.domain.numbers import is_record_id
from comity.domain.text import fold
from comity.exchange.columns import beside, by_code, columns
from comity.registers import ALL
from comity.registers.declare import Register
from comity.registers.people import Person

LONGEST = 300


def layout(headers: Iterable[str]) -> str:
    """Return what a spreadsheet is known by: the names over its columns, in whatever order."""
    names = sorted({fold(header).strip() for header in headers} - {""})
    return hashlib.sha256("\x1f".join(names).encode()).hexdigest()


def whole(register: Register, headers: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Return what the officer, or else somebody of the same unit, said of all rows of such a file: values and its key."""
    who = identity.current().officer
    found = KnownLayout.objects.filter(register=register.key, layout=layout(headers)).order_by("-used_at")
    said = min(found, key=lambda one: one.officer_id != who, default=None)
    if said is None:
        return {}, []
    here = {fold(header).strip(): header for header in headers}
    fixed = {code: value for code, value in said.fixed.items() if code in by_code(register)}
    return fixed, [here[name] for name in said.key if name in here]


def keep_whole(
    register: Register, headers: Sequence[str], fixed: Mapping[str, str], key: Sequence[str], officer: Officer
) -> None:
    """Keep what holds for all rows of files with these columns."""
    KnownLayout.objects.update_or_create(
        officer=officer,
        register=register.key,
        layout=layout(headers),
        defaults={
            "fixed": dict(fixed),
            "key": [fold(header).strip()[:LONGEST] for header in key],
            "city_id": officer.city_id,
            "unit_id": officer.unit_id,
        },
    )


def names(register: Register) -> dict[str, str]:
    """Return which record each name in such files means, as the officer said before, or else somebody of the same unit."""
    who = identity.current().officer
    targets = {column.target for column in columns(register)} | ({Person} if beside(register) else set())
    registers = [one.key for one in ALL if one.model in targets]
    found: dict[str, str] = {}
    said = KnownName.objects.filter(register__in=registers).order_by("-used_at", "-pk")
    for _officer, of, name, pk in sorted(
        said.values_list("officer_id", "register", "name", "record_id"), key=lambda one: one[0] != who
    ):
        found.setdefault(f"{of}:{name}", str(pk))
    return found


def keep_names(said: Mapping[str, str], officer: Officer) -> None:
    """Keep whom names mean, by register and folded name; a name that was to be new is a record's from then on."""
    for key, chosen in said.items():
        register, _colon, name = key.partition(":")
        if is_record_id(chosen) and 0 < len(name) <= LONGEST:
            KnownName.objects.update_or_create(
                officer=officer,
                register=register,
                name=name,
                defaults={"record_id": int(chosen), "city_id": officer.city_id, "unit_id": officer.unit_id},
            )
