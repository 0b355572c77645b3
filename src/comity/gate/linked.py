"""Titles of linked records for the rows of a table: one statement for each link, which brings titles and nothing else."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.utils.translation import get_language

from comity.core.records import Record, in_language

Titles = dict[int, list[str]]


def titles(model: type[Record], names: Iterable[str], records: Sequence[Record]) -> dict[str, Titles]:
    """Return for each of the names that is a link, by record, the titles of the linked records that the reader may see."""
    found, links = {}, {one.name: one for one in model._meta.get_fields()}
    for name in names:
        link = links.get(name)
        if isinstance(link, models.ManyToManyField):
            found[name] = _of_several(link, [one.pk for one in records])
        elif isinstance(link, models.ForeignKey) and issubclass(link.related_model, Record):
            found[name] = _of_one(link, records)
    return found


def _of_one(link: "models.ForeignKey[Any, Any]", records: Sequence[Record]) -> Titles:
    numbers = {number for one in records if (number := getattr(one, link.attname)) is not None}
    if not numbers:
        return {}
    table = link.related_model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"select id, title_en, title_vi from {table} where id = any(%s)", [list(numbers)])  # noqa: S608  a model's table
        said = {number: [in_language(english, vietnamese)] for number, english, vietnamese in cursor.fetchall()}
    return {one.pk: said[number] for one in records if (number := getattr(one, link.attname)) in said}


def _of_several(link: "models.ManyToManyField[Any, Any]", numbers: list[int]) -> Titles:
    if not numbers:
        return {}
    table, between = link.related_model._meta.db_table, link.m2m_db_table()
    found: Titles = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"select tied.{link.m2m_column_name()}, other.title_en, other.title_vi from {between} as tied"  # noqa: S608  tables and columns of models
            f" join {table} as other on other.id = tied.{link.m2m_reverse_name()}"
            f" where tied.{link.m2m_column_name()} = any(%s) order by other.sort_{_mine()}",
            [numbers],
        )
        for number, english, vietnamese in cursor.fetchall():
            found.setdefault(number, []).append(in_language(english, vietnamese))
    return found


def _mine() -> str:
    return "vi" if get_language() == "vi" else "en"
