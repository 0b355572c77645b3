import pytest

from comity.domain.globe import around, distance, flat


def test_distances_are_along_the_great_circle() -> None:
    assert distance(0, 0, 0, 90) == 10010
    assert distance(0, 0, 0, 180) == 20020
    assert distance(0, 0, 0, 179) == 19900  # of 40,030 km round the globe 179 parts of 360
    assert distance(10, 20, 10, 20) == 0
    assert distance(0, 20, 30, 20) == distance(-10, 20, 20, 20) == distance(0, 0, 0, 30) == 3340  # along a meridian
    assert distance(60, 0, 60, 180) == distance(60, 20, 0, 20) == 6670  # over the pole


def test_the_way_back_is_as_long() -> None:
    assert distance(21.0, 105.8, -33.9, 151.2) == distance(-33.9, 151.2, 21.0, 105.8)


def test_the_date_line_is_no_obstacle() -> None:
    assert distance(0, 179, 0, -179) == 220


def test_a_part_of_the_globe_holds_all_places_with_a_margin() -> None:
    assert around([]) is None
    assert around([(10.0, 40.0), (20.0, 50.0)]) == pytest.approx((8.8, 38.8, 21.2, 51.2))


def test_a_single_city_does_not_fill_the_map() -> None:
    assert around([(139.4, 35.4)]) == pytest.approx((135.4, 31.4, 143.4, 39.4))


@pytest.mark.parametrize(("longitude", "west"), [(179.5, 175.5), (180, 176), (-179.5, -183.5), (-139, -143)])
def test_a_place_lies_in_its_part_of_the_globe_by_its_own_longitude(longitude: float, west: float) -> None:
    assert (around([(longitude, 0)]) or ())[::2] == pytest.approx((west, west + 8))


def test_a_part_of_the_globe_ends_before_the_poles() -> None:
    assert (around([(0, 82.0)]) or ())[1::2] == pytest.approx((78, 85))
    assert (around([(0, -82.0)]) or ())[1::2] == pytest.approx((-85, -78))


def test_places_on_both_sides_of_the_date_line_are_near_each_other() -> None:
    west, _south, east, _north = around([(170.0, 0.0), (-170.0, 10.0)]) or (0, 0, 0, 0)
    assert (west, east) == pytest.approx((167.6, 192.4))
    west, _south, east, _north = around([(-170.0, 0.0), (-120.0, 10.0)]) or (0, 0, 0, 0)
    assert (west, east) == pytest.approx((-176.0, -114.0))


def test_places_on_both_sides_of_greenwich_are_near_each_other() -> None:
    west, _south, east, _north = around([(10.0, 0.0), (-10.0, 10.0), (-2.0, 5.0)]) or (0, 0, 0, 0)
    assert (west, east) == pytest.approx((-12.4, 12.4))


def test_a_flat_map_begins_at_its_upper_left_and_leaves_out_what_lies_outside() -> None:
    assert flat(0, 40, (0, 0, 40, 40), 1000) == (0, 0)
    assert flat(20, 20, (0, 0, 40, 40), 1000) == (500, 600)
    assert flat(-170, 20, (160, 0, 200, 40), 1000) == (750, 600)  # beyond the date line
    assert flat(40, 0, (0, 0, 40, 40), 1000) == (1000, 1200)  # its edges belong to it
    assert flat(55, 20, (10, 0, 50, 40), 1000) is None
    assert flat(-10, 20, (0, 0, 40, 40), 1000) is None
    assert flat(20, 50, (0, 0, 40, 40), 1000) is None
