"""A day in blocks: what is taken, what is free, what two want at once."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from comity.domain.free import Block, Held, blocks, hours, span

OPENS, SHUTS = 7 * 60, 21 * 60
times = st.integers(0, 24 * 60 - 1).map(lambda at: f"{at // 60:02d}:{at % 60:02d}")
helds = st.lists(st.tuples(times | st.just(""), times | st.just("")), max_size=8)


def at(hour: int, minute: int = 0) -> int:
    return hour * 60 + minute


def test_a_day_without_bookings_is_free_from_the_first_hour_to_the_last() -> None:
    assert blocks([], OPENS, SHUTS) == [Block(OPENS, SHUTS)]
    assert hours([]) == (OPENS, SHUTS)
    assert Block(OPENS, SHUTS).quarters == 56


def test_what_lies_between_two_bookings_is_free() -> None:
    found = blocks([Held(2, "14:00", "15:30"), Held(1, "09:00", "10:00")], OPENS, SHUTS)

    assert found == [
        Block(at(7), at(9)),
        Block(at(9), at(10), (1,)),
        Block(at(10), at(14)),
        Block(at(14), at(15, 30), (2,)),
        Block(at(15, 30), at(21)),
    ]


def test_one_that_begins_as_another_ends_has_a_block_of_its_own() -> None:
    found = blocks([Held(1, "07:00", "10:00"), Held(2, "10:00", "21:00")], OPENS, SHUTS)

    assert found == [Block(at(7), at(10), (1,)), Block(at(10), at(21), (2,))]


def test_two_at_one_moment_are_one_block_that_says_so() -> None:
    found = blocks([Held(1, "09:00", "12:00"), Held(2, "10:00", "11:00"), Held(3, "11:30", "13:00")], OPENS, SHUTS)

    assert found[1] == Block(at(9), at(13), (1, 2, 3), twice=True)


def test_two_that_only_share_a_quarter_of_an_hour_do_not_want_it_at_once() -> None:
    found = blocks([Held(1, "09:00", "10:05"), Held(2, "10:10", "11:00")], OPENS, SHUTS)
    at_once = blocks([Held(1, "09:00", "10:05"), Held(2, "10:05", "10:30")], OPENS, SHUTS)
    again = blocks([Held(1, "09:00", "10:05"), Held(2, "10:05", "10:09"), Held(3, "10:08", "10:10")], OPENS, SHUTS)
    long = blocks([Held(1, "09:00", "11:05"), Held(2, "10:00", "10:30"), Held(3, "11:10", "12:00")], OPENS, SHUTS)

    assert found[1] == Block(at(9), at(11), (1, 2), twice=False)
    assert at_once[1] == Block(at(9), at(10, 30), (1, 2), twice=False)
    assert again[1] == Block(at(9), at(10, 15), (1, 2, 3), twice=True)
    assert long[1] == Block(at(9), at(12), (1, 2, 3), twice=True)


def test_the_quarters_in_which_a_booking_begins_and_ends_are_taken() -> None:
    assert blocks([Held(1, "09:10", "09:50")], OPENS, SHUTS)[1] == Block(at(9), at(10), (1,))
    assert blocks([Held(1, "09:15", "09:15")], OPENS, SHUTS)[1] == Block(at(9, 15), at(9, 30), (1,))
    assert blocks([Held(1, "09:20", "09:20")], OPENS, SHUTS)[1] == Block(at(9, 15), at(9, 30), (1,))


def test_without_an_end_an_hour_is_drawn_and_without_a_beginning_nothing() -> None:
    assert span(Held(1, "09:10")) == (at(9, 10), at(10, 10))
    assert span(Held(1, "23:30")) == (at(23, 30), at(24))
    assert span(Held(1, "23:00")) == (at(23), at(24))
    assert blocks([Held(1, "", "10:00")], OPENS, SHUTS) == [Block(OPENS, SHUTS)]
    assert hours([Held(1, "", "23:00")]) == (OPENS, SHUTS)


def test_an_end_before_the_beginning_is_past_midnight() -> None:
    assert span(Held(1, "19:00", "01:00")) == (at(19), at(24))
    assert span(Held(1, "19:00", "19:00")) == (at(19), at(19))
    assert blocks([Held(1, "19:00", "01:00")], OPENS, at(24))[-1] == Block(at(19), at(24), (1,))


def test_the_hours_drawn_hold_what_is_early_and_what_is_late() -> None:
    assert hours([Held(1, "05:40", "06:00"), Held(2, "20:00", "22:10")]) == (at(5), at(23))
    assert hours([Held(1, "05:00", "06:00"), Held(2, "20:00", "22:00")]) == (at(5), at(22))
    assert hours([Held(1, "08:00", "20:00")]) == (OPENS, SHUTS)


@given(helds)
def test_the_blocks_fill_the_day_and_hold_every_booking_once(given_: list[tuple[str, str]]) -> None:
    held = [Held(number, *pair) for number, pair in enumerate(given_)]
    opens, shuts = hours(held)
    found = blocks(held, opens, shuts)

    assert found[0].first == opens
    assert found[-1].last >= shuts
    assert all(one.last == other.first for one, other in pairwise(found))
    assert all(one.quarters > 0 for one in found)
    assert not any(not one.of and not other.of for one, other in pairwise(found))
    assert sorted(number for one in found for number in one.of) == [one.number for one in held if one.begins]
