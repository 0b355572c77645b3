from comity.domain.globe import distance


def test_distances_are_along_the_great_circle() -> None:
    assert distance(0, 0, 0, 90) == 10010
    assert distance(0, 0, 0, 180) == 20020
    assert distance(10, 20, 10, 20) == 0


def test_the_way_back_is_as_long() -> None:
    assert distance(21.0, 105.8, -33.9, 151.2) == distance(-33.9, 151.2, 21.0, 105.8)


def test_the_date_line_is_no_obstacle() -> None:
    assert distance(0, 179, 0, -179) == 220
