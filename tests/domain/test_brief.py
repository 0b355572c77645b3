"""What belongs in a brief, how open it is, and what is left out when it is too long."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from comity.domain.brief import GIVEN_UP, Brief, Line, Section, clipped, fitting, joined


def said(text: str = "A fact", level: int = 0) -> Line:
    return Line(text=text, href="/", level=level)


def part(key: str, count: int, keep: int = 2) -> Section:
    return Section(key=key, title=key, lines=tuple(said(f"{key} {number}") for number in range(count)), keep=keep)


def brief(*sections: Section, level: int = 0) -> Brief:
    return Brief(title="A meeting", over="Brief", sections=sections, level=level)


def counts(made: Brief) -> dict[str, tuple[int, int]]:
    return {one.key: (len(one.lines), one.left_out) for one in made.sections}


def test_it_is_as_closely_kept_as_the_most_sensitive_thing_in_it() -> None:
    section = Section(key="gifts", title="Gifts", lines=(said(level=0), said(level=2)))

    assert brief(section).classified == 2
    assert brief(part("who", 1), level=1).classified == 1
    assert brief(Section(key="gifts", title="Gifts", gaps=("No gift.",))).classified == 0


def test_nothing_is_left_out_where_there_is_room() -> None:
    whole = brief(part("who", 5), part("knows", 5))

    assert fitting(whole, whole.rows) == whole


def test_the_least_needed_goes_first_and_the_count_is_said() -> None:
    whole = brief(part("who", 6), part("days", 6), part("knows", 6))

    assert counts(fitting(whole, whole.rows - 2)) == {"who": (6, 0), "days": (6, 0), "knows": (3, 3)}
    assert counts(fitting(whole, whole.rows - 5)) == {"who": (6, 0), "days": (3, 3), "knows": (2, 4)}


def test_each_part_keeps_its_lines_until_no_other_has_more_and_one_line_always() -> None:
    whole = brief(part("who", 6, keep=4), part("knows", 6, keep=3))

    assert counts(fitting(whole, whole.rows - 4)) == {"who": (4, 2), "knows": (2, 4)}
    assert counts(fitting(whole, 0)) == {"who": (1, 5), "knows": (1, 5)}


def test_the_order_in_which_it_is_read_stays() -> None:
    whole = brief(*(part(key, 4) for key in reversed(GIVEN_UP)))

    assert [one.key for one in fitting(whole, 30).sections] == list(reversed(GIVEN_UP))


def test_each_part_is_given_up_before_what_a_meeting_needs_more() -> None:
    order = "knows days contacts gifts agreements programme members wants theirs ours care why who weather"
    keys = order.split()  # what is not known to be needed less goes last
    whole = brief(*(part(key, 3, keep=1) for key in reversed(keys)))

    for rows in range(len(keys) + 1):  # two lines go for one that says how many went
        made = fitting(whole, whole.rows - rows)
        assert {one.key for one in made.sections if one.left_out} == set(keys[:rows])


def test_two_pages_hold_a_hundred_lines() -> None:
    full = brief(part("who", 98))

    assert fitting(full) == full
    assert counts(fitting(brief(part("who", 99)))) == {"who": (97, 2)}


@pytest.mark.parametrize(
    ("holds", "rows"),
    [
        ({}, 2),
        ({"columns": ("When", "What")}, 3),
        ({"gaps": ("No day.", "No place.")}, 4),
        ({"lines": (said(), said())}, 4),
        ({"lines": (said("m" * 94), said("m" * 95))}, 5),  # 96 letters fill a line, and a space stands on either side
        ({"left_out": 7}, 3),  # said in one line, as what lies beyond
        ({"beyond": (said(), said())}, 3),
        ({"left_out": 7, "beyond": (said(),)}, 3),
    ],
)
def test_a_part_takes_the_lines_it_is_printed_on(holds: dict[str, Any], rows: int) -> None:
    assert Section(key="who", title="Who", **holds).rows == rows
    assert brief(Section(key="who", title="Who", **holds), Section(key="why", title="Why")).rows == rows + 2


def test_a_line_and_a_part_that_say_no_more_are_plain() -> None:
    plain = Line(text="A", href="/", lead="", note="", language="", level=0, tone="", sample=False, verify=False)

    assert Line(text="A", href="/") == plain
    assert Section(key="who", title="who") == part("who", 0, keep=2)
    assert Brief(title="A meeting", over="Brief", sections=()).classified == 0


@given(some.lists(some.integers(0, 12), min_size=len(GIVEN_UP), max_size=len(GIVEN_UP)), some.integers(0, 120))
def test_it_fits_or_nothing_more_can_go(sizes: list[int], rows: int) -> None:
    whole = brief(*(part(key, size) for key, size in zip(GIVEN_UP, sizes, strict=True)))

    made = fitting(whole, rows)

    assert made.rows <= rows or all(len(one.lines) <= 1 for one in made.sections)
    assert [len(one.lines) + one.left_out for one in made.sections] == sizes


def test_a_long_text_is_cut_after_a_word_and_put_on_one_line() -> None:
    assert clipped("One\n two   three", 20) == "One two three"
    assert joined(("a", "", "b")) == "a, b"


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        ("One two, three four", 12, "One two…"),
        ("One two three", 13, "One two three"),
        ("One two three", 12, "One two…"),
        ("One two three", 7, "One two…"),  # the second word ends where the room does
        ("One two three", 6, "One…"),
        ("One two. Three", 10, "One two…"),
        ("One two; three: four", 15, "One two; three…"),
        ("Is it? It is", 8, "Is it?…"),
        ("5~ 6~ 7~", 6, "5~ 6~…"),
        ("東京都と河内市の友好都市提携", 6, "東京都と河内…"),  # a script without spaces
    ],
)
def test_a_text_is_cut_where_a_word_ends_and_keeps_no_comma(text: str, most: int, cut: str) -> None:
    assert clipped(text, most) == cut


def test_a_text_may_have_260_letters() -> None:
    assert clipped("m" * 260) == "m" * 260
    assert clipped("m" * 261) == "m" * 260 + "…"
