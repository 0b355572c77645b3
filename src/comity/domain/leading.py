"""Who of a delegation is a leader, by rank and by the words of posts, and how many leaders of one unit travel together."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from comity.domain.text import fold


@dataclass(frozen=True)
class Traveller:
    """A member as recorded: whether the rank is one of leaders (None: no rank), the posts held, the units they are held at."""

    rank_leads: bool | None
    posts: tuple[str, ...]
    units: frozenset[int | str] = frozenset()


def is_leader(of: Traveller, words: Collection[str]) -> bool | None:
    """Say whether somebody is a leader; None where neither rank nor post is on record."""
    posts = [post for post in map(fold, of.posts) if post]
    if of.rank_leads or any(_begins(post, word) for post in posts for word in words):
        return True
    return False if posts or of.rank_leads is not None else None


def _begins(post: str, word: str) -> bool:
    """Say whether a post begins with the word, as a word of its own: a director is meant, not a directory."""
    rest = post.removeprefix(fold(word))
    return rest != post and not rest[:1].isalnum()


def together(members: Sequence[Traveller], words: Collection[str]) -> int | None:
    """Return the most leaders of one unit; None where the record leaves open whether there are two."""
    said = [(one, is_leader(one, words)) for one in members]
    leaders = [one for one, leads in said if leads]
    counts = Counter(unit for one in leaders for unit in one.units).values()
    if several := [count for count in counts if count > 1]:
        return max(several)
    if not members or any(leads is None for _one, leads in said):
        return None
    nowhere = sum(not one.units for one in leaders)
    return None if nowhere and len(leaders) > 1 else min(len(leaders), 1)
