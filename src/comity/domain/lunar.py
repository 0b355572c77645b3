"""The lunar calendar of East Asia, reckoned for a time zone: month 11 holds the winter solstice, months begin with the new moon.

Where the day begins decides: the same new moon can fall on two dates in Hanoi and in Beijing, so their calendars part in
some years (Tet of 1985 by a month, of 2007 by a day). New moons and the sun's longitude follow the series of J. Meeus, good to
a few seconds and to about two minutes of time, between 1900 and 2199.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import cos, floor, radians, sin
from operator import mul

FIRST_YEAR, LAST_YEAR = 1901, 2198  # whose months all lie where the series are good
EPOCH = 1721424.5  # Julian day on which day 0 of `date.toordinal` begins
J1900, CENTURY = 2415020.0, 36525.0
NEW_MOON, MONTH = 2451550.09766, 29.530588861
# Seconds by which uniform time runs ahead of the earth's, every tenth year; from 2030 on an estimate.
DELTA_T = (-3, 10, 21, 24, 24, 29, 33, 40, 51, 57, 64, 66, 69, 72, 76, 80, 85, 90, 96, 102, 108, 115, 122, 129, 136, 144,
           152, 160, 168, 177, 186, 196)  # fmt: skip
# Of the new moon: days, then multiples of the sun's and the moon's anomaly, the moon's latitude, the node. What depends on the
# sun's anomaly grows with the eccentricity of the earth's orbit, as often as that is multiplied.
SINES: Sequence[tuple[float, tuple[int, int, int, int]]] = (
    (-0.40720, (0, 1, 0, 0)), (0.17241, (1, 0, 0, 0)), (0.01608, (0, 2, 0, 0)), (0.01039, (0, 0, 2, 0)),
    (0.00739, (-1, 1, 0, 0)), (-0.00514, (1, 1, 0, 0)), (0.00208, (2, 0, 0, 0)), (-0.00111, (0, 1, -2, 0)),
    (-0.00057, (0, 1, 2, 0)), (0.00056, (1, 2, 0, 0)), (-0.00042, (0, 3, 0, 0)), (0.00042, (1, 0, 2, 0)),
    (0.00038, (1, 0, -2, 0)), (-0.00024, (-1, 2, 0, 0)), (-0.00017, (0, 0, 0, 1)), (-0.00007, (2, 1, 0, 0)),
    (0.00004, (0, 2, -2, 0)), (0.00004, (3, 0, 0, 0)), (0.00003, (1, 1, -2, 0)), (0.00003, (0, 2, 2, 0)),
    (-0.00003, (1, 1, 2, 0)), (0.00003, (-1, 1, 2, 0)), (-0.00002, (-1, 1, -2, 0)), (-0.00002, (1, 3, 0, 0)),
    (0.00002, (0, 4, 0, 0)),
)  # fmt: skip
# Pull of the planets on the new moon: days, degrees at the start, degrees per lunation.
PLANETS = (
    (0.000325, 299.77, 0.107408), (0.000165, 251.88, 0.016321), (0.000164, 251.83, 26.651886), (0.000126, 349.42, 36.412478),
    (0.000110, 84.66, 18.206239), (0.000062, 141.74, 53.303771), (0.000060, 207.14, 2.453732), (0.000056, 154.84, 7.306860),
    (0.000047, 34.52, 27.261239), (0.000042, 207.19, 0.121824), (0.000040, 291.34, 1.844379), (0.000037, 161.72, 24.198154),
    (0.000035, 239.56, 25.513099), (0.000023, 331.55, 3.592518),
)  # fmt: skip


@dataclass(frozen=True)
class LunarDay:
    """A day of the lunar calendar; the year is the one of the civil calendar in which the lunar year began."""

    year: int
    month: int
    day: int
    leap: bool = False


def lunar(on: date, utc_offset: float) -> LunarDay | None:
    """Return the lunar day of a date where the clock stands so many hours ahead of UTC; None outside 1901 to 2198."""
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        return None
    ordinal, year = on.toordinal(), on.year
    months = _months(year, utc_offset)
    if ordinal >= months[-1][0]:
        year += 1
        months = _months(year, utc_offset)
    begun, month, leap = [one for one in months[:-1] if one[0] <= ordinal][-1]
    return LunarDay(year - 1 if month >= 11 else year, month, ordinal - begun + 1, leap)


@lru_cache(maxsize=512)
def _months(year: int, offset: float) -> list[tuple[int, int, bool]]:
    """Return first day, number and leap of the months from the 11th that began the year before to the next 11th."""
    begins, ends = (_eleventh(one, offset) for one in (year - 1, year))
    count = ends - begins
    starts = [_new_moon_day(begins + step, offset) for step in range(count + 1)]
    terms = [floor(_sun(start, offset) / 30) for start in starts]
    leap = next(one for one in range(1, count) if terms[one] == terms[one + 1]) if count > 12 else 0
    found = []
    for step, start in enumerate(starts):
        passed = step - 1 if leap and step >= leap else step
        found.append((start, (10 + passed) % 12 + 1, bool(leap) and step == leap))
    return found


def _eleventh(year: int, offset: float) -> int:
    """Return the lunation that began the month holding the winter solstice of a year."""
    day = next(one for one in (date(year, 12, d).toordinal() for d in range(19, 25)) if _sun(one + 1, offset) >= 270)
    lunation = floor((day + EPOCH - NEW_MOON) / MONTH) + 1
    while _new_moon_day(lunation, offset) > day:
        lunation -= 1
    return lunation


@lru_cache(maxsize=8192)
def _new_moon_day(lunation: int, offset: float) -> int:
    """Return the day, as an ordinal, on which a lunation begins."""
    moment = _new_moon(lunation)
    return floor(moment - _delta_t(moment) + offset / 24 - EPOCH)


def _new_moon(k: int) -> float:
    """Return the Julian day of a new moon in uniform time (Meeus, Astronomical Algorithms, chapter 49).

    Powers of the time that come to less than half a second between 1900 and 2199 are left out.
    """
    t = k / 1236.85
    mean = NEW_MOON + MONTH * k + 0.00015437 * t**2
    eccentricity = 1 - 0.002516 * t
    arguments = (
        2.5534 + 29.10535670 * k,
        201.5643 + 385.81693528 * k + 0.0107582 * t**2,
        160.7108 + 390.67050284 * k,
        124.7746 - 1.56375588 * k,
    )
    for size, times in SINES:
        angle = sum(map(mul, times, arguments))
        mean += size * eccentricity ** abs(times[0]) * sin(radians(angle))
    for size, start, speed in PLANETS:
        mean += size * sin(radians(start + speed * k))
    return mean


def _sun(day: int, offset: float) -> float:
    """Return the sun's apparent longitude in degrees as the day begins (Meeus, Astronomical Formulae, chapter 18).

    Powers of the time that come to less than a fifth of a thousandth of a degree between 1900 and 2199 are left out.
    """
    moment = day + EPOCH - offset / 24
    t = (moment + _delta_t(moment) - J1900) / CENTURY
    anomaly = radians(358.47583 + 35999.04975 * t)
    longitude = 279.69668 + 36000.76892 * t + 0.0003025 * t**2
    longitude += (1.919460 - 0.004789 * t) * sin(anomaly)
    longitude += (0.020094 - 0.000100 * t) * sin(2 * anomaly) + 0.000293 * sin(3 * anomaly)
    longitude += 0.00134 * cos(radians(153.23 + 22518.7541 * t)) + 0.00154 * cos(radians(216.57 + 45037.5082 * t))
    longitude += 0.00200 * cos(radians(312.69 + 32964.3577 * t)) + 0.00178 * sin(radians(231.19 + 20.20 * t))
    longitude += 0.00179 * sin(radians(350.74 + 445267.1142 * t))
    return (longitude - 0.00569 - 0.00479 * sin(radians(259.18 - 1934.142 * t))) % 360


def _delta_t(moment: float) -> float:
    """Return how far uniform time is ahead at a Julian day, in days."""
    decades = (moment - J1900) / 3652.5
    before = floor(decades)
    return (DELTA_T[before] + (DELTA_T[before + 1] - DELTA_T[before]) * (decades - before)) / 86400
