"""Who knows whom."""

from comity.domain.acquaintance import Meeting, Pair, pairs


def met(record: int, on: str, ours: set[int], theirs: set[int]) -> Meeting:
    return Meeting(record, on, frozenset(ours), frozenset(theirs))


def test_who_met_most_often_stands_first_with_the_last_time() -> None:
    found = pairs([met(7, "2023", {1}, {8}), met(9, "2024-05", {1, 2}, {8}), met(6, "2020", {1}, {8})])
    assert found == [Pair(1, 8, 3, "2024-05", 9), Pair(2, 8, 1, "2024-05", 9)]


def test_of_those_who_met_as_often_the_latest_stands_first() -> None:
    assert [one.ours for one in pairs([met(7, "2023", {1}, {8}), met(9, "2024", {2}, {8})])] == [2, 1]


def test_people_of_one_side_alone_know_nobody_by_it() -> None:
    assert pairs([met(7, "2023", {1, 2}, set()), met(8, "2023", set(), {8})]) == []


def test_in_a_crowd_nobody_can_say_who_met_whom() -> None:
    crowd, table = met(7, "2023", set(range(40)), {99}), met(8, "2023", set(range(39)), {99})
    assert pairs([crowd]) == []
    assert pairs([crowd, table]) == pairs([table])
    assert len(pairs([table])) == 39


def test_those_who_met_as_often_and_as_lately_stand_by_their_numbers() -> None:
    found = pairs([met(7, "2023", {16, 1}, {24, 8})])
    assert [(one.ours, one.theirs) for one in found] == [(1, 8), (1, 24), (16, 8), (16, 24)]


def test_of_meetings_without_a_date_the_one_noted_last_is_named() -> None:
    assert [one.record for one in pairs([met(9, "", {1}, {8}), met(7, "", {1}, {8})])] == [9]
