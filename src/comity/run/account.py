"""Under which system user PostgreSQL runs: our own, or an unprivileged one when we are root."""

import os
import pwd
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from comity.run.errors import LaunchError

# In order of preference; `nobody` exists on every Linux and macOS.
UNPRIVILEGED = ("comity", "postgres", "_postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """A system user by name and numbers; `switch` says whether a process must change to it."""

    name: str
    uid: int
    gid: int
    switch: bool

    def may(self, access: str, path: Path) -> bool:
        """Say whether this user has the access (`r`, `w` or `x`) to the path."""
        command = ["test", f"-{access}", str(path)]
        return run(command, account=self).returncode == 0

    def give(self, path: Path, *, mode: int) -> None:
        """Make the path this user's own, with the mode."""
        if self.switch:
            os.chown(path, self.uid, self.gid)
        path.chmod(mode)


def run(
    command: Sequence[str | Path],
    *,
    account: Account,
    env: Mapping[str, str] | None = None,
    output: IO[bytes] | int = subprocess.PIPE,
    words: str | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end as the account; both its outputs go to `stdout` or to the file."""
    # The folder of the caller may be closed to the account, so everything starts at the root.
    return subprocess.run(
        [str(part) for part in command],
        cwd="/",
        env={**os.environ, "LC_ALL": "C", **(env or {})},
        input=words,
        stdin=subprocess.DEVNULL if words is None else None,
        stdout=output,
        stderr=subprocess.STDOUT,
        text=True,
        umask=0o077,
        user=account.uid if account.switch else None,
        group=account.gid if account.switch else None,
        extra_groups=[] if account.switch else None,
        check=False,
    )


def account_for(cluster: Path) -> Account:
    """Return the user who runs the database of the folder. Raises LaunchError if there is none."""
    owner = cluster.stat().st_uid if cluster.exists() else None
    ours = os.geteuid()
    if ours != 0:
        if owner not in (None, ours):
            raise LaunchError(
                f"The database folder {cluster} belongs to another user ({_name_of(owner)}).",
                "Run comity as that user, or choose another folder with COMITY_DATA=/path.",
            )
        return Account(_name_of(ours), ours, os.getegid(), switch=False)
    if owner:
        entry = pwd.getpwuid(owner)
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, switch=True)
    return _unprivileged()


def _name_of(uid: int | None) -> str:
    try:
        return pwd.getpwuid(uid if uid is not None else -1).pw_name
    except (KeyError, OverflowError):
        return f"number {uid}"


def _unprivileged() -> Account:
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, switch=True)
    raise LaunchError(
        "PostgreSQL refuses to run as root, and this system has no user 'comity' or 'nobody'.",
        "Make one (for example: useradd --system comity), or run comity as an ordinary user.",
    )
