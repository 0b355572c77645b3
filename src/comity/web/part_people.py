"""Members of a delegation who are but a name become people on record, all at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.core import write
from comity.core.pack import of_city
from comity.domain import rosters as rule
from comity.gate import alike
from comity.gate.access import may
from comity.gate.form import check
from comity.registers import rosters
from comity.registers.delegations import DELEGATION_MEMBERS, DelegationMember
from comity.registers.people import PEOPLE
from comity.web.part_names import OURS, added


@dataclass
class Added:
    """The people who were added, the members they are, and the names that are too near to somebody's on record."""

    people: list[str] = field(default_factory=list)
    members: list[int] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        count = len(self.people)
        said = [ngettext("%(count)s person added.", "%(count)s people added.", count) % {"count": count}]
        if self.doubtful:
            names = ", ".join(self.doubtful)
            said.append(_("Not added, because somebody on record is called nearly so: %(names)s.") % {"names": names})
        return " ".join(said)


def offer(shown: Sequence[Any]) -> str:
    """Return the words of the button that adds the names shown to the people on record, `` where there is nothing to add."""
    count = sum(1 for one in shown if one.person_id is None)
    if not count or not may("add", PEOPLE):
        return ""
    said = ngettext("Add %(count)s name to the people on record", "Add %(count)s names to the people on record", count)
    return said % {"count": count}


def add_all(activity: Any) -> Added:
    """Add the members of an activity who are but a name to the people on record, all or none. Raises Wrong, NotAllowed, Refused."""
    done, ours = Added(), activity.kind in of_city().with_trait("activity_kind", OURS)
    known = rosters.words()
    with transaction.atomic():
        for member in DelegationMember.objects.filter(activity=activity.pk, person=None).order_by("precedence", "pk"):
            address, name = rule.called(member.title, known)
            if alike.similar(PEOPLE, [name]):
                done.doubtful.append(member.title)
                continue
            person = added(PEOPLE, name, activity, ours=ours, honorific=address)
            form = check(DELEGATION_MEMBERS, {"person": person.pk}, instance=member)
            write.save(form.instance, links=form.linked())
            done.people.append(person.title)
            done.members.append(member.pk)
    return done
