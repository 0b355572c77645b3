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


def contacts(*pairs: tuple[str, str]) -> tuple[Contact, ...]:
    return tuple(Contact(on, way) for on, way in pairs)


CASES: list[tuple[Rule, dict[str, Any], list[tuple[str, str, int]]]] = [
    (Rule("unanswered"), {"asked": (Asked("2025-01-02", "2025-01-20", 7), Asked("2025-01-01", "", 8))}, [("due", "2025-01-20", 7)]),
    (Rule("unanswered"), {"asked": (Asked("2024", "", 8),)}, [("received", "2024", 8)]),
    (Rule("unanswered"), {}, []),
    # what must be answered first, the longest waiting where no day is set
    (Rule("unanswered"), {"asked": (Asked("2024-01", "2025-03", 7), Asked("2025-01", "2025-02", 8))}, [("due", "2025-02", 8)]),
    (Rule("unanswered"), {"asked": (Asked("2024-01", "2025", 7), Asked("2025-01", "2025-02", 8))}, [("due", "2025-02", 8)]),
    (Rule("unanswered"), {"asked": (Asked("2024-06", "", 7), Asked("2024-05", "", 8))}, [("received", "2024-05", 8)]),
    (Rule("we_owe", 30), {"promises": (Promise("on_time", "us", "2025-02-15", 3),)}, [("on_time", "2025-02-15", 3)]),
    (Rule("we_owe", 30), {"promises": (Promise("on_time", "us", "2025-02-16", 3),)}, []),
    (Rule("we_owe", 30), {"promises": (Promise("on_time", "us", "", 3),)}, []),
    (Rule("we_owe", 0), {"promises": (Promise("on_time", "us", "2025-01-16", 3),)}, [("on_time", "2025-01-16", 3)]),
    (Rule("we_owe"), {"promises": (Promise("late", "us", "2024", 3), Promise("late", "us", "2024-12", 4))}, [("late", "2024", 3)]),
    (Rule("we_owe"), {"promises": (Promise("late", "us", "2024", 3), Promise("late", "us", "2024-06", 4))}, [("late", "2024-06", 4)]),
    (Rule("they_owe"), {"promises": (Promise("late", "both", "2024-12", 3),)}, [("late", "2024-12", 3)]),
    (Rule("they_owe"), {"promises": (Promise("late", "us", "2024-12", 3),)}, []),
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
    (Rule("ending", 180), {"papers": (Paper("in_force", "", record=4), Paper("expired", "2025-02-01", record=5))}, []),
    (Rule("ending", 30), {"papers": (Paper("signed", "2025-02-15", record=4),)}, [("ends", "2025-02-15", 4)]),
    (Rule("ending", 30), {"papers": (Paper("signed", "2025-02-16", record=4),)}, []),
    (Rule("ending", 30), {"papers": (Paper("expiring", "2025", record=4),)}, [("ends", "2025", 4)]),  # it may be January
    (Rule("ending", 99), {"papers": (Paper("expiring", "2025-03", record=4), Paper("expiring", "2025-02", record=5))}, [("ends", "2025-02", 5)]),
    (Rule("over"), {}, []),
    (Rule("over"), {"papers": (Paper("draft", record=4),)}, []),
    (Rule("over"), {"papers": (Paper("expired", "2020", record=4), Paper("draft", "2030", record=5))}, [("ended", "2020", 4)]),
    (Rule("over"), {"papers": (Paper("expired", "2020", record=4), Paper("expired", "2022", record=5))}, [("ended", "2022", 5)]),
    (Rule("over"), {"papers": (Paper("ended", signed="2015", record=4), Paper("ended", signed="2012", record=5))}, [("over", "", 4)]),
    (Rule("over"), {"papers": (Paper("expired", "2020", record=4),)}, [("ended", "2020", 4)]),
    (Rule("over"), {"papers": (Paper("expired", "2020"), Paper("in_force", "2027"))}, []),
    (Rule("anniversary", 180), {"since": "2010-03-01"}, [("tie", "2025-03-01", 0)]),
    (Rule("anniversary", 180, 10), {"since": "2010-03-01"}, []),
    (Rule("anniversary", 180), {"since": "2010-03"}, []),  # the day is not known
    (Rule("anniversary", 30), {"relations": "1975-02-01"}, [("relations", "2025-02-01", 0)]),
    (Rule("anniversary", 60), {"papers": (Paper("in_force", signed="2015-02-20", record=4),)}, [("paper", "2025-02-20", 4)]),
    (Rule("anniversary", 60), {"papers": (Paper("expired", signed="2015-02-20", record=4),)}, []),
    (Rule("anniversary", 60), {"since": "2015-03-01", "papers": (Paper("in_force", signed="2015-02-20", record=4),)}, [("paper", "2025-02-20", 4)]),
    # what began with a paper is the tie's day, and no other is as near
    (Rule("anniversary", 60), {"since": "2015-02-20", "papers": (Paper("in_force", signed="2015-02-20", record=4),)}, [("tie", "2025-02-20", 0)]),
    (Rule("anniversary", 60), {"since": "2015-02-20", "relations": "1975-02-20"}, [("tie", "2025-02-20", 0)]),
    (Rule("they_visited"), {"contacts": contacts(("2024-05-01", ""))}, []),
    (Rule("they_visited"), {"contacts": contacts(("", "in"))}, []),
    (Rule("they_visited"), {"contacts": contacts(("2025-01-16", "in"))}, [("visited", "2025-01-16", 0)]),
    (Rule("they_visited"), {"contacts": contacts(("2025-01-17", "in"))}, []),  # it is still to come
    (Rule("they_visited"), {"contacts": contacts(("2022-01-17", "in"))}, [("visited", "2022-01-17", 0)]),  # 1,095 days
    (Rule("they_visited"), {"contacts": contacts(("2022-01-16", "in"))}, []),
    (Rule("they_visited"), {"contacts": contacts(("2024-05-01", "in"), ("2024-03-01", "in"))}, [("visited", "2024-05-01", 0)]),
    (Rule("they_visited"), {"contacts": contacts(("2024-05-01", "in"), ("2024-05-01", "out"))}, []),  # they met half-way
    (Rule("we_visited"), {"contacts": contacts(("2024-05-01", "out"), ("2024-09-01", "in"))}, []),
    (Rule("they_visited"), {"contacts": contacts(("2024-05-01", "in"))}, [("visited", "2024-05-01", 0)]),
    (Rule("they_visited"), {"contacts": contacts(("2024-05-01", "in"), ("2024-09", "out"))}, []),
    (Rule("they_visited"), {"contacts": contacts(("2024-05-01", "in"), ("2024", "out"))}, []),  # it may be the answer
    (Rule("they_visited"), {"contacts": contacts(("2024-05-01", "in"), ("2025-06", "out"))}, []),  # it is planned
    (Rule("they_visited"), {"contacts": contacts(("2019-05-01", "in"))}, []),  # too long ago to be returned
    (Rule("we_visited"), {"contacts": contacts(("2024-05-01", "out"), ("2023", "in"))}, [("visited", "2024-05-01", 0)]),
    (Rule("quiet"), {"contacts": contacts(("2023-05", ""))}, [("last", "2023-05", 0)]),
    (Rule("quiet"), {"contacts": contacts(("2020-05", ""))}, [("last", "2020-05", 0)]),
    (Rule("quiet"), {"contacts": contacts(("2024-12", ""))}, []),
    (Rule("unknown"), {"contacts": contacts(("2024-12", ""))}, []),
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
    found = due(rule, **known)

    assert [(one.fact, one.on, one.record) for one in found] == expected
    assert all(one.when == rule.when for one in found)


TOLD: list[tuple[Rule, dict[str, Any], Act]] = [
    (
        Rule("unanswered"),
        {"asked": (Asked("2025", "2025-02", 7, "A hall"), Asked("2024"))},
        Act(1, "unanswered", "due", "2025-02", "applications", 7, "A hall", 2),
    ),
    (
        Rule("we_owe", 30),
        {"promises": (Promise("late", "us", "2024", 3, "A bell"), Promise("on_time", "us", "2025-02", 4), Promise("late", "them", "2024"))},
        Act(1, "we_owe", "late", "2024", "commitments", 3, "A bell", 1),
    ),
    (
        Rule("ending", 90),
        {"papers": (Paper("expiring", "2025-02", record=4, title="A pact"), Paper("expiring", "2025-03"))},
        Act(1, "ending", "ends", "2025-02", "agreements", 4, "A pact", 2),
    ),
    (
        Rule("over"),
        {"papers": (Paper("expired", "2024", record=4, title="A pact"), Paper("expired", "2020"))},
        Act(1, "over", "ended", "2024", "agreements", 4, "A pact", 2),
    ),
    (
        Rule("anniversary", 60),
        {"papers": (Paper("in_force", signed="2015-02-20", record=4, title="A pact"),)},
        Act(1, "anniversary", "paper", "2025-02-20", "agreements", 4, "A pact", 10),
    ),
    (Rule("anniversary", 60), {"since": "2010-03-01"}, Act(1, "anniversary", "tie", "2025-03-01", "", 0, "", 15)),
    (Rule("we_visited"), {"contacts": contacts(("2024", "out"))}, Act(1, "we_visited", "visited", "2024", "", 0, "", 0)),
    (Rule("quiet"), {"contacts": contacts(("2023-05", ""))}, Act(1, "quiet", "last", "2023-05", "", 0, "", 0)),
    (Rule("unknown"), {"contacts": contacts(("", ""), ("", ""))}, Act(1, "unknown", "undated", "", "", 0, "", 2)),
    (Rule("unverified"), {"verified": date(2022, 1, 16)}, Act(1, "unverified", "long_ago", "2022-01-16", "", 0, "", 1096)),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "known", "expected"), TOLD)
def test_an_act_says_what_it_is_about_and_of_how_many_it_is_the_first(
    rule: Rule, known: dict[str, Any], expected: Act
) -> None:
    does_not_fit = Rule("over" if rule.when != "over" else "ending")

    assert due(does_not_fit, rule, **known) == [expected]


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


def test_a_rule_that_says_no_more_looks_at_today_and_at_every_year() -> None:
    assert Rule("anniversary") == Rule("anniversary", within=0, every=1)
    assert [one.on for one in due(Rule("anniversary"), since="2011-01-16")] == ["2025-01-16"]
    assert due(Rule("anniversary"), since="2011-01-17") == []


def test_of_a_tie_that_has_ended_only_what_is_still_owed_asks_for_something() -> None:
    rules = [Rule(when, within=400) for when in reversed(WHEN)]
    held: dict[str, Any] = {
        "since": "2015-02-01",
        "contacts": contacts(("2024-06-01", "in"), ("2015", "")),
        "asked": (Asked("2024", "", 8),),
        "promises": (Promise("late", "both", "2024-12", 3),),
        "papers": (Paper("expiring", "2025-05-01", record=4),),
    }

    found = [one.when for one in due(*rules, **held, ended="2025-01-15")]

    assert found == ["ending", "they_owe", "we_owe", "unanswered"]
    assert {*found} < {one.when for one in due(*rules, **held, ended="2025-01-16")}
