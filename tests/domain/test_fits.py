"""Which act has its place in which state: each kind of act against each state a file can be in, and beside its own name."""

from dataclasses import replace
from datetime import date

import pytest

from comity.domain.condition import Facts
from comity.domain.procedure import Step
from comity.domain.standing import Act, Standing, fits, stand
from tests.domain.test_standing import CALENDAR, FACTS, FEAST, FILED
from tests.domain.test_standing import stood as stood_of

DAY = date(2024, 5, 2)
FEW: Facts = {**FACTS, "guests": 5}  # so few that the guard is not asked and no permit needed
DRAFTED = (*FILED, Act("done", date(2024, 4, 24), "draft"))
ANSWERED = (*DRAFTED, Act("opinion", date(2024, 4, 25), "cellar", "agrees"))


def stood(*acts: Act, today: date, facts: Facts = FEW) -> Standing:
    return stood_of(*acts, today=today, facts=facts)


STANDS = {
    "draft": stood(today=DAY),
    "incomplete": stood(FILED[2], today=DAY),
    "running": stood(*FILED, today=DAY),
    "returned": stood(*FILED, Act("returned", DAY), today=DAY),
    "withdrawn": stood(*FILED, Act("withdrawn", DAY), today=DAY),
    "lapsed": stood(*FILED, Act("lapsed", DAY), today=DAY),
    "refused": stood(*ANSWERED, Act("refused", DAY, "decide"), today=DAY),
    "granted": stood(*ANSWERED, Act("done", DAY, "decide"), today=DAY),
}
PLACES = {
    "filed": "draft",
    "returned": "incomplete running",
    "back": "returned",
    "withdrawn": "incomplete running returned",
    "lapsed": "incomplete running returned",
    "paper": "draft incomplete running returned",
    "waived": "draft incomplete running returned",
}
OF = {"paper": "menu", "waived": "hall"}


def fit(what: str, of: str = "", answer: str = "", *, at: Standing) -> bool:
    return fits(Act(what, DAY, of, answer), at, FEAST)


@pytest.mark.parametrize("what", PLACES)
def test_an_act_has_its_place_in_some_states_alone(what: str) -> None:
    assert {name: one.state for name, one in STANDS.items()} == {name: name for name in STANDS}
    found = {name: fit(what, OF.get(what, ""), at=one) for name, one in STANDS.items()}

    assert found == {name: name in PLACES[what].split() for name in STANDS}


def test_only_what_the_procedure_knows_is_a_paper_or_can_be_waived() -> None:
    running = STANDS["running"]

    assert (fit("paper", "menu", at=running), fit("paper", "song", at=running)) == (True, False)
    assert [fit("waived", of, at=running) for of in ("hall", "wine", "song")] == [True, False, False]


def test_only_a_step_that_is_open_is_done_and_only_one_that_decides_refused() -> None:
    running, decided = STANDS["running"], stood(*ANSWERED, today=DAY)

    assert [fit("done", of, at=running) for of in ("draft", "opinions", "decide", "song")] == [
        True,
        False,
        False,
        False,
    ]
    assert [fit("refused", of, at=running) for of in ("draft", "decide")] == [False, False]
    assert [(fit("done", of, at=decided), fit("refused", of, at=decided)) for of in ("draft", "decide")] == [
        (False, False), (True, True),
    ]  # fmt: skip
    assert fit("sung", "decide", at=decided) is False
    assert [
        fit(what, "decide", at=STANDS[name]) for what in ("done", "refused") for name in ("granted", "withdrawn")
    ] == [False] * 4


def test_a_step_that_asks_is_not_done_by_hand_and_takes_the_answers_of_those_who_were_asked() -> None:
    asking = stood(*DRAFTED, today=date(2024, 4, 24))

    assert fit("done", "opinions", at=asking) is False
    assert [fit("opinion", "cellar", one, at=asking) for one in ("agrees", "changes", "disagrees", "", "perhaps")] == [
        True, True, True, False, False,
    ]  # fmt: skip
    assert [fit("opinion", of, "agrees", at=asking) for of in ("guard", "song")] == [
        False,
        False,
    ]  # not asked of 20 guests
    assert fit("opinion", "cellar", "agrees", at=STANDS["running"]) is False  # not yet asked
    assert fit("opinion", "cellar", "agrees", at=stood(*ANSWERED, today=DAY)) is False  # has answered


def test_an_answered_opinion_is_not_given_again_while_others_are_open() -> None:
    more = {**FACTS, "guests": 60}
    one = stood(*DRAFTED, Act("opinion", date(2024, 4, 25), "cellar", "agrees"), today=date(2024, 4, 25), facts=more)

    assert [fit("opinion", of, "agrees", at=one) for of in ("cellar", "guard")] == [False, True]


def test_a_report_is_given_only_while_it_is_owed_even_when_all_is_over() -> None:
    granted = STANDS["granted"]

    assert [fit("reported", of, at=granted) for of in ("copy", "thanks", "song")] == [True, False, False]
    assert fit("reported", "copy", at=STANDS["running"]) is False
    assert (
        fit(
            "reported", "copy", at=stood(*ANSWERED, Act("done", DAY, "decide"), Act("reported", DAY, "copy"), today=DAY)
        )
        is False
    )


def test_acts_of_later_days_are_not_known_yet_and_those_out_of_order_have_no_place() -> None:
    late = Act("done", date(2024, 4, 26), "draft")
    early = Act("paper", date(2024, 4, 24), "menu")
    found = stand(FEAST, FEW, [*FILED[:1], FILED[2], late, early], calendar=CALENDAR, today=date(2024, 4, 26))

    assert found.unfit == (early,)
    before = stand(FEAST, FEW, [*FILED[:1], FILED[2], late, early], calendar=CALENDAR, today=date(2024, 4, 24))
    assert (before.step("draft").status, before.unfit) == ("open", ())


def test_what_was_not_said_is_empty_and_nothing_is_late_by_itself() -> None:
    running = STANDS["running"]

    assert Act("filed", DAY).answer == ""
    assert running.step("opinions").asks[0].answer == ""
    assert [one.late for one in running.steps] + [one.late for one in running.duties] == [True] + [False] * 5
    single = replace(FEAST, steps=(Step("draft", "kitchen"),), duties=(), papers=())
    assert stand(single, {}, [], calendar=CALENDAR, today=DAY).step("draft").late is False


def test_nobody_answers_while_the_file_is_with_the_applicant() -> None:
    begun = date(2024, 4, 25)
    asked, out = stood(*DRAFTED, today=begun), stood(*DRAFTED, Act("returned", begun), today=begun)

    assert [fit("opinion", "cellar", "agrees", at=one) for one in (asked, out)] == [True, False]


def test_acts_are_known_by_their_kind_and_not_by_a_name_that_two_things_share() -> None:
    shared = replace(FEAST, steps=(Step("menu", "kitchen"),), duties=())

    assert stand(shared, FEW, [FILED[0], FILED[2]], calendar=CALENDAR, today=DAY).step("menu").status == "open"
