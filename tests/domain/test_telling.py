"""What there is to tell of a file on a day."""

from datetime import date

import pytest

from comity.domain.telling import Wanted, of_acts, of_state, of_waits

MONDAY = date(2026, 5, 11)
UNTIL = date(2026, 5, 13)


@pytest.mark.parametrize(
    ("due", "kinds"),
    [
        (None, ["waits"]),
        (date(2026, 5, 14), ["waits"]),
        (date(2026, 5, 13), ["waits", "soon"]),
        (MONDAY, ["waits", "soon"]),
        (date(2026, 5, 8), ["waits", "late"]),
    ],
)
def test_a_term_is_told_of_before_it_ends_and_once_it_is_over(due: date | None, kinds: list[str]) -> None:
    wanted = Wanted("step:decide", date(2026, 5, 7), due, ("leader",), None)

    told = list(of_waits([wanted], today=MONDAY, until=UNTIL, turn="7"))

    assert [one.kind for one in told] == kinds
    assert [one.to_heads for one in told] == [one == "late" for one in kinds]
    assert not any(one.to_owners for one in told)


def test_what_begins_today_and_ends_soon_is_told_once_today() -> None:
    wanted = Wanted("step:intake", MONDAY, UNTIL, ("officer",), None)

    assert [one.kind for one in of_waits([wanted], today=MONDAY, until=UNTIL, turn="7")] == ["waits"]


def test_what_has_no_day_of_its_own_is_told_of_before_it_ends_too() -> None:
    wanted = Wanted("back", None, UNTIL, (), 5)

    assert [one.kind for one in of_waits([wanted], today=MONDAY, until=UNTIL, turn="7")] == ["waits", "soon"]


def test_opinions_are_asked_and_what_has_no_day_is_marked_by_the_last_turn() -> None:
    wanted = [Wanted("ask:opinions.mofa", MONDAY, None, (), 4), Wanted("back", None, None, (), 5)]

    told = list(of_waits(wanted, today=MONDAY, until=UNTIL, turn="7"))

    assert [(one.kind, one.of, one.mark, one.unit) for one in told] == [
        ("asked", "ask:opinions.mofa", "2026-05-11", 4),
        ("waits", "back", "7", 5),
    ]


def test_decisions_and_returns_are_told_to_whose_file_it_is_each_under_its_own_number() -> None:
    acts = [
        (1, "filed", ""),
        (2, "returned", ""),
        (3, "done", "intake"),
        (4, "refused", "decide"),
        (5, "done", "decide"),
        (6, "noted", "decide"),
        (7, "done", "consent"),
        (8, "refused", "consent"),
    ]

    told = list(of_acts(acts, ["decide"]))

    assert [(one.kind, one.of, one.mark) for one in told] == [
        ("returned", "", "2"),
        ("decided", "decide", "4"),
        ("decided", "decide", "5"),
        ("decided", "consent", "8"),  # given, it decides nothing; refused, it ends the file
    ]
    assert all(one.to_owners for one in told)


def test_whose_file_it_is_is_told_that_it_lapsed() -> None:
    told = list(of_state("lapsed", turn="7"))

    assert [(one.kind, one.of, one.mark, one.to_owners, one.to_heads) for one in told] == [
        ("lapsed", "", "7", True, False)
    ]
    assert list(of_state("returned", turn="7")) == []
