"""Data folders, databases and launchers for the tests of the launcher; all of them real."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from comity.run.embedded import Embedded
from comity.run.progress import quiet

REPOSITORY = Path(__file__).resolve().parents[2]
FAST = {"fsync": "off"}
UP_WITHIN = 120.0  # seconds; the machine that tests may be busy


def is_a_setting(name: str) -> bool:
    """Say whether an environment variable is one of the launcher's."""
    return name.startswith("COMITY_") or name == "DATABASE_URL"


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what the developer may have set for his own office."""
    for name in filter(is_a_setting, list(os.environ)):
        monkeypatch.delenv(name)


@pytest.fixture
def room() -> Iterator[Path]:
    """A folder that the database's user may enter too; pytest's own is closed to it."""
    folder = Path(tempfile.mkdtemp(prefix="comity-test-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def said() -> list[str]:
    """What the launcher said."""
    return []


@pytest.fixture(scope="session")
def fresh() -> Iterator[Path]:
    """A data folder with an empty database and its roles; to be copied, not used."""
    folder = Path(tempfile.mkdtemp(prefix="comity-test-", dir="/tmp"))
    folder.chmod(0o755)
    with Embedded(folder / "data", say=quiet, settings=FAST) as database:
        database.create_roles_and_database()
    yield folder / "data"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def embedded(room: Path, fresh: Path, said: list[str]) -> Iterator[Callable[[], Embedded]]:
    """Give databases on one data folder; stop those that still run at the end."""
    made: list[Embedded] = []
    subprocess.run(["cp", "-a", fresh, room / "data"], check=True)

    def make() -> Embedded:
        made.append(Embedded(room / "data", say=said.append, settings=FAST))
        return made[-1]

    yield make
    for database in made:
        database.stop()
    last = Embedded(room / "data", say=quiet)
    if last.is_running():
        last.start()
        last.stop()


def free_port() -> int:
    """Return a port at which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Launcher:
    """`python -m comity` on a data folder, with the tiny office for a program."""

    folder: Path
    port: int
    running: list["subprocess.Popen[str]"]

    def command(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start a command and return at once."""
        env = {
            **{name: value for name, value in os.environ.items() if not is_a_setting(name)},
            "PYTHONPATH": f"{REPOSITORY / 'src'}:{REPOSITORY}",
            "DJANGO_SETTINGS_MODULE": "tests.run.office.settings",
            "COMITY_DATA": str(self.folder),
            "COMITY_PORT": str(self.port),
            "COMITY_WEB_WORKERS": "1",
        }
        log = self.folder.parent / f"said-{len(self.running)}"
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "comity", *arguments],
                env=env, stdout=output, stderr=subprocess.STDOUT, text=True,
            )  # fmt: skip
        self.running.append(process)
        return process

    def words(self, *, of: int = -1) -> str:
        """Return what a command said so far; the latest if no other is named."""
        number = range(len(self.running))[of]
        return (self.folder.parent / f"said-{number}").read_text()

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run a command to its end; return its exit code and its words."""
        code = self.command(*arguments).wait(150)
        return code, self.words()

    def up(self) -> "subprocess.Popen[str]":
        """Bring the office up and return when it says so."""
        process = self.command("up")
        wait_for(lambda: "Ctrl-C" in self.words() or process.poll() is not None, seconds=UP_WITHIN)
        assert process.poll() is None, self.words()
        return process

    def given(self) -> dict[str, list[str]]:
        """Return what the web server was given, and what the database holds."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/given", timeout=5) as answer:
            given: dict[str, list[str]] = json.load(answer)
        return given

    def stop(self, process: "subprocess.Popen[str]") -> int:
        """Press Ctrl-C; return the exit code."""
        process.send_signal(signal.SIGINT)
        return process.wait(20)


@dataclass
class FirstTime:
    """An office that came up for the first time and went down again."""

    folder: Path
    clean: Path
    words: str
    given: dict[str, list[str]]
    code: int


@pytest.fixture(scope="session")
def first_time() -> Iterator[FirstTime]:
    """The tiny office after its first time; `clean` is to be copied, not used."""
    folder = Path(tempfile.mkdtemp(prefix="comity-test-", dir="/tmp"))
    folder.chmod(0o755)
    launcher = Launcher(folder / "data", free_port(), [])
    process = launcher.up()
    given = launcher.given()
    code = launcher.stop(process)
    subprocess.run(["cp", "-a", launcher.folder, folder / "clean"], check=True)
    yield FirstTime(folder / "data", folder / "clean", launcher.words(), given, code)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def launcher(room: Path, first_time: FirstTime) -> Iterator[Launcher]:
    """A launcher on an office that was up before; whatever it started is stopped at the end."""
    subprocess.run(["cp", "-a", first_time.clean, room / "data"], check=True)
    launcher = Launcher(room / "data", free_port(), [])
    yield launcher
    for process in launcher.running:
        if process.poll() is None:
            launcher.stop(process)
    left = Embedded(launcher.folder, say=quiet)
    if left.is_running():
        left.start()
        left.stop()


def wait_for(condition: Callable[[], bool], *, seconds: float = 120) -> None:
    """Return when the condition holds; fail the test when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
