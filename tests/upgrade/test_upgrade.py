"""An office of the first migration state, with Hanoi's records, goes through every later migration and loses nothing.

`0001_initial.sql.xz` is such an office, written by pg_dump when 0001 was the only migration. A migration that makes a table
brings rows for it in `rows/NAME.sql`, laid in right after it, so that the migrations after it meet them.
"""

import lzma
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import apps

from comity.core.attached import Attachment
from comity.run.backup import run_tool
from tests.database import address
from tests.reliability import audit

HERE = Path(__file__).parent
FIRST = "0001_initial"
MIGRATIONS = sorted(
    path.stem for path in Path(apps.get_app_config("comity").path, "migrations").glob("0*.py") if path.stem > FIRST
)
# Worked out from other columns, so a migration may work them out anew.
DERIVED = {"words", "folded_en", "folded_vi", "sort_en", "sort_vi", "sort_key"}
# What a migration took away on purpose, as "table" or "table.column", with the place its content went to.
MOVED: dict[str, str] = {}
CONTENT = b"minutes of a meeting"
Connection = psycopg.Connection[Any]
State = dict[str, dict[str, dict[str, Any]]]


@pytest.fixture
def url() -> Iterator[str]:
    """The database of an office as it was, entered as the administrator."""
    admin, name = os.environ["COMITY_TEST_ADMIN_URL"], f"comity_upgrade_{os.environ['COMITY_TEST_TOKEN']}"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"create database {name} owner comity_owner template template0")
    script = Path(os.environ["COMITY_DATA"]).parent / "0001.sql"
    script.write_bytes(lzma.decompress((HERE / f"{FIRST}.sql.xz").read_bytes()))
    there = address(admin, name=name)
    run_tool("psql", ["--quiet", "--set=ON_ERROR_STOP=1", f"--file={script}"], url=there, what="made")
    yield there
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")


def django(url: str, *arguments: str) -> None:
    """Run a module of ours as the owner of the tables."""
    owner = address(os.environ["COMITY_TEST_OWNER_URL"], name=url.rpartition("/")[2].partition("?")[0])
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        env=os.environ | {"COMITY_OWNER_URL": owner, "DJANGO_SETTINGS_MODULE": "comity.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def state(connection: Connection) -> State:
    """Return every row of every table by its key."""
    names = connection.execute("select tablename from pg_tables where schemaname = 'public' order by 1").fetchall()
    found: State = {}
    for (name,) in names:
        rows = [row for (row,) in connection.execute(f'select to_jsonb(t) from "{name}" as t')]
        found[name] = {str(row.get("id") or row): row for row in rows}
    return found


def lost(before: State, after: State, step: str) -> list[str]:
    """Return what a step took away or changed."""
    problems = []
    for table, rows in before.items():
        if table not in after:
            problems += [] if table in MOVED else [f"{step}: the table {table} is gone"]
            continue
        for key, row in rows.items():
            if key not in after[table]:
                problems.append(f"{step}: {table} lost the row {key}")
                continue
            now = after[table][key]
            problems += [
                f"{step}: {table} {key}: {column} was {value!r} and is {now.get(column)!r}"
                for column, value in row.items()
                if column not in DERIVED and f"{table}.{column}" not in MOVED and now.get(column) != value
            ]
    return problems


def test_an_office_of_the_first_state_loses_nothing(url: str, tmp_path: Path) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        before = state(connection)
        assert len(before["comity_change"]) == 659
        for name in MIGRATIONS:
            django(url, "tests.upgrade.step", name)
            after = state(connection)
            assert lost(before, after, name) == []
            if (rows := HERE / "rows" / f"{name}.sql").exists():
                connection.execute(rows.read_text(encoding="utf-8"))
                after = state(connection)
            before = after
        django(url, "django", "migrate", "--verbosity", "0")
        after = state(connection)
        assert lost(before, after, "comity migrate") == []

        place = file_of(connection, tmp_path)
        place.parent.mkdir(parents=True)
        place.write_bytes(CONTENT)
        assert list(audit.whole(connection, tmp_path)) == []


def file_of(connection: Connection, folder: Path) -> Path:
    """Return where the one attachment's bytes belong."""
    row = connection.execute(f"select sha256 from {Attachment._meta.db_table}").fetchone()
    assert row
    digest = str(row[0])
    return folder / "files" / digest[:2] / digest


def test_every_table_has_rows_that_later_migrations_meet(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for name in MIGRATIONS:
            django(url, "tests.upgrade.step", name)
            if (rows := HERE / "rows" / f"{name}.sql").exists():
                connection.execute(rows.read_text(encoding="utf-8"))
        found = state(connection)
    tables = {model._meta.db_table for model in apps.get_app_config("comity").get_models(include_auto_created=True)}

    empty = sorted(table for table in tables if not found.get(table))

    assert empty == [], "add rows for these in tests/upgrade/rows/NAME_OF_THE_MIGRATION.sql"
