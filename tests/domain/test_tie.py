from datetime import date

import pytest

from comity.domain.tie import Contact, Health, Paper, health

TODAY = date(2025, 1, 16)


def judged(
    *contacts: Contact, since: str = "", promises: tuple[str, ...] = (), papers: tuple[Paper, ...] = ()
) -> Health:
    return health(since=since, contacts=contacts, promises=promises, papers=papers, today=TODAY)


def states(found: Health) -> dict[str, tuple[str, str]]:
    return {signal.name: (signal.state, signal.reason) for signal in found.signals}


def test_nothing_on_record_is_unknown_and_says_so() -> None:
    found = judged()
    assert (found.word, found.known) == ("unknown", 0)
    assert states(found) == {
        "contact": ("none", "nothing"),
        "commitments": ("none", "nothing"),
        "ways": ("none", "nothing"),
        "papers": ("none", "nothing"),
    }


@pytest.mark.parametrize(
    ("on", "word", "reason"),
    [
        ("2024-06-01", "steady", "recent"),
        ("2024", "steady", "recent"),  # as late as it can have been
        ("2023-12", "cooling", "over_a_year"),
        ("2023-01-17", "cooling", "over_a_year"),
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


def test_two_weak_signals_cool_a_tie() -> None:
    met = Contact("2024-11-02", "in")
    assert judged(met).word == "steady"
    assert judged(met, promises=("late", "on_time")).word == "cooling"


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
    found = judged(papers=papers).signals[3]
    assert (found.state, found.reason) == (state, reason)
