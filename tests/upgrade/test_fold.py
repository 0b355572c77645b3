"""An empty database is made at once by the fold, and comes out as the chain of migrations would have left it."""

import os
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import psycopg
import pytest
from django.apps import apps

from comity.core.folding import chain
from comity.run.backup import run_tool
from tests import template
from tests.database import address
from tests.long import long
from tests.upgrade.test_upgrade import django, tables

FOLD = "0001_squashed_"
NAMES = sorted(path.stem for path in Path(apps.get_app_config("comity").path, "migrations").glob("0*.py"))
APPLIED = "select app, name from django_migrations order by 1, 2"


def test_there_is_one_fold_of_a_chain_that_is_there() -> None:
    (fold,) = (name for name in NAMES if name.startswith(FOLD))
    migration = import_module(f"comity.migrations.{fold}").Migration
    last = fold.removeprefix(FOLD)

    assert migration.replaces == [("comity", name) for name in NAMES if name <= last and name != fold]


def test_no_migration_comes_after_the_fold_by_name() -> None:
    """The next fold has another name; what named this one would come after nothing."""
    wrong = {
        name: before
        for name in NAMES
        for before in import_module(f"comity.migrations.{name}").Migration.dependencies
        if before[1].startswith(FOLD)
    }

    assert wrong == {}, "name the last migration of the chain instead"


def test_what_branches_is_not_folded(monkeypatch: pytest.MonkeyPatch) -> None:
    last = NAMES[-1]
    module = import_module(f"comity.migrations.{last}")
    both = [("comity", "0002_hidden_ties_and_links"), ("comity", "0003_personal_data_kept_apart")]
    monkeypatch.setattr(module.Migration, "dependencies", both)

    with pytest.raises(ValueError, match=last):
        chain("comity.migrations", last)


@pytest.fixture
def chained() -> Iterator[str]:
    """A database made by one migration after the other, entered as the administrator.

    The first half is applied by itself. A plain `migrate` goes on from there: the fold, which it must leave out, would
    find tables in its way.
    """
    admin, name = os.environ["COMITY_TEST_ADMIN_URL"], f"comity_chained_{os.environ['COMITY_TEST_TOKEN']}"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"create database {name} owner comity_owner")
    there = address(admin, name=name)
    django(there, "tests.upgrade.step", NAMES[len(NAMES) // 2])
    django(there, "django", "migrate", "--verbosity", "0")
    yield there
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")


@long
def test_the_fold_makes_what_the_chain_makes(chained: str, tmp_path: Path) -> None:
    admin = os.environ["COMITY_TEST_ADMIN_URL"]
    folded = address(admin, name=template.made())
    with psycopg.connect(admin) as connection:
        connection.execute("select pg_advisory_lock(%s)", [template.LOCK])  # nobody copies what somebody is in
        at_once, applied, full = dumped(folded, tmp_path), *rows(folded)
    one_by_one, applied_before, full_before = dumped(chained, tmp_path), *rows(chained)

    assert len(one_by_one) > 10_000
    assert at_once == one_by_one
    assert ("comity", NAMES[0]) in applied
    assert applied == applied_before
    assert full == full_before == []


def dumped(url: str, folder: Path) -> list[str]:
    """Return what pg_dump writes of tables, functions, triggers, policies, rights and owners, without its random key."""
    file = folder / "dumped.sql"
    run_tool("pg_dump", ["--schema-only", f"--file={file}"], url=url, what="dumped")
    # PostgreSQL 18 names what it calls "not null" after the column, and keeps that when the column is renamed.
    text = re.sub(r" CONSTRAINT \w+ NOT NULL", " NOT NULL", file.read_text(encoding="utf-8"))
    return [line for line in text.splitlines() if not line.startswith(("\\restrict", "\\unrestrict"))]


def rows(url: str) -> tuple[list[tuple[str, ...]], list[str]]:
    """Return which migrations are noted, and which of our tables have rows already."""
    with psycopg.connect(url) as connection:
        applied = connection.execute(APPLIED).fetchall()
        found = [name for name in tables() if connection.execute(f'select 1 from "{name}" limit 1').fetchone()]
    return applied, found
