"""Where things lie inside one data folder, and whether the folder can be used at all."""

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from comity.run.account import Account
from comity.run.errors import LaunchError

REPOSITORY = Path(__file__).resolve().parents[3]
LEAST_FREE = 200 * 1024 * 1024
# macOS allows 103 bytes, Linux 107; the name of the socket is added to the folder's.
LONGEST_SOCKET = 103
SOCKET_NAME = ".s.PGSQL.5432"
# Chosen instead of the repository when we are root and nobody else may look into it.
SYSTEM_DATA = Path("/var/lib/comity/data")


@dataclass(frozen=True)
class Places:
    """The parts of a data folder, by name."""

    folder: Path

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.folder / "postgres"

    @property
    def files(self) -> Path:
        """Attachments."""
        return self.folder / "files"

    @property
    def static(self) -> Path:
        """Collected static files, made anew from the code whenever it changes."""
        return self.folder / "static"

    @property
    def log(self) -> Path:
        """Logs of the web server and the worker; PostgreSQL's are in a folder below."""
        return self.folder / "log"

    @property
    def run(self) -> Path:
        """Locks and notes about what is running now."""
        return self.folder / "run"

    def socket_folder(self) -> Path:
        """Return the private folder of PostgreSQL's socket, short enough for a socket's path."""
        inside = self.run / "pg"
        if len(os.fsencode(inside / SOCKET_NAME)) <= LONGEST_SOCKET:
            return inside
        digest = hashlib.sha256(os.fsencode(self.cluster)).hexdigest()[:12]
        # Its owner and its mode are checked before it is used.
        return Path("/tmp") / f"comity-{os.geteuid()}-{digest}"  # noqa: S108


def places_of(folder: Path | None = None) -> Places:
    """Return the places of the folder, or of COMITY_DATA, or of `data/` beside the code."""
    if folder is None:
        folder = Path(os.environ.get("COMITY_DATA") or _default())
    return Places(folder.expanduser().resolve())


def _default() -> Path:
    beside = REPOSITORY / "data"
    if os.geteuid() != 0 or beside.exists() or _open_to_all(REPOSITORY):
        return beside
    digest = hashlib.sha256(os.fsencode(REPOSITORY)).hexdigest()[:8]
    return SYSTEM_DATA.with_name(f"{SYSTEM_DATA.name}-{digest}")


def _open_to_all(folder: Path) -> bool:
    return all(place.stat().st_mode & 0o001 for place in (folder, *folder.parents))


def prepare(places: Places, *, account: Account) -> None:
    """Make the folders that are missing. Raises LaunchError if the folder cannot be used."""
    try:
        for folder in (places.folder, places.run, places.log, places.files):
            folder.mkdir(parents=True, exist_ok=True)
        probe = places.run / f"probe-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
        if places.folder.stat().st_uid == os.geteuid():
            # Root lets the database's user pass through, but not look around.
            places.folder.chmod(0o711 if account.switch else 0o700)
            places.run.chmod(0o711 if account.switch else 0o700)
            places.log.chmod(0o711 if account.switch else 0o700)
            places.files.chmod(0o700)
    except OSError as error:
        raise _unusable(places.folder, error) from None
    check_space(places.folder)
    if account.switch and not account.may("x", places.folder):
        raise LaunchError(
            f"The user '{account.name}', who runs the database, may not enter {places.folder}.",
            "Choose a folder that is open to it: COMITY_DATA=/var/lib/comity/data ./comity up",
        )


def check_space(folder: Path, *, needed: int = LEAST_FREE) -> None:
    """Raise LaunchError when the disk of the folder has too little room left."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise LaunchError(
            f"The disk that holds {folder} is full: {free // 2**20} MB are free, {needed // 2**20} MB are needed.",
            "Make room, or move the data folder to another disk and name it in COMITY_DATA.",
        )


def _unusable(folder: Path, error: OSError) -> LaunchError:
    if isinstance(error, PermissionError):
        return LaunchError(
            f"The data folder {folder} is not writable for you.",
            "Run comity as the user who owns it, or choose another with COMITY_DATA=/path.",
        )
    return LaunchError(
        f"The data folder {folder} cannot be used: {error.strerror}.",
        "Choose another with COMITY_DATA=/path.",
    )


def private_folder(path: Path, *, account: Account) -> None:
    """Make the folder if need be and see that only the account may enter it."""
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        found = path.lstat()
        if path.is_symlink() or found.st_uid not in (account.uid, os.geteuid()):
            raise LaunchError(
                f"{path} belongs to somebody else.", "Remove it, or choose a shorter COMITY_DATA."
            ) from None
    account.give(path, mode=0o700)
