"""A file's acts: kept in order whatever order they are recorded in, mistakes taken back, and what is waited for."""

from dataclasses import replace
from datetime import date
from typing import Any

from comity.domain.case import Done, acts, decided, lives, problem, standing, told, waits
from comity.domain.condition import Compare
from comity.domain.procedure import Step
from comity.domain.standing import Act
from tests.domain.test_standing import CALENDAR, FACTS, FEAST


def done(number: int, what: str, day: date, of: str = "", answer: str = "", **more: Any) -> Done:
    return Done(number, Act(what, day, of, answer), **more)


FILED = [
    done(1, "paper", date(2024, 4, 22), "menu"),
    done(2, "paper", date(2024, 4, 22), "permit"),
    done(3, "filed", date(2024, 4, 22), "feast", facts=FACTS, version=1),
    done(4, "done", date(2024, 4, 23), "draft"),
]


def test_what_is_recorded_late_counts_on_its_day() -> None:
    late = [*FILED, done(5, "returned", date(2024, 5, 3)), done(6, "opinion", date(2024, 4, 25), "cellar", "agrees")]

    found = told(late)

    assert [one.what for one in acts(found)][-2:] == ["opinion", "returned"]
    assert (found.procedure, found.version, found.facts["guests"]) == ("feast", 1, 20)


def test_facts_and_rules_are_those_of_filing_until_somebody_says_otherwise() -> None:
    more = [
        *FILED,
        done(5, "facts", date(2024, 4, 24), facts={"guests": 60}),
        done(6, "moved", date(2024, 4, 24), version=2),
    ]

    assert (told(more).facts["guests"], told(more).facts["barrels"], told(more).version) == (60, 2, 2)


def test_a_mistake_that_is_taken_back_counts_for_nothing() -> None:
    wrong = [
        *FILED,
        done(5, "opinion", date(2024, 4, 25), "cellar", "disagrees"),
        done(6, "taken_back", date(2024, 4, 25), "5"),
    ]

    assert [one.of for one in acts(told(wrong)) if one.what == "opinion"] == []


def test_an_act_is_refused_where_it_has_no_place_or_would_undo_what_follows() -> None:
    known: dict[str, Any] = {"calendar": CALENDAR}
    opinion = done(9, "opinion", date(2024, 4, 24), "cellar", "agrees")
    early = done(9, "done", date(2024, 4, 24), "decide")
    back = done(9, "taken_back", date(2024, 5, 3), "4")

    assert problem(opinion, FILED, FEAST, FACTS, **known) == ""
    assert problem(early, FILED, FEAST, FACTS, **known) == "unfit"
    assert (
        problem(back, [*FILED, done(5, "opinion", date(2024, 4, 24), "cellar", "agrees")], FEAST, FACTS, **known)
        == "later"
    )


def test_what_is_waited_for_is_told_soonest_first() -> None:
    found = standing(told(FILED), FEAST, FACTS, calendar=CALENDAR, today=date(2024, 4, 24))

    assert [(one.key, one.by, one.due) for one in waits(found)] == [
        ("ask:guard", "guard", date(2024, 5, 2)),
        ("ask:cellar", "cellar", date(2024, 5, 3)),
    ]
    assert lives(found)


def test_a_file_is_decided_once_every_step_that_decides_and_is_needed_is_done() -> None:
    known: dict[str, Any] = {"calendar": CALENDAR, "today": date(2024, 5, 3)}
    answered = [*FILED, done(5, "opinion", date(2024, 4, 24), "cellar", "agrees")]
    twice = replace(FEAST, steps=(*FEAST.steps, Step("seal", "king", after=("decide",), decides=True)))
    granted = [
        *answered,
        done(6, "opinion", date(2024, 4, 24), "guard", "agrees"),
        done(7, "done", date(2024, 4, 25), "decide"),
    ]
    unneeded = replace(
        FEAST, steps=(*FEAST.steps, Step("seal", "king", decides=True, when=Compare("guests", "over", 900)))
    )

    assert not decided(standing(told([]), FEAST, FACTS, **known), FEAST)
    assert not decided(standing(told(answered), FEAST, FACTS, **known), FEAST)
    assert decided(standing(told(granted), FEAST, FACTS, **known), FEAST)
    assert not decided(standing(told(granted), twice, FACTS, **known), twice)
    assert decided(standing(told(granted), unneeded, FACTS, **known), unneeded)
    silent = replace(FEAST, steps=FEAST.steps[:1], duties=())
    assert not decided(standing(told(FILED), silent, FACTS, **known), silent)
