"""Continuous archiving: a base copy of the database, every change since, and every attachment, in one folder."""

import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from comity.run import archive
from comity.run.backup import run_tool
from comity.run.binaries import packaged
from comity.run.embedded import Embedded
from comity.run.errors import LaunchError
from comity.run.progress import Say, step

SLOT = "comity_archive"
IDENTITY = "system"
SEEN = "seen"
STAMP = "%Y%m%dT%H%M%SZ"
LOOK_EVERY = 5.0  # seconds between two looks at attachments and at the receiver
DAY = 24 * 3600.0


@dataclass(frozen=True)
class Folder:
    """The parts of an archive: `base/MOMENT` (copies of the database), `wal` (every change), `files` (attachments)."""

    path: Path

    @property
    def wal(self) -> Path:
        """Every change of the database, in segments."""
        return self.path / "wal"

    @property
    def files(self) -> Path:
        """Attachments, by the hash of their content."""
        return self.path / "files"

    @property
    def seen(self) -> datetime:
        """Until when every change is here, at the least."""
        return datetime.fromtimestamp((self.path / SEEN).stat().st_mtime, UTC)

    def bases(self) -> list[tuple[datetime, Path]]:
        """Return the whole copies of the database with the moment from which each can be used, oldest first."""
        paths = (self.path / "base").glob("*Z")
        return sorted((datetime.strptime(path.name, STAMP).replace(tzinfo=UTC), path) for path in paths)

    def first_segment(self, base: Path) -> str:
        """Return the name of the first segment that a copy needs."""
        label = (base / "backup_label").read_text(encoding="ascii")
        return label.partition("(file ")[2].partition(")")[0]


def run(folder: Folder, *, database: Embedded, every_days: float, keep: int, say: Say) -> None:
    """Archive until told to stop. Raises LaunchError."""
    _claim(folder, database)
    receiver = Receiver(folder, database)
    try:
        receiver.start()
        while True:
            _copy_base(folder, database=database, every_days=every_days, keep=keep, say=say)
            copy_attachments(database.places.files, folder.files)
            receiver.look_after(say=say)
            time.sleep(LOOK_EVERY)
    finally:
        receiver.stop()


def _claim(folder: Folder, database: Embedded) -> None:
    """Make the folder, or see that it is this database's."""
    for path in (folder.path, folder.path / "base", folder.wal, folder.files):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    with psycopg.connect(database.admin_url()) as connection:
        query = "select system_identifier || ' ' || (select timeline_id from pg_control_checkpoint()) from pg_control_system()"
        row = connection.execute(query).fetchone()
    ours, mark = str(row[0]) if row else "", folder.path / IDENTITY
    if mark.exists() and mark.read_text(encoding="ascii") != ours:
        raise LaunchError(
            f"{folder.path} is the archive of another database, or of this one before it was restored.",
            "Name an empty folder; keep this one as long as you may want to go back to it.",
        )
    mark.write_text(ours, encoding="ascii")


class Receiver:
    """The process that writes down every change as soon as it is made."""

    def __init__(self, folder: Folder, database: Embedded) -> None:
        self._folder = folder
        self._database = database
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, in place of one that a killed launcher left."""
        url = self._database.admin_url()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = %s and active",
                [SLOT],
            )
            known = connection.execute("select 1 from pg_replication_slots where slot_name = %s", [SLOT]).fetchone()
            if not known:
                connection.execute("select pg_create_physical_replication_slot(%s, true)", [SLOT])
        parts = conninfo_to_dict(url)
        password = str(parts.pop("password", "") or "")
        parts.pop("dbname", None)
        log = self._database.places.log / "archive.log"
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [
                    str(packaged()["pg_receivewal"]), f"--dbname={make_conninfo('', **parts)}",
                    f"--directory={self._folder.wal}", f"--slot={SLOT}", "--synchronous", "--no-loop", "--no-password",
                ],
                env={**os.environ, "PGPASSWORD": password, "LC_ALL": "C"},
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip

    def look_after(self, *, say: Say) -> None:
        """Start it again when it ended, such as after the database was started anew."""
        if self._process is not None and self._process.poll() is None:
            self._note()
            return
        if shutil.disk_usage(self._folder.path).free < 32 * 2**20:
            say(f"  The disk of {self._folder.path} is full; archiving goes on when there is room.")
            return
        try:
            self.start()
        except psycopg.OperationalError:
            return  # the database is away; whoever runs it starts it again
        say("  Archiving goes on.")

    def _note(self) -> None:
        """Note until when every change is here: all that the database had when it was asked."""
        asked = time.time()
        try:
            with psycopg.connect(self._database.admin_url(), connect_timeout=10) as connection:
                row = connection.execute(
                    "select coalesce(bool_and(flush_lsn >= pg_current_wal_flush_lsn()), false) from pg_stat_replication"
                    " join pg_replication_slots on active_pid = pid where slot_name = %s",
                    [SLOT],
                ).fetchone()
        except psycopg.OperationalError:
            return
        if row == (True,):
            (self._folder.path / SEEN).touch()
            os.utime(self._folder.path / SEEN, (asked, asked))

    def stop(self) -> None:
        """Stop it; what it received is on the disk."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()


def _copy_base(folder: Folder, *, database: Embedded, every_days: float, keep: int, say: Say) -> None:
    """Copy the whole database if the last copy is old, and drop what nobody needs any more."""
    bases = folder.bases()
    now = datetime.now(UTC)
    if bases and (now - bases[-1][0]).total_seconds() < every_days * DAY:
        return
    half = folder.path / "base" / "half"
    shutil.rmtree(half, ignore_errors=True)
    with step("Copying the whole database", say=say):
        options = ["--checkpoint=fast", "--wal-method=stream", "--manifest-checksums=SHA256", "--no-password"]
        run_tool("pg_basebackup", [f"--pgdata={half}", *options], url=database.admin_url(), what="copied")
    # A copy can be used from the moment at which it was finished; its name tells whole seconds.
    half.rename(half.with_name((datetime.now(UTC) + timedelta(seconds=1)).strftime(STAMP)))
    _forget(folder, keep=keep)
    say(f"Archiving to {folder.path}; you can go back to any moment from now on.")


def _forget(folder: Folder, *, keep: int) -> None:
    bases = folder.bases()
    for _, base in bases[:-keep]:
        shutil.rmtree(base)
    oldest = folder.first_segment(folder.bases()[0][1])
    for segment in folder.wal.iterdir():
        if segment.name[:24] < oldest:
            segment.unlink()


def copy_attachments(source: Path, target: Path) -> int:
    """Copy the attachments that are not there yet; return how many. A file of this name never changes."""
    copied = 0
    for name, path in archive.attachments(source):
        place = target / name.removeprefix(archive.FILES)
        if place.exists():
            continue
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = place.with_name(place.name + ".half")
        shutil.copy2(path, half)
        with half.open("rb") as written:
            os.fsync(written.fileno())
        half.rename(place)
        copied += 1
    return copied
