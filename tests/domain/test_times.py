"""How long steps and answers took: in working days, late by the day, and no forecast on a handful of files."""

from datetime import date

import pytest

from comity.domain import times
from comity.domain.condition import ALWAYS
from comity.domain.legal_clock import Calendar, Days
from comity.domain.procedure import Ask, Procedure, Step
from comity.domain.standing import Act, Standing, settled, stand
from comity.domain.times import Range, Took

MONDAY, NEXT = date(2026, 5, 4), date(2026, 5, 11)
CALENDAR = Calendar(holidays=frozenset({date(2026, 5, 6)}))
RULES = Procedure(
    "film",
    1,
    steps=(
        Step("look", "office", within=Days(2)),
        Step("ask", "office", after=("look",), asks=(Ask("guard", "guard", Days(2)), Ask("port", "port", Days(2), "agrees"))),
        Step("decide", "mayor", after=("ask",), decides=True, when=ALWAYS),
    ),
)  # fmt: skip
ACTS = (Act("filed", MONDAY), Act("done", date(2026, 5, 5), "look"), Act("opinion", NEXT, "guard", "agrees"))


def standing(*acts: Act, today: date = date(2026, 5, 13)) -> Standing:
    return settled(RULES, {}, acts, calendar=CALENDAR, today=today)


def test_acts_that_were_let_in_stand_as_if_each_was_judged_again() -> None:
    assert standing(*ACTS) == stand(RULES, {}, ACTS, calendar=CALENDAR, today=date(2026, 5, 13))


def test_a_step_takes_the_days_that_offices_worked_meanwhile() -> None:
    took = times.steps(standing(*ACTS), CALENDAR, date(2026, 5, 13))

    assert [(one.what, one.by, one.days, one.ended) for one in took] == [
        ("look", "office", 1, date(2026, 5, 5)),
        ("ask", "office", 3, NEXT),  # the holiday and the weekend do not count
        ("decide", "mayor", 2, None),
    ]


def test_the_league_names_those_first_who_answered_late_or_not_at_all() -> None:
    late = times.answers(standing(*ACTS), CALENDAR, date(2026, 5, 13))
    none = times.answers(standing(*ACTS[:2]), CALENDAR, date(2026, 5, 13))

    (guard, tally), (port, silent) = times.league([*late, *none], date(2026, 5, 13))
    assert (guard, tally.asked, tally.late, tally.open_late, tally.share, tally.middle) == ("guard", 2, 2, 1, 100, 3)
    assert (port, silent.asked, silent.late, silent.middle) == ("port", 2, 2, None)  # silence is no answer


def test_an_answer_on_its_last_day_is_in_time() -> None:
    took = Took("guard", "guard", MONDAY, NEXT, NEXT, 3)

    assert times.league([took], NEXT)[0][1].late == 0


@pytest.mark.parametrize(
    ("days", "said"),
    [((1, 2, 3, 4), None), ((5, 1, 2, 9, 2), Range(2, 1, 9, 5)), ((0, 0, 0, 0, 0, 1), Range(0, 0, 1, 6))],
)
def test_nothing_is_foretold_from_fewer_than_five_files(days: tuple[int, ...], said: Range | None) -> None:
    assert times.usual(days) == said


def test_the_day_that_is_foretold_is_a_working_day() -> None:
    assert times.by_when(date(2026, 5, 5), Range(1, 1, 4, 5), CALENDAR) == date(2026, 5, 7)
    assert times.by_when(MONDAY, Range(0, 0, 4, 5), CALENDAR) == MONDAY
