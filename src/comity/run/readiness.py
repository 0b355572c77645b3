"""Whether the database and the static files are already what the code wants, told cheaply."""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

import psycopg
from psycopg import sql

from comity.run.places import REPOSITORY

PACKAGE = REPOSITORY / "src" / "comity"
LOCK = REPOSITORY / "requirements.lock"
MARK = re.compile(r"comity: tables=(?P<tables>\w+) filled=(?P<filled>\w+)")


def tables_wanted() -> str:
    """Return a digest of everything that decides how the tables look and what protects them."""
    # Policies and triggers are laid over the tables after each migration, from these too.
    folders = (PACKAGE / name for name in ("migrations", "core", "registers"))
    ours = [file for folder in folders for kind in ("*.py", "*.sql") for file in folder.rglob(kind)]
    return _digest([*sorted(ours), PACKAGE / "apps.py", LOCK])


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        if file.exists():
            digest.update(f"{file.name}\0{file.stat().st_size}\0".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:32]


def database_mark(url: str) -> tuple[str, bool]:
    """Return which tables the database says it has, and whether it was filled."""
    # The mark lives in the database, so that it is never older or newer than the data.
    with psycopg.connect(url, connect_timeout=10) as connection:
        row = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    found = MARK.fullmatch((row and row[0]) or "")
    return (found["tables"], found["filled"] == "yes") if found else ("", False)


def mark_database(url: str, *, tables: str, filled: bool) -> None:
    """Write down which tables the database has; says nothing if it may not."""
    mark = f"comity: tables={tables} filled={'yes' if filled else 'no'}"
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            name = sql.Identifier(connection.info.dbname)
            connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, sql.Literal(mark)))
    except psycopg.errors.InsufficientPrivilege:
        # A database of somebody else's: then Django looks for itself at every start.
        return


def static_wanted() -> str:
    """Return a digest of our static files, by name, size and time, and of the packages'."""
    folders = (PACKAGE / "static").rglob("*")
    facts = sorted(
        f"{path.relative_to(PACKAGE)} {path.stat().st_size} {path.stat().st_mtime_ns}"
        for path in folders
        if path.is_file()
    )
    facts.append(_digest([LOCK, PACKAGE / "config" / "settings.py"]))
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:32]


def static_mark(folder: Path) -> str:
    """Return which static files the folder says it has."""
    try:
        return (folder / ".comity").read_text(encoding="ascii")
    except (FileNotFoundError, UnicodeDecodeError):
        return ""


def mark_static(folder: Path, *, wanted: str) -> None:
    """Write down which static files the folder has."""
    (folder / ".comity").write_text(wanted, encoding="ascii")
