"""A real office in a folder of its own: brought up as its first user does, and stopped as that user does."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
UP_WITHIN = 420.0  # seconds; an empty folder, with a database to make and a city's records to load
DOWN_WITHIN = 20.0  # seconds


@dataclass(frozen=True)
class Office:
    """Where the office is, and the one password of its sample accounts."""

    base: str
    folder: Path
    password: str


@contextlib.contextmanager
def running(kept: str = "", *, city: str = "", datasets: Path | None = None) -> Iterator[Office]:
    """Bring up an office with the first data and stop it at the end; `kept` names a folder to use and to keep.

    `city` names another data set than the first one, that lies in the folder `datasets`.
    """
    room = Path(tempfile.mkdtemp(prefix="comity-journeys-", dir="/tmp"))
    room.chmod(0o755)  # the database's own user looks into it
    folder = Path(kept) if kept else room / "data"
    port, said = _free_port(), room / "said"
    chosen = {"COMITY_CITY": city, "COMITY_DATASETS": str(datasets), "COMITY_DEMO": "1"} if city else {}
    process = _launched(folder, port, said, chosen)
    try:
        base = f"http://127.0.0.1:{port}"
        _wait_until_healthy(process, base, said)
        yield Office(base, folder, (folder / "sample-password").read_text(encoding="utf-8").strip())
        _stop(process, said)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(60)
        shutil.rmtree(room, ignore_errors=True)


def _launched(folder: Path, port: int, said: Path, chosen: dict[str, str]) -> "subprocess.Popen[bytes]":
    """Start `comity up` as on a machine where nothing is configured but what is chosen."""
    env = {name: value for name, value in os.environ.items() if not re.match("COMITY_|DATABASE_URL|DJANGO_", name)}
    env |= {
        "COMITY_DATA": str(folder),
        "PYTHONPATH": str(REPOSITORY / "src"),
        "COMITY_REQUESTS_A_MINUTE": "0",
        **chosen,
    }
    command = [sys.executable, "-P", "-m", "comity", "up", "--port", str(port)]
    with said.open("wb") as output:
        return subprocess.Popen(command, env=env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)


def _wait_until_healthy(process: "subprocess.Popen[bytes]", base: str, said: Path) -> None:
    deadline = time.monotonic() + UP_WITHIN
    while not _answers(f"{base}/healthz"):
        words = said.read_text(encoding="utf-8", errors="replace")
        assert process.poll() is None, f"the office ended at once:\n{words}"
        assert time.monotonic() < deadline, f"the office is not up after {UP_WITHIN:.0f} s:\n{words}"
        time.sleep(0.5)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _stop(process: "subprocess.Popen[bytes]", said: Path) -> None:
    """Press Ctrl-C; fails unless the office ends in good time and says that all is stored."""
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(DOWN_WITHIN * 2)
    words = said.read_text(encoding="utf-8", errors="replace")
    assert process.poll() == 0, f"the office did not end well ({process.poll()}):\n{words}"
    assert time.monotonic() - began < DOWN_WITHIN, f"the office took too long to end:\n{words}"
    assert "everything is stored" in words, words


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
