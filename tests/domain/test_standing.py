"""How a case stands: worked by hand for one small procedure, then what must hold for any procedure and any history."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Literal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from comity.domain.condition import Compare, Condition, Every, Facts, Some, holds
from comity.domain.filing import Failing, failing, finished, last_days, plan
from comity.domain.legal_clock import Calendar, Days
from comity.domain.procedure import Ask, Duty, Filing, Level, Limit, Paper, Procedure, Step
from comity.domain.standing import Act, Standing, stand

# 29 April to 1 May 2024 were days off, Saturday 4 May was worked in place of the first of them.
CALENDAR = Calendar(frozenset({date(2024, 4, 29), date(2024, 4, 30), date(2024, 5, 1)}), frozenset({date(2024, 5, 4)}))
FEAST = Procedure(
    id="feast",
    version=1,
    event="held_on",
    steps=(
        Step("draft", "kitchen", within=Days(2)),
        Step(
            "opinions",
            "kitchen",
            after=("draft",),
            asks=(
                Ask("cellar", "cellar", Days(5)),
                Ask("guard", "guard", Days(7, "calendar"), silence="agrees", when=Compare("guests", "over", 10)),
            ),
        ),
        Step("council", "council", after=("opinions",), within=Days(3), when=Compare("disagreed", "is", True)),
        Step("decide", "steward", after=("council",), within=Days(2), decides=True),
    ),
    papers=(Paper("menu"), Paper("permit", Compare("guests", "over", 10))),
    levels=(Level("king", Compare("guests", "over", 100)), Level("steward")),
    limits=(
        Limit("hall", Compare("guests", "at_most", 50)),
        Limit("wine", Compare("barrels", "at_most", 3), waivable=False),
    ),
    duties=(
        Duty("thanks", "kitchen", Days(15, "calendar"), fact="held_on"),
        Duty("copy", "kitchen", Days(3), after="decide"),
    ),
    filings=(Filing("ahead", Days(30, "calendar"), "held_on"),),
)
FACTS: Facts = {"guests": 20, "barrels": 2, "held_on": date(2024, 6, 20)}
FILED = (
    Act("paper", date(2024, 4, 22), "menu"),
    Act("paper", date(2024, 4, 23), "permit"),
    Act("filed", date(2024, 4, 22)),
)


def stood(*acts: Act, today: date, facts: Facts = FACTS) -> Standing:
    return stand(FEAST, facts, sorted(acts, key=lambda one: one.on), calendar=CALENDAR, today=today)


def test_the_clock_starts_on_the_day_the_dossier_is_complete() -> None:
    assert stood(*FILED[:1], FILED[2], today=date(2024, 4, 22)).state == "incomplete"
    found = stood(*FILED, today=date(2024, 4, 23))

    assert (found.state, found.complete, found.step("draft").due) == ("running", date(2024, 4, 23), date(2024, 4, 25))


def test_opinions_run_side_by_side_and_silence_means_what_the_procedure_says() -> None:
    found = stood(*FILED, Act("done", date(2024, 4, 24), "draft"), today=date(2024, 5, 3))

    asks = found.step("opinions").asks
    # five working days leave out the days off; seven calendar days end on 1 May, a day off, so on the next one worked
    assert [(one.id, one.status, one.due) for one in asks] == [
        ("cellar", "open", date(2024, 5, 4)),
        ("guard", "silent", date(2024, 5, 2)),
    ]
    assert found.step("decide").status == "waiting"


def test_a_disagreement_goes_higher_and_agreement_does_not() -> None:
    acts = (*FILED, Act("done", date(2024, 4, 24), "draft"))
    against = stood(*acts, Act("opinion", date(2024, 5, 3), "cellar", "disagrees"), today=date(2024, 5, 3))
    for_it = stood(*acts, Act("opinion", date(2024, 5, 3), "cellar", "changes"), today=date(2024, 5, 3))

    assert (against.step("council").status, against.step("decide").status) == ("open", "waiting")
    assert (for_it.step("council").status, for_it.step("decide").status) == ("not_needed", "open")


def test_days_on_which_the_dossier_was_returned_do_not_count() -> None:
    out, back = Act("returned", date(2024, 4, 24)), Act("back", date(2024, 5, 3))

    assert stood(*FILED, out, today=date(2024, 4, 26)).step("draft").status == "paused"
    # of two working days one was used on 24 April, the other is the Saturday that is worked
    assert stood(*FILED, out, back, today=date(2024, 5, 3)).step("draft").due == date(2024, 5, 4)


def test_duties_are_owed_until_they_are_done() -> None:
    acts = [
        *FILED,
        Act("done", date(2024, 4, 24), "draft"),
        Act("opinion", date(2024, 4, 25), "cellar", "agrees"),
        Act("opinion", date(2024, 4, 26), "guard", "agrees"),
        Act("done", date(2024, 5, 2), "decide"),
    ]
    found = stood(*acts, today=date(2024, 7, 8))

    assert found.state == "granted"
    assert [(one.id, one.status, one.due, one.late) for one in found.duties] == [
        ("thanks", "owed", date(2024, 7, 5), True),
        ("copy", "owed", date(2024, 5, 6), True),
    ]
    paid = stood(*acts, Act("reported", date(2024, 7, 9), "thanks"), today=date(2024, 7, 9))
    assert [one.status for one in paid.duties] == ["done", "owed"]


def test_refused_and_withdrawn_end_a_case_and_nothing_can_be_done_after() -> None:
    acts = [*FILED, Act("done", date(2024, 4, 24), "draft"), Act("withdrawn", date(2024, 4, 25))]
    late = Act("opinion", date(2024, 4, 26), "cellar", "agrees")
    found = stood(*acts, late, today=date(2024, 4, 26))

    assert (found.state, found.step("opinions").status, found.unfit) == ("withdrawn", "stopped", (late,))
    small = {**FACTS, "guests": 5}
    acts = [*FILED[::2], Act("done", date(2024, 4, 23), "draft"), Act("opinion", date(2024, 4, 24), "cellar", "agrees")]
    assert (
        stood(*acts, Act("refused", date(2024, 4, 25), "decide"), today=date(2024, 5, 2), facts=small).state
        == "refused"
    )


def test_every_failing_rule_is_told_at_once() -> None:
    facts: Facts = {"guests": 60, "barrels": 4, "held_on": date(2024, 5, 20)}

    found = failing(FEAST, facts, papers=["menu"], waived=["hall"], filed=date(2024, 5, 2), calendar=CALENDAR)

    assert found == [
        Failing("limit", "wine"),
        Failing("paper", "permit"),
        Failing("filing", "ahead", date(2024, 4, 19)),  # thirty days before is Saturday 20 April
        Failing("steps", "", date(2024, 4, 26)),  # should somebody disagree; nobody has answered yet
    ]
    assert failing(FEAST, {}, papers=["menu", "permit"], waived=(), filed=date(2024, 5, 2), calendar=CALENDAR) == [
        Failing("fact", one) for one in ("barrels", "guests", "held_on")
    ]


def test_the_last_day_of_filing_is_the_earlier_of_the_law_s_and_the_steps() -> None:
    days = last_days(FEAST, FACTS, CALENDAR)

    assert (days.rule, days.by_law, days.last) == ("ahead", date(2024, 5, 21), date(2024, 5, 21))
    assert [(one.step, one.ends) for one in plan(FEAST, FACTS, date(2024, 5, 21), CALENDAR)] == [
        ("draft", date(2024, 5, 23)), ("opinions", date(2024, 5, 30)), ("council", date(2024, 6, 4)), ("decide", date(2024, 6, 6)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("guests", "held", "expected"),
    [(20, True, True), (60, None, None), (60, False, False), (5, None, True)],
)
def test_what_is_not_known_decides_nothing(guests: int, held: bool | None, expected: bool | None) -> None:
    rule = Some(
        (Compare("guests", "at_most", 10), Every((Compare("guests", "under", 100), Compare("held", "is", True))))
    )
    facts = {"guests": guests} | ({} if held is None else {"held": held})

    assert holds(rule, facts) is expected


# --- any procedure, any history ---

STARTS = date(2024, 4, 15)
terms = st.builds(Days, st.integers(1, 8), st.sampled_from(("working", "calendar")))
conditions: st.SearchStrategy[Condition] = st.sampled_from(
    [Every(), Compare("big", "is", True), Compare("untold", "is", True)]
)
silences: st.SearchStrategy[Literal["waits", "agrees", "passes"]] = st.sampled_from(["waits", "agrees", "passes"])


@st.composite
def procedures(draw: st.DrawFn) -> Procedure:
    steps: list[Step] = []
    for at in range(draw(st.integers(1, 4))):
        asks = [
            Ask(f"{at}-{n}", "somebody", draw(terms), draw(silences), draw(conditions))
            for n in range(draw(st.sampled_from([0, 0, 1, 2])))
        ]
        after = draw(st.sets(st.sampled_from([one.id for one in steps]))) if steps else set()
        rule: Condition = draw(conditions | st.just(Compare("disagreed", "is", True)))
        within = draw(st.none() | terms)
        decides, consents = draw(st.sampled_from([(False, False), (True, False), (False, True)]))
        steps.append(Step(str(at), "us", tuple(sorted(after)), within, tuple(asks), decides, rule, consents))
    return Procedure(
        "any", 1, tuple(steps), papers=(Paper("letter", draw(conditions)),), duties=(Duty("tell", "us", Days(3), "0"),)
    )


@st.composite
def histories(draw: st.DrawFn) -> tuple[Procedure, Facts, list[Act]]:
    procedure = draw(procedures())
    names = {
        "done": [one.id for one in procedure.steps],
        "refused": [one.id for one in procedure.steps],
        "opinion": [ask.id for one in procedure.steps for ask in one.asks],
        "paper": ["letter"],
        "reported": ["tell"],
    }
    kinds = st.sampled_from(
        ["done", "done", "done", "opinion", "opinion", "returned", "back", "refused", "withdrawn", "reported", "paper"]
    )
    acts, day = [Act("filed", STARTS), Act("paper", STARTS, "letter")], STARTS
    for what in draw(st.lists(kinds, max_size=9)):
        day += timedelta(days=draw(st.integers(0, 6)))
        of = draw(st.sampled_from(names[what])) if names.get(what) else ""
        answer = draw(st.sampled_from(["agrees", "changes", "disagrees"])) if what == "opinion" else ""
        acts.append(Act(what, day, of, answer))
    return procedure, draw(st.sampled_from([{}, {"big": True}, {"big": False}])), acts


def few(test: Callable[..., None]) -> Any:
    """Draw a few histories; many more where what takes long is asked for."""
    drawn = settings(max_examples=150 if os.environ.get("COMITY_LONG") else 30, deadline=None)(test)
    return pytest.mark.by_lot(drawn)


@few
@given(histories(), st.integers(0, 20))
def test_no_step_opens_before_those_it_follows(history: tuple[Procedure, Facts, list[Act]], more: int) -> None:
    procedure, facts, acts = history
    found = stand(procedure, facts, acts, calendar=CALENDAR, today=acts[-1].on + timedelta(days=more))

    for step in procedure.steps:
        seen = found.step(step.id)
        before = [found.step(one) for one in step.after]
        if seen.status in ("open", "paused", "done", "refused"):
            assert seen.begins is not None
            assert all(
                one.status in ("done", "not_needed") and one.ended and one.ended <= seen.begins for one in before
            )
        if seen.ended:
            assert seen.begins is not None
            assert seen.begins <= seen.ended


@few
@given(histories())
def test_nothing_after_a_refusal_begins_and_no_file_is_granted_past_one(
    history: tuple[Procedure, Facts, list[Act]],
) -> None:
    procedure, facts, acts = history
    found = stand(procedure, facts, acts, calendar=CALENDAR, today=acts[-1].on)

    refused = {one.id for one in found.steps if one.status == "refused"}
    assert all(procedure.ruled(one) for one in refused)
    assert not refused or found.state in ("refused", "withdrawn")
    for step in procedure.steps:
        if refused & procedure.before(step.id):
            assert found.step(step.id).status in ("waiting", "not_needed")
        if procedure.ruled(step.id) and found.step(step.id).status == "done":
            assert Act("done", found.step(step.id).ended or STARTS, step.id) in acts


@few
@given(histories())
def test_a_later_act_never_changes_what_was_done(history: tuple[Procedure, Facts, list[Act]]) -> None:
    procedure, facts, acts = history
    over: dict[str, object] = {}
    for count in range(1, len(acts) + 1):
        found = stand(procedure, facts, acts[:count], calendar=CALENDAR, today=acts[count - 1].on)
        now: dict[str, object] = {
            one.id: replace(one, by="") for one in found.steps if one.status in ("done", "refused")
        }
        now |= {ask.id: ask for one in found.steps for ask in one.asks if ask.status in ("answered", "silent")}

        assert {key: now.get(key) for key in over} == over
        over = now


@few
@given(histories(), st.integers(0, 20))
def test_the_same_facts_and_acts_give_the_same_standing_on_the_same_day(
    history: tuple[Procedure, Facts, list[Act]], more: int
) -> None:
    procedure, facts, acts = history
    today = acts[-1].on + timedelta(days=more)
    found = stand(procedure, facts, acts, calendar=CALENDAR, today=today)

    assert stand(procedure, dict(reversed(list(facts.items()))), tuple(acts), calendar=CALENDAR, today=today) == found
    fitting = [one for one in acts if one not in found.unfit]
    if all(acts.count(one) == 1 for one in acts):
        assert replace(stand(procedure, facts, fitting, calendar=CALENDAR, today=today), unfit=found.unfit) == found


@few
@given(histories(), st.integers(0, 20))
def test_no_deadline_is_on_a_day_off(history: tuple[Procedure, Facts, list[Act]], more: int) -> None:
    procedure, facts, acts = history
    found = stand(procedure, facts, acts, calendar=CALENDAR, today=acts[-1].on + timedelta(days=more))

    dues = [one.due for one in found.steps] + [one.due for one in found.duties]
    dues += [ask.due for one in found.steps for ask in one.asks]
    assert all(CALENDAR.works(one) for one in dues if one)


@few
@given(procedures(), st.data())
def test_another_opinion_never_moves_a_deadline_earlier(procedure: Procedure, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(procedure.steps) - 1))
    step = procedure.steps[at]
    more = replace(step, asks=(*step.asks, Ask("another", "another", data.draw(terms))))
    longer = replace(procedure, steps=(*procedure.steps[:at], more, *procedure.steps[at + 1 :]))

    told: tuple[Facts, ...] = ({}, {"big": True}, {"big": False})
    for facts in told:
        ends = {one.step: one.ends for one in plan(procedure, facts, STARTS, CALENDAR)}
        later = {one.step: one.ends for one in plan(longer, facts, STARTS, CALENDAR)}
        assert all(later[one] >= end for one, end in ends.items())


@few
@given(histories(), st.data())
def test_a_file_in_which_one_more_is_asked_never_has_an_earlier_deadline(
    history: tuple[Procedure, Facts, list[Act]], data: st.DataObject
) -> None:
    procedure, facts, acts = history
    asking = [at for at, one in enumerate(procedure.steps) if one.asks]
    assume(asking)  # one that asks nobody ends when it is done; asked, it would end otherwise
    at = data.draw(st.sampled_from(asking))
    step = procedure.steps[at]
    another = Ask("another", "another", data.draw(terms), data.draw(silences), data.draw(conditions))
    more = replace(step, asks=(*step.asks, another))
    longer = replace(procedure, steps=(*procedure.steps[:at], more, *procedure.steps[at + 1 :]))
    today = acts[-1].on + timedelta(days=data.draw(st.integers(0, 20)))
    was = _dues(stand(procedure, facts, acts, calendar=CALENDAR, today=today))
    now = _dues(stand(longer, facts, acts, calendar=CALENDAR, today=today))

    assert [key for key, due in was.items() if due and (now[key] or date.max) < due] == []


def _dues(found: Standing) -> dict[str, date | None]:
    """Return every deadline, None for what has none, or none yet."""
    dues = {f"step {one.id}": one.due for one in found.steps} | {f"duty {one.id}": one.due for one in found.duties}
    return dues | {f"ask {ask.id}": ask.due for one in found.steps for ask in one.asks}


@few
@given(procedures(), st.dates(STARTS, STARTS + timedelta(days=60)))
def test_the_last_day_of_filing_is_in_time_and_the_next_worked_day_is_not(procedure: Procedure, event: date) -> None:
    procedure = replace(procedure, event="event")
    facts: Facts = {"event": event, "big": True}
    last = last_days(procedure, facts, CALENDAR).by_steps
    assert last is not None

    next_one = CALENDAR.next_worked(last + timedelta(days=1))
    assert CALENDAR.works(last)
    assert finished(procedure, facts, last, CALENDAR) < event
    assert next_one >= event or finished(procedure, facts, next_one, CALENDAR) >= event


@given(st.dates(STARTS, STARTS + timedelta(days=60)), terms, st.sets(st.integers(1, 25), max_size=9))
def test_a_pause_never_shortens_a_term(start: date, days: Days, paused: set[int]) -> None:
    out = {start + timedelta(days=one) for one in paused}

    assert CALENDAR.ends(start, days, out) >= CALENDAR.ends(start, days)
    assert CALENDAR.ends(start, days, out) not in out
    assert CALENDAR.before(start, days) < start
