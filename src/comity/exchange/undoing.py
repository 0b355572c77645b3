"""A whole import is taken back as one act, as long as nothing was built upon it; what was is named, record by record."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from comity.core.case_acts import CaseQueue
from comity.core.history import Change
from comity.core.imports import Import, Imported
from comity.core.records import Entry
from comity.registers import register as register_of


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
    model = register_of(batch.register).model
    touched = set(mine.values_list("record_id", flat=True))
    created = set(mine.filter(operation="i", relation=model._meta.db_table).values_list("record_id", flat=True))
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
    while found := _referred_to(model, created - set(why)):
        why |= dict.fromkeys(found, used)
    lines = dict(Imported.objects.filter(batch=batch, record_id__in=why).values_list("record_id", "line"))
    titles = {one.pk: one.title for one in Entry.objects.filter(pk__in=why)}
    kept = [Kept(lines.get(pk, 0), pk, titles.get(pk, ""), said) for pk, said in why.items()]
    return sorted(kept, key=lambda one: (one.line, one.pk))


def _referred_to(model: Any, records: set[int]) -> set[int]:
    """Return those of the records that others than they themselves refer to."""
    found: set[int] = set()
    relations = [one for one in model._meta.related_objects if one.related_model is not CaseQueue]  # made along with it
    for relation in relations:
        if relation.many_to_many:
            through, mine, other = relation.through, relation.field.m2m_reverse_name(), relation.field.m2m_column_name()
        else:
            through, mine, other = relation.related_model, relation.field.attname, "pk"
        inside = relation.related_model is model
        links = through._default_manager.filter(**{f"{mine}__in": records})
        found |= {to for to, by in links.values_list(mine, other) if not (inside and by in records)}
    return found
