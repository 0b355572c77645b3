"""A number is found among words, with what scales it, in each language's writing."""

from decimal import Decimal

import pytest

from comity.domain.prints import numbers, readings

PRINTS = [
    ("2.265 million", [2265000, 2265000000]),
    ("2,265 million", [2265000000, 2265000]),
    ("2,07 tỷ", [2070000000]),
    ("65", [65]),
    ("5 thousand", [5000]),
    ("5 nghìn", [5000]),
    ("5 ngàn", [5000]),
    ("3 TRIỆU", [3000000]),
    ("4 tỉ", [4000000000]),
    ("2 trillion", [2000000000000]),
    ("3 delegations", [3]),
    ("1,234.5", ["1234.5"]),
    ("1.234,5", ["1234.5"]),
    ("more than 20 billion VND", [20000000000]),
    ("no number", []),
    ("", []),
    ("5 mn", [5000000]),
    ("USD 2.34bn", ["2340000000"]),
    ("USD2.34 bn", ["2340000000"]),
    ("4 tn", [4 * 10**12]),
    ("2,067m USD", [2067000000, "2067000"]),
    ("20k", [20000]),
    ("3b", [3 * 10**9]),
    ("20 tr đồng", [20000000]),
    ("20tr", [20000000]),
    ("20 nghìn tỷ đồng", [20 * 10**12]),
    ("20 ngàn tỉ", [20 * 10**12]),
    ("5 m", [5]),  # metres
    ("500m2", [500]),
    ("500m²", [500]),
    ("20 trang", [20]),  # pages
    ("3 bnx", [3]),
    ("33 400 membres", [33400]),
    ("33 400,5", ["33400.5"]),
    ("33 4000", [33]),
    ("65.", [65]),
    ("1,2,3 and 4", [4]),  # no number in any language is no number
    ("1,2,3", []),
    ("at the 12th conference: 65 delegations", [65]),
    ("the 1st, 2nd and 3RD of 7", [7]),
    ("lần thứ 12: 65 đoàn", [65]),
    ("khóa 16, 65 đoàn", [65]),
    ("KHOÁ 16: 65", [65]),
    ("từ 12/5 có 65 đoàn", [65]),
    ("12/05/2024: 65", [65]),
    ("in 2020, nearly 400", [400]),
    ("1999, 400", [400]),
    ("2,020 and 400", [2020, "2.02"]),
    ("2120 and 400", [2120]),
    ("20201 and 400", [20201]),
    ("2020 bn and 400", [2020 * 10**9]),
    ("2020", [2020]),  # nothing else is there
    ("2020, 2021", [2020]),
    ("the 12th", [12]),
    ("the 12th of 2020", [2020]),
    ("65ths", [65]),
]


@pytest.mark.parametrize(("printed", "numbers"), PRINTS)
def test_a_print_is_read_in_each_language(printed: str, numbers: list[int | str]) -> None:
    assert readings(printed) == [Decimal(one) for one in numbers]


def test_every_number_of_a_sentence_that_may_be_meant_is_told() -> None:
    assert numbers("2024: 65 delegations, 1.200 persons at the 12th fair") == [
        [Decimal(65)], [Decimal("1.2"), Decimal(1200)],
    ]  # fmt: skip
