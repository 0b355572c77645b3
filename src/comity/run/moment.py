"""Restore an archive as it was at a moment: the copy before it, and every change up to it."""

import hashlib
import json
import os
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import psycopg

from comity.run import cluster
from comity.run.account import account_for, run
from comity.run.archiving import Folder
from comity.run.binaries import binaries_for
from comity.run.embedded import Embedded
from comity.run.errors import LaunchError
from comity.run.places import places_of, prepare, private_folder
from comity.run.postmaster import Postmaster
from comity.run.progress import Say, quiet, step

TIME_ZONE = "Asia/Ho_Chi_Minh"
PATIENCE = 3600.0  # seconds that replaying may take
SEGMENT = 24  # letters in a segment's name


def moment_of(text: str) -> datetime:
    """Return the moment that was typed, in the office's time zone unless it names one. Raises LaunchError."""
    try:
        found = datetime.fromisoformat(text)
        zone = ZoneInfo(os.environ.get("COMITY_TIME_ZONE") or TIME_ZONE)
    except (ValueError, ZoneInfoNotFoundError):
        raise LaunchError(
            f"{text!r} is not a moment.", "Write it like 2026-11-22T14:30 or 2026-11-22T14:30+07:00."
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=zone)


def build(folder: Folder, *, at: datetime | None, built: Path, say: Say) -> None:
    """Make a whole data folder as of the moment, or of the archive's end. Raises LaunchError."""
    base = _base_before(folder, at)
    places = places_of(built)
    with step("Checking the copy of the database", say=say):
        _verify(base)
    with step("Unpacking", say=say):
        shutil.copytree(base, places.cluster, symlinks=True)
        changes = places.folder / "changes"
        _take_changes(folder, base, changes)
        shutil.copytree(folder.files, places.files, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.half"))
    _set_target(places.cluster, changes, at)
    for path in (changes, places.cluster):
        _give(path, places.folder)
    with step("Replaying every change up to the moment", say=say):
        try:
            _replay(built)
        except _NothingLater:
            # Nobody stored anything between the moment and the end of the archive, so both are the same.
            _must_reach(folder, at)
            _forget_target(places.cluster, names=("recovery_target_time", "recovery_target_action"))
            _replay(built)
    _forget_target(places.cluster, names=("recovery_", "restore_"))
    shutil.rmtree(changes)


class _NothingLater(Exception):
    """The archive holds no change after the moment."""


def _must_reach(folder: Folder, at: datetime | None) -> None:
    if at is None or at > folder.seen:
        end = folder.seen.astimezone().isoformat(timespec="seconds")
        raise LaunchError(
            f"The archive ends at {end}.",
            "Choose an earlier moment, or leave out --at to restore to its end. Nothing was changed.",
        )


def _base_before(folder: Folder, at: datetime | None) -> Path:
    bases = folder.bases()
    fitting = [path for moment, path in bases if at is None or moment <= at]
    if not bases:
        raise LaunchError(f"{folder.path} is not an archive of comity.", "Name a folder that 'comity archive' wrote.")
    if not fitting:
        first = bases[0][0].astimezone().isoformat(timespec="seconds")
        raise LaunchError(f"The archive begins at {first}.", "Choose a later moment. Nothing was changed.")
    return fitting[-1]


def _verify(base: Path) -> None:
    """Compare every file with the list that was made with the copy. Raises LaunchError."""
    # PostgreSQL has a program for this; the one in the wheel crashes.
    try:
        listed = json.loads((base / "backup_manifest").read_text(encoding="utf-8"))["Files"]
        wrong = [one["Path"] for one in listed if not _is_as_listed(base / one["Path"], one)]
    except (OSError, ValueError, KeyError):
        wrong = ["backup_manifest"]
    if wrong:
        raise LaunchError(
            f"{base} was changed or is not whole: {wrong[0]}.",
            "Nothing was changed. Choose a moment before it, so that an earlier copy is used, or use a backup.",
        )


def _is_as_listed(path: Path, listed: dict[str, Any]) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == str(listed["Checksum"])


def _take_changes(folder: Folder, base: Path, target: Path) -> None:
    """Copy the segments that the base needs; the one that was being written counts as a whole one."""
    target.mkdir()
    first = folder.first_segment(base)
    for segment in sorted(folder.wal.iterdir()):
        name = segment.name.removesuffix(".partial")
        needed = name >= first if len(name) == SEGMENT else name.endswith(".history")
        if needed and not (target / name).exists():
            shutil.copyfile(segment, target / name)


def _set_target(place: Path, changes: Path, at: datetime | None) -> None:
    lines = [f'restore_command = \'cp "{changes}/%f" "%p"\'\n', "recovery_target_timeline = 'latest'\n"]
    if at is not None:
        utc = at.astimezone(UTC).isoformat(sep=" ", timespec="microseconds")
        lines += [f"recovery_target_time = '{utc}'\n", "recovery_target_action = 'promote'\n"]
    with (place / "postgresql.auto.conf").open("a", encoding="ascii") as file:
        file.writelines(lines)
    (place / "recovery.signal").touch()


def _give(path: Path, folder: Path) -> None:
    """Let the database's own user have it all."""
    account = account_for(folder / "not-there-yet")
    if account.switch:
        for entry in (path, *path.rglob("*")):
            os.chown(entry, account.uid, account.gid, follow_symlinks=False)
    path.chmod(0o700)


def _replay(built: Path) -> None:
    places = places_of(built)
    account = account_for(places.cluster)
    prepare(places, account=account)
    postmaster = Postmaster(
        cluster=places.cluster,
        sockets=places.socket_folder(),
        log=places.log / "postgres",
        binaries=binaries_for(account, say=quiet),
        account=account,
    )
    for folder in (postmaster.sockets, postmaster.log):
        private_folder(folder, account=account)
    postmaster.write_settings({}, conf=places.cluster / cluster.CONF)
    try:
        postmaster.start()
        _wait_until_replayed(postmaster)
    except LaunchError as error:
        if "recovery target was reached" in error.sentence:
            raise _NothingLater from error
        raise
    finally:
        if postmaster.pid() is not None:
            postmaster.stop()


def _wait_until_replayed(postmaster: Postmaster) -> None:
    """Return when the server has left recovery, told without entering it: its passwords may not be ours yet."""
    deadline = time.monotonic() + PATIENCE
    while (
        "in production"
        not in run([postmaster.binaries["pg_controldata"], postmaster.cluster], account=postmaster.account).stdout
    ):
        if postmaster.pid() is None:
            said = "".join(path.read_text(errors="replace") for path in postmaster.log.glob("*.log"))
            fatal = [line for line in said.splitlines() if "FATAL" in line] or ["the database ended"]
            raise LaunchError(f"The changes could not be replayed: {fatal[-1]}", "Nothing was changed.")
        if time.monotonic() > deadline:
            raise LaunchError("The changes were not replayed within an hour.", "Nothing was changed.")
        time.sleep(0.2)


def _forget_target(place: Path, *, names: tuple[str, ...]) -> None:
    file = place / "postgresql.auto.conf"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.startswith(names)), encoding="utf-8")


def missing_attachments(database: Embedded) -> list[str]:
    """Return the hashes of attachments that the restored database names and the folder does not have."""
    with psycopg.connect(database.admin_url()) as connection:
        if connection.execute("select to_regclass('public.comity_attachment')").fetchone() == (None,):
            return []
        rows = connection.execute("select distinct sha256 from comity_attachment").fetchall()
    return [digest for (digest,) in rows if not (database.places.files / digest[:2] / digest).exists()]
