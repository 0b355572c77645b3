"""The office as it is shipped: started by its own command, looked at from outside."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 300.0


def free_port() -> int:
    """Return a port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def comity(*arguments: str, folder: Path) -> None:
    """Run one command of the launcher on the folder."""
    subprocess.run([sys.executable, "-m", "comity", *arguments], env=_environment(folder), check=True)


def _environment(folder: Path) -> dict[str, str]:
    """What is measured is how fast it can be, so nobody is held back."""
    chosen = {"COMITY_DATA": str(folder), "COMITY_CITY": "generated", "COMITY_DEMO": "0"}
    return os.environ | chosen | {"COMITY_REQUESTS_A_MINUTE": "0"}


@contextmanager
def up(folder: Path, port: int) -> Iterator[tuple[int, float]]:
    """Run the office; give its process and the seconds to its first page."""
    began = time.monotonic()
    command = [sys.executable, "-m", "comity", "up", "--port", str(port)]
    process = subprocess.Popen(command, env=_environment(folder), stdout=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}/accounts/login/", process)
        yield process.pid, time.monotonic() - began
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


@contextmanager
def floor(port: int, *, url: str, statements: Path, folder: Path, signed: bool = False) -> Iterator[None]:
    """Serve the bare views as the office is served: two workers, four threads each; behind Django's sign-in if so."""
    environment = _environment(folder) | {
        "DJANGO_SETTINGS_MODULE": f"benchmarks.floor_settings{'_signed' if signed else ''}",
        "DATABASE_URL": url,
        "COMITY_SECRET_KEY": os.environ["COMITY_SECRET_KEY"],
        "COMITY_FLOOR": str(statements),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    words = ["--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", "--port", str(port), "--no-ws"]
    command = [sys.executable, "-m", "granian", *words, "--log-level", "error", "benchmarks.floor:application"]
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        _wait(f"http://127.0.0.1:{port}/there/", process)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def _wait(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310  our own
                answer.read()
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"{address} did not answer")


def memory(launcher: int) -> dict[str, float]:
    """Return megabytes of the web server's and the worker's processes; what they share counts once, in parts."""
    found = {"web": 0.0, "worker": 0.0}
    for child in _children(launcher):
        words = Path(f"/proc/{child}/cmdline").read_bytes().decode().split("\0")
        kind = next((kind for kind in found if kind in words), "")
        if kind and "comity.run.child" in words:
            found[kind] += sum(_own(one) for one in (child, *_below(child)))
    return found


def _own(process: int) -> float:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _children(process: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True, check=False)  # noqa: S607
    return [int(word) for word in found.stdout.split()]


def _below(process: int) -> list[int]:
    direct = _children(process)
    return direct + [one for child in direct for one in _below(child)]
