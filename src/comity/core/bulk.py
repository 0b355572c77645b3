"""Laying very many invented records into empty tables at once, with the history and index rows that the triggers would make.

Works as the tables' owner, in one transaction: COPY with the triggers off, then history and index by one statement for
each table, then the indexes. Meanwhile the tables are locked for everybody. What people enter goes through core.write.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, models
from psycopg import sql

from comity.core.history import Change
from comity.core.protect import Guarded
from comity.core.records import Entry, Record

MEMORY, BATCH = "512MB", 500
# Written once more in core/sql/records.sql, as what the triggers do; a test compares the rows.
KEPT = sql.SQL(
    """insert into comity_change (city_id, register, record_id, relation, operation, was, became, at,
                                  officer_id, act, door, reason, sensitivity, unit_id, shown_to, beside)
       select {guard}.city_id, {register}, kept.{subject}, {table}, 'i', null, to_jsonb(kept), clock_timestamp(),
              comity_officer(), coalesce(nullif(current_setting('comity.act', true), ''), 'txid ' || txid_current()),
              coalesce(current_setting('comity.door', true), ''), coalesce(current_setting('comity.reason', true), ''),
              {guard}.sensitivity, {guard}.unit_id, {guard}.shown_to, {beside}::bigint[]
         from {source} order by kept.id"""
)
# First into a table of their own: PostgreSQL works several processes at that, but not at an insert.
INDEXED = sql.SQL(
    """create temporary table indexed on commit drop as
       select id, city_id, {register} as register, code, title_en, title_vi, {starts} as starts, {ends} as ends,
              {country} as country, {pillar} as pillar, unit_id, sensitivity, shown_to, is_sample, to_verify, changed_at,
              setweight(comity_words(concat_ws(' ', title_en, title_vi, code)), 'A')
              || setweight(comity_words({rest}), 'B') as words
         from {table} where city_id = comity_city();
       insert into comity_entry (id, city_id, register, code, title_en, title_vi, starts, ends, country, pillar, unit_id,
                                 sensitivity, shown_to, is_sample, to_verify, changed_at, words) select * from indexed;
       drop table indexed"""
)


@contextmanager
def laying(guarded: Iterable[Guarded]) -> Iterator[None]:
    """Lift foreign keys and indexes from the records' tables for the block and lay them again after it."""
    tables = [name for one in guarded for name in _tables(one.model)]
    tables += [Entry._meta.db_table, Change._meta.db_table]
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('maintenance_work_mem', %s, true), set_config('work_mem', %s, true)", [MEMORY] * 2
        )
        cursor.execute(
            """select conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) from pg_constraint
                where contype = 'f' and conrelid = any(%s::regclass[])""",
            [tables],
        )
        keys = cursor.fetchall()
        cursor.execute(
            """select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index
                where indrelid = any(%s::regclass[]) and not exists (select from pg_constraint where conindid = indexrelid)""",
            [tables],
        )
        indexes = cursor.fetchall()
        for table, name, _said in keys:
            cursor.execute(f"alter table {table} drop constraint {name}")
        for name, _said in indexes:
            cursor.execute(f"drop index {name}")
    yield
    with connection.cursor() as cursor:
        for _name, said in indexes:
            cursor.execute(said)
        for table, name, said in keys:
            cursor.execute(f"alter table {table} add constraint {name} {said}")


def copy(table: str, columns: Sequence[str], lines: Iterator[str]) -> None:
    """Copy lines in PostgreSQL's text format into the table, its triggers off."""
    named = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), _names(columns))
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("alter table {} disable trigger user").format(sql.Identifier(table)))
        with cursor.copy(named) as into:
            while batch := list(itertools.islice(lines, BATCH)):
                into.write("".join(batch))
        # Keys that were not lifted are looked at now: a table is not altered while its rows wait for that.
        cursor.execute("set constraints all immediate; set constraints all deferred")
        cursor.execute(sql.SQL("alter table {} enable trigger user").format(sql.Identifier(table)))


def told(value: object) -> str:
    """Return a value as PostgreSQL's text format for COPY writes it."""
    if value is None:
        return r"\N"
    if isinstance(value, list):
        return _escaped("{" + ",".join(_quoted(str(one)) for one in value) + "}")
    if isinstance(value, bool):
        return "t" if value else "f"
    return _escaped(str(value))


def keep_and_index(guarded: Guarded) -> None:
    """Write history and index rows of all the city's records of a table, as its triggers would have."""
    model, fields = guarded.model, {one.name for one in guarded.model._meta.concrete_fields}
    table, register = sql.Identifier(model._meta.db_table), sql.Literal(guarded.register)
    source = sql.SQL("{} as kept where kept.city_id = comity_city()").format(table)
    kept = {"register": register, "table": sql.Literal(model._meta.db_table), "subject": sql.Identifier("id")}
    searched = [sql.SQL("to_jsonb({}) #>> '{{}}'").format(sql.Identifier(name)) for name in guarded.search]
    dated = {"starts": guarded.starts, "ends": guarded.ends, "country": guarded.country}
    columns = {name: sql.Identifier(column) if column else sql.SQL("''") for name, column in dated.items()}
    columns["pillar"] = sql.Identifier("pillar") if "pillar" in fields else sql.SQL("''")
    rest = sql.SQL("concat_ws(' ', {})").format(sql.SQL(", ").join(searched)) if searched else sql.SQL("''")
    with connection.cursor() as cursor:
        cursor.execute(KEPT.format(source=source, guard=sql.Identifier("kept"), beside=sql.Literal("{}"), **kept))
        cursor.execute(INDEXED.format(register=register, table=table, rest=rest, **columns))


def keep_links(guarded: Guarded) -> None:
    """Write the history rows of the links of the city's records, guarded like the records they hang on."""
    for link in guarded.model._meta.local_many_to_many:
        table, mine = link.m2m_db_table(), sql.Identifier(link.m2m_column_name())
        source = sql.SQL(
            "{} as kept join comity_entry as guard on guard.id = kept.{} where guard.city_id = comity_city()"
        ).format(sql.Identifier(table), mine)
        kept = {"register": sql.Literal(guarded.register), "table": sql.Literal(table), "subject": mine}
        with connection.cursor() as cursor:
            beside = sql.SQL("array[kept.{}]").format(sql.Identifier(link.m2m_reverse_name()))
            cursor.execute(KEPT.format(source=source, guard=sql.Identifier("guard"), beside=beside, **kept))


def _escaped(text: str) -> str:
    if "\\" in text or "\t" in text or "\n" in text or "\r" in text:
        text = text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return text


def _quoted(text: str) -> str:
    """Return an element of an array."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _names(columns: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _tables(model: type[Record]) -> list[str]:
    links: list[models.ManyToManyField[models.Model, models.Model]] = list(model._meta.local_many_to_many)
    return [model._meta.db_table, *(link.m2m_db_table() for link in links)]
