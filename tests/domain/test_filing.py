"""Before a file is handed in: the days of a plan, the last day that is in time, and what would fail."""

from datetime import date, timedelta
from typing import Any

import pytest

from comity.domain.condition import Compare, Facts
from comity.domain.filing import LastDays, failing, finished, last_days, plan, undecided
from comity.domain.legal_clock import Calendar, Days
from comity.domain.procedure import Ask, Filing, Level, Limit, Procedure, Step
from comity.domain.working_days import NoSuchDay

DAILY = Calendar(weekend=frozenset())  # every day is worked, so that days can be counted by hand
FILED, EVENT = date(2024, 6, 1), date(2024, 7, 1)
BIG, SMALL = Compare("big", "is", True), Compare("big", "is", False)


def rules(*steps: Step, **more: Any) -> Procedure:
    return Procedure("any", 1, steps, **more)


def step(name: str, days: int = 0, after: str = "", **more: Any) -> Step:
    return Step(name, "us", tuple(after.split()), Days(days) if days else None, **more)


def ask(name: str, days: int, **more: Any) -> Ask:
    return Ask(name, name, Days(days), **more)


PLANS: list[tuple[Procedure, Facts, list[tuple[str, int, int]]]] = [
    # the rules, the facts, the steps with how many days after filing they begin and end
    (rules(step("a", 2), step("b", 3)), {}, [("a", 0, 2), ("b", 0, 3)]),
    (rules(step("a", 2), step("b", 3), step("c", 1, "a b")), {}, [("a", 0, 2), ("b", 0, 3), ("c", 3, 4)]),
    (rules(step("a"), step("b", 3, "a")), {}, [("a", 0, 0), ("b", 0, 3)]),
    # what is not needed takes no time, and what follows it begins when it would have; what is open may be needed
    (rules(step("a", 2), step("b", 3, "a", when=BIG), step("c", 1, "b")), {"big": False}, [("a", 0, 2), ("c", 2, 3)]),
    (rules(step("a", 2), step("b", 3, "a", when=BIG), step("c", 1, "b")), {}, [("a", 0, 2), ("b", 2, 5), ("c", 5, 6)]),
    # opinions run side by side, beside the step's own term; those that are not asked for take no time
    (rules(step("a", asks=(ask("x", 2), ask("y", 4)))), {}, [("a", 0, 4)]),
    (rules(step("a", 5, asks=(ask("x", 2), ask("y", 4)))), {}, [("a", 0, 5)]),
    (rules(step("a", asks=(ask("x", 2), ask("y", 4, when=BIG)))), {"big": False}, [("a", 0, 2)]),
    (rules(step("a", asks=(ask("x", 2), ask("y", 4, when=BIG)))), {}, [("a", 0, 4)]),
    (rules(step("a", 5, asks=(ask("y", 4, when=BIG),)), step("b", 1, "a")), {"big": False}, [("b", 0, 1)]),
]


@pytest.mark.parametrize(("procedure", "facts", "expected"), PLANS)
def test_steps_follow_one_another_and_take_their_terms(
    procedure: Procedure, facts: Facts, expected: list[tuple[str, int, int]]
) -> None:
    found = plan(procedure, facts, FILED, DAILY)

    assert [(one.step, (one.begins - FILED).days, (one.ends - FILED).days) for one in found] == expected
    assert finished(procedure, facts, FILED, DAILY) == FILED + timedelta(max(one[2] for one in expected))


def test_a_step_without_any_term_is_open_ended() -> None:
    found = plan(rules(step("a"), step("b", 1), step("c", asks=(ask("x", 2),))), {}, FILED, DAILY)

    assert [one.open_ended for one in found] == [True, False, False]


def test_who_decides_is_said_by_the_levels_and_else_by_the_step() -> None:
    steps = (step("look"), step("decide", decides=True))
    levels = (Level("minister", BIG), Level("mayor", SMALL))

    def by(facts: Facts, *levels: Level) -> list[str]:
        return [one.by for one in plan(rules(*steps, levels=levels), facts, FILED, DAILY)]

    assert by({"big": True}, *levels) == ["us", "minister"]
    assert by({"big": False}, *levels) == ["us", "mayor"]
    assert by({"big": False}, levels[0]) == ["us", "us"]


def ahead(name: str, days: int, before: str = "held_on", **more: Any) -> Filing:
    return Filing(name, Days(days), before, **more)


LAST: list[tuple[Procedure, Facts, tuple[str, int | None, int | None, int | None]]] = [
    # the rules, the facts, then the rule that counts, and how many days before the event: by law, by the steps, in all
    (rules(step("a", 5)), {}, ("", None, 6, 6)),  # all is over on the day before it
    (rules(step("a")), {}, ("", None, 1, 1)),
    (rules(step("a", 2000)), {}, ("", None, 2001, 2001)),
    (rules(step("a", 2001)), {}, ("", None, None, None)),  # longer than any procedure
    (rules(step("a", 2001), filings=(ahead("law", 9),)), {}, ("law", 9, None, 9)),
    (rules(step("a", 5), filings=(ahead("law", 9),)), {}, ("law", 9, 6, 9)),
    (rules(step("a", 9), filings=(ahead("law", 5),)), {}, ("law", 5, 10, 10)),
    # of several rules the earliest day counts, of equal ones the first
    (rules(step("a"), filings=(ahead("one", 5), ahead("two", 9), ahead("six", 7))), {}, ("two", 9, 1, 9)),
    (rules(step("a"), filings=(ahead("one", 9), ahead("two", 9))), {}, ("one", 9, 1, 9)),
    # a rule that is not meant, and one whose day is not known, say nothing; one that may be meant does
    (rules(step("a"), filings=(ahead("one", 9, when=BIG), ahead("two", 5))), {"big": False}, ("two", 5, 1, 5)),
    (rules(step("a"), filings=(ahead("one", 9, when=BIG), ahead("two", 5))), {}, ("one", 9, 1, 9)),
    (rules(step("a"), filings=(ahead("one", 9, "shown_on"), ahead("two", 5))), {}, ("two", 5, 1, 5)),
    (rules(step("a"), filings=(ahead("one", 9, "big"), ahead("two", 5))), {"big": True}, ("two", 5, 1, 5)),
]


@pytest.mark.parametrize(("procedure", "facts", "expected"), LAST)
def test_the_last_days_are_those_of_the_law_and_of_the_steps(
    procedure: Procedure, facts: Facts, expected: tuple[str, int | None, int | None, int | None]
) -> None:
    told = {"held_on": EVENT, **facts}
    rule, *days = expected
    law, steps, last = (None if one is None else EVENT - timedelta(one) for one in days)
    found = last_days(Procedure("any", 1, procedure.steps, filings=procedure.filings, event="held_on"), told, DAILY)

    assert (found, found.last) == (LastDays(rule, law, steps), last)


def test_without_the_day_of_the_event_no_last_day_is_known() -> None:
    procedure = rules(step("a", 5), filings=(ahead("law", 9),), event="held_on")

    assert last_days(procedure, {}, DAILY) == LastDays("", None, None)
    assert last_days(procedure, {"held_on": "in summer"}, DAILY).last is None


@pytest.mark.parametrize("held_on", [date(1, 1, 1), date(1, 1, 9), date(3, 1, 1)])
def test_a_year_that_was_mistyped_leaves_no_day_to_file_on(held_on: date) -> None:
    procedure = rules(step("a", 5), filings=(ahead("law", 9),), event="held_on")

    with pytest.raises(NoSuchDay):
        last_days(procedure, {"held_on": held_on}, DAILY)


def test_one_files_on_a_day_that_offices_work_on() -> None:
    """Monday 1 July: of the week before, Friday is the last day worked."""
    assert last_days(rules(step("a"), event="held_on"), {"held_on": EVENT}, Calendar()).last == date(2024, 6, 28)


@pytest.mark.parametrize(
    ("filed", "expected"),
    [
        (date(2024, 6, 22), []),  # nine days before: the last day of the law
        (date(2024, 6, 23), [("filing", "law", date(2024, 6, 22))]),
        (date(2024, 6, 25), [("filing", "law", date(2024, 6, 22))]),  # the last day that leaves the steps their five
        (date(2024, 6, 26), [("filing", "law", date(2024, 6, 22)), ("steps", "", date(2024, 6, 25))]),
    ],
)
def test_it_is_too_late_on_the_day_after_the_last_one(filed: date, expected: list[tuple[str, str, date]]) -> None:
    procedure = rules(step("a", 5), filings=(ahead("law", 9),), event="held_on")
    found = failing(procedure, {"held_on": EVENT}, papers=(), waived=(), filed=filed, calendar=DAILY)

    assert [(one.kind, one.id, one.day) for one in found] == expected


@pytest.mark.parametrize(
    ("facts", "waived", "broken"),
    [
        ({"guests": 60, "big": True}, (), ["hall"]),
        ({"guests": 60, "big": True}, ("hall",), []),
        ({"guests": 60, "big": True}, ("stage",), ["hall"]),
        ({"guests": 50, "big": True}, (), []),
        ({"guests": 60, "big": False}, (), []),  # it does not apply
        ({"guests": 60}, (), []),  # nobody knows whether it does
        ({"big": True}, (), []),
    ],
)
def test_a_limit_fails_where_it_applies_and_nobody_waived_it(
    facts: Facts, waived: tuple[str, ...], broken: list[str]
) -> None:
    procedure = rules(step("a"), limits=(Limit("hall", Compare("guests", "at_most", 50), when=BIG),))
    found = failing(procedure, facts, papers=(), waived=waived, filed=FILED, calendar=DAILY)

    assert [one.id for one in found if one.kind == "limit"] == broken


FEW = Compare("people", "at_most", 5)
UNDECIDED: list[tuple[Limit, Facts, dict[str, frozenset[str]]]] = [
    # a limit for big ones; what is known; the limit with what is missing, or nothing where all is said
    (Limit("few", must=FEW, when=BIG), {}, {"few": frozenset({"people", "big"})}),
    (Limit("few", must=FEW, when=BIG), {"big": True}, {"few": frozenset({"people"})}),
    (Limit("few", must=FEW, when=BIG), {"big": False}, {}),  # it is not for this file
    (Limit("few", must=FEW, when=BIG), {"people": 9}, {"few": frozenset({"big"})}),
    (Limit("few", must=FEW, when=BIG), {"people": 3}, {}),  # met, whether it is for this file or not
    (Limit("few", must=FEW, when=BIG), {"big": True, "people": 9}, {}),  # not met: no doubt about it
    (Limit("few", must=FEW, when=BIG), {"big": True, "people": 3}, {}),
]


@pytest.mark.parametrize(("limit", "facts", "missing"), UNDECIDED)
def test_a_limit_is_undecided_as_long_as_a_missing_fact_could_break_it(
    limit: Limit, facts: Facts, missing: dict[str, frozenset[str]]
) -> None:
    assert undecided(rules(limits=(limit,)), facts, ()) == missing
    assert undecided(rules(limits=(limit,)), facts, ("few",)) == {}  # excepted
