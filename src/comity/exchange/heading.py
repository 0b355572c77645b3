"""Who leads a delegation, said in the delegation's own row: found among the people or made, and kept as its member that leads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import DataError, IntegrityError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core import many, write
from comity.core.pack import of_city
from comity.core.records import Record
from comity.domain import noting
from comity.domain.numbers import is_record_id
from comity.domain.text import fold
from comity.exchange import matching
from comity.exchange.cells import tidy
from comity.exchange.columns import HEAD, HEAD_POST, HEAD_RANK, beside
from comity.exchange.parsing import BadCell, parsed
from comity.exchange.rows import CHANGED, NEW, SAME, Difference, Doubt, Preview, Row
from comity.gate import access, values
from comity.gate.form import Wrong, check
from comity.gate.known import Known
from comity.gate.namesakes import Namesakes
from comity.registers.delegations import DELEGATION_MEMBERS, DelegationMember
from comity.registers.people import PEOPLE, Person

LEADS, OUT = "leads", "visit-out"  # traits of a role, and of the kinds that the city sends
DOUBTS = 200
ALIKE = 88.0  # how near a name must be to be asked about; half of a country may share two of three names


@dataclass
class Head:
    """Who leads, as a row says it: the person on record, none for one who is to be made, and what else is said."""

    name: str
    person: Person | None
    said: dict[str, Any] = field(default_factory=dict)
    member: DelegationMember | None = None

    def changes(self) -> dict[str, Any]:
        """Return what the member on record says otherwise."""
        held = self.member
        if held is None:
            return dict(self.said)
        found = {name: value for name, value in self.said.items() if value and getattr(held, name) != value}
        other = held.person_id != self.person.pk if self.person else fold(held.title) != fold(self.name)
        return found | ({"person": self.person} if other or held.person_id is None else {})


class Heading:
    """The heads of one import; whoever is named twice in the file is one person."""

    def __init__(self, preview: Preview, known: Known, reason: str) -> None:
        self.preview, self.known, self.reason = preview, known, reason
        self.columns = {column.code: column for column in beside(preview.register)}
        self.roles = of_city().with_trait("delegate_role", LEADS)
        self._namesakes = Namesakes(PEOPLE)
        self._people: dict[str, Person | None] = {}
        self._doubtful: set[str] = set()
        self._held: dict[int, list[DelegationMember]] = {}

    def prepare(self, rows: Sequence[Row]) -> None:
        """Look for all that these rows name, and for who leads now, in a few questions."""
        if not self.columns:
            return
        names = {_named(row)["title"] for row in rows if row.text(HEAD)}
        fresh = {name for name in names if fold(name) not in self._people}
        numbers = matching.numbers(Person, fresh)
        people = self.known.get(Person, list(numbers.values()))
        for name in sorted(fresh):
            found = people.get(numbers[name]) if name in numbers else self._person(name)
            self._people[fold(name)] = found  # type: ignore[assignment]  # a person, as was asked for
        matched = [row.matched[0] for row in rows if row.matched and row.text(HEAD)]
        members = DelegationMember.objects.filter(activity__in=matched, role__in=self.roles) if matched else []
        self._held |= {pk: [] for pk in matched}
        for one in sorted(members, key=lambda member: (member.precedence, member.pk)):
            self._held[one.activity_id].append(one)

    def _person(self, name: str) -> Record | None:
        """Return the person whom a name means, none for a new one; what is only nearly the same is asked about."""
        chosen = self.preview.choices.names.get(f"{PEOPLE.key}:{fold(name)}", "")
        if chosen == NEW:
            return None
        if is_record_id(chosen) and (meant := self.known.get(Person, [int(chosen)]).get(int(chosen))):
            self.preview.settled.append(Doubt(PEOPLE.key, PEOPLE.title, name, [(meant.pk, meant.title)], chosen=chosen))
            return meant
        exact = self._namesakes.exact(name)
        if len(exact) == 1:
            return self.known.get(Person, list(exact)).get(next(iter(exact)))
        likely = [one for one in self._namesakes.near([name], loosely=True) if one.score >= ALIKE]
        if likely and len(self.preview.doubts) < DOUBTS:
            options = [(one.pk, one.title) for one in likely]
            self.preview.doubts.append(Doubt(PEOPLE.key, PEOPLE.title, name, options, [(NEW, _("somebody new"))]))
            self._doubtful.add(fold(name))
        return None

    def wanted(self, row: Row) -> Head | None:
        """Return who is to lead where the row says so; what is wrong is noted."""
        if not self.columns or not row.text(HEAD) or not self.roles:
            return None
        named = _named(row)
        if fold(named["title"]) in self._doubtful:
            row.wrong(HEAD, _("Somebody on record is called nearly so: say who is meant."))
            return None
        post = f"post_{'vi' if get_language() == 'vi' else 'en'}"
        said: dict[str, Any] = {post: row.text(HEAD_POST) or named["post"], "organisation": named["organisation"]}
        try:
            said["rank"] = parsed(self.columns[HEAD_RANK], row.cells.get(HEAD_RANK, ""), resolved={})
        except BadCell as bad:
            row.wrong(HEAD_RANK, str(bad))
            return None
        held = self._held.get(row.matched[0], []) if row.matched else []
        same = [one for one in held if fold(named["title"]) in {fold(one.title_en), fold(one.title_vi)}]
        return Head(named["title"], self._people.get(fold(named["title"])), said, next(iter([*same, *held]), None))

    def told(self, row: Row, head: Head) -> None:
        """Note what becomes another: who leads, in which post, of which rank."""
        changes, column = head.changes(), self.columns[HEAD]
        if not changes:
            return
        before = _shown(head.member.title, head.member) if head.member else ""
        after = _shown(head.person.title if head.person else head.name, head.said, held=head.member)
        if head.person is None and ("person" in changes or head.member is None):
            after = _("%(name)s (new person)") % {"name": after}
        row.differences.append(Difference(column.code, str(column), before, after))
        if row.state == SAME:
            row.state = CHANGED

    def store(self, stored: Sequence[tuple[Row, Record, Head]]) -> None:
        """Make the people who are missing, then the members; what does not go is noted in its row."""
        for row, activity, head in stored:
            changes = head.changes()
            if not changes:
                continue
            try:
                person = self._people.get(fold(head.name)) or self._made(head, activity)
                self._people[fold(head.name)] = person
                self._keep(activity, head, {**changes, "person": person})
            except Wrong as wrong:
                row.wrong(HEAD, *(one for said in wrong.errors.values() for one in said))
            except (access.NotAllowed, write.Refused, write.Conflict, IntegrityError, DataError):
                row.wrong(HEAD, _("You may not store this record."))

    def _made(self, head: Head, activity: Any) -> Person:
        """Return a new person, seen by those who see the delegation."""
        access.require("add", PEOPLE)
        ours = activity.kind in of_city().with_trait("activity_kind", OUT)
        given = {
            f"title_{'vi' if get_language() == 'vi' else 'en'}": head.name,
            "is_ours": ours,
            "unit": activity.unit_id,
            "sensitivity": activity.sensitivity,
            "shown_to": list(activity.shown_to),
        }
        made = check(PEOPLE, given, known=self.known).instance
        many.save_all([many.Draft(made)], reason=self.reason)
        self.known.put(made)
        return made  # type: ignore[return-value]  # of the register of people

    def _keep(self, activity: Record, head: Head, changes: Mapping[str, Any]) -> None:
        given = {name: one.pk if isinstance(one, Record) else one for name, one in changes.items() if one}
        if head.member is None:
            given |= {"activity": activity.pk, "role": self.roles[0], "precedence": 1}
        self.known.put(activity)
        form = check(DELEGATION_MEMBERS, given, instance=head.member, known=self.known)
        many.save_all([many.Draft(form.instance, form.linked())], reason=self.reason)


def _named(row: Row) -> dict[str, str]:
    """Return the parts of a cell such as `Akari Mori, Vice Mayor, City of Ardent Bay`."""
    noted = noting.guests([row.text(HEAD)], "")
    return (
        {name: tidy(text) for name, text in noted[0][1].items()}
        if noted
        else {"title": "", "post": "", "organisation": ""}
    )


def _shown(name: str, of: Any, *, held: DelegationMember | None = None) -> str:
    """Return a head as read: name, post, organisation, rank."""

    def part(key: str) -> str:
        return (of.get(key, "") if isinstance(of, dict) else getattr(of, key, "")) or (
            getattr(held, key) if held else ""
        )

    rank = part("rank")
    word = values.shown(DelegationMember._meta.get_field("rank"), rank) if rank else ""
    return ", ".join(filter(None, [name, part("post_vi") or part("post_en"), part("organisation"), word]))
