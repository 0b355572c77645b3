"""What a standing says beside its steps: who decides, what was waived, from when the clock runs, how it ends."""

from dataclasses import replace
from datetime import date
from typing import Any, Literal

import pytest

from comity.domain.case import lives, waits
from comity.domain.condition import ALWAYS, Facts
from comity.domain.legal_clock import Days
from comity.domain.prescribed import level
from comity.domain.procedure import Ask, Duty, Level, Step
from comity.domain.standing import Act, AskStanding, Standing, StepStanding, settled, stand
from tests.domain.test_fits import ANSWERED, DAY, DRAFTED, FEW, stood
from tests.domain.test_standing import CALENDAR, FACTS, FEAST, FILED


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


def test_what_follows_a_refusal_never_began() -> None:
    longer = replace(FEAST, steps=(Step("decide", "steward", decides=True), Step("send", "kitchen", ("decide",))))
    acts = [FILED[0], FILED[2], Act("refused", DAY, "decide")]
    found = stand(replace(longer, duties=()), FEW, acts, calendar=CALENDAR, today=DAY)

    assert found.state == "refused"
    assert found.step("send") == StepStanding("send", "kitchen", "waiting")


def consented(*acts: Act, **changes: Any) -> Standing:
    """Return a file in which the council is asked for its consent before the steward decides."""
    council = replace(FEAST.steps[2], after=(), when=ALWAYS, **{"consents": True, **changes})
    asked = replace(FEAST, steps=(council, FEAST.steps[3]), duties=())
    return stand(asked, FEW, [FILED[0], FILED[2], *acts], calendar=CALENDAR, today=DAY)


def test_without_the_consent_that_it_needs_a_file_ends_as_refused() -> None:
    found = consented(Act("refused", DAY, "council"))

    assert (found.state, found.unfit) == ("refused", ())
    assert [(one.status, one.by, one.ended) for one in found.steps] == [
        ("refused", "council", DAY),
        ("waiting", "steward", None),
    ]


def test_with_the_consent_it_goes_on_and_is_not_decided_by_it() -> None:
    given = Act("done", DAY, "council")
    found = consented(given)

    assert (found.state, [one.status for one in found.steps]) == ("running", ["done", "open"])
    assert consented(given, Act("refused", DAY, "decide")).state == "refused"
    assert consented(given, Act("done", DAY, "decide")).state == "granted"
    assert consented(given, Act("refused", DAY, "council")).unfit == (Act("refused", DAY, "council"),)


def test_a_step_that_neither_decides_nor_consents_is_not_refused() -> None:
    no = Act("refused", DAY, "council")

    assert consented(no, consents=False).unfit == (no,)
    assert consented(no, consents=False, decides=True).state == "refused"


@pytest.mark.parametrize("rules", [{"decides": True}, {"consents": True}])
def test_opinions_alone_grant_nothing_where_a_step_that_asks_decides(rules: dict[str, Any]) -> None:
    asking = replace(FEAST.steps[1], after=(), **rules)
    alone = replace(FEAST, steps=(asking,), duties=())
    day = date(2024, 4, 25)

    def found(*acts: Act) -> Standing:
        return stand(alone, FEW, [FILED[0], FILED[2], *acts], calendar=CALENDAR, today=day)

    no, yes = Act("opinion", day, "cellar", "disagrees"), Act("done", day, "opinions")
    assert found(yes).unfit == (yes,)  # nobody has answered yet
    assert found().steps[0].due == date(2024, 5, 2)  # of the opinion: the step itself has no term
    assert [one.key for one in waits(found())] == ["ask:cellar"]
    heard = found(no)
    assert (heard.state, heard.steps[0].status, heard.steps[0].ended) == ("running", "open", None)
    assert [one.answer for one in heard.steps[0].asks] == ["disagrees"]
    assert [one.key for one in waits(heard)] == ["step:opinions"]
    assert found(no, yes).state == "granted"
    assert found(no, Act("refused", day, "opinions")).state == "refused"


def test_only_the_step_that_decides_goes_to_the_level_of_the_case() -> None:
    running = stood(*FILED, today=date(2024, 4, 23))

    assert (running.step("draft").by, running.step("council").by) == ("kitchen", "council")


def test_a_step_that_nobody_needs_to_be_asked_in_is_not_needed() -> None:
    unasked = replace(FEAST.steps[1], asks=FEAST.steps[1].asks[1:], after=())
    found = stand(replace(FEAST, steps=(unasked,), duties=()), FEW, [FILED[0], FILED[2]], calendar=CALENDAR, today=DAY)

    assert found.step("opinions") == StepStanding("opinions", "kitchen", "not_needed", ASKED, ended=ASKED)
    assert found.state == "granted"


def test_opinions_that_are_to_be_asked_are_named_before_their_turn() -> None:
    step = stood(*FILED, today=date(2024, 4, 23)).step("opinions")

    assert (step.status, step.asks) == ("waiting", (AskStanding("cellar", "cellar", "waiting"),))


@pytest.mark.parametrize("back", [(), (Act("back", date(2024, 4, 26)),)])
def test_a_step_that_was_done_keeps_its_last_day_when_the_file_goes_out_later(back: tuple[Act, ...]) -> None:
    done, out = Act("done", date(2024, 4, 23), "draft"), Act("returned", date(2024, 4, 23))
    step = stood(*FILED, done, out, *back, today=DAY).step("draft")

    assert (step.due, step.ended, step.late) == (date(2024, 4, 24), done.on, False)


def test_opinions_together_are_due_when_the_last_of_them_is_or_the_step_itself() -> None:
    acts = [*sorted(FILED, key=lambda one: one.on), Act("done", date(2024, 4, 24), "draft")]

    def due(within: Days | None, today: date) -> date | None:
        steps = tuple(replace(one, within=within) if one.asks else one for one in FEAST.steps)
        return stand(replace(FEAST, steps=steps), FACTS, acts, calendar=CALENDAR, today=today).step("opinions").due

    assert due(None, date(2024, 4, 24)) == date(2024, 5, 4)
    assert due(Days(6), date(2024, 4, 24)) == date(2024, 5, 6)
    assert due(Days(1), date(2024, 4, 24)) == date(2024, 5, 4)


@pytest.mark.parametrize(("on", "late"), [(DAY, False), (date(2024, 5, 4), False), (date(2024, 5, 6), True)])
def test_opinions_that_are_all_in_keep_their_last_day_and_are_late_after_it(on: date, late: bool) -> None:
    said, out = Act("opinion", on, "cellar", "agrees"), Act("returned", on)

    for acts in ([said], [said, out]):
        step = stood(*DRAFTED, *acts, today=on).step("opinions")
        assert (step.status, step.due, step.ended, step.late) == ("done", date(2024, 5, 4), on, late)
        assert step.asks == (AskStanding("cellar", "cellar", "answered", date(2024, 5, 4), "agrees", on),)


@pytest.mark.parametrize(("silence", "answer"), [("agrees", "agrees"), ("passes", "")])
def test_silence_agrees_only_where_the_procedure_says_so(silence: Literal["agrees", "passes"], answer: str) -> None:
    ask = replace(QUIET.steps[0].asks[0], silence=silence)
    rules = replace(QUIET, steps=(replace(QUIET.steps[0], asks=(ask,)), QUIET.steps[1]))
    found = stand(rules, FEW, [FILED[0], FILED[2]], calendar=CALENDAR, today=DAY)

    assert [(one.status, one.answer) for one in found.step("opinions").asks] == [("silent", answer)]


@pytest.mark.parametrize(
    ("out", "due", "late"), [(23, None, False), (24, date(2024, 4, 24), True), (25, date(2024, 4, 24), True)]
)
def test_a_term_stands_still_while_the_file_is_out_unless_it_was_over(out: int, due: date | None, late: bool) -> None:
    step = stood(*FILED, Act("returned", date(2024, 4, out)), today=DAY).step("draft")

    assert (step.status, step.due, step.late) == ("paused", due, late)


def april(what: str, day: int, of: str = "") -> Act:
    return Act(what, date(2024, 4, day), of)


@pytest.mark.parametrize(
    ("acts", "due"),
    [
        ([april("returned", 22), april("back", 23)], 25),
        (
            [april("returned", 22), april("paper", 23, "menu"), april("back", 24)],
            26,
        ),  # what comes meanwhile is no return
        ([april("returned", 22), april("back", 23), april("done", 24, "draft")], 25),
        ([april("done", 23, "draft"), april("returned", 24), april("back", 26)], 24),
        # the day between two returns was the office's own
        ([april("returned", 22), april("back", 23), april("returned", 24), april("back", 25)], 26),
    ],
)
def test_only_the_days_that_a_file_was_out_before_a_step_ended_prolong_its_term(acts: list[Act], due: int) -> None:
    assert stood(FILED[0], FILED[2], *acts, today=acts[-1].on).step("draft").due == date(2024, 4, due)


def test_a_paper_that_comes_does_not_bring_the_file_back() -> None:
    found = stood(FILED[0], FILED[2], april("returned", 23), april("paper", 24, "permit"), today=DAY)

    assert (found.state, found.step("draft").status) == ("returned", "paused")


def test_a_duty_that_the_facts_rule_out_is_not_needed() -> None:
    many = tuple(replace(one, when=FEAST.papers[1].when) for one in FEAST.duties)
    found = stand(replace(FEAST, duties=many), FEW, [FILED[0], FILED[2]], calendar=CALENDAR, today=DAY)

    assert [one.status for one in found.duties] == ["not_needed", "not_needed"]


GRANTED = (*ANSWERED, Act("done", DAY, "decide"))  # the copy is owed by 6 May


@pytest.mark.parametrize(("day", "late"), [(date(2024, 5, 6), False), (date(2024, 5, 7), True)])
def test_a_report_is_late_from_the_day_after_its_last(day: date, late: bool) -> None:
    owed = stood(*GRANTED, today=day).duties[1]
    done = stood(*GRANTED, Act("reported", day, "copy"), today=day).duties[1]

    assert (owed.status, owed.due, owed.late) == ("owed", date(2024, 5, 6), late)
    assert (done.status, done.done, done.late) == ("done", day, late)


@pytest.mark.parametrize(
    ("facts", "day", "status"),
    [
        ({"guests": 5}, HELD, "not_yet"),
        (FEW, date(2024, 6, 19), "not_yet"),
        (FEW, HELD, "owed"),
    ],
)
def test_a_report_of_a_day_is_owed_from_that_day_if_it_is_known(facts: Facts, day: date, status: str) -> None:
    assert stood(*GRANTED, today=day, facts=facts).duties[0].status == status


def test_only_a_step_that_was_done_makes_a_report_owed() -> None:
    refused = stood(*ANSWERED, Act("refused", DAY, "decide"), today=DAY)
    after_council = replace(FEAST, duties=(replace(FEAST.duties[1], after="council"),))
    acts = [FILED[0], *FILED[2:], *ANSWERED[3:]]
    spared = stand(after_council, FEW, acts, calendar=CALENDAR, today=DAY)

    assert refused.duties[1].status == "not_yet"
    assert (spared.step("council").status, spared.duties[0].status) == ("not_needed", "not_yet")
