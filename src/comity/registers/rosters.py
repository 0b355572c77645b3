"""Lists of people read with the words of the city's pack: roles, posts that tell a rank, forms of address."""

from collections.abc import Iterable, Mapping

from comity.core.pack import of_city
from comity.domain import rosters
from comity.domain.noting import Noted
from comity.domain.text import fold

RANKS, ADDRESS, ROLES, LEADS = "ranked_post", "form_of_address", "delegate_role", "leads"


def words() -> rosters.Words:
    """Return what the pack knows of such lists, in every language that it speaks."""
    pack = of_city()
    return rosters.Words(
        roles={
            fold(word): code for code, term in pack.vocabulary(ROLES).items() for word in (term.en, term.vi) if word
        },
        heads=pack.with_trait(ROLES, LEADS),
        ranks={word: term.mark for term in pack.vocabulary(RANKS).values() for word in (term.en, term.vi) if word},
        address={
            fold(word).replace(".", "")
            for term in pack.vocabulary(ADDRESS).values()
            for word in (term.en, term.vi)
            if word
        },
    )


def people(lines: Iterable[str], near: str) -> Noted:
    """Return the people of a list as a letter has it."""
    return rosters.people(lines, near, words())


def told(cells: Mapping[str, str]) -> dict[str, str]:
    """Return the cells of somebody in a table with what can be told from them."""
    return rosters.told(cells, words())
