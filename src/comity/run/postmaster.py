"""The process of one PostgreSQL data directory: alive or not, started and stopped."""

import os
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from comity.run.account import Account, run
from comity.run.binaries import Binaries
from comity.run.errors import LaunchError
from comity.run.places import SOCKET_NAME

PATIENCE = 60  # seconds
DEFAULTS = {
    "listen_addresses": "",  # no network: only the private socket
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "256MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "password_encryption": "scram-sha-256",
    # An archive that nobody fetches any more may not fill the disk.
    "max_slot_wal_keep_size": "4GB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "on",
    # One file a day, written over after a week.
    "log_filename": "postgres-%a.log",
    "log_file_mode": "0600",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
    # A statement that failed may hold what only some may read; it must not reach a log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


@dataclass(frozen=True)
class Postmaster:
    """One data directory with the programs and the user that serve it."""

    cluster: Path
    sockets: Path
    log: Path
    binaries: Binaries
    account: Account

    def write_settings(self, extra: Mapping[str, str], *, conf: Path) -> None:
        """Write the settings that PostgreSQL reads when it starts."""
        values = {
            **DEFAULTS,
            "unix_socket_directories": str(self.sockets),
            "log_directory": str(self.log),
            **extra,
        }
        lines = [f"{name} = {_quoted(value)}\n" for name, value in values.items()]
        conf.write_text("# Written by comity at every start.\n" + "".join(lines), encoding="utf-8")
        self.account.give(conf, mode=0o600)

    def pid(self) -> int | None:
        """Return the process that serves the directory, or None; a stale pid file is no process."""
        try:
            number = int((self.cluster / "postmaster.pid").read_text().splitlines()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return None
        return number if _serves(number, self.cluster) else None

    def is_serving(self) -> bool:
        """Say whether a server answers; wait for one that is just starting or just dying."""
        deadline = time.monotonic() + PATIENCE
        ask = [str(self.binaries["pg_isready"]), "--quiet", "--host", str(self.sockets)]
        while self.pid() is not None:
            if run(ask, account=self.account).returncode == 0:
                return True
            if time.monotonic() > deadline:
                raise LaunchError(
                    f"A PostgreSQL runs on {self.cluster} but does not answer.",
                    f"Its log is in {self.log}.",
                )
            time.sleep(0.1)
        return False

    def start(self) -> None:
        """Start and wait until it answers. Raises LaunchError after 60 seconds or on refusal."""
        self._forget_stale_pid()
        deadline = time.monotonic() + PATIENCE
        while True:
            said = self._try_start()
            # After kill -9 the last processes of the old server need a moment to notice.
            if said is None or "still in use" not in said or time.monotonic() > deadline:
                break
            time.sleep(0.3)
        if said is not None:
            raise self._refusal(said)

    def _try_start(self) -> str | None:
        """Start once; return None, or what PostgreSQL wrote into its logs."""
        before = {path: path.stat().st_size for path in self.log.glob("*.log")}
        answer = run(
            [self.binaries["pg_ctl"], "start", "--wait", "--silent", f"--timeout={PATIENCE}",
             "--pgdata", self.cluster, "--log", self.log / "start.log"],
            account=self.account,
            output=subprocess.DEVNULL,
        )  # fmt: skip
        if answer.returncode == 0:
            return None
        news = (path.read_bytes()[before.get(path, 0) :] for path in self.log.glob("*.log"))
        return b"".join(news).decode("utf-8", "replace")

    def _refusal(self, said: str) -> LaunchError:
        if "No space left on device" in said:
            return LaunchError(
                f"PostgreSQL could not start because the disk of {self.cluster} is full.",
                "Make room and start again; nothing is lost.",
            )
        reasons = [line for line in said.splitlines() if "FATAL" in line or "PANIC" in line]
        reason = reasons[-1] if reasons else "it did not answer within a minute"
        return LaunchError(
            f"PostgreSQL could not start: {reason}",
            f"Its log is in {self.log}. Nothing was deleted.",
        )

    def _forget_stale_pid(self) -> None:
        """Make the files of a killed server name a process that is surely gone."""
        # PostgreSQL believes in a dead server's file when its number was given to another process.
        # The rest of the file must stay: by it, PostgreSQL sees whether parts of the old server
        # still write to the data.
        file = self.cluster / "postmaster.pid"
        if self.pid() is not None or not file.exists():
            return
        _, *rest = file.read_text(encoding="utf-8").splitlines() or [""]
        gone = subprocess.Popen(["true"])  # noqa: S607
        gone.wait()
        changed = file.with_name("postmaster.pid.changed")
        changed.write_text("\n".join([str(gone.pid), *rest, ""]), encoding="utf-8")
        self.account.give(changed, mode=0o600)
        changed.replace(file)
        (self.sockets / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)

    def stop(self) -> None:
        """Stop at once but in order: open transactions are rolled back, all else is on disk."""
        run(
            [self.binaries["pg_ctl"], "stop", "--mode=fast", "--wait", "--silent",
             f"--timeout={PATIENCE}", "--pgdata", self.cluster],
            account=self.account,
        )  # fmt: skip
        if self.pid() is not None:
            raise LaunchError(
                f"PostgreSQL did not stop within {PATIENCE} seconds.",
                f"It keeps its data safe. Look into {self.log}.",
            )

    def single_user(self, sql: str) -> None:
        """Run one statement without a server and without a password; the server must be down."""
        answer = run(
            [self.binaries["postgres"], "--single", "-D", self.cluster, "postgres"],
            account=self.account,
            words=sql.replace("\n", " ") + "\n",
        )
        if answer.returncode != 0:
            raise LaunchError("The database's passwords could not be renewed.", answer.stdout[-400:])


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _serves(pid: int, cluster: Path) -> bool:
    """Say whether the process is a PostgreSQL on the directory."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    command = Path(f"/proc/{pid}/cmdline")
    if command.exists():
        words = command.read_bytes().decode("utf-8", "replace").split("\0")
    else:
        ask = ["ps", "-o", "command=", "-p", str(pid)]
        listed = subprocess.run(ask, capture_output=True, text=True, check=False)
        words = listed.stdout.split()
    return "postgres" in words[0] and str(cluster) in " ".join(words) if words else False
