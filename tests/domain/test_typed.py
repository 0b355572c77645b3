import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from comity.domain.typed import WHITE, NotText, line, lines, name

KEPT = [
    ("  Đống   Đa ", "Đống Đa"),
    ("Ha\u0300 No\u0323\u0302i", "Hà Nội"),  # decomposed, as one system writes file names
    ("one\ntwo\tthree", "one two three"),
    ("zero\u200bwidth\ufeff", "zerowidth"),
    ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
    ("\u200fשלום", "\u200fשלום"),
    ("no\u00a0break", "no break"),
    ("👩\u200d🚀", "👩\u200d🚀"),
    ("one\r\ntwo\u2028three", "one two three"),
    ("\ufdcf\ufdf0", "\ufdcf\ufdf0"),  # Arabic words on either side of what is no character
]
REFUSED = [
    "\0",
    "\x07",
    "\x1b",
    "\x7f",
    "\x9d",
    "\u202e",
    "\u2066",
    "\ud800",
    "\ufffe",
    "\ufffd",
    "\uffff",
    "\ufdd0",
    "\ufdef",
    "\U0001fffe",
    "\U0001ffff",
    "\U000e0041",
]


@pytest.mark.parametrize(("typed", "kept"), KEPT)
def test_what_is_said_stays_and_what_nobody_sees_goes(typed: str, kept: str) -> None:
    assert line(typed) == kept


@pytest.mark.parametrize("character", REFUSED, ids=name)
def test_what_is_no_text_is_refused_by_name(character: str) -> None:
    with pytest.raises(NotText) as refused:
        line(f"Ves{character}per")

    assert refused.value.args == (character,)


def test_a_character_is_named_as_one_can_look_it_up() -> None:
    assert name("\u202e") == "U+202E right-to-left override"
    assert name("\0") == "U+0000"


def test_a_flood_of_marks_is_refused_and_a_language_that_has_many_is_not() -> None:
    for flood in ("Z" + "\u0336" * 9, "Z" + "\u20dd" * 9, "Z" + "\u0336\u20dd" * 5):
        with pytest.raises(NotText) as refused:
            line(flood)
        assert refused.value.args == ("",)
    assert line("\u0336" * 8) == "\u0336" * 8
    assert line("Z" + "\u0336" * 8 + "Z" + "\u0336" * 8) == "Z" + "\u0336" * 8 + "Z" + "\u0336" * 8
    assert line("กี่") == "กี่"


def test_lines_stay_lines() -> None:
    assert lines(" one \r\ntwo\u2028three\r") == "one \ntwo\nthree"


@given(st.text())
def test_doing_it_twice_changes_nothing(typed: str) -> None:
    for tidy in (line, lines):
        try:
            once = tidy(typed)
        except NotText:
            continue
        assert tidy(once) == once
        assert unicodedata.is_normalized("NFC", once)


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1))
def test_letters_digits_and_signs_are_never_lost(typed: str) -> None:
    assume("\ufffd" not in typed)

    assert lines(typed) == unicodedata.normalize("NFC", typed)


def test_white_space_is_all_that_python_takes_for_it_but_the_separators() -> None:
    assert set(WHITE) == {one for one in map(chr, range(0x110000)) if one.isspace()} - set("\x1c\x1d\x1e\x1f")
