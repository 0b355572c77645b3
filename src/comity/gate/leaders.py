"""The leaders among the members of a delegation, as the pack's words for ranks and posts say: their trips, and how many travel together."""

from dataclasses import dataclass

from django.db.models import Q

from comity.core.pack import of_city
from comity.core.pack_parts import Pack
from comity.domain import leading
from comity.domain.leading import Traveller
from comity.registers.activities import Activity
from comity.registers.appointments import Appointment
from comity.registers.delegations import DelegationMember

LEADER = "leader"  # the trait of ranks of leaders
POSTS = "leading_post"  # the vocabulary of words with which their posts begin
HEADS = "leads"  # the trait of the role of the delegation's head


@dataclass(frozen=True)
class Member:
    """A member with what is on record of rank and posts."""

    row: DelegationMember
    seen: Traveller
    heads: bool


def members(one: Activity) -> list[Member]:
    """Return the members with the posts that their line or their appointments on the first day say: two statements."""
    pack = of_city()
    ranks, roles = pack.with_trait("level", LEADER), pack.with_trait("delegate_role", HEADS)
    rows = list(one.members.all())
    held = _held([row.person_id for row in rows if row.person_id], one.starts)
    return [Member(row, _seen(row, held.get(row.person_id or 0, []), ranks), row.role in roles) for row in rows]


def _held(people: list[int], day: str) -> dict[int, list[Appointment]]:
    """Return the posts at our units that people hold on a day, or at all where the day is not known."""
    found: dict[int, list[Appointment]] = {}
    if not people:
        return found
    asked = Appointment.objects.filter(person_id__in=people, at_unit__isnull=False)
    if day:
        asked = asked.filter(Q(ends="") | Q(ends__gte=day[:4]), Q(starts="") | Q(starts__lte=day))
    for post in asked:
        if not (day and post.ends and post.ends < day[: len(post.ends)]):
            found.setdefault(post.person_id, []).append(post)
    return found


def _seen(row: DelegationMember, held: list[Appointment], ranks: list[str]) -> Traveller:
    """Return what is on record; of which unit the line says itself goes before the appointments."""
    posts = (row.post_en, row.post_vi, *(title for post in held for title in (post.title_en, post.title_vi)))
    at: set[int | str] = (
        {row.from_unit_id} if row.from_unit_id else {post.at_unit_id for post in held if post.at_unit_id}
    )
    return Traveller(row.rank in ranks if row.rank else None, posts, frozenset(at))


def words(pack: Pack) -> list[str]:
    """Return the words with which the posts of leaders begin, in every language of the pack."""
    return [word for term in pack.vocabulary(POSTS).values() for word in {term.en, term.vi}]


def together(one: Activity) -> int | None:
    """Return the most leaders of one unit among the members; None where posts leave it open."""
    return leading.together([member.seen for member in members(one)], words(of_city()))


def travelling(one: Activity) -> list[int] | None:
    """Return the people on record who lead, at home or the delegation; None if a leader is a name alone, or nothing is said of anybody."""
    known, found = False, []
    for member in members(one):
        leads = leading.is_leader(member.seen, words(of_city()))
        known = known or member.heads or leads is not None
        if leads or (leads is None and member.heads):
            found.append(member.row.person_id)
    return [pk for pk in found if pk] if known and None not in found else None
