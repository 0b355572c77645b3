"""Which ties fell asleep and which woke up."""

import pytest

from comity.domain import period as periods
from comity.domain.turning import Turned, eve, turned

YEAR = periods.parse("2024")
CASES = [
    # the last contact up to the eve and up to the end, whether there was one in the year; then fell, woke, asleep
    ("awake throughout", "2023-12-21", "2024-12-21", True, set(), set(), set()),
    ("fell asleep", "2023-12-21", "2023-12-21", False, {1}, set(), {1}),
    ("fell asleep after a last visit", "2023-12-31", "2024-12-20", True, {1}, set(), {1}),
    ("woke up", "2023-12-20", "2024-12-31", True, set(), {1}, set()),
    ("woke and fell asleep again", "2023-12-20", "2024-06-01", True, set(), {1}, {1}),
    ("slept throughout", "2010-01-01", "2010-01-01", False, set(), set(), {1}),
    ("began in the year", "", "2024-12-31", True, set(), set(), set()),
    ("nothing known", "", "", False, set(), set(), set()),
    ("a year that may reach beyond the eve", "2024-12-31", "2024-12-31", False, set(), set(), set()),
]


@pytest.mark.parametrize(("what", "first", "last", "met", "fell", "woke", "asleep"), CASES)
def test_a_tie_turns(
    what: str, first: str, last: str, met: bool, fell: set[int], woke: set[int], asleep: set[int]
) -> None:
    known = {on: {10: said} if said else {} for on, said in ((eve(YEAR), first), (YEAR.last, last))}

    found = turned({1: 10}, known, [10] if met else [], YEAR, dormant_after=10, ended={})

    assert found == Turned(frozenset(fell), frozenset(woke), frozenset(asleep)), what


@pytest.mark.parametrize(
    ("ended", "first", "last", "met", "fell", "woke", "asleep"),
    [
        ("2023-12-30", "2010-01-01", "2010-01-01", False, set(), set(), set()),
        ("2023", "2010-01-01", "2010-01-01", False, set(), set(), set()),
        ("2023-12-31", "2010-01-01", "2024-03-01", True, set(), set(), set()),
        ("2024-06", "2023-12-21", "2023-12-21", False, set(), set(), set()),  # ended before it could fall asleep
        ("2024-06", "2010-01-01", "2024-03-01", True, set(), set(), set()),  # a last visit does not wake what was ended
        ("2024", "2010-01-01", "2010-01-01", False, set(), set(), {1}),
        ("2025-01-01", "2023-12-21", "2023-12-21", False, {1}, set(), {1}),
    ],
)
def test_what_has_ended_neither_sleeps_nor_wakes(
    ended: str, first: str, last: str, met: bool, fell: set[int], woke: set[int], asleep: set[int]
) -> None:
    known = {eve(YEAR): {10: first}, YEAR.last: {10: last}}

    found = turned({1: 10}, known, [10] if met else [], YEAR, dormant_after=10, ended={1: ended})

    assert found == Turned(frozenset(fell), frozenset(woke), frozenset(asleep))
