"""A process of the office started by the launcher: ends by itself when the launcher is gone."""

import os
import signal
import sys
import threading
import time

LIFELINE = "COMITY_LIFELINE"
MAIN = "COMITY_WEB_MAIN"
GRACE = 10.0  # seconds between asking and insisting


def main(arguments: list[str]) -> None:
    """Be the web server (`web HOST PORT`) or the worker (`worker`) until told to stop."""
    if LIFELINE in os.environ:
        handle = int(os.environ.pop(LIFELINE))
        os.set_inheritable(handle, False)
        threading.Thread(target=_end_with, args=(handle,), daemon=True).start()
    if arguments[0] == "web":
        serve(host=arguments[1], port=int(arguments[2]))
    else:
        work(arguments[1:])


def _end_with(handle: int) -> None:
    """Wait until the other end of the pipe is closed, which also kill -9 does; then stop."""
    while os.read(handle, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os.killpg(os.getpgid(0), signal.SIGKILL)


def serve(*, host: str, port: int) -> None:
    """Serve the pages with granian until SIGTERM."""
    from granian import Granian  # noqa: PLC0415  the worker needs no granian, the web server no worker
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415

    os.environ[MAIN] = str(os.getpid())
    Granian(
        "comity.run.serving:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=int(os.environ.get("COMITY_WEB_WORKERS", "2")),
        # Each thread keeps a database connection: 2 x 4 of the 60 that the database allows.
        blocking_threads=int(os.environ.get("COMITY_WEB_THREADS", "4")),
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
    ).serve()


def work(arguments: list[str]) -> None:
    """Do queued tasks until SIGTERM."""
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    os.environ["COMITY_CONFINED"] = "1"
    execute_from_command_line(["django", "work", *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
