"""Which ties fell asleep and which woke up."""

from datetime import date

import pytest

from comity.domain import period as periods
from comity.domain.turning import Turned, Windows, turned

YEAR = periods.parse("2024")


def test_a_contact_keeps_a_tie_awake_for_as_many_days_as_the_pack_says() -> None:
    windows = Windows(YEAR, dormant_after=10)

    assert (windows.at_first.first, windows.at_first.last) == (date(2023, 12, 21), date(2023, 12, 31))
    assert (windows.at_last.first, windows.at_last.last) == (date(2024, 12, 21), date(2024, 12, 31))


KNOWN = {"at_first": {10}, "at_last": {10}}
CASES = [
    # partners met at_first, at_last, in_days; then fell, woke, asleep
    ("awake throughout", {10}, {10}, {10}, set(), set(), set()),
    ("fell asleep", {10}, set(), set(), {1}, set(), {1}),
    ("fell asleep after a last visit", {10}, set(), {10}, {1}, set(), {1}),
    ("woke up", set(), {10}, {10}, set(), {1}, set()),
    ("woke and fell asleep again", set(), set(), {10}, set(), {1}, {1}),
    ("slept throughout", set(), set(), set(), set(), set(), {1}),
]


@pytest.mark.parametrize(("what", "first", "last", "inside", "fell", "woke", "asleep"), CASES)
def test_a_tie_turns(
    what: str, first: set[int], last: set[int], inside: set[int], fell: set[int], woke: set[int], asleep: set[int]
) -> None:
    contacts = {"at_first": first, "at_last": last, "in_days": inside}

    assert turned({1: 10}, contacts, KNOWN) == Turned(frozenset(fell), frozenset(woke), frozenset(asleep)), what


def test_a_tie_of_which_no_contact_is_known_cannot_be_said_to_sleep() -> None:
    nothing: dict[str, set[int]] = {"at_first": set(), "at_last": set(), "in_days": set()}

    assert turned({1: 10}, nothing, {"at_first": set(), "at_last": set()}).asleep == frozenset()


def test_a_tie_that_began_within_the_period_neither_slept_nor_woke() -> None:
    contacts = {"at_first": set[int](), "at_last": {10}, "in_days": {10}}

    assert turned({1: 10}, contacts, {"at_first": set(), "at_last": {10}}).woke == frozenset()
