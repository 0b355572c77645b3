"""What a procedure asks to be told, and which of its steps come before which."""

import pytest

from comity.domain.condition import Compare, Condition, Every
from comity.domain.legal_clock import Days
from comity.domain.procedure import Ask, Duty, Filing, Level, Limit, Paper, Procedure, Step

THREE = Days(3)


def about(fact: str) -> Condition:
    return Every((Compare(fact, "is", True),))


def test_a_procedure_asks_for_every_fact_that_any_of_its_rules_needs() -> None:
    found = Procedure(
        "any",
        1,
        steps=(Step("a", "us", asks=(Ask("x", "them", THREE, when=about("ask")),), when=about("step")),),
        papers=(Paper("letter", about("paper")),),
        levels=(Level("mayor", about("level")),),
        limits=(Limit("hall", about("must"), about("limit")),),
        duties=(Duty("tell", "us", THREE, after="a", when=about("duty")), Duty("thank", "us", THREE, fact="over_on")),
        filings=(Filing("ahead", THREE, "shown_on", about("filing")),),
        event="held_on",
    ).asks()

    said = "ask step paper level must limit duty over_on filing shown_on held_on"
    assert found == frozenset(said.split())


def test_what_the_opinions_tell_is_asked_of_nobody() -> None:
    assert Procedure("any", 1, (Step("council", "us", when=about("disagreed")),)).asks() == frozenset()


def test_a_step_that_decides_or_consents_can_be_refused() -> None:
    steps = (Step("look", "us"), Step("agree", "king", consents=True), Step("decide", "us", decides=True))
    found = Procedure("any", 1, steps)

    assert [found.ruled(one) for one in ("look", "agree", "decide", "song")] == [False, True, True, False]


def test_a_duty_that_names_neither_step_nor_day_has_neither() -> None:
    assert Duty("tell", "us", THREE) == Duty("tell", "us", THREE, after="", fact="")


@pytest.mark.parametrize(
    ("step", "before"), [("a", ""), ("b", ""), ("c", "a"), ("d", "a b c"), ("e", "b")]
)  # c follows a, d follows c and b, e follows b
def test_before_a_step_are_those_it_follows_near_or_far(step: str, before: str) -> None:
    after = {"a": (), "b": (), "c": ("a",), "d": ("c", "b"), "e": ("b",)}
    procedure = Procedure("any", 1, tuple(Step(one, "us", follows) for one, follows in after.items()))

    assert procedure.before(step) == frozenset(before.split())
