"""The embedded database: a real PostgreSQL on one data folder, ours alone, reached by a socket."""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from comity.run import cluster
from comity.run.account import Account, account_for
from comity.run.binaries import binaries_for
from comity.run.errors import LaunchError
from comity.run.keys import Keys, keys_of
from comity.run.places import places_of, prepare, private_folder
from comity.run.postmaster import Postmaster
from comity.run.progress import Say, say

DATABASE = "comity"
OWNER = "comity_owner"
APP = "comity_app"


class Embedded:
    """PostgreSQL on a data folder, shared by every command that uses the folder at the time.

    `settings` are added to PostgreSQL's own, for example `{"fsync": "off"}` in tests.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        say: Say = say,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.places = places_of(folder)
        self._say = say
        self._settings = dict(settings or {})
        self._keys: Keys | None = None
        self._use: int | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def keys(self) -> Keys:
        """The passwords of the folder, made when it has none."""
        if self._keys is None:
            self._keys = keys_of(self.places.folder)
        return self._keys

    def is_running(self) -> bool:
        """Say whether a PostgreSQL serves the folder now, whoever started it."""
        return self.places.cluster.exists() and self._postmaster().pid() is not None

    def start(self) -> None:
        """Start the database or join the running one. Raises LaunchError with a clear sentence."""
        if self._use is not None:
            return
        account = account_for(self.places.cluster)
        prepare(self.places, account=account)
        with self._alone():
            postmaster = self._postmaster(account)
            if postmaster.is_serving():
                self._must_enter()
            else:
                self._start(postmaster)
            self._use = _lock(self._users, fcntl.LOCK_SH)

    def stop(self) -> None:
        """Let go of the database; the last one to do so stops it, and waits until it is down."""
        if self._use is None:
            return
        with self._alone():
            os.close(self._use)
            self._use = None
            try:
                last = _lock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            try:
                self._postmaster().stop()
            finally:
                os.close(last)

    def create_roles_and_database(self, name: str = DATABASE) -> None:
        """Make the two roles and the database if they are missing, and renew their passwords."""
        with psycopg.connect(self.admin_url("postgres"), autocommit=True) as connection:
            prepare_roles(connection, owner=self.keys.owner, app=self.keys.app)
            prepare_database(connection, name)

    def owner_url(self, database: str = DATABASE) -> str:
        """Return the address for the role that owns the tables: migrations only."""
        return self._url(OWNER, self.keys.owner, database)

    def app_url(self, database: str = DATABASE) -> str:
        """Return the address for the role of the program: owns nothing, bypasses nothing."""
        return self._url(APP, self.keys.app, database)

    def admin_url(self, database: str = DATABASE) -> str:
        """Return the address for the superuser: set-up, backup, tests."""
        return self._url(cluster.ADMIN, self.keys.admin, database)

    def _url(self, role: str, password: str, database: str) -> str:
        host = quote(str(self.places.socket_folder()), safe="")
        return f"postgresql://{role}:{quote(password, safe='')}@/{quote(database)}?host={host}"

    @property
    def _users(self) -> Path:
        return self.places.run / "users.lock"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep every other command from starting or stopping at the same time."""
        held = _lock(self.places.run / "start.lock", fcntl.LOCK_EX)
        try:
            yield
        finally:
            os.close(held)

    def _postmaster(self, account: Account | None = None) -> Postmaster:
        account = account or account_for(self.places.cluster)
        return Postmaster(
            cluster=self.places.cluster,
            sockets=self.places.socket_folder(),
            log=self.places.log / "postgres",
            binaries=binaries_for(account, say=self._say),
            account=account,
        )

    def _start(self, postmaster: Postmaster) -> None:
        place = self.places.cluster
        self._keys = None
        for half in place.parent.glob(cluster.HALF + "*"):
            self._set_aside(half)
        condition = cluster.condition_of(place)
        if condition is cluster.Condition.DAMAGED:
            raise LaunchError(
                f"The database in {place} is damaged: PG_VERSION or global/pg_control is missing. Nothing was changed.",
                "Restore a backup: ./comity restore FILE --replace",
            )
        if condition is cluster.Condition.HALF:
            self._set_aside(place)
        if condition is cluster.Condition.WHOLE:
            cluster.check_version(place)
        else:
            cluster.make(
                place,
                binaries=postmaster.binaries,
                account=postmaster.account,
                password=self.keys.admin,
                say=self._say,
            )
        private_folder(postmaster.sockets, account=postmaster.account)
        private_folder(postmaster.log, account=postmaster.account)
        postmaster.write_settings(self._settings, conf=place / cluster.CONF)
        (place / cluster.DOORS).write_text(cluster.PASSWORDS_ONLY, encoding="ascii")
        postmaster.start()
        if not self._may_enter():
            self._say("  The passwords were lost; new ones are made, and everything else is kept.")
            postmaster.stop()
            postmaster.single_user(f"ALTER ROLE {cluster.ADMIN} PASSWORD '{self.keys.admin}'")
            postmaster.start()

    def _may_enter(self) -> bool:
        try:
            psycopg.connect(self.admin_url("postgres"), connect_timeout=10).close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                return False
            raise
        return True

    def _must_enter(self) -> None:
        if not self._may_enter():
            raise LaunchError(
                f"The passwords of the running database in {self.places.folder} were lost.",
                "Stop comity and start it again; then new ones are made.",
            )

    def _set_aside(self, place: Path) -> None:
        aside = cluster.set_aside(place, why="unfinished", now=datetime.now().astimezone())
        self._say(
            f"  {place.name} held a database whose making was interrupted; it is empty. "
            f"It was kept as {aside.name}, and a new one is made."
        )


def prepare_roles(connection: psycopg.Connection, *, owner: str, app: str) -> None:
    """Make both roles if they are missing and give them their passwords and no other right."""
    rights = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD"
    for role, password in ((OWNER, owner), (APP, app)):
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        verb = "ALTER" if known else "CREATE"
        connection.execute(
            sql.SQL("{} ROLE {} {} {}").format(
                sql.SQL(verb), sql.Identifier(role), sql.SQL(rights), sql.Literal(password)
            )
        )


def prepare_database(connection: psycopg.Connection, name: str) -> None:
    """Make the database if it is missing: the owner's, closed to everybody but the program."""
    names = {"name": sql.Identifier(name), "owner": sql.Identifier(OWNER)}
    found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    if not found:
        make = "CREATE DATABASE {name} OWNER {owner} TEMPLATE template0 ENCODING 'UTF8'"
        connection.execute(sql.SQL(make).format(**names))
    app = sql.Identifier(APP)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {name} FROM PUBLIC").format(**names))
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {name} TO {app}").format(app=app, **names))


def _lock(path: Path, operation: int) -> int:
    """Return a locked handle; closing it, or dying, lets go. Raises BlockingIOError if asked to."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, operation)
    except BaseException:
        os.close(handle)
        raise
    return handle
