"""An office of the first migration state, with Hanoi's records, goes through every later migration and loses nothing.

`0001_initial.sql.xz` is such an office, written by pg_dump when 0001 was the only migration. A table that a later migration
makes gets a row right after it, so that the migrations after it meet one: a plain one, or those of `rows/NAME.sql`.
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
from tests.long import long
from tests.reliability import audit

pytestmark = long
HERE = Path(__file__).parent
FIRST = "0001_initial"
MIGRATIONS = sorted(
    path.stem
    for path in Path(apps.get_app_config("comity").path, "migrations").glob("0*.py")
    if path.stem > FIRST and "_squashed_" not in path.stem
)
# Worked out from other columns, so a migration may work them out anew.
DERIVED = {"words", "folded_en", "folded_vi", "sort_en", "sort_vi", "sort_key"}
# Where migrations moved columns on purpose, "*" for every table: what was in the one is now in one of the others.
MOVED: dict[str, tuple[str, ...]] = {
    "*.note": ("note_en", "note_vi"),  # 0007
    "comity_citation.says": ("says_en", "says_vi"),  # 0007
}
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
            problems.append(f"{step}: the table {table} is gone")
            continue
        for key, row in rows.items():
            if key not in after[table]:
                problems.append(f"{step}: {table} lost the row {key}")
                continue
            now = after[table][key]
            problems += [
                f"{step}: {table} {key}: {column} was {value!r} and is {now.get(column)!r}"
                for column, value in row.items()
                if column not in DERIVED and not _is_kept(table, column, value, now)
            ]
    return problems


def _is_kept(table: str, column: str, value: Any, now: dict[str, Any]) -> bool:
    """Say whether a value is where it was, or where it was moved to; in what history keeps of a row, too."""
    if table == "comity_change" and column in ("was", "became") and value:
        return all(_is_kept(now["relation"], name, one, now[column]) for name, one in value.items())
    if column in now:
        return bool(now[column] == value)
    places = MOVED.get(f"{table}.{column}") or MOVED.get(f"*.{column}") or ()
    return value in [now.get(place) for place in places]


def test_an_office_of_the_first_state_loses_nothing(url: str, tmp_path: Path) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        before = state(connection)
        assert len(before["comity_change"]) == 659
        plain: list[str] = []
        for name in MIGRATIONS:
            django(url, "tests.upgrade.step", name)
            after = state(connection)
            assert lost(before, after, name) == []
            empty = waiting(connection)
            if (rows := HERE / "rows" / f"{name}.sql").exists():
                connection.execute(rows.read_text(encoding="utf-8"))
                plain += [table for table in empty if table not in waiting(connection)]
            plain += filled(connection)
            before = state(connection)
        assert [table for table in tables() if not before.get(table)] == []
        # Plain rows came without the triggers that an office has by the time it fills a table.
        for table in reversed(plain):
            connection.execute(f'delete from "{table}"')
        before = state(connection)
        django(url, "django", "migrate", "--verbosity", "0")
        assert lost(before, state(connection), "comity migrate") == []

        place = file_of(connection, tmp_path)
        place.parent.mkdir(parents=True)
        place.write_bytes(CONTENT)
        assert list(audit.whole(connection, tmp_path)) == []


def tables() -> list[str]:
    """Return our tables as the newest code has them."""
    models = apps.get_app_config("comity").get_models(include_auto_created=True)
    return sorted(str(model._meta.db_table) for model in models)


def filled(connection: Connection) -> list[str]:
    """Give each empty table of ours that exists a plain row, those that others refer to first; return which got one."""
    found: list[str] = []
    while empty := waiting(connection):
        done = [name for name in empty if _insert(connection, name)]
        assert done, f"add rows for {empty} in tests/upgrade/rows/NAME_OF_THE_MIGRATION.sql"
        found += done
    return found


def waiting(connection: Connection) -> list[str]:
    """Return those of our tables that exist and have no row."""
    there = [name for name in tables() if connection.execute("select to_regclass(%s)", [name]).fetchone() != (None,)]
    return [name for name in there if not connection.execute(f'select 1 from "{name}" limit 1').fetchone()]


def _insert(connection: Connection, table: str) -> bool:
    """Insert one row with what is needed and nothing more; say whether that was possible."""
    columns = connection.execute(
        "select column_name, udt_name, (select confrelid::regclass::text from pg_constraint where contype = 'f'"
        " and conrelid = to_regclass(table_name) and conkey = array[ordinal_position::int2] limit 1)"
        " from information_schema.columns where table_schema = 'public' and table_name = %s and is_generated = 'NEVER'"
        " and is_identity = 'NO' and column_default is null and (is_nullable = 'NO' or column_name = 'title_en')",
        [table],
    ).fetchall()
    values = [f'(select min(id) from "{other}")' if other else PLAIN.get(kind, "'{}'") for _, kind, other in columns]
    names = ", ".join(f'"{name}"' for name, _, _ in columns)
    try:
        connection.execute(f'insert into "{table}" ({names}) values ({", ".join(values)})')
    except psycopg.Error:
        return False
    return True


PLAIN = {
    "text": "'a'",
    "varchar": "'a'",
    "bool": "false",
    "timestamptz": "now()",
    "date": "current_date",
    "bytea": "'a'",
}
PLAIN |= dict.fromkeys(("int2", "int4", "int8", "float8", "numeric"), "1")


def file_of(connection: Connection, folder: Path) -> Path:
    """Return where the one attachment's bytes belong."""
    row = connection.execute(f"select sha256 from {Attachment._meta.db_table}").fetchone()
    assert row
    digest = str(row[0])
    return folder / "files" / digest[:2] / digest
