"""The first rows of each of several ranges of a column, in one statement that reads no more than it returns.

A calendar asks for the first few entries of every month or day. One query for the whole period would read all of it, which
at a million records is tens of thousands of rows for a year; here each range is looked up by itself in the column's index.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, DateField, F, QuerySet, Value
from django.db.models.expressions import RawSQL

from comity.gate.filters import column

Range = tuple[str, str]
LATER = " ~"  # after every time of a day, before the next day: a column may hold a time behind its day


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of one register looked up by one of their dates among those of others; `also` are columns returned beside the id."""

    rows: "QuerySet[Any]"
    column: str
    also: tuple[str, ...] = ()


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


@dataclass(frozen=True)
class Written:
    """Several kinds of rows as SQL: for the first of a range and for counting, each with its values; what is returned beside."""

    first: tuple[tuple[str, tuple[Any, ...]], ...]
    counted: tuple[tuple[str, tuple[Any, ...]], ...]
    also: int


def written(among: Sequence[Rows]) -> Written:
    """Return the kinds of rows as SQL, which is written once for all that is asked of them: it takes longer than the asking."""
    first = [
        _dated(one)
        .order_by(one.column, "pk")
        .annotate(kind_=Value(at, BigIntegerField()), id_=F("pk"))
        .values_list("kind_", "id_", *one.also)
        for at, one in enumerate(among)
    ]
    counted = [_dated(one).order_by().values_list("pk") for one in among]
    return Written(
        tuple(one.query.sql_with_params() for one in first),
        tuple(one.query.sql_with_params() for one in counted),
        len(among[0].also) if among else 0,
    )


def first_of_several(among: Written, ranges: Sequence[Range], each: int) -> list[list[list[tuple[Any, ...]]]]:
    """Return for each of several kinds of rows and each range its first rows by the column, in one statement for all.

    Each row is the columns asked for beside its id, after the id; all kinds ask for as many, of the same types.
    """
    found: list[list[list[tuple[Any, ...]]]] = [[[] for _range in ranges] for _kind in among.first]
    names = ["kind", "id", *(f"also{number}" for number in range(among.also))]
    wanted = ", ".join(f"taken.{name}" for name in names)
    for number, kind, *row in _of_all(wanted, ", ".join(names), among.first, each, ranges):
        found[kind][number - 1].append(tuple(row))
    return found


def count_of_several(among: Written, ranges: Sequence[Range], most: int) -> list[int]:
    """Return how many rows of all kinds together each range has, counting to `most` and no further."""
    found = [0 for _range in ranges]
    for number, count in _of_all("count(*)", "id", among.counted, most, ranges, " group by bucket.number"):
        found[number - 1] = min(count, most)
    return found


def _within(rows: "QuerySet[Any]", name: str) -> "QuerySet[Any]":
    """Return the rows of the range at hand; dates sort by their bytes, so the range is compared in that order too."""
    least, greatest = (RawSQL(f'bucket.{end} collate "C"', ()) for end in ("least", "greatest"))  # noqa: S611  no value in it
    return rows.filter(**{f"{name}__gte": least, f"{name}__lte": greatest})


def _dated(one: Rows) -> "QuerySet[Any]":
    """Return the rows of the range at hand; what is kept as a date lies in no month that is known by its name alone."""
    if isinstance(column(one.rows.model, one.column), DateField):
        least, greatest = (
            RawSQL(f"case when length(bucket.{end}) = 10 then bucket.{end}::date end", ())  # noqa: S611  no value in it
            for end in ("least", "greatest")
        )
    else:
        least = RawSQL('bucket.least collate "C"', ())
        greatest = RawSQL(f"(bucket.greatest || '{LATER}') collate \"C\"", ())  # noqa: S611  words of ours
    return one.rows.filter(**{f"{one.column}__gte": least, f"{one.column}__lte": greatest})


def _of_all(
    wanted: str,
    names: str,
    kinds: Sequence[tuple[str, tuple[Any, ...]]],
    each: int,
    ranges: Sequence[Range],
    rest: str = "",
) -> list[tuple[Any, ...]]:
    if not kinds:
        return []
    inner = " union all ".join(f"({sql} limit {each:d})" for sql, _values in kinds)
    return _asked(wanted, inner, [value for _sql, values in kinds for value in values], names, ranges, rest)


def _run(wanted: str, chosen: "QuerySet[Any]", ranges: Sequence[Range], rest: str = "") -> list[tuple[Any, ...]]:
    inner, params = chosen.query.sql_with_params()
    return _asked(wanted, inner, params, "id", ranges, rest)


def _asked(
    wanted: str, inner: str, params: Sequence[Any], names: str, ranges: Sequence[Range], rest: str
) -> list[tuple[Any, ...]]:
    if not ranges:
        return []
    statement = (
        f"select bucket.number, {wanted} from unnest(%s::text[], %s::text[]) with ordinality as bucket(least, greatest, number)"  # noqa: S608  words of ours
        f" cross join lateral ({inner}) as taken({names}){rest or ' order by bucket.number'}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [[one[0] for one in ranges], [one[1] for one in ranges], *params])
        return list(cursor.fetchall())
