"""Which database the office stands on: the embedded one, or the one that DATABASE_URL names."""

import os
from collections.abc import Mapping

import psycopg

from comity.run.embedded import Embedded
from comity.run.errors import LaunchError
from comity.run.places import Places
from comity.run.progress import Say, complain, say

OLDEST_SERVER = 15


class External:
    """A PostgreSQL that somebody else runs, reached by the addresses in the environment.

    DATABASE_URL is the program's role. COMITY_OWNER_URL is the role that owns the tables and
    migrates; COMITY_ADMIN_URL one that may read every row, for backups. Each falls back on the
    one before.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._app = environment["DATABASE_URL"]
        self._owner = environment.get("COMITY_OWNER_URL") or self._app
        self._admin = environment.get("COMITY_ADMIN_URL") or self._owner

    def start(self) -> None:
        """See that it answers to each role and is new enough. Raises LaunchError."""
        for name, url in {"COMITY_OWNER_URL": self._owner, "DATABASE_URL": self._app}.items():
            major, is_mighty = _ask(url, name=name)
        if major < OLDEST_SERVER:
            raise LaunchError(
                f"The database of DATABASE_URL is PostgreSQL {major}.",
                f"PostgreSQL {OLDEST_SERVER} or newer is needed.",
            )
        if is_mighty:
            complain(
                "comity: the role of DATABASE_URL can bypass row-level security. Use a role "
                "without SUPERUSER and BYPASSRLS, and name the owner in COMITY_OWNER_URL."
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


def _ask(url: str, *, name: str) -> tuple[int, bool]:
    """Return the server's major version and whether the role is above row-level security."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            row = connection.execute(
                "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            return connection.info.server_version // 10000, bool(row and row[0])
    except psycopg.Error as error:
        raise LaunchError(
            f"The database of {name} does not answer: {str(error).strip()}",
            "Check the address, the password and that the server runs; "
            "or unset DATABASE_URL to use the embedded database.",
        ) from None


Database = Embedded | External


def database_of(places: Places, *, say: Say = say) -> Database:
    """Return the database that the environment asks for, not yet started."""
    if os.environ.get("DATABASE_URL"):
        return External(os.environ)
    return Embedded(places.folder, say=say)
