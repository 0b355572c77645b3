"""How the launcher is asked to stop, and how it then goes undisturbed about it."""

import signal
from types import FrameType
from typing import NoReturn

NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody asked the launcher to stop: Ctrl-C, SIGTERM or a closed terminal."""


def obey_signals() -> None:
    """Turn the signals that ask to stop into Stopped."""
    for number in NUMBERS:
        signal.signal(number, _stop)


def ignore_signals() -> None:
    """Keep further signals from disturbing an orderly stop."""
    for number in NUMBERS:
        signal.signal(number, signal.SIG_IGN)


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Stopped
