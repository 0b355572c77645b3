"""Read a backup into an empty place: verified first, built beside, and put in place at the end."""

import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psycopg

from comity.run import archive, moment
from comity.run.account import account_for
from comity.run.archiving import Folder
from comity.run.backup import count, run_tool
from comity.run.binaries import MAJOR
from comity.run.database import Database, External, database_of
from comity.run.embedded import Embedded
from comity.run.errors import LaunchError
from comity.run.keys import FILE as SECRETS
from comity.run.keys import PERSONAL
from comity.run.places import LEAST_FREE, Places, check_space, prepare
from comity.run.progress import Say, quiet, step
from comity.run.up import claim

# What of a data folder is replaced; keys, locks and logs stay. The database comes last: its two
# renames follow each other without a gap.
PARTS = ("files", "postgres")
UNQUALIFIED = "function comity_spelled(text) does not exist"
SEARCHING = """
select oid::regprocedure::text from pg_proc
 where pronamespace = 'public'::regnamespace and starts_with(proname, 'comity_') and prokind = 'f' and proconfig is null
"""


def read_archive(path: Path, *, at: datetime | None, places: Places, replace: bool, say: Say) -> None:
    """Restore the archive as of the moment, or to its end. Raises LaunchError, and then nothing was changed."""
    folder = Folder(path.expanduser().absolute())
    if isinstance(database_of(places), External):
        raise LaunchError(
            "An archive is restored into an embedded database only.",
            "Unset DATABASE_URL; your own PostgreSQL has its own means of going back to a moment.",
        )
    with _claimed(places):
        needed = LEAST_FREE + 2 * sum(one.stat().st_size for one in folder.path.rglob("*") if one.is_file())
        with _built_beside(places, needed=needed, replace=replace, say=say) as built:
            moment.build(folder, at=at, built=built, say=say)
            with Embedded(built, say=quiet) as database:
                lost = moment.missing_attachments(database)
    if lost:
        say(f"  Beware: {len(lost)} attachments had not reached the archive: {', '.join(lost[:3])} ...")
    say(f"Restored: {f'as of {at.isoformat()}' if at else 'to the end of the archive'}.")
    say("Start it with: ./comity up; and begin a new archive in an empty folder.")


def read(file: Path, *, places: Places, replace: bool, say: Say) -> None:
    """Restore the backup. Raises LaunchError, and then nothing was changed."""
    file = file.expanduser().absolute()
    with step("Reading the backup", say=say):
        manifest = archive.verify(file)
    _must_be_readable(manifest, file)
    database = database_of(places, say=say)
    if isinstance(database, External):
        _into_external(file, manifest, database=database, places=places, replace=replace, say=say)
    else:
        _into_folder(file, manifest, places=places, replace=replace, say=say)
    rows = sum(manifest.counts.values())
    say(f"Restored: {rows} rows, {len(manifest.members) - 1} attachments, as of {manifest.made}.")
    say("Start it with: ./comity up")


def _must_be_readable(manifest: archive.Manifest, file: Path) -> None:
    if manifest.postgresql > MAJOR:
        raise LaunchError(
            f"{file} was written from PostgreSQL {manifest.postgresql}, and this comity brings {MAJOR}.",
            "Restore it with a newer comity. Nothing was changed.",
        )


def _into_folder(file: Path, manifest: archive.Manifest, *, places: Places, replace: bool, say: Say) -> None:
    needed = LEAST_FREE + 3 * file.stat().st_size
    with _claimed(places), _built_beside(places, needed=needed, replace=replace, say=say) as built:
        _build(file, manifest, built=built, say=say)


@contextmanager
def _claimed(places: Places) -> Iterator[None]:
    """Keep others off the data folder. Raises LaunchError when somebody uses it."""
    prepare(places, account=account_for(places.cluster))
    claimed = claim(places)
    if claimed is None or _is_in_use(places):
        raise LaunchError(f"Comity is running on {places.folder}.", "Stop it first. Nothing was changed.")
    try:
        yield
    finally:
        os.close(claimed)


def _is_in_use(places: Places) -> bool:
    """Say whether some command uses the database; one that a killed launcher left is stopped."""
    database = Embedded(places.folder, say=quiet)
    if database.is_running():
        database.start()
        database.stop()
    return database.is_running()


@contextmanager
def _built_beside(places: Places, *, needed: int, replace: bool, say: Say) -> Iterator[Path]:
    """Give a folder in which to build the new office, and put it in place of the old one when the block is done."""
    old = [places.folder / part for part in PARTS if _holds(places.folder / part)]
    if old and not replace:
        raise LaunchError(
            f"The data folder {places.folder} is not empty.",
            "Add --replace to restore over it (the old data is kept aside), or choose an empty "
            "folder: COMITY_DATA=/path ./comity restore FILE",
        )
    check_space(places.folder, needed=needed)
    built = Path(tempfile.mkdtemp(prefix="restoring-", dir=places.folder))
    try:
        if (places.folder / SECRETS).exists():
            # The old keys go on, so that sessions and signed links stay good.
            shutil.copy2(places.folder / SECRETS, built / SECRETS)
        yield built
        aside = _swap(built, places=places, old=old)
    finally:
        shutil.rmtree(built, ignore_errors=True)
    if aside:
        say(f"  The old data is kept in {aside}")


def _holds(path: Path) -> bool:
    return path.is_file() or (path.is_dir() and any(path.iterdir()))


def _build(file: Path, manifest: archive.Manifest, *, built: Path, say: Say) -> None:
    """Make a whole data folder out of the backup."""
    with Embedded(built, say=quiet) as database:
        database.create_roles_and_database()
        with tempfile.TemporaryDirectory(prefix="unpacked-", dir=built) as unpacked:
            dump = _unpack(file, Path(unpacked), files=built / "files", say=say)
            _load(dump, manifest, database=database, options=[], say=say)


def _unpack(file: Path, folder: Path, *, files: Path, say: Say) -> Path:
    """Unpack the database's copy into the folder and the attachments into theirs."""
    with step("Unpacking", say=say), tarfile.open(file, "r:") as tar:
        for member in tar:
            source = tar.extractfile(member)
            if source is None or member.name == archive.MANIFEST:
                continue
            is_dump = member.name == archive.DATABASE
            target = folder / member.name if is_dump else files / member.name[len(archive.FILES) :]
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with target.open("xb") as written:
                target.chmod(0o600)
                shutil.copyfileobj(source, written, archive.BLOCK)
                written.flush()
                os.fsync(written.fileno())
    return folder / archive.DATABASE


def _load(dump: Path, manifest: archive.Manifest, *, database: Database, options: list[str], say: Say) -> None:
    url = database.admin_url()
    with step("Restoring the database", say=say):
        common = ["--single-transaction", "--exit-on-error", *options, str(dump)]
        try:
            run_tool("pg_restore", common, url=url, what="restored")
        except LaunchError as error:
            if UNQUALIFIED not in str(error):
                raise
            _load_in_parts(common, url=url)
    with psycopg.connect(url, autocommit=True) as connection:
        if count(connection) != manifest.counts:
            raise LaunchError(
                "The restored tables do not have the rows that the backup counted.",
                "Nothing was changed. Use another copy of the backup.",
            )
        connection.execute("ANALYZE")


def _load_in_parts(common: list[str], *, url: str) -> None:
    """Restore a backup of before 2026-11-26, whose functions find each other by the search path, which pg_restore empties."""
    run_tool("pg_restore", ["--section=pre-data", *common], url=url, what="restored")
    with psycopg.connect(url, autocommit=True) as connection:
        for (function,) in connection.execute(SEARCHING).fetchall():
            connection.execute(f"alter function {function} set search_path = public, pg_temp".encode())
    run_tool("pg_restore", ["--section=data", *common], url=url, what="restored")
    run_tool("pg_restore", ["--section=post-data", *common], url=url, what="restored")


def _swap(built: Path, *, places: Places, old: list[Path]) -> Path | None:
    """Put the new parts where the old ones were; return where those are kept."""
    aside = None
    if old:
        aside = places.folder / f"replaced-{datetime.now().astimezone():%Y-%m-%d-%H%M%S}"
        aside.mkdir(mode=0o700)
        # With its keys beside it, the old data can be used again as a data folder of its own.
        shutil.copy2(built / SECRETS, aside / SECRETS)
        if (places.folder / PERSONAL).exists():
            shutil.copy2(places.folder / PERSONAL, aside / PERSONAL)
    if not (places.folder / SECRETS).exists():
        (built / SECRETS).rename(places.folder / SECRETS)
    for part in PARTS:
        if aside and (places.folder / part) in old:
            (places.folder / part).rename(aside / part)
        (built / part).rename(places.folder / part)
    return aside


def _into_external(
    file: Path,
    manifest: archive.Manifest,
    *,
    database: External,
    places: Places,
    replace: bool,
    say: Say,
) -> None:
    database.start()
    prepare(places, account=account_for(places.cluster))
    with psycopg.connect(database.admin_url()) as connection:
        is_empty = not count(connection)
    if replace or not is_empty or _holds(places.files):
        raise LaunchError(
            "A backup is only restored into an empty database and an empty folder of attachments.",
            "Make an empty database, name it in DATABASE_URL and COMITY_ADMIN_URL, name an empty "
            "folder in COMITY_DATA, and start again. Nothing was changed.",
        )
    with tempfile.TemporaryDirectory(prefix="restoring-", dir=places.folder) as half:
        dump = _unpack(file, Path(half), files=Path(half) / "files", say=say)
        _load(dump, manifest, database=database, options=["--no-owner"], say=say)
        if (Path(half) / "files").exists():
            places.files.rmdir()
            (Path(half) / "files").rename(places.files)
