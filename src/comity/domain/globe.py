"""Distances on the globe, the part of it that holds some places, and a flat drawing of it."""

from collections.abc import Collection
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

EARTH = 6371.0  # mean radius in km
STRETCH = 1.2  # of a flat map from north to south, so that it is true to shape around 34 degrees
LEAST = 8.0  # degrees that a part of the globe measures, or a single city would fill the map
MARGIN = 0.12
Place = tuple[float, float]
Box = tuple[float, float, float, float]


def distance(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> int:
    """Return the great-circle distance in km, to the nearest 10, between two places given in degrees."""
    here, there = radians(latitude), radians(to_latitude)
    across = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin(radians(to_longitude - longitude) / 2) ** 2
    return round(2 * EARTH * asin(min(1.0, sqrt(across))) / 10) * 10


def around(places: Collection[Place]) -> Box | None:
    """Return west, south, east and north of the least part of the globe that holds all places, with a margin.

    Places are longitude and latitude; east is beyond 180 where the part lies across the date line. None without places.
    """
    if not places:
        return None
    longitudes = sorted({longitude % 360 for longitude, _latitude in places})
    latitudes = [latitude for _longitude, latitude in places]
    ring = [*longitudes, longitudes[0] + 360]
    gaps = [there - here for here, there in pairwise(ring)]
    widest = gaps.index(max(gaps))
    west, width = ring[widest + 1] % 360, 360 - gaps[widest]
    west = west - 360 if west > 180 else west
    west, east = _widened(west, west + width)
    south, north = _widened(min(latitudes), max(latitudes))
    return west, max(south, -85.0), east, min(north, 85.0)


def flat(longitude: float, latitude: float, box: Box, width: float) -> Place | None:
    """Return where a place lies on a flat map of the box that is so wide, from its upper left; None for one outside."""
    west, south, east, north = box
    right = (longitude - west) % 360
    if right > east - west or not south <= latitude <= north:
        return None
    scale = width / (east - west)
    return right * scale, (north - latitude) * STRETCH * scale


def _widened(least: float, greatest: float) -> Place:
    more = max((greatest - least) * MARGIN, (LEAST - (greatest - least)) / 2)
    return least - more, greatest + more
