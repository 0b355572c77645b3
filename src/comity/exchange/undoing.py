"""A whole import is taken back as one act, as long as nothing was built upon it; what was is named, record by record."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from comity.core.case_acts import CaseQueue
from comity.core.history import Change
from comity.core.imports import Import, Imported
from comity.core.records import Entry
from comity.registers import ALL


@dataclass(frozen=True)
class Kept:
    """A record that cannot be taken back, with the line it came from and the reason."""

    line: int
    pk: int
    title: str
    why: str


def account(batch: Import) -> list[Kept]:
    """Return the records of the import that cannot be taken back any more."""
    mine = Change.objects.filter(act=batch.act)
    touched = set(mine.values_list("record_id", flat=True))
    created = _created(mine)
    last = mine.aggregate(last=Max("pk"))["last"] or 0
    why = dict.fromkeys(
        Change.objects.filter(pk__gt=last, record_id__in=touched)
        .exclude(act=batch.act)
        .values_list("record_id", flat=True),
        _("It was changed after the import."),
    )
    here = set(Entry.objects.filter(pk__in=touched).values_list("pk", flat=True))
    why |= dict.fromkeys(touched - here, _("It was deleted after the import."))
    used = _("Another record refers to it.")
    while found := _used(created, set(why)):
        why |= dict.fromkeys(found, used)
    lines = dict(Imported.objects.filter(batch=batch, record_id__in=why).values_list("record_id", "line"))
    titles = {one.pk: one.title for one in Entry.objects.filter(pk__in=why)}
    kept = [Kept(lines.get(pk, 0), pk, titles.get(pk, ""), said) for pk, said in why.items()]
    return sorted(kept, key=lambda one: (one.line, one.pk))


def _created(mine: Any) -> dict[Any, set[int]]:
    """Return the records that the import made, by kind: its own, and those that came in their rows."""
    models = {one.model._meta.db_table: one.model for one in ALL}
    found: dict[Any, set[int]] = {}
    made = mine.filter(operation="i", relation__in=models).values_list("relation", "record_id")
    for relation, record in made:
        found.setdefault(models[relation], set()).add(record)
    return found


def _used(created: dict[Any, set[int]], kept: set[int]) -> set[int]:
    """Return the records made that something refers to which stays."""
    going = {pk for made in created.values() for pk in made} - kept
    return {pk for model, made in created.items() for pk in _referred_to(model, made - kept, going)}


def _referred_to(model: Any, records: set[int], going: set[int]) -> set[int]:
    """Return those of the records that others refer to than those that are taken back with them."""
    found: set[int] = set()
    if not records:
        return found
    relations = [one for one in model._meta.related_objects if one.related_model is not CaseQueue]  # made along with it
    for relation in relations:
        if relation.many_to_many:
            through, mine, other = relation.through, relation.field.m2m_reverse_name(), relation.field.m2m_column_name()
        else:
            through, mine, other = relation.related_model, relation.field.attname, "pk"
        links = through._default_manager.filter(**{f"{mine}__in": records})
        found |= {to for to, by in links.values_list(mine, other) if by not in going}
    return found
