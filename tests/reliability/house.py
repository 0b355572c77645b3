"""A real office - launcher, web server, worker and PostgreSQL - whose parts can be killed, one by one or all at once."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import psycopg

from comity.run.embedded import Embedded
from comity.run.progress import quiet

REPOSITORY = Path(__file__).resolve().parents[2]
UP_WITHIN = 420.0  # seconds; the first time a database is made and a city's records are loaded
BACK_WITHIN = 180.0  # seconds; on a machine that is busy with other things
TARGETS = ("web", "web process", "worker", "database", "database process", "all database", "launcher", "everything")


@dataclass
class House:
    """The office on one data folder, as its first user starts it."""

    folder: Path
    port: int = 0
    settings: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def base(self) -> str:
        """Where the pages are."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> Path:
        """What the launcher said."""
        return self.folder.with_name(f"{self.folder.name}.said")

    @property
    def password(self) -> str:
        """The one password of the sample accounts."""
        return (self.folder / "sample-password").read_text(encoding="utf-8").strip()

    def environment(self) -> dict[str, str]:
        """Return an environment in which nothing is configured but what this office needs."""
        outside = {
            name: value for name, value in os.environ.items() if not re.match("COMITY_|DATABASE_URL|DJANGO_", name)
        }
        return outside | {"COMITY_DATA": str(self.folder), "PYTHONPATH": str(REPOSITORY / "src")} | self.settings

    def command(self, *arguments: str) -> list[str]:
        """Return the command of the launcher."""
        return [sys.executable, "-P", "-m", "comity", *arguments]

    def run(self, *arguments: str, patience: float = 300) -> "subprocess.CompletedProcess[str]":
        """Run a command of the launcher to its end."""
        return subprocess.run(
            self.command(*arguments),
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=patience,
            check=False,
        )

    def start(self) -> None:
        """Start `comity up` and return at once."""
        self.port = self.port or free_port()
        with self.said.open("ab") as output:
            self.process = subprocess.Popen(
                self.command("up", "--port", str(self.port)),
                env=self.environment(),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def up(self, *, within: float = UP_WITHIN) -> float:
        """Bring the office up; return the seconds until pages and database answered."""
        began = time.monotonic()
        self.start()
        self.wait(within=within)
        return time.monotonic() - began

    def wait(self, *, within: float = BACK_WITHIN) -> None:
        """Return when the office answers; start the launcher anew when it is gone. Raises TimeoutError."""
        deadline = time.monotonic() + within
        while not self.is_healthy():
            if self.process is not None and self.process.poll() is not None:
                self.start()
                time.sleep(1)
            if time.monotonic() > deadline:
                raise TimeoutError(f"the office is not up after {within:.0f} s:\n{self.words()[-3000:]}")
            time.sleep(0.1)

    def is_healthy(self) -> bool:
        """Say whether the health page answers well."""
        try:
            with urllib.request.urlopen(f"{self.base}/healthz", timeout=10) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    def words(self) -> str:
        """Return what the launcher said."""
        return self.said.read_text(encoding="utf-8", errors="replace")

    def down(self) -> int:
        """Press Ctrl-C; return the exit code."""
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def connect(self) -> "psycopg.Connection[Any]":
        """Enter the database as its administrator, who sees every row; for counting afterwards."""
        return psycopg.connect(Embedded(self.folder, say=quiet).admin_url(), autocommit=True)

    def pids(self, target: str) -> list[int]:
        """Return the processes that a target names."""
        launcher = [self.process.pid] if self.process is not None and self.process.poll() is None else []
        children = [child for pid in launcher for child in _children(pid)]
        web = [pid for pid in children if "child web" in _words(pid)]
        worker = [pid for pid in children if "child worker" in _words(pid)]
        database = self._postmaster()
        backends = [child for pid in database for child in _children(pid)]
        named = {
            "web": web,
            "web process": [child for pid in web for child in _children(pid)][:1],
            "worker": worker,
            "database": database,
            "database process": [pid for pid in backends if "comity_app" in _words(pid)][:1],
            "all database": [*database, *backends],
            "launcher": launcher,
        }
        if target == "everything":
            return [*launcher, *web, *worker, *named["web process"], *database, *backends]
        return named[target]

    def children(self, parent: int) -> list[int]:
        """Return the processes that a process started."""
        return _children(parent)

    def kill(self, target: str, chance: Random) -> int:
        """Kill what the target names, without warning; return how many processes there were."""
        pids = self.pids(target)
        chance.shuffle(pids)
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self.process is not None and self.process.pid in pids:
            self.process.wait()
        return len(pids)

    def _postmaster(self) -> list[int]:
        try:
            pid = int((self.folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            return []
        return [pid] if "postgres" in _words(pid) else []


def _children(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError):
                if int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == parent:
                    found.append(int(entry.name))
    return found


def _words(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""


def free_port() -> int:
    """Return a port at which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
