"""How long steps and answers took: in working days, late by the day, and no forecast on a handful of files."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from comity.domain import times
from comity.domain.condition import ALWAYS
from comity.domain.legal_clock import Calendar, Days
from comity.domain.procedure import Ask, Procedure, Step
from comity.domain.standing import Act, Standing, StepStanding, settled, stand
from comity.domain.times import Range, Tally, Took

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


def test_what_was_open_when_a_file_was_withdrawn_makes_nobody_late() -> None:
    """The guard had answered on time, the port had until 7 May, and the file went on the 6th."""
    june = date(2026, 6, 1)
    acts = (*ACTS[:2], Act("opinion", date(2026, 5, 6), "guard", "agrees"), Act("withdrawn", date(2026, 5, 6)))

    took = times.answers(standing(*acts, today=june), CALENDAR, june)
    assert [(one.by, one.ended) for one in took] == [("guard", date(2026, 5, 6))]
    assert [(by, tally.late) for by, tally in times.league(took, june)] == [("guard", 0)]


def test_an_answer_counts_from_when_it_is_asked_until_it_comes_or_until_now() -> None:
    at_first = times.answers(standing(ACTS[0], today=MONDAY), CALENDAR, MONDAY)
    (guard, port) = times.answers(standing(*ACTS[:2], today=NEXT), CALENDAR, NEXT)

    assert at_first == []  # nobody was asked yet
    assert guard == Took("guard", "guard", date(2026, 5, 5), None, date(2026, 5, 8), 3)
    assert port == Took("port", "port", date(2026, 5, 5), None, date(2026, 5, 8), 3)  # silence is no end


@pytest.mark.parametrize(
    ("status", "begins", "counts"),
    [
        ("open", MONDAY, True),
        ("done", MONDAY, True),
        ("refused", MONDAY, True),
        ("paused", MONDAY, True),
        ("not_needed", MONDAY, False),
        ("waiting", None, False),
    ],
)
def test_a_step_counts_once_it_is_begun_and_needed(status: str, begins: date | None, counts: bool) -> None:
    of = Standing("running", "", MONDAY, (StepStanding("a", "us", status, begins),), (), (), frozenset())

    assert [one.days for one in times.steps(of, CALENDAR, date(2026, 5, 7))] == ([2] if counts else [])


def test_days_are_counted_as_the_office_works() -> None:
    saturday = date(2026, 5, 9)

    assert times.worked(Calendar(), MONDAY, NEXT) == 5
    assert times.worked(CALENDAR, MONDAY, NEXT) == 4
    assert times.worked(Calendar(swapped=frozenset({saturday})), MONDAY, NEXT) == 6
    assert times.worked(Calendar(weekend=frozenset({4})), MONDAY, NEXT) == 6


def test_the_league_is_by_late_files_then_by_their_share_then_by_name() -> None:
    def took(by: str, *days_late: int | None) -> list[Took]:
        due, open_ = date(2026, 5, 8), None
        ended = [open_ if days is None else due + timedelta(days) for days in days_late]
        return [Took("ask", by, MONDAY, one, due, 3) for one in ended]

    asked = [*took("few", 1), *took("none", 0), *took("some", -1, 2), *took("other", 1, 0), *took("most", 3, 1, 0)]
    undated = Took("ask", "undated", MONDAY, None, None, 9)
    found = times.league([undated, *asked, *took("open", None, None, 5)], date(2026, 5, 20))

    assert [(by, one.late, one.open_late, one.share) for by, one in found] == [
        ("open", 3, 2, 100), ("most", 2, 0, 67), ("few", 1, 0, 100), ("other", 1, 0, 50), ("some", 1, 0, 50),
        ("none", 0, 0, 0), ("undated", 0, 0, 0),
    ]  # fmt: skip
    assert Tally().share == 0


def test_an_answer_on_its_last_day_is_in_time() -> None:
    took = Took("guard", "guard", MONDAY, NEXT, NEXT, 3)

    assert times.league([took], NEXT)[0][1].late == 0
    assert times.league([replace(took, ended=None)], NEXT)[0][1].late == 0  # there is all day left


@pytest.mark.parametrize(
    ("days", "said"),
    [((1, 2, 3, 4), None), ((5, 1, 2, 9, 2), Range(2, 1, 9, 5)), ((0, 0, 0, 0, 0, 1), Range(0, 0, 1, 6))],
)
def test_nothing_is_foretold_from_fewer_than_five_files(days: tuple[int, ...], said: Range | None) -> None:
    assert times.usual(days) == said


def test_the_day_that_is_foretold_is_a_working_day() -> None:
    assert times.by_when(date(2026, 5, 5), Range(1, 1, 4, 5), CALENDAR) == date(2026, 5, 7)
    assert times.by_when(MONDAY, Range(0, 0, 4, 5), CALENDAR) == MONDAY
