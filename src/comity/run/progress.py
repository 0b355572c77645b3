"""One line per step of the launcher, with the seconds it took."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Say = Callable[[str], None]
HEARTBEAT = 5.0  # seconds


def say(sentence: str) -> None:
    """Print one line at once, also when the output is a file or a pipe."""
    print(sentence, flush=True)


def quiet(sentence: str) -> None:
    """Say nothing; for tests and for commands whose output is read by a program."""


def complain(sentence: str) -> None:
    """Print one line on the error stream, so that the output of a command stays clean."""
    print(sentence, file=sys.stderr, flush=True)


@contextmanager
def step(title: str, *, say: Say = say) -> Iterator[None]:
    """Say what begins, every few seconds that it goes on, and how many seconds it took."""
    say(f"  {title} ...")
    began = time.monotonic()
    over = threading.Event()
    threading.Thread(target=_beat, args=(title, began, over, say), daemon=True).start()
    try:
        yield
    finally:
        over.set()
    took = time.monotonic() - began
    if took >= 1:
        say(f"  {title}: {took:.1f} s")


def _beat(title: str, began: float, over: threading.Event, say: Say) -> None:
    while not over.wait(HEARTBEAT):
        say(f"  {title}: {time.monotonic() - began:.0f} s so far")
