"""What a figure is made of, and what became of it."""

from decimal import Decimal

import pytest

from comity.domain.receipt import Row, differences, gaps, today, worth

D = Decimal


@pytest.mark.parametrize(
    ("how", "rows", "expected"),
    [
        ("count", [Row(1), Row(2)], {"": D(2)}),
        ("count", [], {"": D(0)}),
        ("sum", [Row(1, D(10)), Row(2, None)], {"": D(10)}),
        ("days", [Row(1, D(3), "FR"), Row(2, D(4), "JP")], {"": D(7)}),  # no money, so nothing to keep apart
        ("money", [Row(1, D(5))], {"": D(5)}),  # nobody knows in what
        ("money", [Row(1, D(5), "USD"), Row(2, D(7), "USD"), Row(3, D(1), "VND")], {"USD": D(12), "VND": D(1)}),
        ("distinct", [Row(1, None, "FR"), Row(1, None, "JP"), Row(2, None, "FR")], {"": D(2)}),
    ],
)
def test_rows_come_to(how: str, rows: list[Row], expected: dict[str, Decimal]) -> None:
    assert worth(how, rows) == expected


def test_records_that_differ_are_told_apart() -> None:
    then = [Row(1), Row(2, D(10)), Row(3, None, "FR"), Row(3, None, "JP")]
    now = [Row(4), Row(2, D(12)), Row(3, None, "JP"), Row(3, None, "FR")]

    assert [(one.record, one.kind) for one in differences(then, now)] == [(1, "gone"), (2, "changed"), (4, "added")]


def test_differences_stand_by_number_and_their_rows_by_key_and_size() -> None:
    rows = [Row(1, None, "FR"), Row(1, D(5), "FR"), Row(1, D("0.5"), "FR"), Row(1, D(0), "FR"), Row(1, D(9), "DE")]

    found = differences([], [Row(8), *rows, Row(16)])

    assert [one.record for one in found] == [1, 8, 16]
    assert [(row.key, row.adds) for row in found[0].now] == [
        ("DE", D(9)),
        ("FR", D(0)),
        ("FR", D("0.5")),
        ("FR", D(5)),
        ("FR", None),
    ]
    assert differences(rows, reversed(rows)) == []


def test_a_sum_moves_by_its_differences_alone() -> None:
    differ = differences([Row(1, D(10)), Row(2, D(5))], [Row(1, D(12))])

    now = today("sum", {"": D(65)}, differ)

    assert now == {"": D(62)}
    assert gaps({"": D(65)}, now) == {"": D(-3)}


def test_money_moves_currency_by_currency() -> None:
    differ = differences([Row(1, D(10), "USD")], [Row(1, D(10), "EUR")])

    assert gaps({"USD": D(65)}, today("money", {"USD": D(65)}, differ)) == {"USD": D(-10), "EUR": D(10)}


def test_a_part_that_comes_to_nothing_stays_and_one_that_never_was_does_not_come() -> None:
    assert today("sum", {"": D(10)}, differences([Row(1, D(10))], [])) == {"": D(0)}
    assert today("money", {"USD": D(5)}, differences([], [Row(1, D(0), "EUR")])) == {"USD": D(5)}


def test_what_did_not_move_is_no_gap() -> None:
    then, now = {"USD": D(1), "VND": D(2)}, {"VND": D(2), "EUR": D(3)}

    assert list(gaps(then, now).items()) == [("USD", D(-1)), ("EUR", D(3))]


def test_a_value_that_others_still_name_still_counts_once() -> None:
    differ = differences([Row(1, None, "FR"), Row(2, None, "JP")], [])

    assert today("distinct", {"": D(2)}, differ, [Row(3, None, "FR")]) == {"": D(1)}
