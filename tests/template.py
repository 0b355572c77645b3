"""The database from which those of all workers are copied: migrated once, while tests that need none already run."""

import os
import subprocess
import sys
import threading

import psycopg
import pytest

from tests.database import address
from tests.long import leave_out

LOCK = 8410
NEEDING = {"db", "transactional_db", "django_db_setup"}


def needs_database(item: pytest.Item) -> bool:
    """Say whether a test reads or writes tables of the office."""
    return bool(NEEDING & set(getattr(item, "fixturenames", ()))) or item.get_closest_marker("django_db") is not None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the tests first that need no tables, each part in its order; leave out what takes long."""
    leave_out(config, items)
    items.sort(key=needs_database)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begin to migrate as soon as it is known that somebody will wait for it; the other workers wait for the lock."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    distributes = not worker and session.config.getoption("dist", "no") != "no"  # then the workers do it
    if worker in ("", "gw0") and not distributes and any(map(needs_database, session.items)):
        threading.Thread(target=made, daemon=True).start()


def made() -> str:
    """Return the template's name once it is there; whoever comes first makes it."""
    admin, owner = os.environ["COMITY_TEST_ADMIN_URL"], os.environ["COMITY_TEST_OWNER_URL"]
    name = f"comity_template_{os.environ['COMITY_TEST_TOKEN']}"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [LOCK])
        found = connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
        if not found:
            half = f"{name}_half"  # a template that could not be made is never mistaken for one
            connection.execute(f"drop database if exists {half}")
            connection.execute(f"create database {half} owner comity_owner")
            migrate(address(owner, name=half))
            connection.execute(f"alter database {half} rename to {name}")
    return name


def migrate(owner_url: str) -> None:
    """Bring a database up to date as the owner of its tables."""
    manage(owner_url, "migrate", "--verbosity", "0", "--skip-checks")


def manage(owner_url: str, *command: str) -> None:
    """Run one of the program's commands as the owner of a database's tables."""
    environment = os.environ | {"COMITY_OWNER_URL": owner_url, "DJANGO_SETTINGS_MODULE": "comity.config.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "django", *command], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
