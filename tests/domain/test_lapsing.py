"""A file lapses when it is not completed in time: by a term from its return, or by the day it is for; or when it is said so."""

from dataclasses import replace
from datetime import date

import pytest

from comity.domain.case import lives
from comity.domain.condition import Facts
from comity.domain.legal_clock import Days
from comity.domain.prescribed import last_day
from comity.domain.procedure import Lapse, Procedure
from comity.domain.standing import Act, Standing, stand
from tests.domain.test_fits import ANSWERED
from tests.domain.test_standing import CALENDAR, FACTS, FEAST, FILED

OUT = date(2024, 4, 24)  # three working days from then end on 3 May, behind the days off
TERM = replace(FEAST, lapse=Lapse(Days(3)))
HELD = date(2024, 6, 20)


def stood(*acts: Act, today: date, of: Procedure = TERM, facts: Facts = FACTS) -> Standing:
    return stand(of, facts, sorted(acts, key=lambda one: one.on), calendar=CALENDAR, today=today)


def test_a_returned_file_lapses_when_the_term_is_over() -> None:
    last = stood(*FILED, Act("returned", OUT), today=date(2024, 5, 2))
    over = stood(*FILED, Act("returned", OUT), today=date(2024, 5, 3))

    assert (last.state, last.lapses) == ("returned", date(2024, 5, 2))
    assert (over.state, over.lapses, over.step("draft").status) == ("lapsed", None, "stopped")
    assert (lives(last), lives(over)) == (True, False)


def test_what_came_back_in_time_runs_on_and_only_a_new_return_counts() -> None:
    acts = (*FILED, Act("returned", OUT), Act("back", date(2024, 5, 2)))

    assert stood(*acts, today=date(2024, 5, 30)).state == "running"
    assert stood(*acts, Act("returned", date(2024, 5, 6)), today=date(2024, 5, 9)).lapses == date(2024, 5, 9)


def test_what_has_lapsed_takes_no_more_acts() -> None:
    late = Act("back", date(2024, 5, 3))
    found = stood(*FILED, Act("returned", OUT), late, today=date(2024, 5, 6))

    assert (found.state, found.unfit) == ("lapsed", (late,))


@pytest.mark.parametrize(
    ("acts", "state"),
    [
        ((*FILED, Act("returned", OUT)), "lapsed"),
        ((FILED[0], FILED[2]), "lapsed"),  # a paper is missing
        ((*FILED, Act("done", OUT, "draft"), Act("returned", date(2024, 4, 25))), "lapsed"),  # on its way, not decided
        (FILED, "running"),  # the office has it: its silence ends nobody's file
        ((), "draft"),
    ],
    ids=str,
)
def test_the_day_it_is_for_ends_what_the_applicant_has_not_completed(acts: tuple[Act, ...], state: str) -> None:
    assert stood(*acts, today=date(2024, 6, 21), of=FEAST).state == state
    assert stood(*acts, today=HELD, of=FEAST).state in (state if state != "lapsed" else "returned incomplete")


def test_the_day_it_is_for_stays_on_a_day_off_and_a_term_does_not() -> None:
    saturday = date(2024, 6, 22)
    facts = {**FACTS, "held_on": saturday}
    out = (*FILED, Act("returned", OUT))
    term = replace(FEAST, lapse=Lapse(Days((saturday - OUT).days, "calendar")))  # the same days, but of a term

    assert not CALENDAR.works(saturday)
    assert stood(*out, today=saturday, of=FEAST, facts=facts).lapses == saturday
    assert stood(*out, today=date(2024, 6, 23), of=FEAST, facts=facts).state == "lapsed"
    assert stood(*out, today=saturday, of=term, facts={}).lapses == date(2024, 6, 24)


def test_a_file_that_was_decided_or_came_after_the_day_does_not_lapse_by_it() -> None:
    steps = (*FEAST.steps, replace(FEAST.steps[0], id="hand over", after=("decide",)))
    longer = replace(TERM, steps=steps)
    decided = (*ANSWERED, Act("done", date(2024, 5, 2), "decide"), Act("returned", date(2024, 5, 3)))
    after = (FILED[0], Act("filed", date(2024, 6, 21)))
    on_it = (FILED[0], Act("filed", HELD))

    assert stood(*decided, today=date(2025, 1, 1), of=longer, facts={**FACTS, "guests": 5}).state == "returned"
    assert stood(*after, today=date(2024, 8, 1), of=FEAST).state == "incomplete"
    assert stood(*on_it, today=date(2024, 6, 21), of=FEAST).state == "lapsed"


def test_a_file_of_which_anything_was_decided_does_not_lapse_and_where_nothing_is_decided_it_does() -> None:
    acts = (*FILED, Act("done", OUT, "draft"), Act("returned", date(2024, 4, 25)))
    twice = replace(FEAST, steps=(replace(FEAST.steps[0], decides=True), *FEAST.steps[1:]))
    never = replace(FEAST, steps=tuple(replace(one, decides=False) for one in FEAST.steps))

    assert stood(*acts, today=date(2024, 8, 1), of=twice).state == "returned"
    assert stood(*acts, today=date(2024, 8, 1), of=never).state == "lapsed"


def test_an_officer_declares_it_lapsed_and_silence_after_that_says_nothing() -> None:
    drafted = (*FILED, Act("done", OUT, "draft"))
    found = stood(*drafted, Act("lapsed", date(2024, 4, 26)), today=date(2024, 7, 1))

    assert (found.state, lives(found)) == ("lapsed", False)
    assert [one.status for one in found.step("opinions").asks] == ["open", "open"]
    assert not any(one.late for one in found.steps)


def test_the_sooner_of_both_days_counts() -> None:
    def last(procedure: Procedure, *, filed: date = OUT, out: date | None = OUT, facts: Facts = FACTS) -> date | None:
        return last_day(procedure, facts, filed=filed, out=out, calendar=CALENDAR)

    assert last(TERM) == date(2024, 5, 2)
    assert last(TERM, out=None) == last(FEAST) == last(FEAST, filed=HELD) == HELD
    assert last(FEAST, filed=date(2024, 6, 21)) is None
    assert last(FEAST, facts={}) is None
    assert last(TERM, facts={"held_on": date(2024, 4, 26)}) == date(2024, 4, 26)
    assert last(replace(FEAST, event="")) is None
