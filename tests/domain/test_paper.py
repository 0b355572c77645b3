"""What the typefaces hold is known, and what they do not hold is marked."""

from comity.domain.paper import MISSING, RANGES, holds, lacks, prepared, settable
from comity.reports import press


def test_the_typefaces_hold_every_letter_that_is_said_to_be_held() -> None:
    letters = [chr(number) for first, last in RANGES for number in range(first, last + 1)]
    frame = {"title": "t", "by": "b", "office": "o", "made": "m", "level": 0, "classification": "c", "language": "en"}
    section = {"title": "Letters", "columns": [], "lines": [], "more": "", "gaps": [" ".join(letters)]}

    made = press.pdf("brief", frame | {"over": "", "words": {"lacking": ""}, "sections": [section]})

    assert made.startswith(b"%PDF")


def test_vietnamese_is_composed_whatever_way_it_was_typed() -> None:
    assert settable("Hà Nội") == "Hà Nội"
    assert all(holds(letter) for letter in "ẾộữẪỄỘđĐơƯ₫–“”")


def test_a_run_that_is_not_held_is_one_mark_and_control_characters_go() -> None:
    assert settable("Fukuoka 福岡 市, Nhật\u0000\u200b\n1") == f"Fukuoka {MISSING}, Nhật 1"


def test_data_is_prepared_to_its_last_text() -> None:
    made = prepared({"lines": [{"text": "서울"}], "level": 2, "none": None})

    assert made == {"lines": [{"text": MISSING}], "level": 2, "none": None}
    assert (lacks(made), lacks({"text": ["Seoul"]})) == (True, False)
