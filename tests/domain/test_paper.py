"""What the typefaces hold is known, and what they do not hold is marked."""

import unicodedata
from typing import Any

import pytest

from comity.domain.paper import holds, lacks, prepared, ranges, settable


def test_vietnamese_is_composed_whatever_way_it_was_typed() -> None:
    assert settable("Hà Nội") == "Hà Nội"
    assert all(holds(letter) for letter in "ẾộữẪỄỘđĐơƯ₫–“”")


def test_a_run_that_is_not_held_is_one_mark_and_control_characters_go() -> None:
    assert settable("Nagari ꨀꨁ ꨂ, Nhật\u0000\u200b\n1") == "Nagari [?], Nhật 1"
    assert settable("ꨀ a ꨁ  ꨂ") == "[?] a [?]"
    assert settable("a\u0711\u0007\u00adb\tc\u1680d") == "ab c d"  # a mark of Syriac and what nobody sees; white space


def test_a_list_of_letters_names_each_alone_or_the_first_and_last_of_many() -> None:
    assert ranges("# 41-5A\n20-7E A0\n1F600") == [(0x20, 0x7E), (0xA0, 0xA0), (0x1F600, 0x1F600)]


@pytest.mark.parametrize(
    ("letter", "held"),
    [
        ("\0", False),
        ("\x1f", False),
        (" ", True),
        ("~", True),
        ("\x7f", False),
        ("¬", True),
        ("\u00ad", False),
        ("😀", False),
    ],
)
def test_what_is_held_begins_with_the_first_and_ends_with_the_last_of_its_run(letter: str, held: bool) -> None:
    assert holds(letter) is held


@pytest.mark.parametrize(
    "name",
    [
        "北京市",
        "福岡県",
        "𠮷野",
        "서울특별시",
        "القاهرة",
        "กรุงเทพมหานคร",
        "ນະຄອນຫຼວງວຽງຈັນ",
        "រាជធានីភ្នំពេញ",
        "ရန်ကုန်",
        "नई दिल्ली",
        "می\u200cدانم",
    ],
)
def test_a_name_in_the_writing_of_its_country_is_set(name: str) -> None:
    assert settable(name) == unicodedata.normalize("NFC", name)


def test_data_is_prepared_to_its_last_text() -> None:
    made = prepared({"lines": [{"text": "ꨀꨁ"}], "pair": ("a\n", "b"), "level": 2, "none": None})

    assert made == {"lines": [{"text": "[?]"}], "pair": ["a ", "b"], "level": 2, "none": None}


@pytest.mark.parametrize(
    ("data", "lacking"),
    [
        ("Nagari [?]", True),
        ("Nagari ?", False),
        ({"level": 2, "lines": ["서울", {"text": "[?]"}]}, True),
        ({"level": 2, "lines": ["서울", {"text": "서울"}]}, False),
        ([1, None], False),
    ],
)
def test_a_mark_is_found_wherever_it_lies(data: Any, lacking: bool) -> None:
    assert lacks(data) is lacking
