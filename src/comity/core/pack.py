"""A city's pack: its vocabularies, holidays and calendar facts, read once for each version that is put in force."""

from functools import lru_cache

from comity.core import identity, pack_files
from comity.core.office_days import laid
from comity.core.pack_files import BadPack, Problems
from comity.core.pack_parts import Country, Holiday, Label, Pack, Term
from comity.core.pack_reader import read
from comity.core.people import City

__all__ = ["BadPack", "Country", "Holiday", "Label", "Pack", "Term", "load", "names", "of_city"]


def of_city() -> Pack:
    """Return the pack of the city for which somebody is acting, with what its office says of days laid over it."""
    version, who = pack_files.version(), identity.current()
    found = _load(_pack_of(who.city, version), version)
    return laid(found, who.days) if who.days else found


def load(name: str) -> Pack:
    """Return the pack as it is in force. Raises BadPack."""
    return _load(name, pack_files.version())


@lru_cache(maxsize=64)
def _pack_of(city: int, _version: str) -> str:
    return City.objects.values_list("pack", flat=True).get(pk=city)


@lru_cache(maxsize=16)
def _load(name: str, version: str) -> Pack:
    problems = Problems()
    pack = read(name, pack_files.in_force(version), problems)
    problems.refuse()
    assert pack is not None  # or there would have been a problem
    return pack


def names() -> list[str]:
    """Return the names of all packs that are in force."""
    return pack_files.names(pack_files.in_force(pack_files.version()))
