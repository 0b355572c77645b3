"""Invented records laid in bulk are equal to those that the triggers make."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection

from comity.core import bulk
from comity.management.invention import counts
from comity.registers import BY_KEY
from tests.database import address
from tests.long import long

pytestmark = long
RECORDS = 500
LAID = """select 'index', indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index
           where indrelid::regclass::text like 'comity%' and indisvalid
           union all
          select 'constraint', conname, pg_get_constraintdef(oid) from pg_constraint where convalidated
           union all
          select 'trigger', tgname, tgenabled::text || pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
           order by 1, 2, 3"""
ENTRIES = "select to_jsonb(e) - 'changed_at' from comity_entry as e order by id"
CHANGES = """select to_jsonb(c) - array['id', 'at', 'became'], became - 'changed_at' from comity_change as c
              order by record_id, relation, (became ->> 'id')::bigint"""


@pytest.fixture(scope="module")
def filled(django_db_setup: None) -> Iterator[tuple[psycopg.Connection[Any], list[Any]]]:
    """Return a database into which the command has laid a city, and what was laid over its tables before."""
    admin, owner = os.environ["COMITY_TEST_ADMIN_URL"], os.environ["COMITY_TEST_OWNER_URL"]
    token, worker = os.environ["COMITY_TEST_TOKEN"], os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"comity_bulk_{token}_{worker}"
    with psycopg.connect(admin, autocommit=True) as one:
        one.execute(f"create database {name} template comity_template_{token} owner comity_owner")
    try:
        with psycopg.connect(address(owner, name=name)) as opened:
            laid = opened.execute(LAID).fetchall()
            opened.commit()
            _generate(address(owner, name=name))
            yield opened, laid
    finally:
        with psycopg.connect(admin, autocommit=True) as one:
            one.execute(f"drop database {name} with (force)")


def _generate(owner: str) -> None:
    environment = os.environ | {"COMITY_OWNER_URL": owner, "DJANGO_SETTINGS_MODULE": "comity.config.settings"}
    command = [sys.executable, "-m", "django", "generate", "--records", str(RECORDS)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_index_and_history_rows_are_those_that_the_triggers_make(
    filled: tuple[psycopg.Connection[Any], list[Any]],
) -> None:
    owner, _laid = filled
    entries, changes = owner.execute(ENTRIES).fetchall(), owner.execute(CHANGES).fetchall()
    assert len(entries) == RECORDS
    assert len(changes) > RECORDS  # links have a history too
    _insert_again(owner)

    assert owner.execute(ENTRIES).fetchall() == entries
    assert owner.execute(CHANGES).fetchall() == changes
    owner.rollback()


def _insert_again(owner: psycopg.Connection[Any]) -> None:
    """Empty all tables and insert the same rows one by one under the triggers."""
    act = owner.execute("select city_id, act from comity_change limit 1").fetchone()
    assert act is not None
    for name, value in (("city", act[0]), ("act", act[1]), ("door", "generate"), ("reason", "invented records")):
        owner.execute("select set_config(%s, %s, true)", [f"comity.{name}", str(value)])
    models = [BY_KEY[key].model for key in counts(RECORDS)]
    links = [link.remote_field.through for model in models for link in model._meta.local_many_to_many]
    tables = [model._meta for model in (*models, *links)]
    for table in tables:
        owner.execute(f"create temporary table kept_{table.db_table} on commit drop as select * from {table.db_table}")
    owner.execute(f"truncate comity_entry, comity_change, {', '.join(table.db_table for table in tables)} cascade")
    for table in tables:
        columns = ", ".join(f'"{one.column}"' for one in table.concrete_fields if not getattr(one, "generated", False))
        owner.execute(
            f"insert into {table.db_table} ({columns}) select {columns} from kept_{table.db_table} order by id"
        )


def test_indexes_keys_and_triggers_are_laid_as_before(filled: tuple[psycopg.Connection[Any], list[Any]]) -> None:
    owner, laid = filled

    assert owner.execute(LAID).fetchall() == laid


@pytest.mark.django_db
def test_every_text_comes_through_the_copy_as_it_is() -> None:
    texts = ["", "a\tb", "c\\d", "e\nf\rg", '"h", {i}', "Đống Đa", "null", "\\N", "\\", " "]
    with connection.cursor() as cursor:
        cursor.execute("create temporary table told (said text, many text[], several bigint[], yes boolean)")
        lines = ("\t".join(map(bulk.told, (text, [text, "x"], [1, 2], text == ""))) + "\n" for text in texts)
        bulk.copy("told", ["said", "many", "several", "yes"], lines)
        cursor.execute("select said, many, several, yes from told")

        assert cursor.fetchall() == [(text, [text, "x"], [1, 2], text == "") for text in texts]


def test_none_is_null() -> None:
    assert bulk.told(None) == r"\N"
