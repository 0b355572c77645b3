"""Distances on the globe."""

from math import asin, cos, radians, sin, sqrt

EARTH = 6371.0  # mean radius in km


def distance(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> int:
    """Return the great-circle distance in km, to the nearest 10, between two places given in degrees."""
    here, there = radians(latitude), radians(to_latitude)
    across = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin(radians(to_longitude - longitude) / 2) ** 2
    return round(2 * EARTH * asin(min(1.0, sqrt(across))) / 10) * 10
