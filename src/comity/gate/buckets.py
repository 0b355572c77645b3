"""The first rows of each of several ranges of a column, in one statement that reads no more than it returns.

A calendar asks for the first few entries of every month or day. One query for the whole period would read all of it, which
at a million records is tens of thousands of rows for a year; here each range is looked up by itself in the column's index.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

Range = tuple[str, str]


def first_of_each(rows: "QuerySet[Any]", name: str, ranges: Sequence[Range], each: int) -> list[list[int]]:
    """Return for each range, both ends in it, the ids of its first rows by the column, `each` at most."""
    found: list[list[int]] = [[] for _range in ranges]
    chosen = _within(rows, name).order_by(name, "pk").values("pk")[:each]
    for number, pk in _run("taken.id", chosen, ranges):
        found[number - 1].append(pk)
    return found


def count_each(rows: "QuerySet[Any]", name: str, ranges: Sequence[Range], most: int) -> list[int]:
    """Return how many rows each range has, counting to `most` and no further."""
    found = [0 for _range in ranges]
    chosen = _within(rows, name).order_by().values("pk")[:most]
    for number, count in _run("count(*)", chosen, ranges, " group by bucket.number"):
        found[number - 1] = count
    return found


def count_of_each(rows: "QuerySet[Any]", name: str, codes: Sequence[str], most: int) -> dict[str, int]:
    """Return for each code how many rows have it in the column, counting to `most` and no further; not the codes without any."""
    word = RawSQL("bucket.least", ())
    chosen = rows.filter(**{name: word}).order_by().values("pk")[:most]
    counted = _run("count(*)", chosen, [(code, code) for code in codes], " group by bucket.number")
    return {codes[number - 1]: count for number, count in counted}


def _within(rows: "QuerySet[Any]", name: str) -> "QuerySet[Any]":
    """Return the rows of the range at hand; dates sort by their bytes, so the range is compared in that order too."""
    least, greatest = (RawSQL(f'bucket.{end} collate "C"', ()) for end in ("least", "greatest"))  # noqa: S611  no value in it
    return rows.filter(**{f"{name}__gte": least, f"{name}__lte": greatest})


def _run(wanted: str, chosen: "QuerySet[Any]", ranges: Sequence[Range], rest: str = "") -> list[tuple[int, int]]:
    if not ranges:
        return []
    inner, params = chosen.query.sql_with_params()
    statement = (
        f"select bucket.number, {wanted} from unnest(%s::text[], %s::text[]) with ordinality as bucket(least, greatest, number)"  # noqa: S608  words of ours
        f" cross join lateral ({inner}) as taken(id){rest or ' order by bucket.number'}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [[one[0] for one in ranges], [one[1] for one in ranges], *params])
        return [(number, found) for number, found in cursor.fetchall()]
