"""One PostgreSQL data directory: judging what lies there, and making a new one whole or not."""

import os
import tempfile
from datetime import datetime
from enum import Enum
from pathlib import Path

from comity.run.account import Account, run
from comity.run.binaries import MAJOR, Binaries
from comity.run.errors import LaunchError
from comity.run.progress import Say

ADMIN = "comity_admin"
HALF = "postgres.half-"
CONF = "comity.conf"
DOORS = "pg_hba.conf"
# Both kinds of use: statements, and the copying of every change into an archive.
PASSWORDS_ONLY = (
    "# Written by comity at every start. Passwords only, and only through the private socket.\n"
    "local all all scram-sha-256\nlocal replication comity_admin scram-sha-256\n"
)
# PostgreSQL numbers the databases of its users from here on; below are its own three.
FIRST_USER_OID = 16384


class Condition(Enum):
    """What a data directory was found to be."""

    ABSENT = "absent"
    HALF = "half-initialised"
    DAMAGED = "damaged"
    WHOLE = "whole"


def condition_of(cluster: Path) -> Condition:
    """Judge the directory without touching it."""
    if not cluster.exists() or not any(cluster.iterdir()):
        return Condition.ABSENT
    if (cluster / "PG_VERSION").exists() and (cluster / "global" / "pg_control").exists():
        return Condition.WHOLE
    base = cluster / "base"
    names = [entry.name for entry in base.iterdir()] if base.is_dir() else []
    if any(name.isdigit() and int(name) >= FIRST_USER_OID for name in names):
        return Condition.DAMAGED
    return Condition.HALF


def check_version(cluster: Path) -> None:
    """Raise LaunchError when the directory was written by another major version of PostgreSQL."""
    written = (cluster / "PG_VERSION").read_text(encoding="ascii").strip()
    if not written.isdigit():
        raise LaunchError(f"{cluster / 'PG_VERSION'} does not name a version.", "Restore a backup (see README).")
    if int(written) > MAJOR:
        raise LaunchError(
            f"The data folder {cluster} was written by PostgreSQL {written}, "
            f"but this comity brings PostgreSQL {MAJOR}. Nothing was changed.",
            "Use the newer comity that wrote it, or restore a backup into another folder "
            "(COMITY_DATA=/path ./comity restore FILE).",
        )
    if int(written) < MAJOR:
        raise LaunchError(
            f"The data folder {cluster} was written by PostgreSQL {written}, "
            f"and this comity brings PostgreSQL {MAJOR}. Nothing was changed.",
            "Run 'backup FILE' with the older comity and 'restore FILE --replace' with this one; "
            f"or use pg_upgrade with the programs of both versions, {written} and {MAJOR}.",
        )


def set_aside(path: Path, *, why: str, now: datetime) -> Path:
    """Rename the path to one that carries the reason and the moment; return the new place."""
    aside = path.with_name(f"{path.name.split('.')[0]}.{why}-{now:%Y-%m-%d-%H%M%S}")
    while aside.exists():
        aside = aside.with_name(aside.name + "-again")
    path.rename(aside)
    return aside


def make(cluster: Path, *, binaries: Binaries, account: Account, password: str, say: Say) -> None:
    """Initialise a new directory beside its place and rename it into it when it is complete."""
    half = Path(tempfile.mkdtemp(prefix=HALF, dir=cluster.parent))
    account.give(half, mode=0o700)
    say("  Making a new database ...")
    answer = _initdb(half, binaries=binaries, account=account, password=password)
    if answer:
        raise LaunchError(
            f"The database could not be made: {answer}",
            f"What was made so far is in {half}; nothing else was changed.",
        )
    with (half / "postgresql.conf").open("a", encoding="ascii") as file:
        file.write(f"\ninclude '{CONF}'\n")
    if cluster.exists():
        cluster.rmdir()
    half.rename(cluster)
    _flush(cluster.parent)


def _initdb(half: Path, *, binaries: Binaries, account: Account, password: str) -> str:
    """Run initdb; return "" or the last thing it said."""
    # The built-in provider knows Unicode's letters and never changes with the system's libraries.
    common = [
        str(binaries["initdb"]), "--pgdata", str(half), "--username", ADMIN,
        "--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums",
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
    ]  # fmt: skip
    with tempfile.NamedTemporaryFile("w", dir=half.parent, prefix="password-") as file:
        file.write(password + "\n")
        file.flush()
        account.give(Path(file.name), mode=0o600)
        for locale in ("C.UTF-8", "C"):
            command = [*common, "--pwfile", file.name, f"--locale={locale}"]
            answer = run(command, account=account)
            if answer.returncode == 0 or "invalid locale name" not in answer.stdout:
                break
    if answer.returncode == 0:
        return ""
    lines = answer.stdout.strip().splitlines() or ["no message"]
    return next((line for line in lines if "error" in line.lower()), lines[-1])


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
