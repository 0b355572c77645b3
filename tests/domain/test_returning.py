"""What is asked of units, who is late, what the returns come to."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from comity.domain.returning import (
    OPEN,
    STEPS,
    Stated,
    below_least,
    contained,
    days_late,
    doubt,
    key,
    misread,
    summed,
    tiling,
    together,
    unexplained,
)

D = Decimal
DUE = date(2025, 1, 10)


@pytest.mark.parametrize(
    ("state", "today", "late"),
    [("asked", 9, 0), ("asked", 10, 0), ("asked", 13, 3), ("back", 13, 3), ("sent", 13, 0), ("accepted", 13, 0)],
)
def test_a_return_is_late_until_it_is_sent(state: str, today: int, late: int) -> None:
    assert days_late(DUE, state, date(2025, 1, today)) == late


@pytest.mark.parametrize(
    ("step", "states"),
    [("save", {*OPEN}), ("send", {*OPEN}), ("accept", {"sent"}), ("back", {"sent", "accepted"})],
)
def test_a_return_is_written_until_it_is_sent_and_what_was_accepted_can_still_go_back(
    step: str, states: set[str]
) -> None:
    assert {state for state, steps in STEPS.items() if step in steps} == states


def test_a_figure_is_known_by_its_code_and_money_by_its_currency_too() -> None:
    assert (key("guests"), key("aid", "USD")) == ("guests", "aid.USD")
    assert Stated("aid", D(5), D(5), currency="USD").key == "aid.USD"


@pytest.mark.parametrize(
    ("stated", "usual", "found"),
    [
        (12, [12000], (12000, 1000)),
        (12000, [11, 12], (11, 1000)),
        (12000, [9000, 13], (13, 1000)),  # nothing is said against the first
        (12, [13], None),
        (12, [], None),
        (None, [12], None),
    ],
)
def test_a_number_that_looks_a_thousandfold_off_is_doubted(
    stated: int | None, usual: list[int], found: tuple[int, int] | None
) -> None:
    doubted = doubt(None if stated is None else D(stated), map(D, usual))

    assert doubted == (found and (D(found[0]), found[1]))


def test_nothing_is_confirmed_unless_somebody_says_so() -> None:
    assert not Stated("a", D(3), D(3000)).sure


def test_a_number_that_differs_is_explained() -> None:
    figures = [Stated("a", D(3), D(3)), Stated("b", D(3), D(4)), Stated("c", D(3), D(4), "one by letter"), Stated("d", D(3), None)]  # fmt: skip

    assert unexplained(figures) == ["b"]


def test_returns_are_summed_with_the_gap_of_each_unit() -> None:
    found = summed({7: [Stated("a", D(3), D(4), "late")], 8: [Stated("a", D(2), D(2)), Stated("b", D(1), None)]}, {})

    assert list(found) == ["a"]
    assert (found["a"].stated, found["a"].recorded, found["a"].units, found["a"].parts) == (D(6), D(5), 2, ())
    assert [(unit, one.gap) for unit, one in found["a"].gaps] == [(7, D(1))]


def months(*numbers: int, of: int = 1) -> list[tuple[date, date]]:
    return [(date(2024, one, 1), date(2024, one + of, 1) - timedelta(1)) for one in numbers]


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        (months(1, 2, 3), months(1, 2, 3)),
        (months(3, 1, 2), months(1, 2, 3)),
        (months(1, 3), []),
        (months(1, 2), []),
        (months(2, 3), []),
        ([], []),
        (months(1, of=3), months(1, of=3)),
        (months(1, 2, 3) + months(1, of=2), months(1, of=2) + months(3)),  # the longer first
        (months(1, 2) + months(1, of=2) + months(2, of=2), months(1) + months(2, of=2)),  # where it leads on
        (months(1, of=4), []),  # goes beyond
        ([(date(2024, 1, 1), date.max)], []),
        ([*months(1, 2), (date(2024, 3, 2), date(2024, 3, 31))], []),  # a day is missing
        ([*months(1), (date(2024, 1, 31), date(2024, 3, 31))], []),  # a day is in both
        ([(date(2024, 1, 1), date(2023, 12, 31)), *months(1, 2, 3)], months(1, 2, 3)),  # backwards
    ],
)
def test_spans_that_fill_a_quarter_are_found(spans: list[tuple[date, date]], found: list[tuple[date, date]]) -> None:
    assert tiling(date(2024, 1, 1), date(2024, 3, 31), spans) == found


def test_one_day_is_filled_by_itself() -> None:
    day = date(2024, 1, 1)

    assert tiling(day, day, [(day, day)]) == [(day, day)]
    after = date(2024, 1, 2), date(2024, 1, 9)
    assert tiling(day, after[1], [after, (day, day)]) == [(day, day), after]


def test_figures_of_months_come_to_that_of_the_quarter() -> None:
    january, march = Stated("aid", D(3), D(4), "late", "USD", sure=True), Stated("aid", D(2), D(2), "", "USD")

    assert together([("January", january), ("March", march)]) == Stated("aid", D(5), D(6), "January: late", "USD")
    assert together([("January", january), ("May", january)]) == Stated(
        "aid", D(6), D(8), "January: late; May: late", "USD", sure=True
    )
    assert together([("January", january)]).reason == "January: late"
    assert together([("March", march), ("May", Stated("aid", D(7), None))]).stated is None


@pytest.mark.parametrize(
    ("others", "come_to"),
    [
        (("USD", 0), 6),  # no aid came in the other month, and nobody wrote a nought
        (("USD", 7), None),  # it came, and how much is not stated
        (("", 0), None),  # what is counted is stated in every return, or not known
    ],
)
def test_money_neither_stated_nor_on_record_in_one_month_is_nought_there(
    others: tuple[str, int], come_to: int | None
) -> None:
    currency, recorded = others
    known = Stated("aid", D(5), D(6), "late", currency)
    silent = Stated("aid", D(recorded), None, currency=currency)

    for parts in ([("January", known), ("March", silent)], [("March", silent), ("January", known)]):
        found = together(parts)
        assert found.stated == (None if come_to is None else D(come_to))
        assert found.recorded == 5 + recorded
    assert together([("March", silent)]).stated is None


TREE = {1: [1, 2, 3, 4], 2: [2, 3], 3: [3], 4: [4], 5: [5]}  # 3 belongs to 2, which belongs to 1 as 4 does


@pytest.mark.parametrize(
    ("units", "within"),
    [
        ([1, 2, 3, 4, 5], {2: 1, 3: 2, 4: 1}),
        ([1, 3], {3: 1}),
        ([3, 4, 5], {}),
        ([2, 4], {}),
        ([6, 3], {}),  # of whom nothing is known
        ([], {}),
    ],
)
def test_a_unit_belongs_to_the_nearest_of_those_over_it(units: list[int], within: dict[int, int]) -> None:
    assert contained(units, TREE) == within


def test_units_below_stand_in_the_order_of_their_numbers() -> None:
    assert list(contained([8, 7, 1], {1: [1, 7, 8]})) == [7, 8]


def test_what_a_unit_below_states_is_part_of_what_the_unit_over_it_states() -> None:
    """One delegation of an association under a union, returned by both, is one delegation."""
    child, union, ward = Stated("a", D(1), D(1)), Stated("a", D(2), D(3), "late"), Stated("a", D(4), D(4))

    found = summed({3: [child], 2: [union], 5: [ward]}, TREE)["a"]

    assert (found.stated, found.recorded, found.units) == (D(7), D(6), 2)
    assert (found.gaps, found.parts) == (((2, union),), ((3, 2, child),))


def test_what_the_unit_over_it_leaves_open_is_added() -> None:
    found = summed({3: [Stated("a", D(1), D(1)), Stated("b", D(2), D(2))], 2: [Stated("a", D(1), None)]}, TREE)

    assert [(key, one.stated, one.parts) for key, one in found.items()] == [("a", D(1), ()), ("b", D(2), ())]


def test_money_is_summed_in_each_currency() -> None:
    found = summed({7: [Stated("aid", D(5), D(6), currency="USD"), Stated("aid", D(3), D(3), currency="VND")]}, {})

    assert [(known, one.code, one.currency, one.stated, one.recorded, one.units) for known, one in found.items()] == [
        ("aid.USD", "aid", "USD", D(6), D(5), 1),
        ("aid.VND", "aid", "VND", D(3), D(3), 1),
    ]


def test_whose_gap_is_widest_stands_first_whichever_way_it_goes() -> None:
    given = {6: D(4), 5: D(4), 8: D(0), 7: D(3), 9: D(2)}

    found = summed({unit: [Stated("a", D(3), stated)] for unit, stated in given.items()}, {})

    assert [(unit, one.gap) for unit, one in found["a"].gaps] == [(8, D(-3)), (5, D(1)), (6, D(1)), (9, D(-1))]


@pytest.mark.parametrize(
    ("typed", "stated", "other"),
    [
        ("2.265", "2.265", 2265),  # English, where a point begins decimals
        ("2,265", "2.265", 2265),  # Vietnamese, where a comma does
        ("2,265", "2265", None),
        ("2.5", "2.5", None),
        ("2.0", "2", None),
        ("12", "12", None),
    ],
)
def test_a_number_with_decimals_that_would_be_a_whole_one_elsewhere_is_doubted(
    typed: str, stated: str, other: int | None
) -> None:
    assert misread(typed, D(stated)) == other


@pytest.mark.parametrize(
    ("persons", "found"),
    [("1", {"persons": "delegations"}), ("2", {}), ("3", {}), (None, {})],
)
def test_persons_are_no_fewer_than_delegations(persons: str | None, found: dict[str, str]) -> None:
    stated = {"delegations": D(2), "other": D(0)} | ({"persons": D(persons)} if persons else {})

    assert below_least(stated, {"persons": "delegations", "guests": "delegations", "other": "nobody"}) == found
