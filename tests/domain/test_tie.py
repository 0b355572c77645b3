from dataclasses import astuple
from datetime import date, timedelta
from typing import Any

import pytest

from comity.domain.tie import Asked, Contact, Health, Judging, Known, Paper, Promise, Signal, health

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
        ("2024-01-17", "steady", "recent"),  # a year ago
        ("2024-01-16", "cooling", "quiet"),
        ("2023-01-17", "cooling", "quiet"),  # two years ago
        ("2023-01-16", "dormant", "long_ago"),
        ("2022", "dormant", "long_ago"),
        ("2025", "steady", "recent"),
        ("2025-01-16", "steady", "recent"),
        ("2025-01-17", "steady", "planned"),
    ],
)
def test_the_last_contact_leads(on: str, word: str, reason: str) -> None:
    found = judged(Contact(on))
    assert (found.word, found.signals[0].reason, found.last) == (word, reason, on)


def test_contacts_without_a_date_are_counted_but_prove_nothing() -> None:
    found = judged(Contact(""), Contact(""))
    assert found.word == "unknown"
    assert (found.signals[0].reason, found.signals[0].count) == ("undated", 2)


@pytest.mark.parametrize(
    ("on", "signal"),
    [
        ("2024-06-01", Signal("contact", "good", "recent", of=365, on="2024-06-01", weight=4)),
        ("2023-12", Signal("contact", "weak", "quiet", of=365, on="2023-12", weight=4)),
        ("2022", Signal("contact", "weak", "long_ago", of=730, on="2022", weight=4)),
        ("2025-02", Signal("contact", "good", "planned", on="2025-02", weight=4)),
        ("", Signal("contact", "none", "undated", count=1, weight=4)),
    ],
)
def test_the_last_contact_says_when_it_was_and_which_limit_it_is_held_against(on: str, signal: Signal) -> None:
    assert judged(Contact(on)).signals[0] == signal


@pytest.mark.parametrize(
    ("dates", "last"),
    [
        (["2024-03-01", "2019", "2024-02"], "2024-03-01"),
        (["2024-06-01", "2024"], "2024"),  # it may have been later in the year
        (["2024", "2024-12"], "2024-12"),  # both may have been on 31 December: the one known better
        (["2024-12", "2024"], "2024-12"),
        (["2025-01-12", "2025-01"], "2025-01"),  # either may have been today
        (["2025", "2025-01-14"], "2025"),
        (["2025-05", "2025-03-20", "2024-06"], "2025-03-20"),
        (["2025-03", "2025-03-01"], "2025-03-01"),  # what is planned, the surest first
        (["2025-03-01", "2025-03"], "2025-03-01"),
    ],
)
def test_the_next_planned_contact_counts_or_else_the_latest_whatever_the_order(dates: list[str], last: str) -> None:
    assert judged(*map(Contact, dates)).last == last


def test_a_tie_of_the_last_year_is_new() -> None:
    assert judged(Contact("2024-05"), since="2024-05").word == "new"
    assert judged(Contact("2024-05"), since="2022").word == "steady"
    assert judged(Contact("2024-05"), since="2024-01-17").word == "new"  # a year ago
    assert judged(Contact("2024-05"), since="2024-01-16").word == "steady"
    assert judged(Contact("2024-05"), since="2024-05", judging=Judging({}, new_for=30)).word == "steady"


def test_a_quiet_tie_cools_however_good_the_rest_is() -> None:
    found = judged(
        Contact("2023-12"), papers=(Paper("in_force", "2027"),), judging=Judging({"papers": 9, "contact": 1})
    )
    assert (found.word, found.good, found.weighed) == ("cooling", 9, 10)


def test_a_new_tie_that_is_quiet_already_cools() -> None:
    assert judged(Contact("2024-10"), since="2024-10", judging=Judging({}, quiet_after=60)).word == "cooling"


@pytest.mark.parametrize(("good", "word"), [(599, "cooling"), (600, "steady"), (601, "steady")])
def test_a_tie_is_steady_from_the_share_on_that_the_pack_names(good: int, word: str) -> None:
    judging = Judging({"contact": good, "ways": 1000 - good})
    assert judged(Contact("2024-11", "in"), judging=judging).word == word


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
    assert {signal.weight for signal in judged(met, judging=Judging({})).signals} == {0}  # a pack that weighs nothing


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
    assert judged(Contact("2024-05")).signals[3] == Signal("level", "none", "nothing", of=1095, weight=1)


def test_a_level_says_which_and_when_it_was_last_met() -> None:
    met = [Contact(on, level=level, rank=rank) for on, level, rank in (("2023", "mayor", 4), ("2024-02", "mayor", 4))]
    found = judged(Contact("2024-05", level="desk", rank=1), *met, Contact("2022-06", level="mayor", rank=4)).signals[3]
    assert found == Signal("level", "good", "high", on="2024-02", level="mayor", of=1095, weight=1)


def test_where_the_pack_names_no_high_level_every_level_is_high() -> None:
    assert judged(Contact("2024-05", level="desk"), judging=Judging({})).signals[3].reason == "high"
    assert judged(Contact("2024-05", level="desk"), judging=Judging({}, high_rank=1)).signals[3].reason == "low"


@pytest.mark.parametrize(
    ("on", "state"), [("2022-01-17", "weak"), ("2022-01-16", "none"), ("2022-01", "weak"), ("2021", "none")]
)
def test_visits_and_levels_count_for_three_years(on: str, state: str) -> None:
    found = judged(Contact(on, "in", level="desk", rank=1))
    assert [signal.state for signal in found.signals[2:4]] == [state, state]


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
    on = str(TODAY - timedelta(days))
    assert found == Signal("verified", state, reason, count=days, on=on, weight=1)


@pytest.mark.parametrize(
    ("verified", "saved", "reason", "count"),
    [
        (None, 10, "saved_recent", 10),
        (None, 731, "saved_long_ago", 731),
        (800, 10, "long_ago", 800),  # that it was saved says less than that somebody looked
        (-3, None, "recent", 0),  # verified with a day that is still to come
    ],
)
def test_what_nobody_verified_counts_from_when_it_was_saved(
    verified: int | None, saved: int | None, reason: str, count: int
) -> None:
    ago = [None if days is None else TODAY - timedelta(days) for days in (verified, saved)]
    found = judged(verified=ago[0], saved=ago[1]).signals[5]
    assert (found.reason, found.count) == (reason, count)


def test_commitments_are_weak_as_soon_as_one_is_late() -> None:
    found = judged(promises=("late", "kept", "on_time", "dropped")).signals[1]
    assert found == Signal("commitments", "weak", "late", count=1, of=3, weight=3)
    good = Signal("commitments", "good", "on_time", count=2, of=2, weight=3)
    assert judged(promises=("kept", "dropped", "on_time")).signals[1] == good
    assert judged(promises=("dropped",)).signals[1] == Signal("commitments", "none", "nothing", weight=3)


def test_visits_go_both_ways_within_three_years() -> None:
    def ways(*contacts: Contact) -> Signal:
        return judged(*contacts).signals[2]

    both = ways(Contact("2024", "in"), Contact("2023", "out"))
    assert both == Signal("ways", "good", "both", of=1095, weight=2)
    assert ways(Contact("2024", "in"), Contact("2019", "out")) == Signal("ways", "weak", "only_in", of=1095, weight=2)
    assert ways(Contact("2024", "out"), Contact("2024")).reason == "only_out"
    assert ways(Contact("", "out")) == ways(Contact("2024")) == Signal("ways", "none", "nothing", of=1095, weight=2)


@pytest.mark.parametrize(
    ("papers", "state", "reason", "count", "on"),
    [
        ((Paper("in_force", "2027"),), "good", "in_force", 1, ""),
        ((Paper("signed", "2027"),), "good", "in_force", 1, ""),
        ((Paper("in_force", endless=True), Paper("expired", "2020")), "good", "in_force", 1, ""),
        ((Paper("in_force"), Paper("signed"), Paper("draft")), "none", "no_end", 2, ""),
        ((Paper("expiring", "2025-03-31"), Paper("expiring", "2025-05"), Paper("in_force")), "weak", "ending", 2, "2025-05"),
        ((Paper("expiring", "2025-03-31"), Paper("in_force", "2027")), "good", "in_force", 2, ""),
        ((Paper("expiring", "2025-03-31", endless=True),), "weak", "ending", 1, "2025-03-31"),
        ((Paper("expired", "2020"), Paper("terminated"), Paper("draft")), "weak", "over", 2, ""),
        ((Paper("expired", "2020"), Paper("in_force", "2027")), "good", "in_force", 1, ""),
        ((Paper("draft"), Paper("draft")), "none", "unsigned", 2, ""),
        ((), "none", "nothing", 0, ""),
    ],
)  # fmt: skip
def test_papers(papers: tuple[Paper, ...], state: str, reason: str, count: int, on: str) -> None:
    assert judged(papers=papers).signals[4] == Signal("papers", state, reason, count=count, on=on, weight=2)


@pytest.mark.parametrize("said", [Contact("2024"), Promise("kept"), Paper("draft"), Asked("2024")])
def test_what_is_not_on_record_is_empty_and_no_guess(said: Any) -> None:
    assert not any(astuple(said)[1:])


def test_a_sign_has_no_numbers_dates_or_weight_of_its_own() -> None:
    assert not any(astuple(Signal("ways", "none", "nothing"))[3:])


@pytest.mark.parametrize(
    ("ended", "word"),
    [("2025-01-15", "ended"), ("2024", "ended"), ("2025-01-16", "dormant"), ("2025", "dormant"), ("", "dormant")],
)
def test_a_tie_that_has_ended_is_not_dormant_and_its_signals_are_still_told(ended: str, word: str) -> None:
    found = judged(Contact("2015"), ended=ended)

    assert (found.word, found.ended) == (word, ended if word == "ended" else "")
    assert states(found)["contact"] == ("weak", "long_ago")
