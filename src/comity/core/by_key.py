"""One record by one unique value, as every request asks for it: the statement is written once, not at each request.

Django writes a statement anew each time it asks, which takes longer than PostgreSQL needs to answer.
"""

from functools import cached_property
from typing import Any, Generic, TypeVar, cast

from django.db import connection
from django.db.models import Field, ForeignKey, Model

M = TypeVar("M", bound=Model)


class ByKey(Generic[M]):
    """Finds records of a model by their key, each with the record that one of its links names."""

    def __init__(self, model: type[M], link: str) -> None:
        self.model, self.link = model, link

    def get(self, key: int) -> M | None:
        """Return the record with that key and its link's, or None."""
        with connection.cursor() as cursor:
            cursor.execute(self._statement, [key])
            row = cursor.fetchone()
        if row is None:
            return None
        own = len(self._columns(self.model))
        found = cast("M", self._made(self.model, row[:own]))
        setattr(found, self.link, self._made(self._linked, row[own:]))
        return found

    @cached_property
    def _linked(self) -> type[Model]:
        return cast("type[Model]", self.model._meta.get_field(self.link).related_model)

    @cached_property
    def _statement(self) -> str:
        link = cast("ForeignKey[Any, Any]", self.model._meta.get_field(self.link))
        columns = [
            f"{of}.{_name(one)}"
            for of, model in (("own", self.model), ("linked", self._linked))
            for one in self._columns(model)
        ]
        own, linked = (connection.ops.quote_name(model._meta.db_table) for model in (self.model, self._linked))
        joined = f"{own} as own join {linked} as linked on linked.{_name(link.target_field)} = own.{_name(link)}"
        return f"select {', '.join(columns)} from {joined} where own.{_name(self.model._meta.pk)} = %s"  # noqa: S608  names of ours

    @staticmethod
    def _columns(model: type[Model]) -> "tuple[Field[Any, Any], ...]":
        return tuple(model._meta.concrete_fields)

    def _made(self, model: type[Model], values: "tuple[Any, ...]") -> Model:
        fields = self._columns(model)
        read = [
            value if (load := getattr(field, "from_db_value", None)) is None else load(value, None, connection)
            for field, value in zip(fields, values, strict=True)
        ]
        return model.from_db(connection.alias, [field.attname for field in fields], read)


def _name(field: "Field[Any, Any]") -> str:
    return connection.ops.quote_name(str(field.column))
