"""A database full of records is restored by PostgreSQL's own tools, which empty the search path; old backups too."""

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import psycopg
import pytest

from comity.run import restore
from comity.run.backup import count, run_tool
from comity.run.progress import quiet
from tests.database import address
from tests.long import long
from tests.template import manage

ROWS = "select id, title_en, title_vi, sort_en, sort_vi from comity_partner order by id"


@pytest.fixture(scope="module")
def filled(django_db_setup: None) -> Iterator[str]:
    """A database with some hundred invented records, named by its address for the superuser."""
    name, admin = _named("filled"), os.environ["COMITY_TEST_ADMIN_URL"]
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(
            f"create database {name} template comity_template_{os.environ['COMITY_TEST_TOKEN']} owner comity_owner"
        )
        manage(address(os.environ["COMITY_TEST_OWNER_URL"], name=name), "generate", "--records", "500")
        yield address(admin, name=name)
        connection.execute(f"drop database {name} with (force)")


@pytest.fixture
def empty(django_db_setup: None) -> Iterator[str]:
    """A database with nothing in it."""
    name, admin = _named("empty"), os.environ["COMITY_TEST_ADMIN_URL"]
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"create database {name} owner comity_owner")
        yield address(admin, name=name)
        connection.execute(f"drop database {name} with (force)")


@long
@pytest.mark.parametrize("old", [False, True])
def test_every_row_and_every_generated_column_comes_back(filled: str, empty: str, tmp_path: Path, old: bool) -> None:
    with psycopg.connect(filled) as connection:
        if old:  # as they were until 2026-11-26
            _find_by_path(connection)
        rows, counts = connection.execute(ROWS).fetchall(), count(connection)
    dump = tmp_path / "dump"
    run_tool("pg_dump", ["--format=custom", f"--file={dump}"], url=filled, what="saved")

    manifest, database = SimpleNamespace(counts=counts), SimpleNamespace(admin_url=lambda: empty)
    restore._load(dump, cast("Any", manifest), database=cast("Any", database), options=[], say=quiet)

    with psycopg.connect(empty) as connection:
        assert len(rows) > 10
        assert connection.execute(ROWS).fetchall() == rows
        found = connection.execute("select count(*) from comity_entry where words @@ comity_question('a')").fetchone()
        assert found
        assert found[0] > 0


def _find_by_path(connection: "psycopg.Connection[Any]") -> None:
    for name in ("comity_fold(text)", "comity_sort_key(text)"):
        row = connection.execute("select pg_get_functiondef(%s::regprocedure)", [name]).fetchone()
        assert row
        assert "public.comity_spelled" in row[0]
        connection.execute(row[0].replace("public.comity_spelled", "comity_spelled").encode())


def _named(what: str) -> str:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return f"comity_{what}_{os.environ['COMITY_TEST_TOKEN']}_{worker}"
