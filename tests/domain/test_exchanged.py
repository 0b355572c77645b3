"""Money at home: each amount at its own rate, and no sum that leaves something out unsaid."""

from decimal import Decimal

from comity.domain.exchanged import Amount, Total, share, total


def test_an_amount_is_told_at_home_by_its_rate() -> None:
    assert Amount(Decimal(200), "USD", Decimal(25400)).at_home("VND") == 5_080_000
    assert Amount(Decimal(200), "VND").at_home("VND") == 200
    assert Amount(Decimal(200), "USD").at_home("VND") is None


def test_payments_are_added_by_currency_and_at_home_each_at_its_rate() -> None:
    paid = [
        Amount(Decimal(10), "USD", Decimal(20)),
        Amount(Decimal(5), "USD", Decimal(30)),
        Amount(Decimal(7), "VND"),
    ]
    assert total(paid, "VND") == Total({"USD": Decimal(15), "VND": Decimal(7)}, Decimal(357))


def test_a_payment_without_a_rate_leaves_the_sum_at_home_unknown() -> None:
    assert total([Amount(Decimal(10), "USD", Decimal(20)), Amount(Decimal(5), "USD")], "VND").at_home is None
    assert total([], "VND") == Total({}, None)


def test_the_share_paid_is_told_only_in_one_currency() -> None:
    whole = Amount(Decimal(180), "USD")
    assert share(Total({"USD": Decimal(45)}, None), whole) == 25
    assert share(Total({"USD": Decimal(180)}, None), whole) == 100
    assert share(Total({"EUR": Decimal(45)}, None), whole) is None
    assert share(Total({}, None), whole) is None
    assert share(Total({"USD": Decimal(45)}, None), Amount(Decimal(0), "USD")) is None
    assert share(Total({"USD": Decimal(45)}, None), None) is None
