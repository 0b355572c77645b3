"""How far clocks elsewhere are from the city's: by the country's time zones, or by a city that a zone is named for."""

import csv
import re
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from comity.domain.globe import distance

NEAR = 50  # kilometres within which a place lies in the city that a zone is named for
PLACE = re.compile(r"^([+-])(\d{2})(\d{2})(\d{2})?([+-])(\d{3})(\d{2})(\d{2})?$")


def apart(
    country: str, home: ZoneInfo, now: datetime, *, at: tuple[float, float] | None = None
) -> list[timedelta] | None:
    """Return by how much clocks in a country are ahead of home's now, least first; None where its zones are not known.

    Several, unless the place (latitude, longitude) lies in a city that one of the zones is named for. Nothing is guessed from borders.
    """
    zones = zones_of(country)
    if not zones:
        return None
    if at is not None and len(zones) > 1:
        near = [zone for zone, where in zones.items() if distance(*where, *at) <= NEAR]
        zones = {near[0]: zones[near[0]]} if len(near) == 1 else zones
    here = now.astimezone(home).utcoffset() or timedelta()
    return sorted({(now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()) - here for zone in zones})


def zones_of(country: str) -> dict[str, tuple[float, float]]:
    """Return the time zones of a country by its two-letter code, with the place that each is named for."""
    return _zones().get(country, {})


@cache
def _zones() -> dict[str, dict[str, tuple[float, float]]]:
    """Read the zone table of the time zone database; where the law of a country knows one time, the world pack says so."""
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for line in files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            country, place, zone = line.split("\t")[:3]
            found.setdefault(country, {})[zone] = _place(place)
    legal = files("comity").joinpath("packs", "world", "time_zones.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(legal.splitlines()):
        found[row["iso2"]] = {row["zone"]: found[row["iso2"]][row["zone"]]}
    return found


def _place(text: str) -> tuple[float, float]:
    """Return latitude and longitude for `+211705` or `+2102+10551`, degrees and minutes."""
    found = PLACE.match(text)
    if not found:
        raise ValueError(text)
    signs, parts = (found[1], found[5]), (found.groups()[1:4], found.groups()[5:8])
    both = [
        (-1 if sign == "-" else 1) * sum(int(part or 0) / 60**power for power, part in enumerate(one))
        for sign, one in zip(signs, parts, strict=True)
    ]
    return both[0], both[1]
