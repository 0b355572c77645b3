"""What to do next for a tie: worked cases, each with the fact that led to it."""

from datetime import date
from typing import Any

import pytest

from comity.domain.next_act import WHEN, Act, Rule, acts
from comity.domain.tie import Asked, Contact, Judging, Known, Paper, Promise, health

TODAY = date(2025, 1, 16)
JUDGING = Judging({"contact": 1})


def due(*rules: Rule, **known: Any) -> list[Act]:
    held = Known(**known)
    return acts(rules, held, health(held, JUDGING, TODAY), JUDGING, TODAY)


def facts(*rules: Rule, **known: Any) -> list[tuple[str, str, int]]:
    return [(one.fact, one.on, one.record) for one in due(*rules, **known)]


def contacts(*pairs: tuple[str, str]) -> tuple[Contact, ...]:
    return tuple(Contact(on, way) for on, way in pairs)


CASES: list[tuple[Rule, dict[str, Any], list[tuple[str, str, int]]]] = [
    (Rule("unanswered"), {"asked": (Asked("2025-01-02", "2025-01-20", 7), Asked("2025-01-01", "", 8))}, [("due", "2025-01-20", 7)]),
    (Rule("unanswered"), {"asked": (Asked("2024", "", 8),)}, [("received", "2024", 8)]),
    (Rule("unanswered"), {}, []),
    (Rule("we_owe", 30), {"promises": (Promise("on_time", "us", "2025-02-10", 3),)}, [("on_time", "2025-02-10", 3)]),
    (Rule("we_owe", 30), {"promises": (Promise("on_time", "us", "2025-03-10", 3),)}, []),
    (Rule("we_owe", 30), {"promises": (Promise("on_time", "us", "2025", 3),)}, []),  # it may be December
    (Rule("we_owe"), {"promises": (Promise("late", "both", "2024-12", 3),)}, [("late", "2024-12", 3)]),
    (Rule("we_owe"), {"promises": (Promise("late", "them", "2024-12", 3),)}, []),
    (Rule("they_owe"), {"promises": (Promise("late", "them", "2024-12", 3),)}, [("late", "2024-12", 3)]),
    (Rule("we_owe"), {"promises": (Promise("kept", "us", "2024-12", 3),)}, []),
    (Rule("ending", 180), {"papers": (Paper("expiring", "2025-05-01", record=4),)}, [("ends", "2025-05-01", 4)]),
    (Rule("ending", 30), {"papers": (Paper("expiring", "2025-05-01", record=4),)}, []),
    (Rule("ending", 180), {"papers": (Paper("in_force", "2025-05-01", endless=True, record=4),)}, []),
    (Rule("over"), {"papers": (Paper("expired", "2020", record=4),)}, [("ended", "2020", 4)]),
    (Rule("over"), {"papers": (Paper("expired", "2020"), Paper("in_force", "2027"))}, []),
    (Rule("anniversary", 180), {"since": "2010-03-01"}, [("tie", "2025-03-01", 0)]),
    (Rule("anniversary", 180, 10), {"since": "2010-03-01"}, []),
    (Rule("anniversary", 180), {"since": "2010-03"}, []),  # the day is not known
    (Rule("anniversary", 30), {"relations": "1975-02-01"}, [("relations", "2025-02-01", 0)]),
    (Rule("anniversary", 60), {"papers": (Paper("in_force", signed="2015-02-20", record=4),)}, [("paper", "2025-02-20", 4)]),
    (Rule("they_visited"), {"contacts": contacts(("2024-05-01", "in"))}, [("visited", "2024-05-01", 0)]),
    (Rule("they_visited"), {"contacts": contacts(("2024-05-01", "in"), ("2024-09", "out"))}, []),
    (Rule("they_visited"), {"contacts": contacts(("2024-05-01", "in"), ("2024", "out"))}, []),  # it may be the answer
    (Rule("they_visited"), {"contacts": contacts(("2024-05-01", "in"), ("2025-06", "out"))}, []),  # it is planned
    (Rule("they_visited"), {"contacts": contacts(("2019-05-01", "in"))}, []),  # too long ago to be returned
    (Rule("we_visited"), {"contacts": contacts(("2024-05-01", "out"), ("2023", "in"))}, [("visited", "2024-05-01", 0)]),
    (Rule("quiet"), {"contacts": contacts(("2023-05", ""))}, [("last", "2023-05", 0)]),
    (Rule("quiet"), {"contacts": contacts(("2024-12", ""))}, []),
    (Rule("unknown"), {}, [("nothing", "", 0)]),
    (Rule("unknown"), {"contacts": contacts(("", ""))}, [("undated", "", 0)]),
    (Rule("unverified"), {"verified": date(2022, 1, 1)}, [("long_ago", "2022-01-01", 0)]),
    (Rule("unverified"), {"verified": date(2024, 1, 1)}, []),
    (Rule("unverified"), {"verified": date(2025, 1, 1), "in_doubt": True}, [("in_doubt", "2025-01-01", 0)]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "known", "expected"), CASES)
def test_a_rule_fits_when_its_fact_is_there(
    rule: Rule, known: dict[str, Any], expected: list[tuple[str, str, int]]
) -> None:
    assert facts(rule, **known) == expected


def test_every_condition_has_a_case() -> None:
    assert {rule.when for rule, _known, expected in CASES if expected} == set(WHEN)


def test_the_first_rule_that_fits_is_the_next_best_act() -> None:
    known = {"contacts": contacts(("2023-05", "")), "promises": (Promise("late", "us", "2024-12", 3),)}
    assert [one.when for one in due(Rule("we_owe"), Rule("quiet"), **known)] == ["we_owe", "quiet"]
    assert [one.when for one in due(Rule("quiet"), Rule("we_owe"), **known)] == ["quiet", "we_owe"]
    assert [one.place for one in due(Rule("unknown"), Rule("quiet"), **known)] == [1]


def test_one_anniversary_is_not_proposed_twice() -> None:
    rules = (Rule("anniversary", 180, 5), Rule("anniversary", 90))
    assert [one.place for one in due(*rules, since="2010-03-01")] == [0]
    assert [one.place for one in due(*rules, since="2011-03-01")] == [1]
