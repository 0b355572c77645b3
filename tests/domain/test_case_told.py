"""What the acts of a file say together, what it waits for, and whether days alone may still change how it stands."""

from dataclasses import replace
from datetime import date

import pytest

from comity.domain.case import Done, Told, Wait, lives, problem, told, waits
from comity.domain.condition import Facts
from comity.domain.legal_clock import Days
from comity.domain.procedure import Step
from comity.domain.standing import Act, Standing, stand
from tests.domain.test_fits import ANSWERED, DRAFTED, FEW, STANDS, stood
from tests.domain.test_standing import CALENDAR, FACTS, FEAST, FILED

DAY = date(2024, 5, 2)


def test_nothing_told_says_nothing() -> None:
    assert told([]) == Told("", 0, {}, ())
    assert told([Done(1, Act("paper", DAY, "menu"))]).version == 0


def test_what_lies_beside_the_procedure_counts_as_no_act() -> None:
    beside = [
        Done(at, Act(what, DAY, "9"))
        for at, what in enumerate(("facts", "moved", "taken", "asked", "taken_up", "taken_back"), 1)
    ]
    paper = Done(7, Act("paper", DAY, "menu"))

    assert [one.counts for one in beside] == [False] * 6
    assert told([*beside, paper]).acts == (paper,)


def test_facts_are_those_recorded_last_in_whatever_order_the_rows_come() -> None:
    first, second = Done(1, Act("facts", DAY), {"guests": 5}, 1), Done(2, Act("facts", DAY), {"guests": 9}, 2)

    for rows in ([first, second], [second, first]):
        assert (told(rows).facts, told(rows).version) == ({"guests": 9}, 2)


def test_the_text_of_the_version_goes_with_its_number() -> None:
    filed, moved = Done(1, Act("filed", DAY, "feast"), {}, 1, "old"), Done(2, Act("moved", DAY), {}, 1, "new")
    facts = Done(3, Act("facts", DAY), {"guests": 9})

    assert (told([filed, facts]).version, told([filed, facts]).digest) == (1, "old")
    assert told([filed, moved, facts]).digest == "new"
    assert told([filed, moved, Done(4, Act("taken_back", DAY, "2"))]).digest == "old"
    assert told([filed, Done(2, Act("moved", DAY), {}, 2)]).digest == ""  # kept before digests were
    assert told([]).digest == ""


def test_only_an_act_that_was_taken_back_is_a_mistake() -> None:
    paper = Done(1, Act("paper", DAY, "menu"))

    assert told([paper, Done(2, Act("asked", DAY, "1"))]).acts == (paper,)  # asked of a unit whose number is 1
    assert told([paper, Done(2, Act("taken_back", DAY, "1"))]).acts == ()


def test_only_what_would_lose_its_place_by_the_act_keeps_it_out() -> None:
    rows = [Done(at, one) for at, one in enumerate((FILED[0], FILED[2], Act("done", date(2024, 4, 26), "draft")), 1)]
    out = Done(9, Act("returned", date(2024, 4, 24)))

    def said(new: Done, *already: Act) -> str:
        return problem(new, rows, FEAST, FEW, calendar=CALENDAR, already=already)

    assert said(out) == "later"  # while it was with the applicant the draft cannot have been done
    assert said(out, rows[-1].act) == ""
    assert problem(Done(1, Act("facts", DAY)), [], FEAST, FEW, calendar=CALENDAR) == ""
    late = [*rows, Done(4, Act("paper", date(2024, 4, 29), "permit"))]
    over = Done(9, Act("withdrawn", date(2024, 4, 28)))
    assert problem(over, late, FEAST, FEW, calendar=CALENDAR) == ""  # a paper that came after the end undoes nothing


def test_a_file_waits_for_open_steps_for_answers_and_for_reports() -> None:
    begun = date(2024, 4, 24)

    assert waits(STANDS["running"]) == (Wait("step:draft", "kitchen", date(2024, 4, 22), date(2024, 4, 24)),)
    many: Facts = {**FACTS, "guests": 60}
    asked = stood(*DRAFTED, Act("opinion", begun, "cellar", "agrees"), today=begun, facts=many)
    assert [(one.key, one.by, one.on) for one in waits(asked)] == [("ask:guard", "guard", begun)]
    assert [(one.key, one.by, one.on, one.due) for one in waits(STANDS["granted"])] == [
        ("duty:copy", "kitchen", None, date(2024, 5, 6))
    ]


def test_what_has_no_last_day_waits_behind_what_has_one() -> None:
    steps = (Step("cook", "kitchen"), Step("serve", "hall", within=Days(2)), Step("sing", "choir"))
    found = stand(replace(FEAST, steps=steps, duties=()), FEW, [FILED[0], FILED[2]], calendar=CALENDAR, today=DAY)

    assert [one.key for one in waits(found)] == ["step:serve", "step:cook", "step:sing"]


HELD = date(2024, 6, 21)
OVER = (*ANSWERED, Act("done", DAY, "decide"))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        *((STANDS[name], name in ("incomplete", "running", "returned", "granted")) for name in STANDS),
        (stood(*OVER, Act("reported", HELD, "copy"), Act("reported", HELD, "thanks"), today=HELD), False),
        (stood(*OVER, Act("reported", DAY, "copy"), today=DAY), True),  # thanks will be owed
        (stood(*OVER, Act("reported", HELD, "thanks"), today=HELD), True),  # the copy is owed
        (stood(*OVER, Act("reported", HELD, "copy"), today=HELD), True),  # thanks are owed
    ],
)
def test_days_change_only_what_is_on_its_way_or_owes_something(found: Standing, expected: bool) -> None:
    assert lives(found) is expected
