"""Clocks elsewhere, beside the city's."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from comity.core import zones

HOME = ZoneInfo("Asia/Ho_Chi_Minh")
WINTER, SUMMER = datetime(2025, 1, 16, 5, tzinfo=UTC), datetime(2025, 7, 16, 5, tzinfo=UTC)
MOSCOW, VLADIVOSTOK_REGION, BELOW_NOWHERE = (55.7558, 37.6176), (44.1, 131.0), (62.0, 95.0)


def hours(*numbers: float) -> list[timedelta]:
    return [timedelta(hours=one) for one in numbers]


@pytest.mark.parametrize(
    ("country", "now", "expected"),
    [
        ("JP", WINTER, hours(2)),
        ("KH", WINTER, hours(0)),
        ("FR", WINTER, hours(-6)),
        ("FR", SUMMER, hours(-5)),  # their summer time
        ("IN", WINTER, hours(-1.5)),
        ("CN", WINTER, hours(1)),  # one legal time
        ("AU", WINTER, hours(1, 1.75, 2.5, 3, 3.5, 4)),
    ],
)
def test_by_country(country: str, now: datetime, expected: list[timedelta]) -> None:
    assert zones.apart(country, HOME, now) == expected


def test_a_place_in_the_city_a_zone_is_named_for_has_its_time() -> None:
    assert zones.apart("RU", HOME, WINTER, at=MOSCOW) == hours(-4)


@pytest.mark.parametrize("place", [VLADIVOSTOK_REGION, BELOW_NOWHERE])
def test_any_other_place_of_a_wide_country_is_not_guessed(place: tuple[float, float]) -> None:
    assert zones.apart("RU", HOME, WINTER, at=place) == zones.apart("RU", HOME, WINTER)
    assert len(zones.apart("RU", HOME, WINTER) or []) > 5


def test_what_has_no_country_has_no_clock() -> None:
    assert zones.apart("", HOME, WINTER) is None
    assert zones.apart("XX", HOME, WINTER) is None


def test_places_are_read_to_the_second() -> None:
    assert zones.zones_of("RU")["Europe/Moscow"] == pytest.approx((55.7558, 37.6178), abs=0.001)
    assert zones.zones_of("BR")["America/Sao_Paulo"] == pytest.approx((-23.533, -46.617), abs=0.001)
