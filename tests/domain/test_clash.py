"""Bookings that get in each other's way, worked by hand."""

import pytest

from comity.domain.clash import Booking, Clash, clashes, overlap

CAR, LINH = ("resource", 7), ("person", 3)


def booking(number: int, begins: str, until: str = "", day: str = "2026-05-12", *things: tuple[str, int]) -> Booking:
    return Booking(number, day, begins, until, frozenset(things or (CAR,)))


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        (("08:00", "09:00"), ("08:30", "10:00"), True),
        (("08:00", "09:00"), ("09:00", "10:00"), False),  # one ends when the other begins
        (("08:00", "12:00"), ("09:00", "10:00"), True),  # one within the other
        (("08:00", ""), ("08:00", ""), True),  # the same beginning
        (("08:00", ""), ("08:30", "09:00"), False),  # how long the first takes is not known
        (("08:00", "09:00"), ("08:30", ""), True),
        (("", "09:00"), ("08:30", "09:00"), False),  # when the first begins is not known
        (("", ""), ("", ""), False),
    ],
)
def test_only_times_that_certainly_overlap_do(one: tuple[str, str], other: tuple[str, str], is_one: bool) -> None:
    assert overlap(booking(1, *one), booking(2, *other)) is is_one
    assert overlap(booking(2, *other), booking(1, *one)) is is_one


def test_other_days_do_not_clash() -> None:
    assert not overlap(booking(1, "08:00", "09:00"), booking(2, "08:00", "09:00", "2026-05-13"))


def test_each_pair_says_what_both_want() -> None:
    day = "2026-05-12"
    found = clashes(
        [
            booking(1, "08:00", "09:00", day, CAR, LINH),
            booking(2, "08:30", "09:30", day, CAR),
            booking(3, "08:45", "10:00", day, LINH, CAR),
            booking(4, "08:00", "20:00", day, ("resource", 8)),
        ]
    )
    assert found == [
        Clash(1, 2, frozenset({CAR})),
        Clash(1, 3, frozenset({CAR, LINH})),
        Clash(2, 3, frozenset({CAR})),
    ]


def test_clashes_come_in_order_of_day_and_time_in_whatever_order_the_bookings_do() -> None:
    later = [booking(1, "08:00", "12:00", "2026-05-13"), booking(2, "08:30", "09:00", "2026-05-13")]
    sooner = [booking(5, "08:00"), booking(4, "08:00"), booking(3, "07:00", "09:00")]

    assert [(one.first, one.second) for one in clashes([*reversed(later), *sooner])] == [(3, 4), (3, 5), (4, 5), (1, 2)]


def test_one_car_wanted_at_two_times_of_a_day_is_no_clash() -> None:
    assert clashes([booking(1, "08:00", "09:00"), booking(2, "10:00", "11:00")]) == []
