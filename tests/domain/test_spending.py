"""Spent beside estimated: by line, and in total where both are known."""

from decimal import Decimal

from comity.domain.spending import Compared, Line, compared


def line(currency: str, estimate: int | None, spent: int | None) -> Line:
    return Line(currency, *(None if one is None else Decimal(one) for one in (estimate, spent)))


def test_a_line_differs_only_if_both_are_on_record() -> None:
    lines = [line("VND", *pair) for pair in ((60, 72), (60, 50), (60, 60), (60, None), (None, 60), (0, 5), (5, 0))]

    assert [one.difference for one in lines] == [12, -10, 0, None, None, 5, -5]


def test_each_currency_has_its_own_total_of_the_lines_that_state_both() -> None:
    found = compared(
        [
            line("VND", 60, 72),
            line("JPY", None, None),
            line("VND", 40, 38),
            line("VND", 15, None),
            line("VND", None, 7),
            line("USD", 30, 27),
            line("EUR", None, 4),
        ]
    )

    assert found == {
        "VND": Compared(Decimal(100), Decimal(110), lines=2, alone=2),
        "USD": Compared(Decimal(30), Decimal(27), lines=1),
        "EUR": Compared(alone=1),
    }
    assert [one.difference for one in found.values()] == [10, -3, 0]
    assert [one.percent for one in found.values()] == [10, -10, None]


def test_where_nothing_was_estimated_there_is_no_share_of_it() -> None:
    assert [compared([line("VND", *pair)])["VND"].percent for pair in ((0, 5), (1, 3), (200, 201))] == [None, 200, 0]
    assert compared([]) == {}
