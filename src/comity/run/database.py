"""Which database the office stands on: the embedded one, or the one that DATABASE_URL names."""

import os
from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from comity.run.embedded import Embedded
from comity.run.errors import LaunchError
from comity.run.places import Places
from comity.run.progress import Say, say

OLDEST_SERVER = 15
# Row-level security binds neither superusers, nor roles with BYPASSRLS, nor whoever holds the rights of a table's owner.
UNBOUND = """
select current_user,
       (select rolsuper or rolbypassrls from pg_roles where rolname = current_user),
       count(*) filter (where pg_has_role(current_user, relowner, 'USAGE')),
       count(*),
       exists (select from pg_roles where rolname = %s and pg_has_role(current_user, oid, 'USAGE'))
  from pg_class join pg_namespace on pg_namespace.oid = relnamespace
 where nspname = 'public' and relkind in ('r', 'p')
"""
TWO_ROLES = (
    "Make two roles as docs/running.md shows: name the one that owns the tables in COMITY_OWNER_URL, and one that owns "
    "nothing (NOSUPERUSER NOBYPASSRLS) in DATABASE_URL."
)


def given(environment: Mapping[str, str], name: str) -> str:
    """Return a setting of the environment, or of the file that `NAME_FILE` names. Raises LaunchError."""
    path = environment.get(f"{name}_FILE")
    if not path:
        return environment.get(name, "")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise LaunchError(
            f"{name}_FILE names {path}, which cannot be read: {getattr(error, 'strerror', None) or error}.",
            "Correct the name, or give the user who runs comity the right to read the file.",
        ) from None


class External:
    """A PostgreSQL that somebody else runs, reached by the addresses in the environment.

    DATABASE_URL is the program's role. COMITY_OWNER_URL is the role that owns the tables and
    migrates; COMITY_ADMIN_URL one that may read every row, for backups. Each falls back on the
    one before.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._app = given(environment, "DATABASE_URL")
        self._owner = given(environment, "COMITY_OWNER_URL") or self._app
        self._admin = given(environment, "COMITY_ADMIN_URL") or self._owner

    def start(self) -> None:
        """See that it answers to each role and is new enough. Raises LaunchError."""
        for name, url in {"COMITY_OWNER_URL": self._owner, "DATABASE_URL": self._app}.items():
            major = _ask(url, name=name)
        if major < OLDEST_SERVER:
            raise LaunchError(
                f"The database of DATABASE_URL is PostgreSQL {major}.",
                f"PostgreSQL {OLDEST_SERVER} or newer is needed.",
            )

    def stop(self) -> None:
        """Leave it as it is; it is not ours."""

    def is_running(self) -> bool:
        """Say yes: whoever runs it looks after it."""
        return True

    def create_roles_and_database(self) -> None:
        """Leave that to whoever runs it."""

    def app_url(self) -> str:
        """Return the address for the program."""
        return self._app

    def owner_url(self) -> str:
        """Return the address for migrations."""
        return self._owner

    def admin_url(self) -> str:
        """Return the address for backups."""
        return self._admin


def _ask(url: str, *, name: str) -> int:
    """Return the server's major version. Raises LaunchError when it does not answer."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            return connection.info.server_version // 10000
    except psycopg.Error as error:
        raise LaunchError(
            f"The database of {name} does not answer: {str(error).strip()}",
            "Check the address, the password and that the server runs; "
            "or unset DATABASE_URL to use the embedded database.",
        ) from None


Database = Embedded | External


def database_of(places: Places, *, say: Say = say) -> Database:
    """Return the database that the environment asks for, not yet started."""
    if given(os.environ, "DATABASE_URL"):
        return External(os.environ)
    return Embedded(places.folder, say=say)


def must_be_bound(database: Database) -> None:
    """Raise LaunchError unless row-level security binds the program's role: else everybody would see everything."""
    app, owner = database.app_url(), database.owner_url()
    owners_name = str(conninfo_to_dict(owner).get("user") or "")
    with psycopg.connect(app, connect_timeout=10) as connection:
        row = connection.execute(UNBOUND, [owners_name]).fetchone()
    assert row is not None
    name, mighty, owned, tables, may_own = row
    if mighty:
        raise LaunchError(
            f"The role {name} of DATABASE_URL bypasses row-level security, so nothing would be hidden from anybody.",
            TWO_ROLES,
        )
    # Without tables, whoever makes them will own them; a machine that only serves need not know the owner's address.
    if owned or (may_own and (not tables or app != owner)):
        raise LaunchError(
            f"The role {name} of DATABASE_URL owns the tables, and PostgreSQL hides nothing from their owner.",
            TWO_ROLES,
        )
