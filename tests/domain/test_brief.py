"""What belongs in a brief, how open it is, and what is left out when it is too long."""

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


@given(some.lists(some.integers(0, 12), min_size=len(GIVEN_UP), max_size=len(GIVEN_UP)), some.integers(0, 120))
def test_it_fits_or_nothing_more_can_go(sizes: list[int], rows: int) -> None:
    whole = brief(*(part(key, size) for key, size in zip(GIVEN_UP, sizes, strict=True)))

    made = fitting(whole, rows)

    assert made.rows <= rows or all(len(one.lines) <= 1 for one in made.sections)
    assert [len(one.lines) + one.left_out for one in made.sections] == sizes


def test_a_long_text_is_cut_after_a_word_and_put_on_one_line() -> None:
    assert clipped("One\n two   three", 20) == "One two three"
    assert clipped("One two, three four", 12) == "One two…"
    assert joined(("a", "", "b")) == "a, b"
