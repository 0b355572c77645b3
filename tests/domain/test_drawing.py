"""Where the boxes of a drawing lie, how text is broken into lines, and which way the arrows go."""

from itertools import combinations

import pytest

from comity.domain.drawing import (
    BRANCH,
    DOWN,
    GAP,
    INDENT,
    LANE,
    LEADING,
    PAD,
    SMALL,
    WIDTH,
    Box,
    Drawing,
    Node,
    Said,
    Text,
    draw,
    wrapped,
)  # fmt: skip

START = Node("start", (Said("who", "A dossier"),))
ONE_LINE = 2 * PAD + SMALL  # the height of a box with one small line


def node(name: str, *after: str, asks: tuple[Node, ...] = ()) -> Node:
    return Node(name, (Said("who", name),), after, asks=asks)


def box(drawing: Drawing, name: str) -> Box:
    (found,) = (one for one in drawing.boxes if one.id == name)
    return found


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 100, []),
        ("one two three", 1000, ["one two three"]),
        ("one two three", 56, ["one two", "three"]),  # ten letters of size ten
        ("one  two\nthree four", 56, ["one two", "three four"]),
        ("abcdefghijklm", 56, ["abcdefghij", "klm"]),
        ("ab abcdefghijklm", 56, ["ab", "abcdefghij", "klm"]),
        ("東京東京東京", 56, ["東京東京東", "京"]),
        ("ab c", 1, ["a", "b", "c"]),  # so narrow that no letter fits: one on each line
        ("e\u0301e\u0301e\u0301e\u0301e\u0301 e\u0301e\u0301e\u0301e\u0301", 56, ["e\u0301e\u0301e\u0301e\u0301e\u0301 e\u0301e\u0301e\u0301e\u0301"]),
        ("ｗｗｗ ｗｗ", 56, ["ｗｗｗ", "ｗｗ"]),
    ],
)  # fmt: skip
def test_text_is_broken_where_the_line_is_full(text: str, width: int, lines: list[str]) -> None:
    assert wrapped(text, width, 10) == lines


def test_larger_letters_fill_a_line_sooner() -> None:
    assert wrapped("one two three", 112, 20) == ["one two", "three"]


def test_steps_in_order_lie_below_each_other() -> None:
    found = draw(START, [node("first"), node("second", "first")])

    assert found.width == WIDTH + 2 * LANE
    first, second = box(found, "first"), box(found, "second")
    assert (box(found, "start").x, box(found, "start").y) == (LANE, 1)
    assert (first.x, first.width, first.height) == (LANE, WIDTH, ONE_LINE)
    assert first.y == 1 + ONE_LINE + DOWN
    assert second.y == first.y + ONE_LINE + DOWN
    assert found.height == second.y + second.height + 1
    middle = LANE + WIDTH // 2
    assert found.arrows == (
        ((middle, 1 + ONE_LINE), (middle, first.y)),
        ((middle, first.y + ONE_LINE), (middle, second.y)),
    )
    assert found.branches == ()


def test_steps_that_can_be_taken_side_by_side_lie_side_by_side_and_arrows_bend_between_the_rows() -> None:
    found = draw(START, [node("first"), node("left", "first"), node("right", "first"), node("last", "left", "right")])

    left, right, last = (box(found, name) for name in ("left", "right", "last"))
    assert (left.x, right.x) == (LANE, LANE + WIDTH + GAP)
    assert left.y == right.y
    assert found.width == 2 * WIDTH + GAP + 2 * LANE
    middle, bend = found.width // 2, left.y - DOWN // 2
    assert found.arrows[1] == (
        (middle, left.y - DOWN), (middle, bend), (left.x + WIDTH // 2, bend), (left.x + WIDTH // 2, left.y),
    )  # fmt: skip
    assert [arrow[-1] for arrow in found.arrows[-2:]] == [(middle, last.y)] * 2


def test_an_arrow_over_a_row_goes_round_it() -> None:
    found = draw(START, [node("first"), node("second", "first"), node("third", "first", "second")])

    first, third = box(found, "first"), box(found, "third")
    middle = found.width // 2
    assert found.width == WIDTH + 4 * LANE
    assert found.arrows[2] == (
        (middle, first.y + ONE_LINE), (middle, first.y + ONE_LINE + DOWN // 2), (LANE, first.y + ONE_LINE + DOWN // 2),
        (LANE, third.y - DOWN // 2), (middle, third.y - DOWN // 2), (middle, third.y),
    )  # fmt: skip
    assert first.x > LANE


def test_each_arrow_that_goes_round_has_a_lane_of_its_own() -> None:
    found = draw(START, [node("a"), node("b", "a"), node("c", "b", "a"), node("d", "c", "b", "a")])

    lanes = [path[2][0] for path in found.arrows if len(path) == 6]
    assert lanes == [LANE, 2 * LANE, 3 * LANE]
    assert box(found, "a").x == 4 * LANE


def test_opinions_hang_below_their_step_and_the_way_goes_on_below_them() -> None:
    found = draw(START, [node("ask", asks=(node("one"), node("two"))), node("next", "ask")])

    ask, one, two = (box(found, name) for name in ("ask", "one", "two"))
    assert (one.x, one.width) == (ask.x + INDENT, WIDTH - INDENT)
    assert one.y == ask.y + ask.height + BRANCH
    assert two.y == one.y + one.height + BRANCH
    spine = ask.x + INDENT // 2
    assert found.branches == (
        ((spine, ask.y + ask.height), (spine, one.y + one.height // 2), (one.x, one.y + one.height // 2)),
        ((spine, ask.y + ask.height), (spine, two.y + two.height // 2), (two.x, two.y + two.height // 2)),
    )
    assert found.arrows[1] == ((ask.x + WIDTH // 2, two.y + two.height), (ask.x + WIDTH // 2, box(found, "next").y))


def test_lines_lie_in_their_box_from_top_to_bottom() -> None:
    said = (Said("title", "A step"), Said("who", "somebody " * 12), Said("law", "a law"))
    found = draw(START, [Node("step", said, marks=("open",))])

    step = box(found, "step")
    kinds = [one.kind for one in step.texts]
    assert step.marks == ("open",)
    assert (kinds[0], kinds[-1], set(kinds[1:-1])) == ("title", "law", {"who"})
    assert step.texts[0] == Text(step.x + PAD, step.y + PAD + 14, "title", "A step")
    assert [b.y - a.y for a, b in zip(step.texts, step.texts[1:], strict=False)] == [SMALL + LEADING] * (len(kinds) - 1)
    assert step.texts[-1].y + PAD == step.y + step.height
    assert all(len(one.text) * SMALL * 0.5 < WIDTH - 2 * PAD for one in step.texts)


def test_no_boxes_overlap_whatever_hangs_on_whatever() -> None:
    asks = tuple(node(f"ask{at}") for at in range(3))
    found = draw(START, [node("a", asks=asks), node("b"), node("c", "a"), node("d", "a", "b"), node("e", "c", "b")])

    for one, other in combinations(found.boxes, 2):
        beside = one.x + one.width <= other.x or other.x + other.width <= one.x
        apart = one.y + one.height <= other.y or other.y + other.height <= one.y
        assert beside or apart, (one.id, other.id)
    assert all(one.x >= 0 and one.x + one.width <= found.width for one in found.boxes)
    assert max(one.y + one.height for one in found.boxes) < found.height


def test_nothing_to_draw_is_the_start_alone() -> None:
    found = draw(START, [])

    assert (found.width, found.height, len(found.boxes), found.arrows) == (
        WIDTH + 2 * LANE, 2 + ONE_LINE, 1, (),
    )  # fmt: skip


def test_the_sheet_has_these_measures() -> None:
    steps = [node("a"), node("b", "a", asks=(node("c"),)), node("d", "a"), node("e", "b", "d")]

    found = draw(START, steps)

    assert (found.width, found.height) == (572, 294)
    assert [(one.id, one.x, one.y, one.width, one.height) for one in found.boxes] == [
        ("start", 154, 1, 264, 36),
        ("a", 154, 71, 264, 36),
        ("b", 12, 141, 264, 36),
        ("c", 34, 187, 242, 36),
        ("d", 296, 141, 264, 36),
        ("e", 154, 257, 264, 36),
    ]


def test_text_fills_the_box_between_its_margins() -> None:
    found = draw(
        START,
        [Node("a", (Said("who", "o" * 99), Said("title", "o" * 99)), asks=(Node("b", (Said("who", "o" * 99),)),))],
    )

    def lengths(name: str, kind: str) -> list[int]:
        return [len(one.text) for one in box(found, name).texts if one.kind == kind]

    assert lengths("a", "who") == [35, 35, 29]  # 240 points of letters that take 6.72
    assert lengths("a", "title") == [30, 30, 30, 9]
    assert lengths("b", "who") == [32, 32, 32, 3]
    assert [one.y for one in box(found, "a").texts] == [95, 112, 129, 148, 167, 186, 205]
    assert wrapped("o" * 101, 56, 1)[0] == "o" * 100
