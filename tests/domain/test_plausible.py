"""What looks wrong in figures is found by rules that need no database, and what is in order is left alone."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from comity.domain import plausible
from comity.domain.plausible import Stated, Visit

IN, OUT = "delegations_in", "delegations_out"


def year(number: int, value: str, indicator: str = IN, **more: Any) -> Stated:
    return Stated(indicator, date(number, 1, 1), date(number, 12, 31), Decimal(value), **more)


def month(number: int, value: str, indicator: str = IN, **more: Any) -> Stated:
    return Stated(
        indicator, date(2023, number, 1), date(2023, number, 28 if number == 2 else 30), Decimal(value), **more
    )


def test_a_month_above_the_year_so_far_is_found() -> None:
    """One province reported 499 visitors for July and 318 for the year so far."""
    july = Stated("persons_in", date(2023, 7, 1), date(2023, 7, 31), Decimal(499), id=7)
    so_far = Stated("persons_in", date(2023, 1, 1), date(2023, 7, 31), Decimal(318), id=8)

    (found,) = plausible.part_above_whole([july, so_far])

    assert (found.rule, found.value, found.against, found.ids) == ("part", Decimal(499), Decimal(318), (7, 8))
    assert plausible.part_above_whole([july, Stated("persons_in", so_far.first, so_far.last, Decimal(499))]) == []
    assert plausible.part_above_whole([july, Stated("persons_out", so_far.first, so_far.last, Decimal(1))]) == []


def test_money_is_held_against_money_of_its_currency_only() -> None:
    part = month(7, "900", "aid", currency="VND")

    assert plausible.part_above_whole([part, year(2023, "30", "aid", currency="USD")]) == []
    assert len(plausible.part_above_whole([part, year(2023, "30", "aid", currency="VND")])) == 1


def test_fewer_persons_than_delegations_are_found() -> None:
    least = {"persons_in": IN}

    (found,) = plausible.less_than_least([year(2023, "8", "persons_in"), year(2023, "9")], least)

    assert (found.indicator, found.other, found.value, found.against) == ("persons_in", IN, Decimal(8), Decimal(9))
    assert plausible.less_than_least([year(2023, "9", "persons_in"), year(2023, "9")], least) == []
    assert plausible.less_than_least([year(2022, "8", "persons_in"), year(2023, "9")], least) == []


SCALE = [
    # values of earlier years, the value now, the rule that finds it, the slip
    (["60", "70"], "65", "", ""),
    (["60", "70"], "640", "", ""),
    (["60", "70"], "651", "scale", ""),
    (["1", "1"], "12", "", ""),  # small numbers jump
    (["1", "2"], "30", "scale", ""),
    (["2340000000"], "2265000", "slip", "1000"),
    (["2.34"], "2265000000", "slip", "1000000000"),
    (["65"], "0", "", ""),
    ([], "65", "", ""),
]


@pytest.mark.parametrize(("before", "now", "rule", "slip"), SCALE)
def test_what_is_far_from_usual_is_found_and_slips_are_named(before: list[str], now: str, rule: str, slip: str) -> None:
    earlier = [year(2020 + at, value) for at, value in enumerate(before)]
    one = year(2024, now)

    found = plausible.out_of_scale([*earlier, one], [one])

    assert [(each.rule, each.other) for each in found] == ([(rule, slip)] if rule else [])


def test_a_month_is_not_held_against_years() -> None:
    assert plausible.out_of_scale([year(2022, "600")], [month(5, "30")]) == []


PRINTS = [
    ("2.265 million", [2265000, 2265000000]),
    ("2,265 million", [2265000000, 2265000]),
    ("2,07 tỷ", [2070000000]),
    ("65", [65]),
    ("1,234.5", ["1234.5"]),
    ("1.234,5", ["1234.5"]),
    ("more than 20 billion VND", [20000000000]),
    ("no number", []),
    ("", []),
]


@pytest.mark.parametrize(("printed", "numbers"), PRINTS)
def test_a_print_is_read_in_each_language(printed: str, numbers: list[int | str]) -> None:
    assert plausible.readings(printed) == [Decimal(one) for one in numbers]


def test_a_value_that_the_print_does_not_say_is_found_and_so_is_one_with_two_readings() -> None:
    slip = year(2024, "2265", "fdi", printed="2.265 million", id=1)
    doubtful = year(2024, "2265000", "fdi", printed="2.265 million", id=2)
    plain = year(2024, "65", printed="65", id=3)

    found = plausible.misread([slip, doubtful, plain])

    assert [(one.rule, one.ids, one.against) for one in found] == [
        ("printed", (1,), Decimal(2265000)),
        ("two_readings", (2,), Decimal(2265000000)),
    ]


def test_one_delegation_entered_by_two_units_is_found() -> None:
    first, last = date(2024, 1, 1), date(2024, 12, 31)
    japan, both, korea = frozenset({"JP"}), frozenset({"JP", "KR"}), frozenset({"KR"})
    visits = [
        Visit(1, 10, "2024-05-06", japan, 7),
        Visit(2, 11, "2024-05-06", both, None),
        Visit(3, 10, "2024-05-06", both, 7),  # the same unit as the first, another than the second
        Visit(4, 12, "2024-05-06", japan, 30),  # other persons
        Visit(5, 12, "2024-05-07", japan, 7),  # another day
        Visit(6, 13, "2024-05-07", korea, 7),  # another country
    ]

    found = plausible.entered_twice(IN, visits, first, last)

    assert [one.ids for one in found] == [(1, 2), (2, 3), (2, 4)]


def test_an_empty_month_among_full_ones_is_found() -> None:
    months = [(date(2024, at, 1), date(2024, at, 28)) for at in (1, 2, 3, 4)]

    (found,) = plausible.empty_months(IN, {"2024-01": 5, "2024-02": 6, "2024-04": 5}, months)

    assert (found.first, found.against) == (date(2024, 3, 1), Decimal("4.0"))
    assert plausible.empty_months(IN, {"2024-01": 5, "2024-02": 6}, months) == []
    assert plausible.empty_months(IN, {"2024-01": 50}, months[:2]) == []


def test_a_month_that_no_source_reports_between_two_that_some_do_is_found() -> None:
    found = plausible.missing_months([month(1, "5"), month(4, "5"), month(5, "7"), month(6, "5", OUT)])

    assert [(one.indicator, one.value, one.last) for one in found] == [(IN, Decimal(2), date(2023, 4, 1))]


def test_a_finding_keeps_its_name_and_tells_no_value_by_it() -> None:
    one = plausible.misread([year(2024, "2265", "fdi", printed="2.265 million", id=77771)])[0]
    other = plausible.misread([year(2024, "2266", "fdi", printed="2.265 million", id=77771)])[0]

    assert one.key == other.key
    assert "77771" not in one.key
    assert "2265" not in one.key
