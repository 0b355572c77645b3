"""What a standing says beside its steps: who decides, what was waived, from when the clock runs, how it ends."""

from dataclasses import replace
from datetime import date

import pytest

from comity.domain.case import lives
from comity.domain.condition import Facts
from comity.domain.legal_clock import Days
from comity.domain.procedure import Ask, Duty, Level, Step
from comity.domain.standing import Act, Standing, level, settled, stand
from tests.domain.test_fits import ANSWERED, DAY, DRAFTED, FEW, stood
from tests.domain.test_standing import CALENDAR, FEAST, FILED


@pytest.mark.parametrize(
    ("facts", "by"), [({"guests": 200}, "king"), ({"guests": 20}, "steward"), ({}, "king")], ids=str
)
def test_the_first_level_that_is_not_ruled_out_decides(facts: Facts, by: str) -> None:
    assert level(FEAST, facts) == by
    assert stood(*FILED, today=DAY, facts=facts).level == by
    assert stood(*DRAFTED, today=DAY, facts=facts).step("decide").by == by


def test_where_no_level_fits_nobody_is_named() -> None:
    alone = replace(FEAST, levels=FEAST.levels[:1])

    assert level(alone, {"guests": 5}) == ""
    assert level(replace(FEAST, levels=(Level("cook"),)), {}) == "cook"


def test_only_limits_that_were_waived_are_waived() -> None:
    waived = stood(*FILED, Act("waived", DAY, "hall"), today=DAY)

    assert waived.waived == {"hall"}
    assert stood(*FILED, today=DAY).waived == frozenset()


def test_the_clock_waits_for_the_papers_that_are_needed_alone() -> None:
    late = Act("paper", date(2024, 4, 29), "menu")
    found = stood(FILED[2], late, Act("paper", date(2024, 4, 30), "permit"), today=DAY)

    assert found.complete == date(2024, 4, 29)  # the permit is not needed of so few
    assert stood(FILED[2], Act("waived", DAY, "hall"), today=DAY).missing == ("menu",)
    assert stood(late, replace(FILED[2], on=DAY), today=DAY).complete == DAY


@pytest.mark.parametrize("out", [(), (Act("returned", date(2024, 4, 24)),)])
def test_what_is_withdrawn_stops_and_is_late_no_more(out: tuple[Act, ...]) -> None:
    found = stood(*FILED, *out, Act("withdrawn", date(2024, 4, 26)), today=date(2024, 7, 1))

    assert found.state == "withdrawn"
    assert (found.step("draft").status, found.step("draft").late) == ("stopped", False)


def test_a_file_that_came_back_runs_again() -> None:
    out, back = Act("returned", date(2024, 4, 23)), Act("back", date(2024, 4, 24))

    assert stood(*FILED, out, back, today=date(2024, 4, 24)).state == "running"
    assert stood(*FILED, out, back, replace(out, on=DAY), today=DAY).state == "returned"


def test_a_step_that_is_not_needed_holds_nothing_up_and_ends_nothing_too_early() -> None:
    steps = (Step("draft", "kitchen"), Step("more", "kitchen", ("draft",), when=FEAST.steps[2].when))
    only = replace(FEAST, steps=steps, duties=())
    acts = [FILED[0], FILED[2]]

    running = stand(only, FEW, acts, calendar=CALENDAR, today=DAY)
    granted = stand(only, FEW, [*acts, Act("done", DAY, "draft")], calendar=CALENDAR, today=DAY)

    assert (running.state, running.step("more").status, running.step("more").ended) == ("running", "not_needed", None)
    assert (granted.state, granted.step("more").ended) == ("granted", DAY)
    assert stood(*ANSWERED, today=DAY).state == "running"


def test_acts_after_the_day_are_left_out_and_those_of_the_day_that_follow_them_are_not() -> None:
    acts = [FILED[0], FILED[2], Act("waived", date(2024, 6, 1), "hall"), Act("done", date(2024, 4, 23), "draft")]

    assert stand(FEAST, FEW, acts, calendar=CALENDAR, today=date(2024, 4, 23)).step("draft").status == "done"


def test_a_step_ended_by_its_last_day_is_in_time_and_a_day_after_late() -> None:
    term = replace(FEAST, steps=(Step("draft", "kitchen", within=Days(2)),), duties=())

    def late(on: date) -> tuple[bool, bool]:
        acts = [FILED[0], FILED[2]]
        done = stand(term, FEW, [*acts, Act("done", on, "draft")], calendar=CALENDAR, today=on)
        return stand(term, FEW, acts, calendar=CALENDAR, today=on).step("draft").late, done.step("draft").late

    assert [late(date(2024, 4, 24)), late(date(2024, 4, 25))] == [(False, False), (True, True)]


QUIET = replace(
    FEAST,
    steps=(
        Step("opinions", "kitchen", asks=(Ask("guard", "guard", Days(3), silence="agrees"),)),
        Step("decide", "steward", decides=True),
    ),
    duties=(
        Duty("word", "kitchen", Days(3), after="opinions"),
        Duty("thanks", "kitchen", Days(15, "calendar"), fact="held_on"),
    ),
)
ASKED = date(2024, 4, 22)  # so silence speaks after 25 April
HELD = date(2024, 6, 20)


def quiet(*acts: Act, today: date) -> Standing:
    return stand(QUIET, FEW, [FILED[0], FILED[2], *acts], calendar=CALENDAR, today=today)


@pytest.mark.parametrize("end", [Act("withdrawn", date(2024, 4, 25)), Act("refused", date(2024, 4, 25), "decide")])
def test_once_a_file_is_over_silence_says_nothing_and_makes_nothing_owed(end: Act) -> None:
    then = quiet(end, today=end.on)

    assert quiet(today=date(2024, 4, 26)).duties[0].status == "owed"  # what silence does to a file on its way
    assert (then.state, then.step("opinions").status, lives(then)) == (end.what, "stopped", False)
    assert quiet(end, today=HELD) == then  # the queue looks at it no more: no morning may change it


def test_what_silence_said_before_a_file_was_over_stays_said() -> None:
    late = Act("withdrawn", date(2024, 4, 26))

    assert (quiet(late, today=late.on).step("opinions").status, quiet(late, today=HELD).duties[0].status) == (
        "done",
        "owed",
    )


def test_only_what_was_granted_owes_a_report_of_the_day_it_was_for() -> None:
    alone = replace(QUIET, steps=QUIET.steps[:1])
    out = Act("returned", date(2024, 4, 25))  # on the last day for an answer: the next day all steps are over

    def thanks(*acts: Act) -> tuple[str, str]:
        found = settled(alone, FEW, [FILED[0], FILED[2], *acts], calendar=CALENDAR, today=HELD)
        return found.state, found.duties[1].status

    assert thanks() == ("granted", "owed")
    assert thanks(out) == ("returned", "not_yet")
    assert thanks(out, Act("withdrawn", DAY)) == ("withdrawn", "not_yet")
    assert thanks(out, Act("back", DAY)) == ("granted", "owed")
