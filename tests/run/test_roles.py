"""Whoever gives the program a role that policies do not bind is told so, and nothing is served."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from comity.run.database import External, must_be_bound
from comity.run.embedded import Embedded
from comity.run.errors import LaunchError
from tests.long import long
from tests.run.conftest import REPOSITORY, free_port, is_a_setting


@pytest.fixture
def standing(embedded: Callable[[], Embedded]) -> Iterator[Embedded]:
    """A PostgreSQL with both roles, and a table that belongs to the owner."""
    database = embedded()
    with database:
        with psycopg.connect(database.owner_url()) as connection:
            connection.execute("create table paper (id integer)")
        yield database


def external(**urls: str) -> External:
    return External(urls)


def test_two_roles_of_their_own_are_taken(standing: Embedded) -> None:
    must_be_bound(standing)
    must_be_bound(external(DATABASE_URL=standing.app_url(), COMITY_OWNER_URL=standing.owner_url()))
    must_be_bound(external(DATABASE_URL=standing.app_url()))


@pytest.mark.parametrize("chosen", ["owner_url", "admin_url"])
def test_a_role_that_policies_do_not_bind_is_refused(standing: Embedded, chosen: str) -> None:
    with pytest.raises(LaunchError, match=r"DATABASE_URL (owns the tables|bypasses row-level security)"):
        must_be_bound(external(DATABASE_URL=getattr(standing, chosen)()))


def test_membership_in_the_owners_role_is_refused_too(standing: Embedded) -> None:
    with psycopg.connect(standing.admin_url()) as connection:
        connection.execute("grant comity_owner to comity_app")

    with pytest.raises(LaunchError, match="comity_app of DATABASE_URL owns the tables"):
        must_be_bound(external(DATABASE_URL=standing.app_url()))


def test_one_role_for_everything_is_refused_before_there_is_any_table(embedded: Callable[[], Embedded]) -> None:
    with embedded() as empty, pytest.raises(LaunchError, match="owns the tables"):
        must_be_bound(external(DATABASE_URL=empty.owner_url()))


@long
@pytest.mark.parametrize("command", ["up", "serve", "worker"])
def test_nothing_starts_with_the_owners_role(standing: Embedded, room: Path, command: str) -> None:
    (room / "address").write_text(f"{standing.owner_url()}\n")
    env = {name: said for name, said in os.environ.items() if not is_a_setting(name)}
    env |= {
        "PYTHONPATH": f"{REPOSITORY / 'src'}:{REPOSITORY}",
        "DJANGO_SETTINGS_MODULE": "tests.run.office.settings",
        "DATABASE_URL_FILE": str(room / "address"),
        "COMITY_DATA": str(room / "elsewhere"),
        "COMITY_PORT": str(free_port()),
    }

    done = subprocess.run(
        [sys.executable, "-P", "-m", "comity", command],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1, done.stdout
    assert "comity_owner of DATABASE_URL owns the tables" in done.stderr
    assert "docs/running.md" in done.stderr


def test_an_address_in_a_file_that_cannot_be_read_is_named(room: Path) -> None:
    with pytest.raises(LaunchError, match=r"DATABASE_URL_FILE names .*No such file"):
        external(DATABASE_URL_FILE=str(room / "nowhere"))
