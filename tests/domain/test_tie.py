from datetime import date, timedelta
from typing import Any

import pytest

from comity.domain.tie import Contact, Health, Judging, Known, Paper, Promise, health

TODAY = date(2025, 1, 16)
JUDGING = Judging(
    {"contact": 4, "commitments": 3, "ways": 2, "level": 1, "papers": 2, "verified": 1}, high_rank=4, cooling_below=60
)


def judged(
    *contacts: Contact,
    since: str = "",
    promises: tuple[str, ...] = (),
    papers: tuple[Paper, ...] = (),
    judging: Judging = JUDGING,
    **more: Any,
) -> Health:
    made = tuple(Promise(one) for one in promises)
    return health(Known(since=since, contacts=contacts, promises=made, papers=papers, **more), judging, TODAY)


def states(found: Health) -> dict[str, tuple[str, str]]:
    return {signal.name: (signal.state, signal.reason) for signal in found.signals}


def test_nothing_on_record_is_unknown_and_says_so() -> None:
    found = judged()
    assert (found.word, found.known) == ("unknown", 0)
    assert states(found) == {
        "contact": ("none", "nothing"),
        "commitments": ("none", "nothing"),
        "ways": ("none", "nothing"),
        "level": ("none", "nothing"),
        "papers": ("none", "nothing"),
        "verified": ("none", "nothing"),
    }
    assert (found.good, found.weighed) == (0, 0)


@pytest.mark.parametrize(
    ("on", "word", "reason"),
    [
        ("2024-06-01", "steady", "recent"),
        ("2024", "steady", "recent"),  # as late as it can have been
        ("2023-12", "cooling", "quiet"),
        ("2023-01-17", "cooling", "quiet"),
        ("2023-01-15", "dormant", "long_ago"),
        ("2022", "dormant", "long_ago"),
        ("2025", "steady", "recent"),
        ("2025-05-12", "steady", "planned"),
    ],
)
def test_the_last_contact_leads(on: str, word: str, reason: str) -> None:
    found = judged(Contact(on))
    assert (found.word, found.signals[0].reason, found.last) == (word, reason, on)


def test_contacts_without_a_date_are_counted_but_prove_nothing() -> None:
    found = judged(Contact(""), Contact(""))
    assert found.word == "unknown"
    assert (found.signals[0].reason, found.signals[0].count) == ("undated", 2)


def test_the_latest_contact_counts_whatever_the_order() -> None:
    assert judged(Contact("2024-03-01"), Contact("2019"), Contact("2024-02")).last == "2024-03-01"


def test_a_tie_of_the_last_year_is_new() -> None:
    assert judged(Contact("2024-05"), since="2024-05").word == "new"
    assert judged(Contact("2024-05"), since="2022").word == "steady"


def test_what_is_weak_cools_a_tie_by_its_weight() -> None:
    met = Contact("2024-11-02", "in")
    one_way, late = judged(met), judged(met, promises=("late", "on_time"))
    assert (one_way.word, one_way.good, one_way.weighed) == ("steady", 4, 6)
    assert (late.word, late.good, late.weighed) == ("cooling", 4, 9)


def test_other_weights_give_another_word() -> None:
    met, promises = Contact("2024-11-02", "in"), ("late",)
    light = Judging({**JUDGING.weights, "commitments": 0}, cooling_below=60)
    assert judged(met, promises=promises).word == "cooling"
    assert judged(met, promises=promises, judging=light).word == "steady"
    assert judged(met, promises=promises, judging=light).signals[1].weight == 0


def test_other_limits_give_another_word() -> None:
    met = Contact("2024-06-01")
    assert judged(met).word == "steady"
    assert judged(met, judging=Judging(JUDGING.weights, quiet_after=180)).word == "cooling"
    assert judged(met, judging=Judging(JUDGING.weights, quiet_after=90, dormant_after=180)).word == "dormant"


def test_what_is_unknown_counts_neither_for_nor_against() -> None:
    bare, more = judged(Contact("2024-11-02")), judged(Contact("2024-11-02"), papers=(Paper("draft"),))
    assert (bare.word, bare.good, bare.weighed) == (more.word, more.good, more.weighed) == ("steady", 4, 4)


@pytest.mark.parametrize(
    ("rank", "on", "state", "reason"),
    [(5, "2024-11", "good", "high"), (3, "2024-11", "weak", "low"), (5, "2019", "none", "nothing")],
)
def test_the_highest_level_of_the_last_years_counts(rank: int, on: str, state: str, reason: str) -> None:
    found = judged(Contact("2024-05", level="desk", rank=1), Contact(on, level="mayor", rank=rank))
    level = found.signals[3]
    if reason != "nothing":
        assert (level.state, level.reason, level.level) == (state, reason, "mayor")
    else:
        assert (level.state, level.level) == ("weak", "desk")
    assert judged(Contact("2024-05")).signals[3].state == "none"


@pytest.mark.parametrize(
    ("days", "doubt", "state", "reason"),
    [
        (0, False, "good", "recent"),
        (730, False, "good", "recent"),
        (731, False, "weak", "long_ago"),
        (3, True, "weak", "in_doubt"),
    ],
)
def test_a_record_that_nobody_looked_at_is_weak(days: int, doubt: bool, state: str, reason: str) -> None:
    found = judged(verified=TODAY - timedelta(days), in_doubt=doubt).signals[5]
    assert (found.state, found.reason, found.count) == (state, reason, days)


def test_commitments_are_weak_as_soon_as_one_is_late() -> None:
    found = judged(promises=("late", "kept", "on_time", "dropped")).signals[1]
    assert (found.state, found.count, found.of) == ("weak", 1, 3)
    assert judged(promises=("kept",)).signals[1].state == "good"
    assert judged(promises=("dropped",)).signals[1].state == "none"


def test_visits_go_both_ways_within_three_years() -> None:
    assert judged(Contact("2024", "in"), Contact("2023", "out")).signals[2].reason == "both"
    assert judged(Contact("2024", "in"), Contact("2019", "out")).signals[2].reason == "only_in"
    assert judged(Contact("2024", "out")).signals[2].state == "weak"
    assert judged(Contact("", "out")).signals[2].state == "none"


@pytest.mark.parametrize(
    ("papers", "state", "reason"),
    [
        ((Paper("in_force", "2027"),), "good", "in_force"),
        ((Paper("in_force", endless=True),), "good", "in_force"),
        ((Paper("in_force"),), "none", "no_end"),
        ((Paper("expiring", "2025-03-31"),), "weak", "ending"),
        ((Paper("expiring", "2025-03-31"), Paper("in_force", "2027")), "good", "in_force"),
        ((Paper("expired", "2020"),), "weak", "over"),
        ((Paper("draft"),), "none", "unsigned"),
    ],
)
def test_papers(papers: tuple[Paper, ...], state: str, reason: str) -> None:
    found = judged(papers=papers).signals[4]
    assert (found.state, found.reason) == (state, reason)
