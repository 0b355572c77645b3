"""Numbers of delegates that contradict each other."""

from comity.domain.delegates import at_least, beyond, too_few


def test_persons_are_no_fewer_than_their_parts() -> None:
    assert [too_few(*one) for one in ((300, [200, 60, 50]), (310, [200, 60, 50]), (100, [None, 101]), (0, [1]))] == [
        310,
        0,
        101,
        1,
    ]
    assert [too_few(None, [200]), too_few(5, []), too_few(5, [None])] == [0, 0, 0]


def test_a_count_by_country_is_no_more_than_what_was_stated() -> None:
    stated = {"national": 200, "resident": None, "abroad": 50, "none": 0}

    assert beyond(stated, {"national": 200, "resident": 9, "abroad": 62, "other": 4, "none": 1}) == {
        "abroad": 62,
        "none": 1,
    }
    assert beyond(stated, {}) == {}


def test_of_each_kind_the_larger_number_counts() -> None:
    assert at_least({"national": 200, "resident": None, "abroad": 50}, {"resident": 9, "abroad": 62, "other": 4}) == 275
    assert at_least({"national": 200}, {"national": 150}) == 200
    assert at_least({}, {}) == 0
    assert at_least({"abroad": None}, {"abroad": 0}) == 0
    assert at_least({"abroad": 0}, {}) == 0
