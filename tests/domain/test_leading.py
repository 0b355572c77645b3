"""Who of a delegation is a leader, and whether two of one unit travel together."""

import pytest

from comity.domain.leading import Traveller, is_leader, together

WORDS = ["Director", "Phó Giám đốc", "Giám đốc", ""]


def one(*posts: str, rank: bool | None = None, at: str = "") -> Traveller:
    return Traveller(rank, posts, frozenset(at.split()))


LEADERS = [
    # who, whether they lead
    (one("Director of the Port"), True),
    (one("director"), True),
    (one("PHÓ GIÁM ĐỐC Sở"), True),
    (one("Clerk", "Director"), True),
    (one("Directory clerk"), False),
    (one("Assistant to the Director"), False),
    (one("Clerk"), False),
    (one("(acting) clerk"), False),
    (one(""), None),
    (one(), None),
    (one(rank=True), True),
    (one("Clerk", rank=True), True),
    (one(rank=False), False),
    (one("Director", rank=False), True),
]


@pytest.mark.parametrize(("who", "leads"), LEADERS)
def test_a_leader_is_known_by_rank_or_by_the_words_of_a_post(who: Traveller, leads: bool | None) -> None:
    assert is_leader(who, WORDS) is leads


TOGETHER = [
    # who travels, how many leaders of one unit there are
    ([one("Director", at="port"), one("Director", at="port")], 2),
    ([one("Director", at="port"), one("Director", at="port"), one(rank=True, at="port union")], 3),
    ([*[one("Director", at="port")] * 3, *[one("Director", at="union")] * 2], 3),
    ([one("Director", at="port"), one("Director", at="union")], 1),
    ([one("Director", at="port"), one("Clerk", at="port")], 1),
    ([one("Clerk", at="port"), one("Clerk", at="port")], 0),
    ([one("Clerk")], 0),
    # of one leader alone it does not matter from where; of two it does
    ([one("Director"), one("Clerk")], 1),
    ([one("Director"), one("Director", at="port")], None),
    # whom the record does not place may be the second, unless two are there without them
    ([one("Director", at="port"), one(at="port")], None),
    ([one("Director", at="port"), one("Director", at="port"), one()], 2),
    ([], None),
]


@pytest.mark.parametrize(("members", "most"), TOGETHER)
def test_leaders_of_one_unit_are_counted_as_far_as_posts_say(members: list[Traveller], most: int | None) -> None:
    assert together(members, WORDS) == most
