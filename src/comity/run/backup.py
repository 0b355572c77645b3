"""Write the whole office - database and attachments at one moment - into one file."""

import errno
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from comity import __version__
from comity.run import archive
from comity.run.binaries import packaged
from comity.run.database import Database
from comity.run.errors import LaunchError
from comity.run.places import Places
from comity.run.progress import Say, step

TABLES = (
    "SELECT schemaname, tablename FROM pg_tables "
    "WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2"
)


def write(file: Path, *, places: Places, database: Database, say: Say) -> None:
    """Write the backup beside its place and rename it when it is whole. Raises LaunchError."""
    file = file.expanduser().absolute()
    if file.exists():
        raise LaunchError(f"{file} exists already.", "Choose another name; nothing is overwritten.")
    if not file.parent.is_dir():
        raise LaunchError(f"There is no folder {file.parent}.", "Make it, or choose another.")
    try:
        with tempfile.TemporaryDirectory(prefix=f".{file.name}.", dir=file.parent) as half:
            _write(file, Path(half), places=places, database=database, say=say)
    except OSError as error:
        raise _not_written(file, error) from None
    say(f"Backup written: {file} ({file.stat().st_size / 2**20:.1f} MB)")


def _not_written(file: Path, error: OSError) -> LaunchError:
    if error.errno == errno.ENOSPC:
        return LaunchError(f"The disk of {file.parent} is full.", "Make room and start again.")
    return LaunchError(f"{file} cannot be written: {error.strerror}.", "Choose another folder.")


def _write(file: Path, half: Path, *, places: Places, database: Database, say: Say) -> None:
    manifest, dump = _dump(half, url=database.admin_url(), say=say)
    whole = half / "whole.tar"
    with step("Packing database and attachments", say=say), tarfile.open(whole, "w") as tar:
        archive.add(tar, dump, name=archive.DATABASE, manifest=manifest)
        # Attachments are never changed in place: what the database names is there.
        for name, path in archive.attachments(places.files):
            archive.add(tar, path, name=name, manifest=manifest)
        archive.finish(tar, manifest=manifest)
    whole.chmod(0o600)
    with whole.open("rb") as written:
        os.fsync(written.fileno())
    whole.rename(file)


def _dump(half: Path, *, url: str, say: Say) -> tuple[archive.Manifest, Path]:
    """Dump the database and count its rows at the same moment."""
    dump = half / archive.DATABASE
    with psycopg.connect(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        with step("Copying the database", say=say):
            options = ["--format=custom", f"--snapshot={row[0] if row else ''}", f"--file={dump}"]
            run_tool("pg_dump", options, url=url, what="copied")
        manifest = archive.Manifest(
            format=archive.FORMAT,
            comity=__version__,
            postgresql=connection.info.server_version // 10000,
            made=datetime.now(UTC).isoformat(timespec="seconds"),
            counts=count(connection),
        )
    return manifest, dump


def count(connection: psycopg.Connection) -> dict[str, int]:
    """Return how many rows each table has."""
    counts = {}
    for schema, table in connection.execute(TABLES).fetchall():
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
        row = connection.execute(query).fetchone()
        counts[f"{schema}.{table}"] = int(row[0]) if row else 0
    return counts


def run_tool(program: str, options: list[str], *, url: str, what: str) -> None:
    """Run one of PostgreSQL's programs on the database. Raises LaunchError with its last words."""
    parts = conninfo_to_dict(url)
    # A password among the arguments could be read by every user of the machine.
    password = str(parts.pop("password", "") or "")
    secret: Mapping[str, str] = {"PGPASSWORD": password} if password else {}
    command = [str(packaged()[program]), f"--dbname={make_conninfo('', **parts)}", *options]
    answer = subprocess.run(
        command,
        env={**os.environ, **secret, "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if answer.returncode != 0:
        raise LaunchError(f"The database could not be {what}.", _advice(answer.stderr))


def _advice(complaint: str) -> str:
    lines = [line for line in complaint.strip().splitlines() if line] or ["No reason was given."]
    if "row-level security" in complaint:
        return (
            "The role may not read every row. Name one with BYPASSRLS in COMITY_ADMIN_URL "
            f"(PostgreSQL said: {lines[0]})"
        )
    if "No space left" in complaint:
        return "The disk is full. Make room and start again."
    return f"PostgreSQL said: {lines[0]}"
