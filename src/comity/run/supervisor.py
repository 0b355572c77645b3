"""Keep the processes of the office alive, and stop them in order."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NoReturn

from comity.run.child import LIFELINE
from comity.run.database import Database
from comity.run.environment import python
from comity.run.errors import LaunchError
from comity.run.progress import Say

LONGEST_PAUSE = 30.0  # seconds
PATIENCE = 8.0  # seconds a child has to stop before it is killed
STEADY = 60.0  # seconds after which an earlier death is forgotten
LARGE_LOG = 10 * 1024 * 1024


@dataclass
class Child:
    """One process: how it is started, where its words go, and how often it died lately."""

    name: str
    arguments: Sequence[str]
    env: dict[str, str]
    log: Path | None = None
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    began: float = 0.0
    not_before: float = 0.0
    _lifeline: int = field(default=-1, repr=False)
    _spoken: int = 0

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches the launcher alone."""
        reading, self._lifeline = os.pipe()
        output = _opened(self.log)
        self._spoken = output.tell() if output else 0
        try:
            self.process = subprocess.Popen(
                python("-m", "comity.run.child", *self.arguments),
                env={**self.env, LIFELINE: str(reading)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                pass_fds=[reading],
                start_new_session=True,
            )
        finally:
            os.close(reading)
            if output:
                output.close()
        self.began = time.monotonic()

    def is_dead(self) -> bool:
        """Say whether it ended."""
        return self.process is None or self.process.poll() is not None

    def bury(self) -> None:
        """Clear away what a dead process left: its own children and our end of the pipe."""
        if self.process is not None:
            _kill_group(self.process.pid)
            os.close(self._lifeline)
            self.process = None

    def stop(self) -> None:
        """Ask it to stop, and kill it when it does not."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.bury()

    def last_words(self, *, lines: int = 12) -> str:
        """Return the end of what it said since it was started, for a message about its death."""
        if self.log is None or not self.log.exists():
            return ""
        with self.log.open("rb") as file:
            file.seek(max(self._spoken, self.log.stat().st_size - 8192))
            text = file.read().decode("utf-8", "replace")
        return "\n".join(f"    {line}" for line in text.splitlines()[-lines:])


def _opened(log: Path | None) -> IO[bytes] | None:
    if log is None:
        return None
    if log.exists() and log.stat().st_size > LARGE_LOG:
        log.replace(log.with_suffix(".old.log"))
    file = log.open("ab")
    log.chmod(0o600)
    return file


def _kill_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def watch(children: Sequence[Child], *, database: Database, say: Say) -> NoReturn:
    """Restart what dies, each time after a longer pause, until Stopped is raised."""
    while True:
        time.sleep(0.5)
        if not database.is_running():
            _revive(database, say=say)
        for child in children:
            look_after(child, now=time.monotonic(), say=say)


def look_after(child: Child, *, now: float, say: Say) -> None:
    """Restart the child if it is dead and its pause is over."""
    if child.process is not None and child.is_dead():
        code = child.process.returncode
        child.bury()
        child.deaths = 1 if now - child.began > STEADY else child.deaths + 1
        pause = min(2.0 ** (child.deaths - 1), LONGEST_PAUSE)
        child.not_before = now + pause
        where = f"; its log is {child.log}" if child.log else ""
        say(f"  The {child.name} ended (code {code}); starting it again in {pause:.0f} s{where}")
    if child.process is None and now >= child.not_before:
        child.start()


def _revive(database: Database, *, say: Say) -> None:
    say("  The database ended; starting it again ...")
    try:
        database.stop()
        database.start()
    except LaunchError as error:
        say(f"  {error} Trying again in {LONGEST_PAUSE:.0f} s.")
        time.sleep(LONGEST_PAUSE)
    else:
        say("  The database is running again.")


def stop_all(children: Sequence[Child]) -> None:
    """Stop the children in the order given, so that nothing asks for what is already gone."""
    for child in children:
        child.stop()
