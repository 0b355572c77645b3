"""What the typefaces hold is known, and what they do not hold is marked."""

import unicodedata

import pytest

from comity.domain.paper import MISSING, RANGES, holds, lacks, prepared, settable
from comity.reports import press

MANY = 0x3300  # from here on Chinese characters and Korean syllables, so many that a part of them must do


def test_the_typefaces_hold_every_letter_that_is_said_to_be_held() -> None:
    numbers = [number for first, last in RANGES for number in range(first, last + 1)]
    letters = [chr(number) for number in numbers if number < MANY or number % 29 == 0]
    frame = {"title": "t", "by": "b", "office": "o", "made": "m", "level": 0, "classification": "c", "language": "en"}
    section = {"title": "Letters", "columns": [], "lines": [], "more": "", "gaps": [" ".join(letters)]}

    made = press.pdf("brief", frame | {"over": "", "words": {"lacking": ""}, "sections": [section]})

    assert made.startswith(b"%PDF")


def test_vietnamese_is_composed_whatever_way_it_was_typed() -> None:
    assert settable("Hà Nội") == "Hà Nội"
    assert all(holds(letter) for letter in "ẾộữẪỄỘđĐơƯ₫–“”")


def test_a_run_that_is_not_held_is_one_mark_and_control_characters_go() -> None:
    assert settable("Nagari ꨀꨁ ꨂ, Nhật\u0000\u200b\n1") == f"Nagari {MISSING}, Nhật 1"


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
    made = prepared({"lines": [{"text": "ꨀꨁ"}], "level": 2, "none": None})

    assert made == {"lines": [{"text": MISSING}], "level": 2, "none": None}
    assert (lacks(made), lacks({"text": ["서울"]})) == (True, False)
