"""Stored records made of the columns that were read, quicker than Django's own way, which goes through every field of the model.

What was not read is read when it is asked for, as with `only()`. Signals of the making are not sent.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.db.models.base import ModelState

M = TypeVar("M", bound=Model)


def made(model: type[M], values: Iterable[tuple[str, Any]], using: str) -> M:
    """Return a stored record with these values by the names of its attributes."""
    record = model.__new__(model)
    record._state = ModelState()
    record._state.adding, record._state.db = False, using
    record.__dict__.update(values)
    return record


def only(rows: "QuerySet[M]", *names: str) -> list[M]:
    """Return the rows with these columns and their key alone."""
    attributes = [rows.model._meta.get_field(name).attname for name in ("id", *names)]  # type: ignore[union-attr]
    return [made(rows.model, zip(attributes, one, strict=True), rows.db) for one in rows.values_list(*attributes)]
