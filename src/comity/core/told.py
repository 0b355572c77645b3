"""What a reader is told of changes: a link to a record out of their sight is as if there were none."""

from collections.abc import Collection, Sequence
from functools import cache

from django.apps import apps
from django.db import models

from comity.core.history import Change
from comity.core.records import Entry, Record

Differences = dict[str, tuple[object, object]]


def differences(changes: Sequence[Change]) -> dict[int, Differences]:
    """Return the columns that differ, by change."""
    raw = {one.pk: one.differences for one in changes}
    links = {one.pk: _link_columns(one.relation) for one in changes}
    named = {
        pk
        for one in changes
        for name, pair in raw[one.pk].items()
        if name in links[one.pk]
        for side in pair
        for pk in _ids(side)
    }
    seen = titles(named).keys()
    found: dict[int, Differences] = {}
    for one in changes:
        told = {
            name: tuple(_only(side, seen) for side in pair) if name in links[one.pk] else pair
            for name, pair in raw[one.pk].items()
        }
        found[one.pk] = {name: (was, became) for name, (was, became) in told.items() if was != became}
    return found


def titles(ids: Collection[int]) -> dict[int, str]:
    """Return what records are called that the reader sees, or saw until they were deleted."""
    found = {one.pk: one.title for one in Entry.objects.defer("words").filter(pk__in=ids)}
    gone = Change.objects.filter(record_id__in=set(ids) - found.keys(), operation="d", was__has_key="shown_to")
    for record_id, was in gone.order_by("id").values_list("record_id", "was"):
        if was:
            found[record_id] = Entry(title_en=was["title_en"], title_vi=was["title_vi"]).title
    return found


@cache
def _link_columns(table: str) -> frozenset[str]:
    """Return the columns of a register's table that hold the ids of linked records."""
    for model in apps.get_app_config("comity").get_models():
        if model._meta.db_table == table and issubclass(model, Record):
            single = (one for one in model._meta.concrete_fields if isinstance(one, models.ForeignKey))
            linked = {str(one.column) for one in single if issubclass(one.related_model, Record)}
            return frozenset(linked | {"shown_to"})
    return frozenset()


def _ids(side: object) -> list[int]:
    if isinstance(side, list):
        return side
    return [side] if isinstance(side, int) else []


def _only(side: object, seen: Collection[int]) -> object:
    if isinstance(side, list):
        return [pk for pk in side if pk in seen]
    return side if side in seen else None
