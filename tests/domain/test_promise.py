"""The day on which a result is promised: the terms of the law from the complete dossier on, the days apart when it was away."""

from datetime import date, timedelta

import pytest

from comity.domain.legal_clock import Calendar, Days
from comity.domain.procedure import Procedure, Step
from comity.domain.promise import Promise, promised
from comity.domain.standing import Act

DAILY = Calendar(weekend=frozenset())  # every day is worked, so that days can be counted by hand
BEGAN = date(2024, 6, 3)  # a Monday


def step(name: str, days: int = 0, after: str = "") -> Step:
    return Step(name, "us", tuple(after.split()), Days(days, "calendar") if days else None)


def day(count: int) -> date:
    return BEGAN + timedelta(days=count)


def turns(*days: int) -> list[Act]:
    """Return the acts by which a dossier goes out and comes back, by turns, so many days after it was complete."""
    return [Act(("returned", "back")[at % 2], day(one)) for at, one in enumerate(days)]


WHOLE = Procedure("any", 1, (step("intake", 1), step("decide", 4, "intake"), step("result", 1, "decide")))
BESIDE = Procedure("any", 1, (step("long", 9), step("short", 2)))
OPEN = Procedure(
    "any", 1, (step("intake", 1), step("talk", 0, "intake"), step("sign", 2, "talk"), step("tell", 0, "sign"))
)

PROMISES = [
    # the rules, when the dossier went out and came back, the promise
    (WHOLE, turns(), Promise(day(6), ())),
    (BESIDE, turns(), Promise(day(9), ())),
    # for what no text sets a term, none is promised: these steps are named, and their days are not in it
    (OPEN, turns(), Promise(day(3), ("talk", "tell"))),
    (Procedure("any", 1, (step("talk"),)), turns(), Promise(None, ("talk",))),
    # away from the day after it went out to the day on which it came back, each time
    (WHOLE, turns(2, 5), Promise(day(9), ())),
    (WHOLE, turns(2, 5, 6, 7), Promise(day(10), ())),
    (WHOLE, turns(2, 2), Promise(day(6), ())),
    # what happened after the day is over moves nothing
    (WHOLE, turns(8, 12), Promise(day(6), ())),
]


@pytest.mark.parametrize(("procedure", "acts", "expected"), PROMISES)
def test_a_result_is_promised_for_the_day_on_which_all_terms_are_over(
    procedure: Procedure, acts: list[Act], expected: Promise
) -> None:
    other = [Act("filed", BEGAN), Act("paper", BEGAN, "letter"), *acts, Act("done", day(1), "intake")]

    assert promised(procedure, {}, BEGAN, other, DAILY) == expected


def test_nothing_is_promised_before_the_dossier_is_complete_or_while_it_is_away() -> None:
    assert promised(WHOLE, {}, None, [Act("filed", BEGAN)], DAILY) is None
    assert promised(WHOLE, {}, BEGAN, turns(2), DAILY) is None
    assert promised(WHOLE, {}, BEGAN, turns(2, 3, 4), DAILY) is None
    assert promised(WHOLE, {}, BEGAN, [*turns(2), Act("paper", day(3), "letter")], DAILY) is None


def test_no_promise_falls_on_a_day_off_and_worked_weekends_are_worked() -> None:
    term = Procedure("any", 1, (Step("decide", "us", within=Days(5)),))
    off, swapped = frozenset({day(1)}), frozenset({day(5)})  # Tuesday, Saturday

    assert promised(term, {}, BEGAN, [], Calendar()) == Promise(day(7), ())
    assert promised(term, {}, BEGAN, [], Calendar(holidays=off)) == Promise(day(8), ())
    assert promised(term, {}, BEGAN, [], Calendar(holidays=off, swapped=swapped)) == Promise(day(7), ())
    assert promised(term, {}, BEGAN, [], Calendar(weekend=frozenset({0}))) == Promise(day(5), ())
