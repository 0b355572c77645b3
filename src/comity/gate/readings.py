"""What a record tells of the facts that the rules of a procedure ask, and which procedures are for it.

Only what the reader sees is told. What the record leaves open is not guessed: then a person is asked.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from comity.core.pack import of_city
from comity.core.procedure_parts import Fact, Procedures, Version
from comity.core.procedure_readings import EITHER
from comity.core.records import Record
from comity.domain.condition import Value
from comity.domain.partial_date import read
from comity.gate import leaders
from comity.registers import BY_MODEL, Register
from comity.registers.activities import Activity
from comity.registers.delegations import DelegationMember, Leg

Reading = Callable[[Any], Any]
LEADS = "leads"  # the trait of the role whose rank and trips count as those of the delegation's head


def told(version: Version, record: Record | None) -> dict[str, Value]:
    """Return the facts of a procedure that the record tells."""
    if record is None:
        return {}
    key = BY_MODEL[type(record)].key
    asked = {name: (fact, fact.reads[key]) for name, fact in version.said.facts.items() if key in fact.reads}
    cache: dict[str, Any] = {}
    found: dict[str, Value] = {}
    for name, (fact, reading) in asked.items():
        if reading not in cache:
            cache[reading] = read_(record, reading)
        value = meant(fact, cache[reading])
        if value is not None:
            found[name] = value
    return found


def read_(record: Record, reading: str) -> Any:
    """Return what a record tells, None for what it leaves open."""
    own = OWN.get((type(record), reading))
    return own(record) if own else _plain(record, reading)


def meant(fact: Fact, value: Any) -> Value | None:
    """Return what a record tells in the words of a fact; None for what it leaves open."""
    if value is None or fact.kind in ("day", "number"):
        return value  # type: ignore[no-any-return]
    if isinstance(value, list):
        return _several(fact, value)
    return fact.means.get(value, fact.means.get(EITHER)) if value else None


def _several(fact: Fact, codes: list[str]) -> Value | None:
    """Of several codes one that means yes is enough; all of them must be known to mean no, or that nothing is meant."""
    said = [fact.means.get(one, fact.means.get(EITHER) if one else None) for one in codes]
    if fact.kind == "choices":
        meant_ = tuple(dict.fromkeys(one for one in said if isinstance(one, str)))
        return meant_ or None
    if True in said:
        return True
    return False if said and None not in said else None


def suiting(record: Record, procedures: Procedures, today: date) -> list[Version]:
    """Return the procedures that are for the record, as they stand on the day."""
    of = BY_MODEL[type(record)]
    found = [one for name in procedures.versions if (one := procedures.current(name, today))]
    cache: dict[str, str] = {}

    def suits(said: Mapping[str, Iterable[str]]) -> bool:
        for name in said:
            if name not in cache:
                cache[name] = _code(of, record, name, today)
        return all(not cache[name] or cache[name] in codes for name, codes in said.items())

    return [one for one in found if of.key in one.said.registers and suits(one.said.suits)]


def _code(of: Register, record: Record, name: str, today: date) -> str:
    computed = next((one for one in of.computed if one.name == name), None)
    return computed.value(record, today) if computed else str(getattr(record, name, "") or "")


def _plain(record: Record, name: str) -> Any:
    field, value = record._meta.get_field(name), getattr(record, name)
    if type(field).__name__ != "PartialDateField":
        return value or None
    day = read(value)
    return day.first if day and day.day else None


# --- an activity ---


def _days(one: Activity) -> int | None:
    first, last = _plain(one, "starts"), _plain(one, "ends")
    return (last - first).days + 1 if first and last else None


def _people(one: Activity) -> int | None:
    return one.members.count() or one.persons


def _legs(one: Activity) -> list[Leg]:
    return list(one.legs.all())


def _countries(one: Activity) -> int | None:
    return len({leg.country for leg in _legs(one) if leg.country}) or len(one.countries) or None


def _longest_stay(one: Activity) -> int | None:
    """Return the most days in one country; not known unless every leg has its days."""
    by: dict[str, int] = {}
    for leg in _legs(one):
        arrives, leaves = _plain(leg, "arrives"), _plain(leg, "leaves")
        if not (arrives and leaves and leg.country):
            return None
        by[leg.country] = by.get(leg.country, 0) + (leaves - arrives).days + 1
    return max(by.values(), default=None)


def _heads(one: Activity) -> list[DelegationMember]:
    leading = of_city().with_trait("delegate_role", LEADS)
    return list(one.members.filter(role__in=leading))


def _head_rank(one: Activity) -> str | None:
    return next((member.rank for member in _heads(one) if member.rank), "") or one.level or None


def _head_trips(one: Activity) -> int | None:
    heads = [member.person_id for member in _heads(one) if member.person_id]
    return max(_trips(one, heads).values(), default=None)


def _member_trips(one: Activity) -> int | None:
    """Return the most trips of a member; not known as long as somebody is a name alone."""
    members = list(one.members.values_list("person_id", flat=True))
    known = [pk for pk in members if pk]
    return max(_trips(one, known).values(), default=None) if len(known) == len(members) else None


def _leader_trips(one: Activity) -> int | None:
    """Return the most trips of a member who is a leader, none if nobody is; not known as long as a leader is a name alone."""
    people = leaders.travelling(one)
    if people is None or _plain(one, "starts") is None:
        return None
    return max(_trips(one, people).values(), default=0)


def _trips(one: Activity, people: list[int]) -> dict[int, int]:
    """Return how many trips of the same kind each went on this year before this one; nothing where its day is not known."""
    begins = _plain(one, "starts")
    if begins is None or not people:
        return {}
    found = dict.fromkeys(people, 0)
    before = DelegationMember.objects.filter(
        person_id__in=people,
        activity__kind=one.kind,
        activity__starts__gte=f"{begins.year}",
        activity__starts__lt=begins.isoformat(),
    ).exclude(activity_id=one.pk)
    for person, _activity in before.values_list("person_id", "activity_id").distinct():
        if person:
            found[person] += 1
    return found


def _payers(one: Activity) -> list[str] | None:
    return list(one.members.values_list("paid_by", flat=True)) or None


OWN: Mapping[tuple[type[Record], str], Reading] = {
    (Activity, "days"): _days,
    (Activity, "people"): _people,
    (Activity, "countries"): _countries,
    (Activity, "longest_stay"): _longest_stay,
    (Activity, "head_rank"): _head_rank,
    (Activity, "head_trips"): _head_trips,
    (Activity, "member_trips"): _member_trips,
    (Activity, "leader_trips"): _leader_trips,
    (Activity, "key_leaders"): leaders.together,
    (Activity, "payers"): _payers,
}
