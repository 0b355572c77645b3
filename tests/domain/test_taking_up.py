"""How opinions were taken up: the last word counts, only of the opinion it was said of, and nothing else moves by it."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.domain.case import Done, problem, standing, told, waits
from comity.domain.condition import Facts
from comity.domain.procedure import Procedure
from comity.domain.standing import Act, Standing
from comity.domain.taking_up import HOWS, Given, answered, owing
from comity.domain.taking_up import given as given_
from comity.domain.taking_up import problem as unfit
from tests.domain.test_standing import CALENDAR, FACTS, FEAST, histories

DAY, NEXT = date(2024, 4, 24), date(2024, 4, 25)
FILED = [
    Done(1, Act("paper", date(2024, 4, 22), "menu")),
    Done(2, Act("paper", date(2024, 4, 22), "permit")),
    Done(3, Act("filed", date(2024, 4, 22), "feast"), FACTS, 1),
    Done(4, Act("done", date(2024, 4, 23), "draft")),
]
CELLAR = Done(5, Act("opinion", DAY, "cellar", "changes"))
GUARD = Done(6, Act("opinion", DAY, "guard", "agrees"))


def word(number: int, of: str, how: str = "whole") -> Done:
    return Done(number, Act("taken_up", NEXT, of, how))


def back(number: int, of: int) -> Done:
    return Done(number, Act("taken_back", NEXT, str(of)))


def stood(*more: Done) -> Standing:
    return standing(told([*FILED, *more]), FEAST, FACTS, calendar=CALENDAR, today=NEXT)


def test_the_last_word_counts_in_whatever_order_the_rows_come() -> None:
    asked = Done(10, Act("asked", NEXT, "cellar"))  # of another unit: no word on it
    rows = [CELLAR, GUARD, word(7, "cellar"), word(8, "cellar", "part"), word(9, "nobody"), asked]

    found = {"cellar": Given(5, DAY, 8), "guard": Given(6, DAY)}
    assert (given_(rows), given_(rows[::-1])) == (found, found)


def test_a_word_that_was_taken_back_leaves_the_one_before() -> None:
    assert given_([CELLAR, word(6, "cellar"), word(7, "cellar", "part"), back(8, 7)]) == {"cellar": Given(5, DAY, 6)}


def test_a_word_says_nothing_of_an_opinion_that_was_given_anew() -> None:
    anew = Done(8, Act("opinion", NEXT, "cellar", "disagrees"))

    assert given_([CELLAR, word(6, "cellar"), back(7, 5)]) == {}
    assert given_([CELLAR, word(6, "cellar"), back(7, 5), anew]) == {"cellar": Given(8, NEXT)}


def test_what_asks_for_something_is_owed_an_answer_by_its_step_until_the_file_is_over() -> None:
    guard = Done(6, Act("opinion", DAY, "guard", "disagrees"))
    over = Done(9, Act("withdrawn", NEXT))

    def owed(*more: Done) -> dict[str, tuple[str, ...]]:
        return owing(stood(*more), given_(more))

    assert owed() == {}
    assert owed(CELLAR, GUARD) == {"opinions": ("cellar",)}
    assert owed(CELLAR, guard) == {"opinions": ("cellar", "guard")}
    assert owing(stood(CELLAR), {}) == {"opinions": ("cellar",)}
    assert owed(CELLAR, guard, word(7, "cellar")) == {"opinions": ("guard",)}
    assert owed(CELLAR, word(7, "cellar"), back(8, 7)) == {"opinions": ("cellar",)}
    assert owed(CELLAR, over) == {}


def test_only_what_was_answered_can_be_taken_up() -> None:
    assert [(step, ask.id) for step, ask in answered(stood(GUARD))] == [("opinions", "guard")]
    assert list(answered(stood())) == []


WORDS = {
    "": [("cellar", NEXT, "whole", False), ("cellar", DAY, "part", True), ("cellar", NEXT, "none", True),
         ("guard", NEXT, "nothing", False), ("guard", NEXT, "whole", False)],
    "unanswered": [("king", NEXT, "whole", True)],
    "early": [("cellar", DAY - timedelta(days=1), "whole", True)],
    "how": [("cellar", NEXT, "", True), ("guard", NEXT, "agrees", True)],
    "something": [("cellar", NEXT, "nothing", True)],
    "unexplained": [("cellar", NEXT, "part", False), ("cellar", NEXT, "none", False), ("guard", NEXT, "none", False)],
}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "of", "on", "how", "explained"), [(k, *one) for k, all_ in WORDS.items() for one in all_]
)
def test_a_word_has_its_place_or_is_refused_with_the_reason(
    said: str, of: str, on: date, how: str, explained: bool
) -> None:
    rows = [CELLAR, GUARD]

    assert unfit(Act("taken_up", on, of, how), stood(*rows), given_(rows), explained=explained) == said


@pytest.mark.parametrize("answer", ["changes", "disagrees"])
def test_nothing_to_take_up_is_no_answer_to_what_asks_for_something(answer: str) -> None:
    rows = [Done(5, Act("opinion", DAY, "cellar", answer))]

    assert unfit(Act("taken_up", NEXT, "cellar", "nothing"), stood(*rows), given_(rows), explained=True) == "something"


def test_of_a_file_that_is_over_nothing_more_is_said_and_of_one_that_is_returned_it_may_be() -> None:
    for what, said in (("withdrawn", "over"), ("returned", "")):
        rows = [CELLAR, Done(9, Act(what, NEXT))]
        assert unfit(word(10, "cellar").act, stood(*rows), given_(rows), explained=False) == said


@settings(max_examples=60, deadline=None)
@given(histories(), st.data())
def test_taking_up_never_changes_how_a_file_stands(
    history: tuple[Procedure, Facts, list[Act]], data: st.DataObject
) -> None:
    procedure, facts, acts = history
    rows = [Done(number * 10, one) for number, one in enumerate(acts, 1)]
    names = [ask.id for step in procedure.steps for ask in step.asks] or ["none"]
    places = data.draw(st.lists(st.integers(1, len(acts)), min_size=1, max_size=5, unique=True))
    words = [
        Done(place * 10 + 1, Act("taken_up", acts[place - 1].on, data.draw(st.sampled_from(names)),
                                 data.draw(st.sampled_from(HOWS))))
        for place in places
    ]  # fmt: skip
    today = acts[-1].on + timedelta(days=data.draw(st.integers(0, 20)))
    before = standing(told(rows), procedure, facts, calendar=CALENDAR, today=today)
    after = standing(told([*rows, *words]), procedure, facts, calendar=CALENDAR, today=today)

    assert after == before
    assert waits(after) == waits(before)
    assert problem(words[0], rows, procedure, facts, calendar=CALENDAR, already=before.unfit) == ""
